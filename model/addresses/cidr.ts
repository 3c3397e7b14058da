/**
 * Address ranges in CIDR notation, and sets of addresses made of them. A library reads the texts; here they are compared.
 */
import { Address4, Address6 } from "ip-address";

/** Address family: IPv4 or IPv6. */
export type Family = 4 | 6;

/** Both address families. */
export const FAMILIES: Family[] = [4, 6];

/** A range of addresses of one family; both ends belong to it. */
export interface AddressRange {
  family: Family;
  first: bigint;
  last: bigint;
}

/**
 * Addresses that no packet on the internet carries: RFC 1918, RFC 6598, loopback and link-local (IPv4), RFC 4193 and
 * link-local (IPv6). Source: https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 counterpart.
 */
const PRIVATE_BLOCKS = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
];

/** The range that a CIDR block or a single address means; undefined where the text is neither. */
export function parseCidr(text: string): AddressRange | undefined {
  if (!known.has(text)) {
    // Few different texts stand in a graph, and reading one takes long.
    if (known.size > MOST_KNOWN) known.clear();
    known.set(text, read(text.trim()));
  }
  return known.get(text);
}

const known = new Map<string, AddressRange | undefined>();
const MOST_KNOWN = 10_000;

function read(text: string): AddressRange | undefined {
  const isAddress = text.includes(":") ? Address6.isValid(text) : Address4.isValid(text);
  if (!isAddress || text.includes("%")) return undefined;
  const address = text.includes(":") ? new Address6(text) : new Address4(text);
  return {
    family: text.includes(":") ? 6 : 4,
    first: address.startAddress().bigInt(),
    last: address.endAddress().bigInt(),
  };
}

/** True where two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** True where every address of `inner` is in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The addresses of `ranges` that are in none of `removed`, sorted, as ranges that neither overlap nor touch. */
export function withoutRanges(ranges: AddressRange[], removed: AddressRange[]): AddressRange[] {
  return removed.reduce(
    (left, cut) => left.flatMap((range) => (overlaps(range, cut) ? around(range, cut) : [range])),
    mergeRanges(ranges),
  );
}

function around(range: AddressRange, cut: AddressRange): AddressRange[] {
  return [
    { ...range, last: cut.first - 1n },
    { ...range, first: cut.last + 1n },
  ].filter(({ first, last }) => first <= last && first >= range.first && last <= range.last);
}

/** The smallest list of ranges with the same addresses, sorted. */
export function mergeRanges(ranges: AddressRange[]): AddressRange[] {
  const sorted = [...ranges].sort((a, b) => a.family - b.family || compareBig(a.first, b.first));
  const merged: AddressRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last?.family !== range.family || range.first > last.last + 1n) merged.push({ ...range });
    else if (range.last > last.last) last.last = range.last;
  }
  return merged;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True where every address of `inner` is in one of `outer`. */
export function coverAll(outer: AddressRange[], inner: AddressRange[]): boolean {
  if (inner.every((range) => outer.some((one) => contains(one, range)))) return true;
  return withoutRanges(inner, outer).length === 0;
}

/** The part of a range that is on the internet: neither private nor in one of `others`. */
export function publicPart(range: AddressRange, others: AddressRange[]): AddressRange[] {
  return withoutRanges([range], [...PRIVATE_RANGES, ...others]);
}

/** True where a range has no address that is reached over the internet. */
export function isPrivate(range: AddressRange): boolean {
  return publicPart(range, []).length === 0;
}

/** Largest range that a VPC can have, by its prefix. Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const LARGEST_OF_VPC: { [family in Family]: bigint } = { 4: 1n << (32n - 16n), 6: 1n << (128n - 44n) };

/** True where all of a range can be one of a VPC's. */
export function fitsInVpc({ family, first, last }: AddressRange): boolean {
  return last - first < LARGEST_OF_VPC[family];
}

/** True for 0.0.0.0/0 and ::/0. */
export function isEverything(range: AddressRange): boolean {
  return contains(range, EVERYTHING[range.family]);
}

/** All addresses of each family. */
export const EVERYTHING: { [family in Family]: AddressRange } = { 4: read("0.0.0.0/0")!, 6: read("::/0")! };

const PRIVATE_RANGES = PRIVATE_BLOCKS.map((block) => read(block)!);
