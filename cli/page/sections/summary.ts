/**
 * The top of the page: what one wants to know first.
 */
import { isPriced } from "../../../model/cost/cost";
import { unique } from "../../../model/graph/values";
import type { Words } from "../../../words";
import { portsText } from "../../answers/ports";
import { type MadePlan, warningsOf } from "../../plan/make";
import { markOf } from "../marks";
import { markup, type Markup } from "../markup";

/** Databases that the top of the page is about. */
const MOST_DATABASES = 4;

/** Who reaches each database, and the plan's figures. */
export function summary(made: MadePlan, words: Words): Markup {
  const { plan, cost } = made;
  const { amounts, page } = words;
  const say = page.tiles;
  const components = plan.resources.filter(({ custom }) => !custom).length;
  const custom = plan.resources.length - components;
  const { capacity, time } = plan;
  const tiles: [string, string, string][] = [
    [say.resources, String(custom), say.inComponents(amounts.components(components))],
  ];
  if (custom > 0) {
    tiles.push([say.ready, amounts.minutes(time.ready.median), say.slow(amounts.minutes(time.ready.p90))]);
  }
  if (isPriced(cost)) {
    const hour = say.anHour(amounts.dollars(cost.perHour, 3));
    tiles.push([say.costs, hour, cost.missing.length > 0 ? say.atLeast : say.listPrice]);
  }
  if (capacity) tiles.push([say.interfaces, say.of(capacity.needed, capacity.total), say.atWorst]);
  return markup`${warningsOf(made, words).map((warning) => markup`<p class="note">${page.page.warning(warning)}</p>`)}${databases(made).map((id) => database(made, id, words))}
<dl class="tiles">${tiles.map(([what, value, note]) => markup`<div><dt>${what}</dt><dd><strong>${value}</strong> <span>${note}</span></dd></div>`)}</dl>`;
}

function databases({ ordinary, rows }: MadePlan): string[] {
  const stores = ordinary.filter(({ isStore }) => isStore).map(({ id }) => id);
  const targets = unique(rows.map(({ to }) => to));
  return [...stores, ...targets.filter((to) => to.startsWith("database:"))]
    .filter((id) => targets.includes(id))
    .slice(0, MOST_DATABASES);
}

function database({ rows }: MadePlan, id: string, words: Words): Markup {
  const { ends, page } = words;
  const verdicts = rows.filter(({ to }) => to === id);
  // The answer that a reader looks for first.
  const rank = ({ allowed }: { allowed: boolean | null }): number => (allowed ? 0 : allowed === null ? 1 : 2);
  return markup`<div class="verdicts"><h2>${page.tiles.whoReaches(ends.endName(id), portsText(verdicts, words))}</h2>
<ul>${[...verdicts]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ from, allowed }) => {
      const { sign, style } = markOf(allowed);
      return markup`<li class="${style}"><span aria-hidden="true">${sign}</span> ${page.tiles.answer(ends.endName(from), ends.answerWord(allowed))}</li>`;
    })}</ul></div>`;
}
