import { parseCidr } from "./cidr";

/** Prefix length of an IPv4 block such as `10.42.0.0/16`; undefined where the text is none, or its address not the first. */
export function ipv4PrefixLength(cidr: string): number | undefined {
  const range = parseCidr(cidr);
  const [address, prefix] = cidr.split("/");
  if (range?.family !== 4 || prefix === undefined || formatIpv4(range.first) !== address) return undefined;
  return Number(prefix);
}

/** The `index`th block of an IPv4 block that is cut into `2 ** bits` equal ones. */
export function subnetCidr(cidr: string, bits: number, index: number): string {
  const range = parseCidr(cidr)!;
  const size = (range.last - range.first + 1n) >> BigInt(bits);
  return `${formatIpv4(range.first + BigInt(index) * size)}/${ipv4PrefixLength(cidr)! + bits}`;
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
}
