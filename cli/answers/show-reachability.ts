import { pushTo, unique } from "../../model/graph/values";
import type { Reach } from "../../model/reachability/reach";
import type { Verdict } from "../../model/reachability/reachability";
import type { Words } from "../../words";
import { columns, padColumns, textColumns, WIDTH, wrap } from "../text";
import { type BoundReach, type Row, sameReason, targetRank } from "./answers";
import { ANY_PROTOCOL, portsOf } from "./ports";

/**
 * Who can reach what: a table of sources and targets, then the reason of every verdict, and last what each bound end can
 * reach in all.
 */
export function showReachability(rows: Row[], reach: BoundReach[], words: Words): string[] {
  if (rows.length === 0) return [`  ${words.plan.table.nothing}`];
  const legend = showLegend(rows, words.check.check.signs, words);
  return [...showTable(rows, words), ...legend, "", ...showReasons(rows, words), ...showInAll(reach, words)];
}

/** How a table is read, and what its signs mean. */
export function showLegend(rows: Verdict[], signs: string, { plan }: Words): string[] {
  return [plan.table.note(isDnsSplit(rows)), signs].flatMap((text) => wrap(text, 2));
}

/** A row a source, a column a target; targets with the same answers share one, a wide table is cut into several. */
export function showTable(verdicts: Verdict[], words: Words): string[] {
  const { ends, plan } = words;
  const sources = unique(verdicts.map(({ from }) => from));
  const cells = new Map(verdicts.map((verdict) => [`${verdict.from} ${target(verdict)}`, ends.cell(verdict.allowed)]));
  const found = new Map<string, Column>();
  for (const verdict of verdicts) {
    const answers = sources.map((source) => cells.get(`${source} ${target(verdict)}`) ?? "-");
    const key = [verdict.to, verdict.port, ...answers].join(" ");
    const title = ends.endName(verdict.to);
    const column: Column = found.get(key) ?? { title, to: verdict.to, protocols: [], port: verdict.port, answers };
    if (!column.protocols.includes(verdict.protocol)) column.protocols.push(verdict.protocol);
    found.set(key, column);
  }
  const heads = [plan.table.from, plan.table.port];
  const sourceWidth = Math.max(...[...sources.map(ends.endName), ...heads].map(textColumns));
  const all = [...found.values()].sort((a, b) => targetRank(a.to) - targetRank(b.to));
  return cut(all, WIDTH - 2 - sourceWidth, words).flatMap((part, i) => [
    ...(i > 0 ? [""] : []),
    ...columns([
      [`  ${heads[0]}`, ...part.map(({ title }) => title)],
      [`  ${heads[1]}`, ...part.map((column) => ports(column, words))],
      ...sources.map((source, row) => [`  ${ends.endName(source)}`, ...part.map(({ answers }) => answers[row])]),
    ]).map((line) => line.trimEnd()),
  ]);
}

/** True where something on port 53 is answered otherwise over UDP than over TCP, so that the table has a column for each. */
function isDnsSplit(verdicts: Verdict[]): boolean {
  const dns = verdicts.filter(({ port }) => port === 53);
  return dns.some(({ from, to, allowed }) =>
    dns.some((other) => other.from === from && other.to === to && other.allowed !== allowed),
  );
}

interface Column {
  title: string;
  /** Id of the target. */
  to: string;
  protocols: string[];
  port: number | null;
  /** One a source. */
  answers: string[];
}

/** The ports of a column: TCP, and DNS over both, are what a reader expects and go without a name. */
function ports({ protocols, port }: Column, { traffic }: Words): string {
  if (port === null) return protocols.map((protocol) => traffic.trafficText(protocol, null)).join("+");
  const names = protocols.join("+");
  return names === "tcp" || (port === 53 && names === "tcp+udp") ? String(port) : `${names} ${port}`;
}

/** Columns in parts that fit a width. */
function cut(all: Column[], width: number, words: Words): Column[][] {
  const parts: Column[][] = [];
  let room = 0;
  for (const column of all) {
    const wanted = 2 + Math.max(...[column.title, ports(column, words), ...column.answers].map(textColumns));
    if (room < wanted) {
      parts.push([]);
      room = width;
    }
    parts[parts.length - 1].push(column);
    room -= wanted;
  }
  return parts;
}

function target({ to, protocol, port }: Verdict): string {
  return `${to} ${protocol} ${port}`;
}

/** Rows of the same reason together, the open ones first. */
export function showReasons(rows: Row[], { ends, reasons, traffic }: Words): string[] {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) pushTo(grouped, `${row.from} ${row.to} ${sameReason(row)}`, row);
  const rank = ([first]: Row[]): number => (first.allowed === true ? 0 : first.allowed === null ? 1 : 2);
  const wide = Math.max(...[true, false, null].map((answer) => textColumns(ends.cell(answer))));
  return [...grouped.values()]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((group) => {
      const ports = group.map(({ protocol, port }) => traffic.trafficText(protocol, port)).join(", ");
      const [{ from, to, reason, allowed }] = group;
      const path = `${ends.endName(from)} -> ${ends.endName(to)} ${ports}`;
      const answer = padColumns(ends.cell(allowed), wide);
      return wrap(`${path}: ${reasons.reasonText(reason)}`, 2 + wide + 1, 6).map((line, i) =>
        i === 0 ? `  ${answer} ${line.trimStart()}` : line,
      );
    });
}

/** What bound ends can reach in all, so that nothing between the rows of the table is left out. */
export function showInAll(reach: BoundReach[], words: Words): string[] {
  return reach.flatMap(({ end, open }) => ["", ...wrap(inAllText({ end, open }, words), 2, 4)]);
}

/** The sentence on what one bound end can reach. */
export function inAllText({ end, open }: BoundReach, words: Words): string {
  const { ends, plan, traffic } = words;
  const byPorts = new Map<string, Reach[]>();
  for (const one of open) {
    pushTo(byPorts, one.protocol === ANY_PROTOCOL ? traffic.anyPort : portsOf(one.protocol, one.ports, words), one);
  }
  const list = [...byPorts].map(([numbers, same]) => {
    const targets = unique(
      same.map(({ to, certain }) => (certain ? ends.endName(to) : ends.perhaps(ends.endName(to)))),
    );
    const protocols = unique(same.map(({ protocol }) => protocol)).join("+");
    return plan.inAll.on(ends.list(targets), protocols === ANY_PROTOCOL ? numbers : `${protocols} ${numbers}`.trim());
  });
  const all = list.length === 0 ? plan.inAll.nothing : list.join("; ");
  const rest = list.length > 0 && open.every(({ certain }) => certain) ? plan.inAll.nothingElse : "";
  return plan.inAll.sentence(ends.endName(end), `${all}${rest}`);
}
