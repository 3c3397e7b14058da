import { contains, isPrivate, parseCidr } from "./cidr";

/** The IPv4 block that a text means, written as AWS takes it: first address and prefix. Undefined where it means none. */
export function ipv4Block(text: string): string | undefined {
  const range = parseCidr(text);
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
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Why an IPv4 block should not be a VPC's, or undefined where it is private. */
export function privateRangeProblem(cidr: string): string | undefined {
  const range = parseCidr(cidr)!;
  if (PRIVATE_RANGES.some((block) => contains(parseCidr(block)!, range))) return undefined;
  return `"${cidr}" is not private; take a part of ${PRIVATE_RANGES.join(", ")}`;
}

/**
 * Why a text cannot be a range that may call the public endpoint of a cluster, or undefined where it can.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function publicRangeProblem(text: string): string | undefined {
  const block = ipv4Block(text);
  if (block !== text) return `"${text}" is no IPv4 range; write it as ${block ?? "203.0.113.0/24"}`;
  if (!isPrivate(parseCidr(text)!)) return undefined;
  return `"${text}" is private, and the public endpoint is never called from there; name the address seen on the internet`;
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
}
