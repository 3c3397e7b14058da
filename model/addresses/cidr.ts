/**
 * Address ranges in CIDR notation: parsing, overlap and containment, for IPv4 and IPv6.
 */

/** A range of addresses of one family; both ends belong to it. */
export interface AddressRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/** Address bits of each family. */
const BITS = { 4: 32, 6: 128 } as const;

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
  const [address, prefix, ...rest] = text.trim().split("/");
  if (address === undefined || rest.length > 0) return undefined;
  const family = address.includes(":") ? 6 : 4;
  const value = family === 6 ? parseIpv6(address) : parseIpv4(address);
  if (value === undefined) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const length = prefix === undefined ? BITS[family] : Number(prefix);
  if (length > BITS[family]) return undefined;
  const hostBits = BigInt(BITS[family] - length);
  const first = (value >> hostBits) << hostBits;
  return { family, first, last: first + (1n << hostBits) - 1n };
}

/** True where two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** True where every address of `inner` is in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** True where a range has no address that is reached over the internet. */
export function isPrivate(range: AddressRange): boolean {
  return PRIVATE_RANGES.some((block) => contains(block, range));
}

/** True for 0.0.0.0/0 and ::/0. */
export function isEverything(range: AddressRange): boolean {
  return range.first === 0n && range.last === (1n << BigInt(BITS[range.family])) - 1n;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(Math.max(missing, 0)).fill("0"), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

const PRIVATE_RANGES = PRIVATE_BLOCKS.map(parseCidr).filter((range) => range !== undefined);
