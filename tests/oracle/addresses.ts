/**
 * Addresses of the oracle as numbers, and which of them are tried. Nothing of this is shared with the model.
 */

/** A range of addresses of one family; both ends belong to it. */
export interface Range {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/** One address. */
export interface Address {
  family: 4 | 6;
  value: bigint;
}

/** The range that a CIDR block means. */
export function rangeOf(cidr: string): Range {
  const known = ranges.get(cidr);
  if (known !== undefined) return known;
  const [text, length] = cidr.split("/");
  const family = text.includes(":") ? 6 : 4;
  const free = (family === 6 ? 128 : 32) - Number(length);
  const size = 2n ** BigInt(free);
  const first = valueOf(text, family);
  if (first % size !== 0n) throw new Error(`${cidr} does not begin with its first address`);
  const range: Range = { family, first, last: first + size - 1n };
  ranges.set(cidr, range);
  return range;
}

const ranges = new Map<string, Range>();

/** True where an address belongs to a range. */
export function holds({ family, first, last }: Range, address: Address): boolean {
  return family === address.family && first <= address.value && address.value <= last;
}

/**
 * The addresses of a subnet that an interface can have: AWS keeps the first four and the last.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export function usable({ family, first, last }: Range): Range {
  return { family, first: first + 4n, last: last - 1n };
}

/** The addresses of a range that tell all of it apart: its ends, its middle, and both sides of every end of `others` in it. */
export function samples(range: Range, others: Range[]): Address[] {
  const { family, first, last } = range;
  const ends = others
    .filter((other) => other.family === family)
    .flatMap((other) => [other.first - 1n, other.first, other.last, other.last + 1n]);
  const values = new Set([first, (first + last) / 2n, last, ...ends]);
  return [...values].map((value) => ({ family, value })).filter((address) => holds(range, address));
}

/** Ranges without an address that a packet on the internet carries; of IPv6 only 2000::/3 is given out. */
const NOT_PUBLIC = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"]
  .concat(["192.168.0.0/16", "224.0.0.0/3"])
  .map(rangeOf);
const GIVEN_OUT = rangeOf("2000::/3");
const EVERY_IPV4 = rangeOf("0.0.0.0/0");

/** Public addresses outside of `inside`, again so that they tell `others` apart. */
export function publicSamples(others: Range[], inside: Range[]): Address[] {
  const all = [...samples(EVERY_IPV4, [...others, ...NOT_PUBLIC]), ...samples(GIVEN_OUT, [...others, ...inside])];
  return all.filter((address) => ![...NOT_PUBLIC, ...inside].some((range) => holds(range, address)));
}

function valueOf(text: string, family: 4 | 6): bigint {
  if (family === 4) return text.split(".").reduce((value, part) => value * 256n + BigInt(part), 0n);
  const [head, tail = ""] = text.split("::");
  const words = (half: string): string[] => (half === "" ? [] : half.split(":"));
  const zeros = Array<string>(8 - words(head).length - words(tail).length).fill("0");
  return [...words(head), ...zeros, ...words(tail)].reduce((value, word) => value * 65536n + BigInt(`0x${word}`), 0n);
}
