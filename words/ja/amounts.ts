/** Counts, durations and money in Japanese. */
import { clockOf, twoDigits } from "../en/amounts";

export { clockOf, twoDigits };

export const nodes = (count: number): string => `ノード ${count} 台`;
export const resources = (count: number): string => `${count} 個のリソース`;
export const components = (count: number): string => `${count} 個のコンポーネント`;
export const paths = (count: number): string => `${count} 本の経路`;
export const workloads = (count: number): string => `${count} 個のワークロード`;
export const students = (count: number): string => `受講者 ${count} 人`;
export const mandatory = (count: number): string => `必須の違反 ${count} 件`;
export const advisory = (count: number): string => `参考の指摘 ${count} 件`;

export function tenths(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

export function minutes(seconds: number): string {
  return `${tenths(seconds)} 分`;
}

export function seconds(count: number): string {
  return count < 60 ? `${Math.round(count)} 秒` : minutes(count);
}

export function dollars(amount: number, decimals = 2): string {
  return `$${amount.toFixed(decimals)}`;
}

export function elapsed(count: number): string {
  const [hours, inHour, rest] = clockOf(count);
  if (hours > 0) return `${hours} 時間 ${twoDigits(inHour)} 分`;
  return inHour > 0 ? `${inHour} 分 ${twoDigits(rest)} 秒` : `${rest} 秒`;
}
