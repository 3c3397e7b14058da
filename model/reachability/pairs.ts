/**
 * Which pairs of endpoints rules can open, found through the rules instead of by trying every pair.
 */
import { pushTo, unique } from "../graph/values";
import { type Endpoint, keysOf } from "../reading/endpoints";
import type { NetworkFacts } from "../reading/network-facts";
import type { Direction } from "../reading/rules";

/**
 * For each source the targets that a rule of either side names by group; and those where rules outside the graph, or
 * for addresses, can open it.
 *
 * @param byAddress whether pairs count in which both sides have rules for addresses, or which are not told: their number grows with
 *   the square of the endpoints; all else grows with the rules and the pairs that they name
 */
export function namedPairs(facts: NetworkFacts, ends: Endpoint[], byAddress: boolean): Map<Endpoint, Set<Endpoint>> {
  const carriers = new Map<string, Endpoint[]>();
  for (const end of ends) for (const key of keysOf(end)) pushTo(carriers, key, end);
  // What carries a group that is not told can carry the one that a rule names.
  const open = byAddress ? [...carriers].filter(([key]) => facts.groups.get(key).kind === "unresolved") : [];
  const carriersOf = (named: string): Endpoint[] => [
    ...(carriers.get(named) ?? []),
    ...open.flatMap(([key, found]) => (facts.groups.canBeSame(key, named) ? found : [])),
  ];
  const pairs = new Map<Endpoint, Set<Endpoint>>(ends.map((end) => [end, new Set<Endpoint>()]));
  for (const end of ends) {
    for (const target of namedBy(facts, end, "egress", carriersOf)) pairs.get(end)?.add(target);
    for (const source of namedBy(facts, end, "ingress", carriersOf)) pairs.get(source)?.add(end);
  }
  if (!byAddress) return pairs;
  const admitting = ends.filter((end) => isOpenToAny(facts, end, "ingress"));
  for (const source of ends.filter((end) => isOpenToAny(facts, end, "egress"))) {
    for (const target of admitting) pairs.get(source)?.add(target);
  }
  return pairs;
}

function namedBy(
  facts: NetworkFacts,
  end: Endpoint,
  direction: Direction,
  carriersOf: (group: string) => Endpoint[],
): Endpoint[] {
  const peers = keysOf(end)
    .flatMap((key) => facts.rules.of(key, direction))
    .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : []));
  return unique(peers)
    .filter((key) => facts.groups.get(key).kind !== "unresolved")
    .flatMap(carriersOf);
}

/** True for an endpoint with rules that can be about any other, or whose rules are not all in the graph. */
function isOpenToAny(facts: NetworkFacts, end: Endpoint, direction: Direction): boolean {
  const keys = keysOf(end);
  if (keys.some((key) => facts.groups.hasUnknownRules(key)) || facts.rules.ofNobody(direction).length > 0) return true;
  return keys
    .flatMap((key) => facts.rules.of(key, direction))
    .some(({ peer }) => peer.kind !== "groups" || peer.keys.some((key) => facts.groups.get(key).kind === "unresolved"));
}
