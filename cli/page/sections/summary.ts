/**
 * The top of the page: what one wants to know first.
 */
import { counted } from "../../text";
import type { Plan } from "../../plan/make";
import { markup, type Markup } from "../markup";
import { answerWords, endName, portsText } from "../words";
import { dollars, minutes } from "./units";

/** Who reaches each database, and the plan's figures. */
export function summary(plan: Plan): Markup {
  const components = plan.resources.filter(({ custom }) => !custom).length;
  const custom = plan.resources.length - components;
  const { capacity, time, cost } = plan;
  const tiles: [string, string, string][] = [
    ["Resources", String(custom), `in ${counted(components, "component")}`],
    ...(custom > 0
      ? ([
          ["Ready in", minutes(time.ready.median), `nine of ten within ${minutes(time.ready.p90)}`],
          ["Costs", `${dollars(cost.perHour)} an hour`, cost.missing.length > 0 ? "at least" : "list price"],
        ] satisfies [string, string, string][])
      : []),
    ...(capacity
      ? ([["Branch interfaces", `${capacity.needed} of ${capacity.total}`, "taken at the worst moment"]] satisfies [
          string,
          string,
          string,
        ][])
      : []),
  ];
  return markup`${plan.warnings.map((warning) => markup`<p class="note">Warning: ${warning}</p>`)}${databases(plan).map((id) => database(plan, id))}
<dl class="tiles">${tiles.map(([what, value, note]) => markup`<div><dt>${what}</dt><dd><strong>${value}</strong> <span>${note}</span></dd></div>`)}</dl>`;
}

function databases(plan: Plan): string[] {
  return [...new Set(plan.reachability.map(({ to }) => to).filter((to) => to.startsWith("database:")))].slice(0, 4);
}

function database(plan: Plan, id: string): Markup {
  const verdicts = plan.reachability.filter(({ to }) => to === id);
  // The answer that a reader looks for first.
  const rank = ({ allowed }: { allowed: boolean | null }): number => (allowed ? 0 : allowed === null ? 1 : 2);
  return markup`<div class="verdicts"><h2>Who reaches ${endName(id)} on ${portsText(verdicts)}?</h2>
<ul>${[...verdicts]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ from, allowed }) => {
      const { sign, word, style } = answerWords(allowed);
      return markup`<li class="${style}"><span aria-hidden="true">${sign}</span> ${endName(from)}: ${word}</li>`;
    })}</ul></div>`;
}
