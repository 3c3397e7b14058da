import type { Graph } from "../../model/graph/graph";
import type { Rule as GroupRule } from "../../model/reading/rules";
import { networkOf, rulesOf } from "../facts";
import { handedOut } from "../pods";
import { names, rule, type Violation, wrong } from "../rule";
import { groupName, peerName, ruleName, trafficName } from "../say";

/** Rules of pods say who and on which port. */
export const podRulesNarrow = rule<{ allow: string[] }>({
  name: "pod-rules-narrow",
  description: "Rules of and for pod security groups name a group rather than addresses of the VPC, and a port.",
  severity: "medium",
  enforcementLevel: "advisory",
  remediationSteps: "Name the group at the other end and the one port that it serves: one intent, one rule a half.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  configSchema: {
    properties: { allow: names("Logical names of rules, or of groups with inline rules, that may be wide") },
  },
  check(graph, { allow }) {
    return rulesOf(graph)
      .filter((entry) => entry.certain && isAboutPods(graph, entry))
      .filter(({ urn }) => !allow.some((name) => urn?.endsWith(`::${name}`)))
      .flatMap((entry): Violation[] => {
        const { peer, portsKnown, protocol, fromPort, toPort } = entry;
        const way = entry.direction === "ingress" ? "from" : "to";
        const what = `${ruleName(graph, entry)} opens ${groupName(graph, entry.group)} ${way} ${peerName(graph, peer)} for ${trafficName(entry)}`;
        const found: Violation[] = [];
        if (peer.kind === "cidr" && isOfVpc(graph, entry)) {
          found.push(wrong(entry.urn, `${what}: whatever gets such an address is meant, too; name a security group`));
        }
        if (portsKnown && (protocol === "-1" || (["tcp", "udp"].includes(protocol) && toPort - fromPort >= WIDE))) {
          found.push(wrong(entry.urn, `${what}; name the port that is served`));
        }
        return found;
      });
  },
});

/** More ports than a service needs: passive FTP and RPC ranges stay below. */
const WIDE = 4096;

function isAboutPods(graph: Graph, { group, peer }: GroupRule): boolean {
  const { groups } = networkOf(graph);
  const isPods = (key: string): boolean => handedOut(graph).get(key) === true;
  if (isPods(group) || (peer.kind === "groups" && peer.keys.some(isPods))) return true;
  // What the cluster security group admits reaches every node; that of addresses is somebody's shortcut.
  return groups.get(group).kind === "cluster" && peer.kind === "cidr" && handedOut(graph).size > 0;
}

/** True for addresses of the VPC, a single one aside, which is a host that has no group. */
function isOfVpc(graph: Graph, { peer }: GroupRule): boolean {
  if (peer.kind !== "cidr" || peer.range.first === peer.range.last) return false;
  return networkOf(graph).vpc.has(peer.range) === "yes";
}
