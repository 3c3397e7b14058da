/**
 * The time lines as Gantt charts: what takes long, what waits for what, where there is room.
 */
import { DURATIONS_DATE } from "../../../model/aws/durations";
import type { Timeline, TimelineStep } from "../../../model/time/timeline";
import type { Reading } from "../../../model/reading/reading";
import type { Words } from "../../../words";
import { stepName } from "../../answers/step-name";
import type { MadePlan, Timelines } from "../../plan/make";
import { decimal, markup, type Markup } from "../markup";
import { clock } from "./units";

/** Steps shorter than this are counted, unless others wait for them: in a chart they would be dots. */
const SHORT_SECONDS = 5;

/** Both charts: until ready, and until gone. */
export function time({ plan, reading, timelines }: MadePlan, words: Words): Markup {
  const say = words.time.chart;
  if (plan.resources.length === 0) return markup`<p>${say.nothing}</p>`;
  return markup`<h3>${say.untilReady}</h3>
${chart(timelines.ready, say.ready, reading, words)}
<h3>${say.untilGone}</h3>
${chart(timelines.gone, say.gone, reading, words)}
<p class="note">${say.source(DURATIONS_DATE)}</p>`;
}

interface Row {
  what: string;
  names: string[];
  start: number;
  end: number;
  slack: number;
  critical: boolean;
}

function chart(
  { median, p90 }: Timelines,
  took: (median: string, slow: string) => string,
  reading: Reading,
  words: Words,
): Markup {
  const { amounts } = words;
  const { space } = words.page.page;
  const say = words.time.chart;
  const rows = rowsOf(median, reading, words);
  const hidden =
    median.steps.filter(({ kind }) => kind !== "component").length - rows.flatMap(({ names }) => names).length;
  const end = Math.max(median.end, 1);
  const tick = [60, 120, 300, 600, 1800].find((seconds) => end / seconds <= 8) ?? 3600;
  const ticks = Array.from({ length: Math.floor(end / tick) + 1 }, (_, i) => i * tick);
  const share = (seconds: number): string => `${decimal((100 * seconds) / end)}%`;
  const way = median.criticalPath
    .filter((step) => step.end - step.start >= SHORT_SECONDS)
    .map((step) => stepName(step, reading, words));
  return markup`<p><strong>${took(amounts.minutes(median.ready), amounts.minutes(p90.ready))}</strong>${space}${say.path(way)}</p>
<div class="gantt" style="--tick:${share(tick)}"><div class="axis" aria-hidden="true">${ticks.map((at) => markup`<span style="left:${share(at)}">${at / 60}</span>`)}<em>${say.axis}</em></div>
<ol>${rows.map(
    (
      row,
    ) => markup`<li class="${row.critical && "critical"}"><span class="step">${row.critical && markup`<b>◆<span class="visually-hidden"> ${say.critical}</span></b> `}${row.names.length > 1 && `${row.names.length} × `}${row.what}<small>${row.names.length > 1 ? `${row.names[0]} …` : row.names[0]}</small></span>
<span class="track" aria-hidden="true"><span class="bar" style="left:${share(row.start)};width:${share(row.end - row.start)}"></span>${row.slack >= 1 && markup`<span class="slack" style="left:${share(row.end)};width:${share(Math.min(row.slack, end - row.end))}"></span>`}</span>
<span class="took">${amounts.seconds(row.end - row.start)}<small>${clock(row.start)}–${clock(row.end)}${row.slack >= 1 && markup` · <span class="port">${say.toSpare(clock(row.slack))}</span>`}</small></span></li>
`,
  )}</ol></div>
<p class="note"><b>◆</b> ${say.legend}${hidden > 0 && `${space}${say.leftOut(hidden)}`}</p>`;
}

/** What the chart shows: steps of the same kind at the same time are one row. */
function rowsOf({ steps, criticalPath }: Timeline, reading: Reading, words: Words): Row[] {
  const critical = new Set(criticalPath.map(({ id }) => id));
  const rows = new Map<string, Row>();
  const isShown = (step: TimelineStep): boolean =>
    step.kind !== "component" && step.end - step.start >= (critical.has(step.id) ? 1 : SHORT_SECONDS);
  for (const step of steps.filter(isShown)) {
    const { id, name, start, end, slack } = step;
    const what = stepName(step, reading, words);
    const key = JSON.stringify([what, start, end, critical.has(id)]);
    const known = rows.get(key);
    if (known !== undefined) {
      known.names.push(name);
      known.slack = Math.min(known.slack, slack);
    } else rows.set(key, { what, names: [name], start, end, slack, critical: critical.has(id) });
  }
  return [...rows.values()];
}
