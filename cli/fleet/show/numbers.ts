import stringWidth from "string-width";

/** Seconds as people read them: `45 s`, `3 min 20`, `1 h 05`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (count: number): string => String(count).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))}`;
}

/** The middle one; undefined of none. */
export function median(values: number[]): number | undefined {
  return values.length === 0 ? undefined : [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/** A text of exactly so many columns: filled up, or cut with a mark. */
export function fit(text: string, width: number): string {
  const wide = stringWidth(text);
  if (wide <= width) return text + " ".repeat(width - wide);
  let cut = "";
  for (const character of text) {
    if (stringWidth(cut + character) >= width) break;
    cut += character;
  }
  return fit(`${cut}…`, width);
}
