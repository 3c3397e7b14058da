/**
 * Protocols and ports as people write them.
 */

/** Protocol and port of a question, such as `tcp 443`, `icmp` or `all traffic`. */
export function trafficText(protocol: string, port: number | null): string {
  if (port !== null) return `${protocol} ${port}`;
  return protocol === "all" ? "all traffic" : protocol;
}
