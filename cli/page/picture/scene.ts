/**
 * What the picture shows, before anything has a place: boxes, the lines between them, security groups, zones.
 */
import { type Endpoint, keysOf } from "../../../model/reading/endpoints";
import type { Reading } from "../../../model/reading/reading";
import { unique } from "../../../model/graph/values";
import type { Row } from "../../answers/answers";
import type { MadePlan } from "../../plan/make";
import { listText } from "../words";
import { edgesOf } from "./edges";
import { zonesOf } from "./zones";
import { podNames } from "./pods";
import { facts, type Facts } from "./facts";
import type { Box, Group, Numbered, Role, Scene } from "./shapes";

/** Beyond this number, further boxes of one role become one without lines. */
const MAX_BOXES = 4;

/** The scene of a plan. */
export function sceneOf({ plan, reading }: MadePlan): Scene {
  const verdicts = plan.reachability.map((verdict, index): Numbered => ({ ...verdict, index }));
  const found = facts(reading);
  const boxes = verdicts.length === 0 ? [] : boxesOf(reading, found, verdicts);
  const headline = headlineOf(verdicts, reading);
  return {
    headline,
    subtitle: [`stack ${plan.stack}`, found.cluster && `EKS cluster ${found.cluster}`, found.region]
      .filter(Boolean)
      .join(" · "),
    description: descriptionOf(headline, verdicts, reading),
    facts: found,
    zones: zonesOf(reading),
    boxes,
    edges: edgesOf(boxes, verdicts),
    groups: groupsOf(reading, boxes),
    branches: plan.capacity?.perNode ?? 0,
    hasNodes: boxes.some(({ role }) => role === "others"),
    nodeGroups: carried(reading.nodesEndpoint),
  };
}

function boxesOf(reading: Reading, { kubernetesVersion, databases }: Facts, verdicts: Numbered[]): Box[] {
  const ends = (kind: Endpoint["kind"]): Endpoint[] => reading.endpoints.filter((end) => end.kind === kind);
  const names = podNames(reading);
  const box = (role: Role, of: Endpoint[], title: string, lines: string[]): Box => {
    const ids = of.map(({ id }) => id);
    return { id: ids.join(" "), role, ends: ids, title, lines, groups: unique(of.flatMap(carried)) };
  };
  const bound = ends("bound").map((end) => {
    const pods = names.bound.get(end.id) ?? [];
    return box("bound", [end], end.id.replace("bound:", ""), pods.length > 0 ? [`pods of ${listText(pods)}`] : []);
  });
  const dns = ends("dns").map((end) => box("dns", [end], "CoreDNS", ["cluster DNS"]));
  const [others, nodes] = [ends("unbound-pods"), ends("nodes")];
  const podLines = names.others.length > 0 ? [`pods of ${listText(names.others)}`] : [];
  const isSame = alike(verdicts, "unbound-pods", "nodes");
  const ordinary =
    isSame && others.length > 0
      ? [box("others", [...others, ...nodes], "All other pods, and the node itself", podLines)]
      : [
          ...others.map((end) => box("others", [end], "All other pods", podLines)),
          ...nodes.map((end) => box("others", [end], "The node itself", ["kubelet and host network"])),
        ];
  const api = ends("kubernetes-api").map((end) =>
    box("api", [end], "Kubernetes API", [
      kubernetesVersion === undefined ? "control plane" : `control plane ${kubernetesVersion}`,
    ]),
  );
  return [
    ...limited(bound, "bindings"),
    ...dns,
    ...ordinary,
    ...limited(
      ends("database").map((end, i) =>
        box("database", [end], end.id.replace("database:", ""), [
          ...(databases[i] ?? []),
          ...(isSilent(verdicts, end.id) ? ["opens no connection"] : []),
        ]),
      ),
      "databases",
    ),
    ...api,
    ...ends("internet").map((end) => box("internet", [end], "Internet", ["any public address"])),
  ];
}

