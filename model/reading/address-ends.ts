/**
 * Address ranges that rules of bound pods name, as endpoints of network paths.
 */
import { FAMILIES, isEverything } from "../addresses/cidr";
import { compareText } from "../graph/values";
import { endpoint, type Endpoint, keysOf } from "./endpoints";
import type { NetworkFacts } from "./network-facts";
import type { Rule } from "./rules";
import type { Has } from "./vpcs";

/** The ranges that rules of bound pods name, each once; everything is the internet, which is an end of its own. */
export function addressEnds({ rules }: NetworkFacts, bound: Endpoint[]): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const key of new Set(bound.flatMap(keysOf))) {
    for (const { peer } of [...rules.of(key, "egress"), ...rules.of(key, "ingress")]) {
      if (peer.kind !== "addresses" || peer.ranges.some(isEverything)) continue;
      const has = Object.fromEntries(
        FAMILIES.map((family) => [family, peer.ranges.some((range) => range.family === family) ? "yes" : "no"]),
      ) as unknown as Has;
      const interfaces = [{ groups: [], addresses: { ranges: peer.ranges, has } }];
      found.set(peer.name, endpoint(addressEndId(peer.name), { interfaces, ports: [] }));
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.id, b.id));
}

/** Id of the end that a range is. */
export function addressEndId(range: string): string {
  return `${PREFIX}${range}`;
}

/** The range that an end of addresses stands for. */
export function rangeOfEnd({ id }: Endpoint): string {
  return id.slice(PREFIX.length);
}

const PREFIX = "addresses:";

/** True for a rule that names an end: the group that it carries alone, or its addresses. */
export function names({ peer }: Rule, end: Endpoint): boolean {
  if (peer.kind === "addresses") return end.id === addressEndId(peer.name);
  return peer.kind === "groups" && peer.keys.some((key) => keysOf(end).includes(key));
}
