import { classCost } from "../../model/cost/cost";
import { PRICES_DATE } from "../../model/aws/prices";
import { columns, wrap } from "../text";
import type { MadePlan, Plan, Seconds } from "./make";

/** How long it takes to make and to delete, and what of it nothing can run beside. */
export function showTime({ plan, timelines }: MadePlan): string[] {
  const { ready, gone } = plan.time;
  const way = timelines.ready.median.criticalPath
    .filter(({ start, end }) => end - start >= LONG)
    .map(({ what, start, end }) => `${what} ${Math.round(end - start)} s`);
  return [
    ...wrap(`Ready after ${minutes(ready)}, gone after ${minutes(gone)}: medians of what others measured.`, 2),
    ...(way.length > 0 ? wrap(`One after the other: ${way.join(", ")}. All else runs beside.`, 2) : []),
  ];
}

/** Steps of fewer seconds are left out of the text. */
const LONG = 5;

function minutes({ median, p90 }: Seconds): string {
  return `${(median / 60).toFixed(1)} min (${(p90 / 60).toFixed(1)} where every step is slow)`;
}

/** A class to show the cost of. */
const CLASS = { students: 30, hours: 4 };

/** What it costs by the hour, the day and the class. */
export function showCost({ cost }: Plan): string[] {
  const rows = cost.items
    .filter(({ perHour }) => perHour !== null)
    .map(({ what, count, unit, perHour }) => [
      `  ${what}`,
      unit === "hour" ? String(count) : `${count} GB`,
      `$${perHour!.toFixed(4)}/h`,
    ]);
  const { students, hours } = CLASS;
  const together = `$${classCost(cost.perHour, students, hours).toFixed(2)}`;
  const total =
    `$${cost.perHour.toFixed(3)} an hour, $${cost.perDay.toFixed(2)} a day, ` +
    `${together} for ${students} students and ${hours} hours.`;
  return [
    ...columns(rows),
    ...wrap(`${cost.missing.length > 0 ? "At least " : ""}${total}`, 2),
    ...wrap(`List prices of ${cost.region || "no region"}, ${PRICES_DATE}; traffic and logs come on top.`, 2),
    ...cost.missing.flatMap((missing) => wrap(`Not counted: ${missing}.`, 2, 4)),
  ];
}
