import { type Opening, openingsOf } from "../../model/reachability/openings";
import { paths } from "../../model/reachability/paths";
import type { Verdict } from "../../model/reachability/reachability";
import { columns, WIDTH, wrap } from "../text";
import type { Plan } from "./make";

/**
 * Who can reach what: a table of sources and targets, then the reason of every verdict, and last what each bound end can
 * reach in all.
 */
export function showReachability(plan: Plan): string[] {
  const verdicts = plan.reachability;
  if (verdicts.length === 0) return ["  Nothing: the program makes no network."];
  return [...table(verdicts), "", ...reasons(verdicts), ...inAll(plan)];
}

/** A row a source, a column a target; targets with the same answers share one, a wide table is cut into several. */
function table(verdicts: Verdict[]): string[] {
  const sources = [...new Set(verdicts.map(({ from }) => from))];
  const cells = new Map(verdicts.map((verdict) => [`${verdict.from} ${target(verdict)}`, answer(verdict)]));
  const found = new Map<string, Column>();
  for (const verdict of verdicts) {
    const answers = sources.map((source) => cells.get(`${source} ${target(verdict)}`) ?? "-");
    const key = [verdict.to, verdict.port, ...answers].join(" ");
    const column = found.get(key) ?? { title: short(verdict.to), protocols: [], port: verdict.port, answers };
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
  port: number;
  /** One a source. */
  answers: string[];
}

function ports({ protocols, port }: Column): string {
  return `${protocols.join("+")} ${port}`;
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

/** Verdicts of the same reason together, the open ones first. */
function reasons(verdicts: Verdict[]): string[] {
  const grouped = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = `${answer(verdict)} ${verdict.from} ${verdict.to} ${verdict.because.replace(/\b(tcp|udp) \d+/g, "")}`;
    grouped.set(key, [...(grouped.get(key) ?? []), verdict]);
  }
  const rank = ([first]: Verdict[]): number => (first.allowed === true ? 0 : first.allowed === null ? 1 : 2);
  return [...grouped.values()]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((group) => {
      const ports = group.map(({ protocol, port }) => `${protocol} ${port}`).join(", ");
      const [{ from, to, because }] = group;
      return wrap(`${answer(group[0]).padEnd(3)} ${from} -> ${to} ${ports}: ${because}`, 2, 6);
    });
}

/** What a bound end can reach in all, so that nothing between the rows of the table is left out. */
function inAll(plan: Plan): string[] {
  const ends = [...new Set(plan.reachability.map(({ from }) => from))].filter((end) => end.startsWith("bound:"));
  if (ends.length > 10) return [];
  const found = paths(plan);
  return ends.flatMap((end) => {
    const open = openingsOf(found, end);
    const byPorts = new Map<string, Opening[]>();
    for (const opening of open) {
      const key = opening.protocol === ANY_PROTOCOL ? "any port" : portList(opening);
      byPorts.set(key, [...(byPorts.get(key) ?? []), opening]);
    }
    const list = [...byPorts].map(([numbers, openings]) => {
      const ends = [...new Set(openings.map(({ to, certain }) => `${certain ? "" : "perhaps "}${to}`))].join(", ");
      const protocols = [...new Set(openings.map(({ protocol }) => protocol))].join("+");
      return `${ends} on ${protocols === ANY_PROTOCOL ? numbers : `${protocols} ${numbers}`}`;
    });
    const all = list.length === 0 ? "nothing" : list.join("; ");
    const rest = list.length > 0 && open.every((one) => one.certain) ? "; nothing else" : "";
    return ["", ...wrap(`${end} can reach, in all: ${all}${rest}.`, 2, 4)];
  });
}

const ANY_PROTOCOL = "-1";

function portList({ ports: intervals }: Opening): string {
  return intervals.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}
