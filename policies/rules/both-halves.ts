import { end } from "../../model/reading/endpoints";
import type { Graph } from "../../model/graph/graph";
import type { Direction, Rule as GroupRule } from "../../model/reading/rules";
import { half, type Interface } from "../../model/reachability/halves";
import { networkOf, rulesOf } from "../facts";
import { rule, type Violation, wrong } from "../rule";
import { groupName, ruleName, trafficName } from "../say";

/** A path between two groups of the stack has both its halves. */
export const bothHalves = rule({
  name: "both-halves",
  description: "A rule from group to group has its other half: egress on the source, ingress on the target.",
  severity: "medium",
  enforcementLevel: "advisory",
  remediationSteps: "Add the missing half, or remove the rule that opens nothing without it.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(graph) {
    return rulesOf(graph).flatMap((entry): Violation[] => {
      const { peer, certain, portsKnown, direction, protocol, group } = entry;
      const isPlain = certain && portsKnown && ["tcp", "udp"].includes(protocol) && peer.kind === "groups";
      if (!isPlain || peer.keys.length !== 1 || !isHalfMissing(graph, entry, peer.keys[0])) return [];
      const [key] = peer.keys;
      const missing =
        direction === "ingress"
          ? `egress rule of ${groupName(graph, key)}`
          : `ingress rule of ${groupName(graph, key)}`;
      const text = `${ruleName(graph, entry)} opens ${groupName(graph, group)} for ${trafficName(entry)}, but there is no ${missing} for it: nothing gets through; add it or remove the rule`;
      return [wrong(entry.urn, text)];
    });
  },
});

/** True where the other half is missing for certain. */
function isHalfMissing(graph: Graph, entry: GroupRule, key: string): boolean {
  const model = networkOf(graph);
  const other: Direction = entry.direction === "ingress" ? "egress" : "ingress";
  const traffic = { protocol: entry.protocol, port: entry.fromPort };
  return half(model, other, interfaceOf(key), interfaceOf(entry.group), traffic).answer === "no";
}

function interfaceOf(key: string): Interface {
  const groups = [{ key, certain: true }];
  return { end: end(`group:${key}`, { interfaces: [groups], ports: [] }), groups };
}