function limited(boxes: Box[], what: string): Box[] {
  if (boxes.length <= MAX_BOXES) return boxes;
  const rest = boxes.slice(MAX_BOXES - 1);
  const more: Box = {
    ...{ id: `more ${what}`, role: rest[0].role, ends: [], groups: [] },
    ...{ title: `${rest.length} more ${what}`, lines: ["in the plan's table"] },
  };
  return [...boxes.slice(0, MAX_BOXES - 1), more];
}

/** True where an end can open no connection. */
function isSilent(verdicts: Row[], end: string): boolean {
  const own = verdicts.filter(({ from }) => from === end);
  return own.length > 0 && own.every(({ allowed }) => allowed === false);
}

/** True where two ends are answered alike, as source and as target. */
function alike(verdicts: Row[], a: string, b: string): boolean {
  const answers = (end: string): string =>
    JSON.stringify(
      verdicts
        .filter(({ from, to }) => from === end || to === end)
        .map(({ from, to, protocol, port, allowed }) => [
          from === end,
          from === end ? to : from,
          protocol,
          port,
          allowed,
        ]),
    );
  return answers(a) === answers(b);
}

function carried(end: Endpoint | undefined): string[] {
  return end === undefined ? [] : keysOf(end);
}

/** The first places of the palette: each role has the same colour in every plan, as far as one is enough. */
const COLOURS: { [role in Role]?: number } = { bound: 0, database: 1, others: 2 };

/** The groups that boxes carry, those of bound pods and databases first. */
function groupsOf(reading: Reading, boxes: Box[]): Group[] {
  const roles: Role[] = ["bound", "database", "others", "dns", "api"];
  const ordered = roles.flatMap((role) => boxes.filter((box) => box.role === role));
  const used = new Set<number>();
  let next = Object.keys(COLOURS).length;
  return unique(ordered.flatMap(({ groups }) => groups)).map((key) => {
    const carriers = ordered.filter(({ groups }) => groups.includes(key));
    const wanted = COLOURS[carriers[0].role];
    const colour = wanted === undefined || used.has(wanted) ? next++ : wanted;
    used.add(colour);
    return { key, colour, name: reading.groups.name(key), carriers: carriers.map(({ title }) => title) };
  });
}

/** Who can reach the databases, in one line. */
function headlineOf(verdicts: Row[], { endpoints }: Reading): string {
  const databases = endpoints.filter(({ kind }) => kind === "database").map(({ id }) => id);
  if (verdicts.length === 0) return "This plan makes no network";
  if (databases.length === 0) return "Who can reach what";
  const open = verdicts.filter(({ to, allowed }) => databases.includes(to) && allowed !== false);
  const all = unique(open.map(({ from }) => shortName(from)));
  const what = databases.length === 1 ? shortName(databases[0]) : `${databases.length} databases`;
  if (open.some(({ allowed }) => allowed === null)) return `Who can reach ${what} is not all known yet`;
  if (all.length === 0) return `Nothing can reach ${what}`;
  if (databases.length > 1 || all.length > 3) return `Who can reach ${what}, and who cannot`;
  return `Only ${listText(all)} can reach ${what}`;
}

function shortName(end: string): string {
  const fixed: { [end: string]: string } = {
    "unbound-pods": "other pods",
    internet: "the internet",
    nodes: "the nodes",
  };
  return fixed[end] ?? end.replace(/^\w+:/, "");
}

/** The picture in words, for those who cannot see it. */
function descriptionOf(headline: string, verdicts: Row[], { endpoints }: Reading): string {
  const databases = endpoints.filter(({ kind }) => kind === "database").map(({ id }) => id);
  const sentences = databases.map((id) => {
    const refused = unique(
      verdicts.filter(({ to, allowed }) => to === id && allowed === false).map(({ from }) => from),
    );
    return refused.length === 0 ? "" : `Refused at ${shortName(id)}: ${listText(refused.map(shortName))}.`;
  });
  return [`${headline}.`, ...sentences, "Solid lines are allowed connections, dashed ones are denied."]
    .filter((sentence) => sentence !== "")
    .join(" ");
}
