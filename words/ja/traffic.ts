/** Protocols and ports in Japanese. */

export function trafficText(protocol: string, port: number | null): string {
  if (port !== null) return `${protocol} ${port}`;
  return protocol === "all" ? "すべてのトラフィック" : protocol;
}

export const allPorts: string = "すべてのポート";

export const anyPort: string = "任意のポート";

export function icmpType(types: string): string {
  return `タイプ ${types}`;
}

export function icmpCodes(type: number, codes: string): string {
  return `タイプ ${type} コード ${codes}`;
}

export function icmpRange(from: { type: number; code: number }, to: { type: number; code: number }): string {
  return `タイプ ${from.type} コード ${from.code} からタイプ ${to.type} コード ${to.code} まで`;
}
