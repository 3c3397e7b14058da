/**
 * Who can reach what: a table of answers, and the reason of every single one.
 */
import { pushTo } from "../../../model/graph/values";
import type { Words } from "../../../words";
import { type Row, sameReason } from "../../answers/answers";
import { portsText } from "../../answers/ports";
import { inAllText } from "../../answers/show-reachability";
import type { MadePlan } from "../../plan/make";
import { markOf, verdictId } from "../marks";
import { markup, type Markup } from "../markup";

/** The table, the reasons, and what bound pods can reach in all. */
export function reach({ rows: verdicts, reach: bound }: MadePlan, words: Words): Markup {
  if (verdicts.length === 0) return markup`<p>${words.plan.table.nothing}</p>`;
  const sources = [...new Set(verdicts.map(({ from }) => from))];
  return markup`${matrix(verdicts, sources, words)}
${bound.map((one) => markup`<p class="in-all">${inAllText(one, words)}</p>`)}
<details class="reasons" open><summary>${words.page.reach.reasons}</summary>
${sources.map((source) => markup`<h3>${words.page.reach.from(words.ends.endName(source))}</h3><ul>${reasons(verdicts, source, words)}</ul>`)}
</details>`;
}

interface Column {
  to: string;
  verdicts: Row[];
  /** For each source the place of its first verdict in the plan. */
  cells: Map<string, number>;
}

/** Targets with the same answers on the same port, as DNS over TCP and UDP, share a column. */
function columnsOf(verdicts: Row[]): Column[] {
  const byPort = new Map<string, Column>();
  verdicts.forEach((verdict, i) => {
    const key = JSON.stringify([verdict.to, verdict.protocol, verdict.port]);
    const column = byPort.get(key) ?? { to: verdict.to, verdicts: [], cells: new Map<string, number>() };
    byPort.set(key, column);
    column.verdicts.push(verdict);
    column.cells.set(verdict.from, i);
  });
  const merged = new Map<string, Column>();
  for (const column of byPort.values()) {
    const answers = [...column.cells].map(([from, i]) => [from, verdicts[i].allowed]);
    const key = JSON.stringify([column.to, column.verdicts[0].port, answers]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, column);
    else known.verdicts.push(...column.verdicts);
  }
  return [...merged.values()];
}

function matrix(verdicts: Row[], sources: string[], words: Words): Markup {
  const {
    ends,
    page: { reach: say },
    plan,
  } = words;
  const columns = columnsOf(verdicts);
  return markup`<p class="note">${say.note}</p>
<div class="matrix"><div class="scroll" tabindex="0" role="region" aria-label="${say.table}"><table>
<thead><tr><th scope="col">${plan.table.from}</th>${columns.map(({ to, verdicts: asked }) => markup`<th scope="col">${ends.endName(to)}<small>${portsText(asked, words)}</small></th>`)}</tr></thead>
<tbody>${sources.map(
    (
      source,
    ) => markup`<tr><th scope="row">${ends.endName(source)}${ends.endKind(source) !== "" && markup`<small>${ends.endKind(source)}</small>`}</th>${columns.map((column) => cell(verdicts, column, source, words))}</tr>
`,
  )}</tbody></table></div>
<p class="hint">${say.hint}</p></div>`;
}

function cell(verdicts: Row[], column: Column, source: string, words: Words): Markup {
  const { ends, plan, reasons: because } = words;
  const index = column.cells.get(source);
  if (index === undefined) return markup`<td class="self">–</td>`;
  const { allowed, reason } = verdicts[index];
  const { sign, style } = markOf(allowed);
  const id = `reason-${verdictId(index)}`;
  const label = `${ends.endName(column.to)} ${portsText(column.verdicts, words)}`;
  return markup`<td data-label="${label}"><a class="answer ${style}" href="#${verdictId(index)}" aria-describedby="${id}"><span aria-hidden="true">${sign}</span> ${ends.answerWord(allowed)}</a><span class="bubble" id="${id}" role="tooltip">${plan.answer.because(because.reasonText(reason))}</span></td>`;
}

/** The reasons for one source; verdicts that differ in the port alone share one. */
function reasons(verdicts: Row[], source: string, words: Words): Markup[] {
  const { ends, page, plan } = words;
  const grouped = new Map<string, number[]>();
  verdicts.forEach((row, i) => {
    if (row.from !== source) return;
    pushTo(grouped, `${row.to} ${sameReason(row)}`, i);
  });
  return [...grouped.values()].map((group) => {
    const { to, allowed, reason } = verdicts[group[0]];
    const { sign, style } = markOf(allowed);
    const [first, ...more] = group;
    return markup`<li id="${verdictId(first)}" tabindex="-1">${more.map((i) => markup`<i id="${verdictId(i)}"></i>`)}<p><span class="answer ${style}"><span aria-hidden="true">${sign}</span> ${ends.answerWord(allowed)}</span> <strong>${page.reach.to(ends.endName(to))}</strong> <span class="port">${portsText(
      group.map((i) => verdicts[i]),
      words,
    )}</span></p><p class="because">${plan.answer.because(words.reasons.reasonText(reason))}</p></li>
`;
  });
}
