import { pushTo, unique } from "../../model/graph/values";
import type { Reach } from "../../model/reachability/reach";
import type { Verdict } from "../../model/reachability/reachability";
import { trafficText } from "../../words/en/traffic";
import { columns, WIDTH, wrap } from "../text";
import { type BoundReach, type Row, sameReason } from "./answers";
import { ANY_PROTOCOL, portsOf } from "./ports";

/**
 * Who can reach what: a table of sources and targets, then the reason of every verdict, and last what each bound end can
 * reach in all.
 */
export function showReachability(rows: Row[], reach: BoundReach[]): string[] {
  if (rows.length === 0) return ["  Nothing: no part of a network is read here."];
  return [...table(rows), "", ...showReasons(rows), ...reach.flatMap(inAll)];
}

/** A row a source, a column a target; targets with the same answers share one, a wide table is cut into several. */
function table(verdicts: Verdict[]): string[] {
  const sources = unique(verdicts.map(({ from }) => from));
  const cells = new Map(verdicts.map((verdict) => [`${verdict.from} ${target(verdict)}`, answer(verdict)]));
  const found = new Map<string, Column>();
  for (const verdict of verdicts) {
    const answers = sources.map((source) => cells.get(`${source} ${target(verdict)}`) ?? "-");
    const key = [verdict.to, verdict.port, ...answers].join(" ");
    const column: Column = found.get(key) ?? { title: short(verdict.to), protocols: [], port: verdict.port, answers };
    if (!column.protocols.includes(verdict.protocol)) column.protocols.push(verdict.protocol);
    found.set(key, column);
  }
  const sourceWidth = Math.max(...sources.map((source) => short(source).length), "from".length);
  return cut([...found.values()], WIDTH - 2 - sourceWidth).flatMap((part, i) => [
    ...(i > 0 ? [""] : []),
    ...columns([
      ["  from", ...part.map(({ title }) => title)],
      ["", ...part.map((column) => ports(column))],
      ...sources.map((source, row) => [`  ${short(source)}`, ...part.map(({ answers }) => answers[row])]),
    ]).map((line) => line.trimEnd()),
  ]);
}

interface Column {
  title: string;
  protocols: string[];
  port: number | null;
  /** One a source. */
  answers: string[];
}

function ports({ protocols, port }: Column): string {
  return [protocols.join("+"), ...(port === null ? [] : [port])].join(" ");
}

/** Columns in parts that fit a width. */
function cut(all: Column[], width: number): Column[][] {
  const parts: Column[][] = [];
  let room = 0;
  for (const column of all) {
    const wanted = 2 + Math.max(column.title.length, ports(column).length);
    if (room < wanted) {
      parts.push([]);
      room = width;
    }
    parts[parts.length - 1].push(column);
    room -= wanted;
  }
  return parts;
}

/** An end as the table calls it; the reasons below the table have the full name. */
function short(end: string): string {
  return end === "kubernetes-api" ? "k8s-api" : end.replace(/^(bound|database):/, "");
}

function answer({ allowed }: Verdict): string {
  if (allowed === null) return "?";
  return allowed ? "YES" : "no";
}

function target({ to, protocol, port }: Verdict): string {
  return `${to} ${protocol} ${port}`;
}

/** Rows of the same reason together, the open ones first. */
export function showReasons(rows: Row[]): string[] {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) pushTo(grouped, `${row.from} ${row.to} ${sameReason(row)}`, row);
  const rank = ([first]: Row[]): number => (first.allowed === true ? 0 : first.allowed === null ? 1 : 2);
  return [...grouped.values()]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((group) => {
      const ports = group.map(({ protocol, port }) => trafficText(protocol, port)).join(", ");
      const [{ from, to, because }] = group;
      return wrap(`${answer(group[0]).padEnd(3)} ${from} -> ${to} ${ports}: ${because}`, 2, 6);
    });
}

/** What a bound end can reach in all, so that nothing between the rows of the table is left out. */
function inAll({ end, open }: BoundReach): string[] {
  const byPorts = new Map<string, Reach[]>();
  for (const one of open) {
    pushTo(byPorts, one.protocol === ANY_PROTOCOL ? "any port" : portsOf(one.protocol, one.ports), one);
  }
  const list = [...byPorts].map(([numbers, same]) => {
    const targets = unique(same.map(({ to, certain }) => `${certain ? "" : "perhaps "}${to}`)).join(", ");
    const protocols = unique(same.map(({ protocol }) => protocol)).join("+");
    return `${targets} on ${protocols === ANY_PROTOCOL ? numbers : `${protocols} ${numbers}`.trim()}`;
  });
  const all = list.length === 0 ? "nothing" : list.join("; ");
  const rest = list.length > 0 && open.every(({ certain }) => certain) ? "; nothing else" : "";
  return ["", ...wrap(`${end} can reach, in all: ${all}${rest}.`, 2, 4)];
}
