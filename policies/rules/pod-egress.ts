import { isEverything } from "../../model/addresses/cidr";
import { MAX_PORT } from "../../model/addresses/port-intervals";
import type { Rule as GroupRule } from "../../model/reading/rules";
import { networkOf, rulesOf } from "../facts";
import { handedOut } from "../pods";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { groupName, peerName, ruleName } from "../say";

/** Bound pods reach what they need. */
export const podEgress = rule<{ allow: string[] }>({
  name: "pod-egress",
  description: "No pod security group lets everything out to everywhere.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Declare what the pods reach, each with its port; for AWS services use an interface endpoint or a prefix list.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  configSchema: { properties: { allow: names("Logical names of pod security groups that may let everything out") } },
  check(graph, { allow }) {
    const { groups } = networkOf(graph);
    return rulesOf(graph)
      .filter(
        ({ direction, group }) =>
          direction === "egress" && handedOut(graph).has(group) && !allow.includes(groups.name(group)),
      )
      .flatMap((entry): Violation[] => {
        const what = `${ruleName(graph, entry)} lets every port of ${groupName(graph, entry.group)} out to ${peerName(graph, entry.peer)}`;
        if (!isForAllPorts(entry)) return [];
        if (entry.peer.kind === "unknown") return [unsure(entry.urn, `whether ${what}, and these are everywhere`)];
        if (entry.peer.kind !== "cidr" || !isEverything(entry.peer.range)) return [];
        const isCertain = entry.certain && entry.portsKnown && handedOut(graph).get(entry.group) === true;
        return [
          isCertain
            ? wrong(entry.urn, `${what}; name targets and ports instead`)
            : unsure(entry.urn, `whether ${what}`),
        ];
      });
  },
});

function isForAllPorts({ protocol, fromPort, toPort }: GroupRule): boolean {
  return protocol === "-1" || (["tcp", "udp"].includes(protocol) && fromPort <= 1 && toPort === MAX_PORT);
}
