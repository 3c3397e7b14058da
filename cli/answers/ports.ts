import { MAX_PORT, type PortInterval } from "../../model/addresses/port-intervals";
import { pushTo } from "../../model/graph/values";
import type { Verdict } from "../../model/reachability/reachability";
import { ICMP_CODES } from "../../model/reading/rules";
import type { Words } from "../../words";

/** Stands in a path for all protocols. */
export const ANY_PROTOCOL = "-1";

/**
 * Ports of a protocol as people write them: `all ports`, `80, 443`, `1-1023`; of ICMP types and codes. Empty where all of a
 * protocol without ports is meant.
 */
export function portsOf(protocol: string, ports: PortInterval[], words: Words): string {
  const [first] = ports;
  const isIcmp = protocol.startsWith("icmp");
  const isAll = ports.length === 1 && first.from <= (isIcmp ? 0 : 1) && first.to >= MAX_PORT;
  if (isAll) return ["tcp", "udp"].includes(protocol) ? words.traffic.allPorts : "";
  return ports.map((interval) => (isIcmp ? icmpTypes(interval, words) : portRange(interval))).join(", ");
}

/** Protocols and ports, as short as they can be said: `tcp+udp 53`, `tcp 80, 443`, `all traffic`. */
export function portsText(verdicts: Pick<Verdict, "protocol" | "port">[], words: Words): string {
  const protocols = new Map<number | null, string[]>();
  for (const { protocol, port } of verdicts) {
    if (!protocols.get(port)?.includes(protocol)) pushTo(protocols, port, protocol);
  }
  const ports = new Map<string, number[]>();
  const without = protocols.get(null)?.map((protocol) => words.traffic.trafficText(protocol, null)) ?? [];
  for (const [port, names] of protocols) if (port !== null) pushTo(ports, names.join("+"), port);
  return [...[...ports].map(([names, numbers]) => `${names} ${numbers.join(", ")}`), ...without].join("; ");
}

function portRange({ from, to }: PortInterval): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function icmpTypes({ from, to }: PortInterval, { traffic }: Words): string {
  const [first, last] = [from, to].map((port) => Math.floor(port / ICMP_CODES));
  const codes = { from: from % ICMP_CODES, to: to % ICMP_CODES };
  if (codes.from === 0 && codes.to === ICMP_CODES - 1) return traffic.icmpType(portRange({ from: first, to: last }));
  return first === last
    ? traffic.icmpCodes(first, portRange(codes))
    : traffic.icmpRange({ type: first, code: codes.from }, { type: last, code: codes.to });
}
