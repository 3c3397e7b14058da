import { isEverything } from "../../model/addresses/cidr";
import { isForAddresses, networkOf, rulesOf } from "../facts";
import { names, rule, unsure, wrong } from "../rule";
import { groupName, peerName, ruleName, trafficName } from "../say";

/** Nothing is open to everybody. */
export const noOpenIngress = rule<{ allow: string[] }>({
  name: "no-open-ingress",
  description: "No security group admits 0.0.0.0/0 or ::/0.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Name the security group that may come in instead of addresses; list a group that serves the public, such as a load balancer's, in `allow`.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  configSchema: { properties: { allow: names("Logical names of security groups that may be open to everybody") } },
  check(graph, { allow }) {
    const { groups } = networkOf(graph);
    return rulesOf(graph)
      .filter(({ direction, group }) => direction === "ingress" && !allow.includes(groups.name(group)))
      .flatMap((entry) => {
        const { peer, urn } = entry;
        const what = `${ruleName(graph, entry)} opens ${groupName(graph, entry.group)} on ${trafficName(entry)}`;
        if (peer.kind === "cidr" && isEverything(peer.range)) {
          return [
            wrong(urn, `${what} to ${peerName(graph, peer)}, which is everybody; name the groups that may come in`),
          ];
        }
        if (peer.kind !== "unknown") return [];
        const doubt = isForAddresses(graph, entry) ? "to everybody: its addresses" : "to everybody: its peers";
        return [unsure(urn, `whether ${what} ${doubt} are not known yet`)];
      });
  },
});
