import { MAX_PORT, type PortInterval } from "../../model/addresses/port-intervals";
import { ICMP_CODES } from "../../model/reading/rules";

/** Stands in a path for all protocols. */
export const ANY_PROTOCOL = "-1";

/**
 * Ports of a protocol as people write them: `all ports`, `80, 443`, `1-1023`; of ICMP types and codes. Empty where all of a
 * protocol without ports is meant.
 */
export function portsOf(protocol: string, ports: PortInterval[]): string {
  const [first] = ports;
  const isIcmp = protocol.startsWith("icmp");
  const isAll = ports.length === 1 && first.from <= (isIcmp ? 0 : 1) && first.to >= MAX_PORT;
  if (isAll) return ["tcp", "udp"].includes(protocol) ? "all ports" : "";
  return ports.map(isIcmp ? icmpTypes : portRange).join(", ");
}

function portRange({ from, to }: PortInterval): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function icmpTypes({ from, to }: PortInterval): string {
  const [first, last] = [from, to].map((port) => Math.floor(port / ICMP_CODES));
  const codes = { from: from % ICMP_CODES, to: to % ICMP_CODES };
  if (codes.from === 0 && codes.to === ICMP_CODES - 1) return `type ${portRange({ from: first, to: last })}`;
  return first === last
    ? `type ${first} code ${portRange(codes)}`
    : `type ${first} code ${codes.from} to type ${last} code ${codes.to}`;
}
