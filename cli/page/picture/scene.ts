/**
 * What the picture shows, before anything has a place: boxes, the lines between them, security groups, zones.
 */
import { type Endpoint, keysOf } from "../../../model/reading/endpoints";
import type { Reading } from "../../../model/reading/reading";
import { unique } from "../../../model/graph/values";
import type { Words } from "../../../words";
import type { Row } from "../../answers/answers";
import type { MadePlan } from "../../plan/make";
import { edgesOf } from "./edges";
import { zonesOf } from "./zones";
import { podNames } from "./pods";
import { facts, type PictureFacts } from "./picture-facts";
import type { Box, Group, Numbered, Role, Scene } from "./shapes";

/** Beyond this number, further boxes of one role become one without lines. */
const MAX_BOXES = 4;

/** The scene of a plan. */
export function sceneOf(made: MadePlan, words: Words): Scene {
  const { plan, reading, rows } = made;
  const { head } = words.picture;
  const verdicts = rows.map((verdict, index): Numbered => ({ ...verdict, index }));
  const found = facts(reading);
  const boxes = verdicts.length === 0 ? [] : boxesOf(made, found, verdicts, words);
  const headline = headlineOf(verdicts, made, words);
  return {
    headline,
    subtitle: [
      head.stack(plan.stack),
      plan.stage !== null && head.stage(plan.stage),
      found.cluster && head.cluster(found.cluster),
      found.region,
    ]
      .filter(Boolean)
      .join(" · "),
    description: descriptionOf(headline, verdicts, made, words),
    facts: found,
    zones: zonesOf(reading),
    boxes,
    edges: edgesOf(boxes, verdicts),
    groups: groupsOf(reading, boxes, words),
    branches: plan.capacity?.perNode ?? 0,
    hasNodes: boxes.some(({ role }) => role === "others"),
    nodeGroups: carried(reading.nodesEndpoint),
  };
}

function boxesOf(
  { reading, ordinary }: MadePlan,
  { kubernetesVersion, databases }: PictureFacts,
  verdicts: Numbered[],
  words: Words,
): Box[] {
  const { boxes: say } = words.picture;
  const { endName } = words.ends;
  const ends = (kind: Endpoint["kind"]): Endpoint[] => reading.endpoints.filter((end) => end.kind === kind);
  const names = podNames(reading);
  const box = (role: Role, ids: string[], of: Endpoint[], title: string, lines: string[]): Box => {
    return { id: ids.join(" "), role, ends: ids, title, lines, groups: unique(of.flatMap(carried)) };
  };
  const one = (role: Role, end: Endpoint, title: string, lines: string[]): Box =>
    box(role, [end.id], [end], title, lines);
  const bound = ends("bound").map((end) => {
    const pods = names.bound.get(end.id) ?? [];
    return one("bound", end, endName(end.id), pods.length > 0 ? [say.podsOf(pods)] : []);
  });
  const dns = ends("dns").map((end) => one("dns", end, say.coreDns, [say.clusterDns]));
  const [others, nodes] = [ends("unbound-pods"), ends("nodes")];
  // A store stands between those that reach it.
  const own = [...ordinary]
    .sort((a, b) => Number(b.isStore) - Number(a.isStore))
    .map(({ id, isStore }) => ({
      ...box("others", [id], others, endName(id), isStore ? [say.inCluster] : []),
      isStore,
    }));
  const shown = ordinary.map(({ workload }) => workload.name);
  const further = names.others.filter((name) => !shown.includes(name));
  const podLines = further.length > 0 ? [say.podsOf(further)] : [];
  const isSame = alike(verdicts, "unbound-pods", "nodes");
  const rest =
    isSame && others.length > 0
      ? [
          box(
            "others",
            [...others, ...nodes].map(({ id }) => id),
            [...others, ...nodes],
            say.otherPodsAndNode,
            podLines,
          ),
        ]
      : [
          ...others.map((end) => one("others", end, say.otherPods, podLines)),
          ...nodes.map((end) => one("others", end, say.node, [say.nodeLine])),
        ];
  const api = ends("kubernetes-api").map((end) => one("api", end, say.api, [say.controlPlane(kubernetesVersion)]));
  return [
    ...limited(bound, say.moreBindings, say.inTable),
    ...dns,
    ...rest,
    ...own,
    ...limited(
      ends("database").map((end, i) =>
        one("database", end, endName(end.id), [
          ...(databases[i] ?? []),
          ...(isSilent(verdicts, end.id) ? [say.silent] : []),
        ]),
      ),
      say.moreDatabases,
      say.inTable,
    ),
    ...api,
    ...ends("internet").map((end) => one("internet", end, say.internet, [say.anyAddress])),
  ];
}

function limited(boxes: Box[], more: (count: number) => string, where: string): Box[] {
  if (boxes.length <= MAX_BOXES) return boxes;
  const rest = boxes.slice(MAX_BOXES - 1);
  const { role } = rest[0];
  return [
    ...boxes.slice(0, MAX_BOXES - 1),
    { id: `more ${role}`, role, ends: [], groups: [], title: more(rest.length), lines: [where] },
  ];
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
function groupsOf(reading: Reading, boxes: Box[], { things }: Words): Group[] {
  const roles: Role[] = ["bound", "database", "others", "dns", "api"];
  const ordered = roles.flatMap((role) => boxes.filter((box) => box.role === role));
  const used = new Set<number>();
  let next = Object.keys(COLOURS).length;
  return unique(ordered.flatMap(({ groups }) => groups)).map((key) => {
    const carriers = ordered.filter(({ groups }) => groups.includes(key));
    const wanted = COLOURS[carriers[0].role];
    const colour = wanted === undefined || used.has(wanted) ? next++ : wanted;
    used.add(colour);
    const name = things.groupName(reading.groups.name(key));
    return { key, colour, name, carriers: carriers.map(({ title }) => title) };
  });
}

/** The databases that a plan is about: those in the cluster, and those outside it. */
function databasesOf({ reading, ordinary }: MadePlan): string[] {
  const stores = ordinary.filter(({ isStore }) => isStore).map(({ id }) => id);
  return [...stores, ...reading.endpoints.filter(({ kind }) => kind === "database").map(({ id }) => id)];
}

/** Who can reach the databases, in one line. */
function headlineOf(verdicts: Row[], made: MadePlan, { ends, picture: { head } }: Words): string {
  const databases = databasesOf(made);
  if (verdicts.length === 0) return head.noNetwork;
  if (databases.length === 0) return head.general;
  const open = verdicts.filter(({ to, allowed }) => databases.includes(to) && allowed !== false);
  const all = unique(open.map(({ from }) => ends.endName(from)));
  const what = databases.length === 1 ? ends.endName(databases[0]) : head.databases(databases.length);
  if (open.some(({ allowed }) => allowed === null)) return head.notAllKnown(what);
  if (all.length === 0) return head.nothing(what);
  if (databases.length > 1 || all.length > 3) return head.whoAndWhoNot(what);
  return head.only(all, what);
}

/** The picture in words, for those who cannot see it. */
function descriptionOf(headline: string, verdicts: Row[], made: MadePlan, { ends, picture: { head } }: Words): string {
  const sentences = databasesOf(made).flatMap((id) => {
    const refused = verdicts.filter(({ to, allowed }) => to === id && allowed === false).map(({ from }) => from);
    return refused.length === 0 ? [] : [head.refused(ends.endName(id), unique(refused).map(ends.endName))];
  });
  return head.description(headline, [...sentences, head.lines]);
}
