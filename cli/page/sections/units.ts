/**
 * Times and money as the page writes them.
 */

/** Seconds as `11 min 32 s`, `45 s`. */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return seconds < 10 ? `${Math.round(seconds * 10) / 10} s` : `${whole} s`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** Seconds as a clock has them: `0:45`, `11:32`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** US dollars, with three decimals below ten cents, where two would say little. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.0995 ? 3 : 2)}`;
}
