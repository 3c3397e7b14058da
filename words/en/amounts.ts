/**
 * Counts with their nouns, durations and money.
 */

/** A count with its noun: `1 node`, `2 nodes`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export const nodes = (count: number): string => counted(count, "node");
export const resources = (count: number): string => counted(count, "resource");
export const components = (count: number): string => counted(count, "component");
export const paths = (count: number): string => counted(count, "path");
export const workloads = (count: number): string => counted(count, "workload");
export const students = (count: number): string => counted(count, "student");
export const mandatory = (count: number): string => counted(count, "mandatory violation");
export const advisory = (count: number): string => counted(count, "advisory note");

/** Seconds as minutes: a model of medians knows no more than tenths. */
export function tenths(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

/** The same with its unit. */
export function minutes(seconds: number): string {
  return `${tenths(seconds)} min`;
}

/** Seconds of one step. */
export function seconds(count: number): string {
  return count < 60 ? `${Math.round(count)} s` : minutes(count);
}

/** US dollars. */
export function dollars(amount: number, decimals = 2): string {
  return `$${amount.toFixed(decimals)}`;
}

/** Seconds that have passed, as people read them: `45 s`, `3 min 20`, `1 h 05`. */
export function elapsed(count: number): string {
  const [hours, inHour, rest] = clockOf(count);
  if (hours > 0) return `${hours} h ${twoDigits(inHour)}`;
  return inHour > 0 ? `${inHour} min ${twoDigits(rest)}` : `${rest} s`;
}

/** Seconds as hours, minutes and the rest. */
export function clockOf(count: number): [number, number, number] {
  const whole = Math.round(count);
  return [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
}

export function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}
