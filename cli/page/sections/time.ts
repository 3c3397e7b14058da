/**
 * The time lines as Gantt charts: what takes long, what waits for what, where there is room.
 */
import { DURATIONS_DATE } from "../../../model/aws/durations";
import type { Timeline, TimelineStep } from "../../../model/time/timeline";
import type { MadePlan, Timelines } from "../../plan/make";
import { decimal, markup, type Markup } from "../markup";
import { clock, minutes } from "./units";

/** Steps shorter than this are counted, unless others wait for them: in a chart they would be dots. */
const SHORT_SECONDS = 5;

/** Both charts: until ready, and until gone. */
export function time({ plan, timelines }: MadePlan): Markup {
  if (plan.resources.length === 0) return markup`<p>None: the plan makes nothing.</p>`;
  return markup`<h3>Until ready</h3>
${chart(timelines.ready, "ready")}
<h3>Until gone</h3>
${chart(timelines.gone, "gone")}
<p class="note">Median durations, put together on ${DURATIONS_DATE} from recorded states and public logs, laid along the plan's own dependencies. A model: AWS can be slower.</p>`;
}

interface Row {
  what: string;
  names: string[];
  start: number;
  end: number;
  slack: number;
  critical: boolean;
}

function chart({ median, p90 }: Timelines, word: string): Markup {
  const rows = rowsOf(median);
  const hidden =
    median.steps.filter(({ kind }) => kind !== "component").length - rows.flatMap(({ names }) => names).length;
  const end = Math.max(median.end, 1);
  const tick = [60, 120, 300, 600, 1800].find((seconds) => end / seconds <= 8) ?? 3600;
  const ticks = Array.from({ length: Math.floor(end / tick) + 1 }, (_, i) => i * tick);
  const share = (seconds: number): string => `${decimal((100 * seconds) / end)}%`;
  const way = median.criticalPath.filter((step) => step.end - step.start >= SHORT_SECONDS).map(({ what }) => what);
  return markup`<p><strong>${minutes(median.ready)}</strong> until ${word}; nine of ten within <strong>${minutes(p90.ready)}</strong>. The critical path: ${way.join(" → ")}.</p>
<div class="gantt" style="--tick:${share(tick)}"><div class="axis" aria-hidden="true">${ticks.map((at) => markup`<span style="left:${share(at)}">${at / 60}</span>`)}<em>min</em></div>
<ol>${rows.map(
    (
      row,
    ) => markup`<li class="${row.critical && "critical"}"><span class="step">${row.critical && markup`<b>◆<span class="visually-hidden"> critical:</span></b> `}${row.names.length > 1 && `${row.names.length} × `}${row.what}<small>${row.names.length > 1 ? `${row.names[0]} …` : row.names[0]}</small></span>
<span class="track" aria-hidden="true"><span class="bar" style="left:${share(row.start)};width:${share(row.end - row.start)}"></span>${row.slack >= 1 && markup`<span class="slack" style="left:${share(row.end)};width:${share(Math.min(row.slack, end - row.end))}"></span>`}</span>
<span class="took">${minutes(row.end - row.start)}<small>${clock(row.start)}–${clock(row.end)}${row.slack >= 1 && `, ${clock(row.slack)} to spare`}</small></span></li>
`,
  )}</ol></div>
<p class="note"><b>◆</b> critical path: any delay there delays all. Hatched: time to spare.${hidden > 0 && ` ${hidden} shorter steps are left out.`}</p>`;
}

/** What the chart shows: steps of the same kind at the same time are one row. */
function rowsOf({ steps, criticalPath }: Timeline): Row[] {
  const critical = new Set(criticalPath.map(({ id }) => id));
  const rows = new Map<string, Row>();
  const isShown = (step: TimelineStep): boolean =>
    step.kind !== "component" && step.end - step.start >= (critical.has(step.id) ? 1 : SHORT_SECONDS);
  for (const step of steps.filter(isShown)) {
    const { id, what, name, start, end, slack } = step;
    const key = JSON.stringify([what, start, end, critical.has(id)]);
    const known = rows.get(key);
    if (known !== undefined) {
      known.names.push(name);
      known.slack = Math.min(known.slack, slack);
    } else rows.set(key, { what, names: [name], start, end, slack, critical: critical.has(id) });
  }
  return [...rows.values()];
}
