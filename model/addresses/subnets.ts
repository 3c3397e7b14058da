import { contains, parseCidr } from "./cidr";

/** The IPv4 block that a text means, written as AWS takes it: first address and prefix. Undefined where it means none. */
export function ipv4Block(text: string): string | undefined {
  // Zeros before a number are dropped: what is meant is told, not how some programs would read it.
  const range = parseCidr(text.replace(/\b0+(?=\d)/g, ""));
  const prefix = text.split("/")[1];
  return range?.family === 4 ? `${formatIpv4(range.first)}/${prefix === undefined ? 32 : Number(prefix)}` : undefined;
}

/** Prefix length of an IPv4 block such as `10.42.0.0/16`; undefined where the text is none, or its address not the first. */
export function ipv4PrefixLength(cidr: string): number | undefined {
  return ipv4Block(cidr) === cidr ? Number(cidr.split("/")[1]) : undefined;
}

/** The `index`th block of an IPv4 block that is cut into `2 ** bits` equal ones. */
export function subnetCidr(cidr: string, bits: number, index: number): string {
  const range = parseCidr(cidr)!;
  const size = (range.last - range.first + 1n) >> BigInt(bits);
  return `${formatIpv4(range.first + BigInt(index) * size)}/${ipv4PrefixLength(cidr)! + bits}`;
}

/** Addresses that AWS keeps in each subnet. Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const RESERVED_ADDRESSES = 5;

/** Addresses of an IPv4 subnet that can be used. */
export function subnetAddresses(cidr: string): number {
  return 2 ** (32 - ipv4PrefixLength(cidr)!) - RESERVED_ADDRESSES;
}

/** Ranges that nobody on the internet has. Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const PRIVATE_RANGES: string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Whether an IPv4 block is a part of {@link PRIVATE_RANGES}, as a VPC's should be. */
export function isPrivateBlock(cidr: string): boolean {
  const range = parseCidr(cidr)!;
  return PRIVATE_RANGES.some((block) => contains(parseCidr(block)!, range));
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
}
