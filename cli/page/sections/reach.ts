/**
 * Who can reach what: a table of answers, and the reason of every single one.
 */
import { pushTo } from "../../../model/graph/values";
import type { Reach } from "../../../model/reachability/reach";
import { type BoundReach, type Row, sameReason } from "../../answers/answers";
import { ANY_PROTOCOL, portsOf } from "../../answers/ports";
import type { MadePlan } from "../../plan/make";
import { markup, type Markup } from "../markup";
import { answerWords, endKind, endName, listText, portsText, verdictId } from "../words";

/** The table, the reasons, and what bound pods can reach in all. */
export function reach({ plan, reach: ends }: MadePlan): Markup {
  const verdicts = plan.reachability;
  if (verdicts.length === 0) return markup`<p>Nothing: the plan makes no network.</p>`;
  const sources = [...new Set(verdicts.map(({ from }) => from))];
  return markup`${matrix(verdicts, sources)}
${ends.map(inAll)}
<details class="reasons" open><summary>The reason of every answer</summary>
${sources.map((source) => markup`<h3>From ${endName(source)}</h3><ul>${reasons(verdicts, source)}</ul>`)}
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

function matrix(verdicts: Row[], sources: string[]): Markup {
  const columns = columnsOf(verdicts);
  return markup`<p class="note">Rows are where a connection starts, columns where it goes.</p>
<div class="matrix"><div class="scroll" tabindex="0" role="region" aria-label="Table of answers"><table>
<thead><tr><th scope="col">from</th>${columns.map(({ to, verdicts: asked }) => markup`<th scope="col">${endName(to)}<small>${portsText(asked)}</small></th>`)}</tr></thead>
<tbody>${sources.map(
    (
      source,
    ) => markup`<tr><th scope="row">${endName(source)}${endKind(source) !== "" && markup`<small>${endKind(source)}</small>`}</th>${columns.map((column) => cell(verdicts, column.cells.get(source)))}</tr>
`,
  )}</tbody></table></div>
<p class="hint">Point at an answer, or reach it by keyboard, for its reason; follow it to the list below.</p></div>`;
}

function cell(verdicts: Row[], index: number | undefined): Markup {
  if (index === undefined) return markup`<td class="self">–</td>`;
  const { allowed, because } = verdicts[index];
  const { sign, word, style } = answerWords(allowed);
  const id = `reason-${verdictId(index)}`;
  return markup`<td><a class="answer ${style}" href="#${verdictId(index)}" aria-describedby="${id}"><span aria-hidden="true">${sign}</span> ${word}</a><span class="bubble" id="${id}" role="tooltip">${because}.</span></td>`;
}

/** The reasons for one source; verdicts that differ in the port alone share one. */
function reasons(verdicts: Row[], source: string): Markup[] {
  const grouped = new Map<string, number[]>();
  verdicts.forEach((row, i) => {
    if (row.from !== source) return;
    pushTo(grouped, `${row.to} ${sameReason(row)}`, i);
  });
  return [...grouped.values()].map((group) => {
    const { to, allowed, because } = verdicts[group[0]];
    const { sign, word, style } = answerWords(allowed);
    const [first, ...more] = group;
    return markup`<li id="${verdictId(first)}" tabindex="-1">${more.map((i) => markup`<i id="${verdictId(i)}"></i>`)}<p><span class="answer ${style}"><span aria-hidden="true">${sign}</span> ${word}</span> <strong>to ${endName(to)}</strong> <span class="port">${portsText(group.map((i) => verdicts[i]))}</span></p><p class="because">${because}.</p></li>
`;
  });
}

function inAll({ end, open }: BoundReach): Markup {
  const isAll = open.length > 0 && open.every(({ certain }) => certain);
  return markup`<p class="in-all"><strong>${endName(end)}</strong> can reach, in all: ${openingsText(open)}${isAll && "; nothing else"}.</p>`;
}

/** Openings in words; targets that are open at the same ports are told together. */
function openingsText(open: Reach[]): string {
  const byTarget = new Map<string, { target: string; ports: string; protocols: string[] }>();
  for (const { to, protocol, ports, certain } of open) {
    const target = `${certain ? "" : "perhaps "}${endName(to)}`;
    const numbers = portsOf(protocol, ports).replaceAll("-", "–");
    const key = JSON.stringify([target, numbers]);
    const known = byTarget.get(key) ?? { target, ports: numbers, protocols: [] };
    byTarget.set(key, { ...known, protocols: [...known.protocols, protocol] });
  }
  const byPorts = new Map<string, string[]>();
  for (const { target, ports, protocols } of byTarget.values()) {
    const where = protocols.includes(ANY_PROTOCOL) ? "any port" : `${protocols.join("+")} ${ports}`.trim();
    pushTo(byPorts, where, target);
  }
  return [...byPorts].map(([where, targets]) => `${listText(targets)} on ${where}`).join("; ") || "nothing";
}
