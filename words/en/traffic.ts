/**
 * Protocols and ports as people write them.
 */

/** Protocol and port of a question, such as `tcp 443`, `icmp` or `all traffic`. */
export function trafficText(protocol: string, port: number | null): string {
  if (port !== null) return `${protocol} ${port}`;
  return protocol === "all" ? "all traffic" : protocol;
}

/** All ports of a protocol. */
export const allPorts: string = "all ports";

/** Any protocol on any port. */
export const anyPort: string = "any port";

/** ICMP by its types. */
export function icmpType(types: string): string {
  return `type ${types}`;
}

/** ICMP by a type and its codes. */
export function icmpCodes(type: number, codes: string): string {
  return `type ${type} code ${codes}`;
}

/** ICMP from one type and code to another. */
export function icmpRange(from: { type: number; code: number }, to: { type: number; code: number }): string {
  return `type ${from.type} code ${from.code} to type ${to.type} code ${to.code}`;
}
