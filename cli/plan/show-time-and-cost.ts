import { PRICES_DATE } from "../../model/aws/prices";
import { classCost, isPriced } from "../../model/cost/cost";
import type { Words } from "../../words";
import { CLASS } from "../answers/class";
import { stepName } from "../answers/step-name";
import { columns, wrap } from "../text";
import type { MadePlan } from "./make";

/** How long it takes to make and to delete, and what of it nothing can run beside. */
export function showTime({ plan, reading, timelines }: MadePlan, words: Words): string[] {
  const { amounts, time } = words;
  const { ready, gone } = plan.time;
  const way = timelines.ready.median.criticalPath
    .filter(({ start, end }) => end - start >= LONG)
    .map((step) => `${stepName(step, reading, words)} ${amounts.seconds(step.end - step.start)}`);
  const took = (of: typeof ready): string => time.took(amounts.minutes(of.median), amounts.minutes(of.p90));
  return [
    ...wrap(time.readyAndGone(took(ready), took(gone)), 2),
    ...(way.length > 0 ? wrap(time.criticalPath(way), 2) : []),
  ];
}

/** Steps of fewer seconds are left out of the text. */
const LONG = 5;

/** What it costs by the hour, the day and the class. */
export function showCost({ cost }: MadePlan, words: Words): string[] {
  const { amounts, cost: say } = words;
  const rows = cost.items
    .filter(({ perHour }) => perHour !== null)
    .map(({ of, count, unit, perHour }) => [
      `  ${say.paidFor(of)}`,
      unit === "hour" ? String(count) : say.gigabytes(count),
      say.bill.perHourShort(amounts.dollars(perHour!, 4)),
    ]);
  if (!isPriced(cost)) return wrap(costSentence(cost, words), 2, 4);
  return [
    ...columns(rows),
    ...wrap(totalCost(cost, words), 2),
    ...wrap(say.bill.listPrices(cost.region || undefined, PRICES_DATE), 2),
    ...(cost.missing.length > 0 ? wrap(say.bill.notCounted(cost.missing), 2, 4) : []),
  ];
}

/** The totals, and what is not in them. */
export function costSentence(cost: MadePlan["cost"], words: Words): string {
  const { missing } = cost;
  const { bill } = words.cost;
  if (!isPriced(cost)) return missing.length > 0 ? bill.notKnown(missing) : bill.nothing;
  const total = totalCost(cost, words);
  return missing.length > 0 ? bill.without(total, missing) : total;
}

/** The totals in one sentence, without a full stop. */
function totalCost({ perHour, perDay, missing }: MadePlan["cost"], { amounts, cost: say }: Words): string {
  const { students, hours } = CLASS;
  const together = amounts.dollars(classCost(perHour, students, hours));
  const text = say.bill.totals(amounts.dollars(perHour, 3), amounts.dollars(perDay), together, students, hours);
  return missing.length > 0 ? say.bill.lowerBound(text) : text;
}
