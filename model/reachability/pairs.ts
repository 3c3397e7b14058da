/**
 * Which pairs of ends rules can open, found through the rules instead of by trying every pair.
 */
import type { End } from "../reading/endpoints";
import type { NetworkModel } from "../reading/network-model";
import type { Direction } from "../reading/rules";
import { UNRESOLVED } from "../reading/security-groups";
import { pushTo, unique } from "../graph/values";

/**
 * For each source the targets that a rule of either side names by group; and those where both sides have rules for
 * addresses in the VPC. A pair that is not listed is closed, except where rules outside the graph open it.
 *
 * Time grows with the rules and the listed pairs, not with the square of the ends.
 */
export function namedPairs(model: NetworkModel, ends: End[]): Map<End, Set<End>> {
  const carriers = new Map<string, End[]>();
  for (const end of ends) for (const key of keysOf(end)) pushTo(carriers, key, end);
  const pairs = new Map<End, Set<End>>(ends.map((end) => [end, new Set<End>()]));
  for (const end of ends) {
    for (const target of namedBy(model, end, "egress", carriers)) pairs.get(end)?.add(target);
    for (const source of namedBy(model, end, "ingress", carriers)) pairs.get(source)?.add(end);
  }
  const admitting = ends.filter((end) => hasRuleForVpc(model, end, "ingress"));
  for (const source of ends.filter((end) => hasRuleForVpc(model, end, "egress"))) {
    for (const target of admitting) pairs.get(source)?.add(target);
  }
  return pairs;
}

function keysOf(end: End): string[] {
  return unique(end.interfaces.flat().map(({ key }) => key));
}

function namedBy(model: NetworkModel, end: End, direction: Direction, carriers: Map<string, End[]>): End[] {
  const peers = keysOf(end)
    .flatMap((key) => model.rules.of(key, direction))
    .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : []));
  return unique(peers)
    .filter((key) => key !== UNRESOLVED)
    .flatMap((key) => carriers.get(key) ?? []);
}

function hasRuleForVpc(model: NetworkModel, end: End, direction: Direction): boolean {
  return keysOf(end)
    .flatMap((key) => model.rules.of(key, direction))
    .some(({ peer }) => peer.kind === "unknown" || (peer.kind === "cidr" && model.vpc.has(peer.range) !== "no"));
}
