/**
 * Rules that, together, are for more addresses of the internet than they should: whatever ranges and prefix lists they are
 * written as, and however these are cut up.
 */
import {
  type AddressRange,
  coverAll,
  EVERYTHING,
  type Family,
  FAMILIES,
  mergeRanges,
  publicPart,
} from "../model/addresses/cidr";
import { MAX_PORT } from "../model/addresses/port-intervals";
import { unique } from "../model/graph/values";
import type { Rule } from "../model/reading/rules";
import { ofFamily } from "../model/reading/vpcs";

/** Rules of one group that together are for too many addresses, at the same protocol and ports. */
export interface WideOpening {
  rules: Rule[];
  family: Family;
  protocol: string;
  fromPort: number;
  toPort: number;
  portsKnown: boolean;
  /** True where it is the whole internet of the family. */
  isEverybody: boolean;
}

/** Prefix lengths of the widest range that is let be. */
export type Widest = { [family in Family]: number };

/** The ranges of a rule that are certain; a prefix list that can have others has these at least, or none that are known. */
export function certainRanges({ peer }: Rule): AddressRange[] {
  if (peer.kind === "addresses") return peer.ranges;
  const isSure = peer.kind === "prefix list" && (peer.incomplete === undefined || peer.incomplete.kind === "not known");
  return isSure ? peer.ranges : [];
}

/**
 * The openings of one group in one direction that are for the whole internet, or for more of its addresses than a range of
 * the widest prefix holds: each rule that is so by itself, and each set of rules, with none too many, that is so together.
 *
 * @param widest without it only what is for the whole internet counts
 */
export function wideOpenings(rules: Rule[], widest?: Widest): WideOpening[] {
  return FAMILIES.flatMap((family) => {
    const own = rules.filter((rule) => rangesOf([rule], family).length > 0);
    const whole = smallestSets(own, (some) => isWhole(rangesOf(some, family), family));
    const told = new Set(whole.flat());
    const rest = own.filter((rule) => !told.has(rule));
    const wide =
      widest === undefined ? [] : smallestSets(rest, (some) => isWide(rangesOf(some, family), family, widest));
    return [...whole.map((some) => opening(some, family, true)), ...wide.map((some) => opening(some, family, false))];
  });
}

/** Each rule that is too much by itself, and the smallest sets of others that are so together. */
function smallestSets(rules: Rule[], judge: (some: Rule[]) => boolean): Rule[][] {
  if (!judge(rules)) return [];
  const alone = rules.filter((rule) => judge([rule]));
  const rest = rules.filter((rule) => !alone.includes(rule));
  return [...alone.map((rule) => [rule]), ...(judge(rest) ? setsOf(rest, judge) : [])];
}

function opening(rules: Rule[], family: Family, isEverybody: boolean): WideOpening {
  const protocol = rules.find((rule) => rule.protocol !== "-1")?.protocol ?? "-1";
  const fromPort = Math.max(...rules.map((rule) => rule.fromPort));
  const toPort = Math.min(...rules.map((rule) => rule.toPort));
  const portsKnown = rules.every((rule) => rule.portsKnown);
  return { rules, family, protocol, fromPort, toPort, portsKnown, isEverybody };
}

/** The sets of rules that are too much together, at some protocol and port, each without those that it does not need. */
function setsOf(rules: Rule[], judge: (some: Rule[]) => boolean): Rule[][] {
  const found = new Map<string, Rule[]>();
  for (const protocol of unique(rules.map((rule) => rule.protocol))) {
    const own = rules.filter((rule) => rule.protocol === protocol || rule.protocol === "-1");
    for (const port of unique(own.map(({ fromPort }) => fromPort))) {
      let together = own.filter(({ fromPort, toPort }) => fromPort <= port && port <= toPort);
      if (!judge(together)) continue;
      for (const rule of together) {
        const others = together.filter((one) => one !== rule);
        if (judge(others)) together = others;
      }
      found.set(together.map((rule) => rules.indexOf(rule)).join(), together);
    }
  }
  return [...found.values()];
}

function rangesOf(rules: Rule[], family: Family): AddressRange[] {
  return mergeRanges(ofFamily(rules.flatMap(certainRanges), family));
}

const BITS: Widest = { 4: 32, 6: 128 };

function isWide(ranges: AddressRange[], family: Family, { [family]: prefix }: Widest): boolean {
  const parts = ranges.flatMap((range) => publicPart(range, []));
  const count = parts.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
  return count > 1n << BigInt(BITS[family] - prefix);
}

/** True where ranges hold every address of the internet. */
export function isWhole(ranges: AddressRange[], family: Family): boolean {
  return coverAll(ranges, publicPart(EVERYTHING[family], []));
}

/** True for a rule for every port. */
export function isForAllPorts({ protocol, fromPort, toPort }: Rule): boolean {
  return protocol === "-1" || (["tcp", "udp"].includes(protocol) && fromPort <= 1 && toPort === MAX_PORT);
}
