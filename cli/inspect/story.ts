/**
 * One pod's story, from its admission to its packets.
 */
import { closest } from "fastest-levenshtein";
import type { InspectWords } from "../../words/en/inspect";
import { UserError } from "../user-error";
import type { Finding } from "./findings";
import { type BindingRow, type Inspected, type PodRow, podRow } from "./inspection";
import { fullName, type Pod } from "./kubernetes-types";
import type { PathRow } from "./paths";
import { podView } from "./pods";
import { valueOr } from "./read";
import { wrapCut } from "../text";
import { annotation, resource, selectedBy, showEnd, showPath } from "./show";
import type { Unread } from "./read";

/** A pod's story, as data. */
export interface Story {
  pod: PodRow;
  createdAt: string;
  /** Its node's branch interfaces, and the ids of the groups of its primary one; null without a node. */
  node: { name: string; used: number | null; capacity: number; cooling: number | null; groups: string[] } | null;
  paths: BindingRow[];
  /** Where no policy selects it: its way to the databases of bound pods, as every such pod has it. */
  others: PathRow[];
  /** Whether its probes succeed; null where it does not say. */
  ready: boolean | null;
  /** What is wrong with it, or with what it stands on. */
  findings: Finding[];
  unread: Unread[];
}

/** The story of a pod that is named `<name>` or `<namespace>/<name>`. @throws UserError where it is not there */
export function storyOf(
  { inspection, view }: Inspected,
  wanted: string,
  namespace: string | undefined,
  words: InspectWords,
): Story {
  const pod = findPod(valueOr(view.facts.pods, []), wanted, namespace, words);
  const one = podView(view, pod);
  const row = podRow(one, inspection.findings);
  const bindings = new Set(one.selecting.map(({ binding }) => binding.id));
  const node = view.nodes.find(({ name }) => name === row.node);
  const about = new Set([row.name, ...row.policies, ...bindings, ...(row.node === null ? [] : [row.node])]);
  const ready = pod.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  return {
    ...{ pod: row, createdAt: pod.metadata.creationTimestamp ?? "" },
    node:
      node === undefined
        ? null
        : {
            ...{ name: node.name, used: node.used ?? null, capacity: node.capacity, groups: node.groups },
            cooling: node.cooling?.length ?? null,
          },
    paths: inspection.paths.filter(({ binding }) => bindings.has(binding)),
    others: bindings.size > 0 ? [] : inspection.paths.flatMap(({ others }) => others),
    ready: ready === undefined ? null : ready === "True",
    // What names nothing is about the whole cluster.
    findings: inspection.findings.filter(({ at }) => at.length === 0 || at.some((name) => about.has(name))),
    unread: inspection.unread,
  };
}

function findPod(pods: Pod[], wanted: string, namespace: string | undefined, words: InspectWords): Pod {
  const [before, after] = wanted.includes("/") ? wanted.split("/") : [namespace, wanted];
  const found = pods.filter(
    ({ metadata }) => metadata.name === after && (before === undefined || metadata.namespace === before),
  );
  if (found.length === 1) return found[0];
  const names = pods.map(fullName);
  const near = found.length > 1 ? found.map(fullName) : names.filter((name) => name.includes(after));
  const guess = near.length === 0 && names.length > 0 ? [closest(`${before ?? ""}/${after}`, names)] : near;
  throw new UserError(words.noPod(wanted, guess));
}

/** A story as lines. */
export function showStory(story: Story, words: InspectWords): string[] {
  const { pod, createdAt, node, paths, ready } = story;
  const { story: of, pod: podWords } = words;
  const step = (name: string, ...texts: string[]): string[] => [
    name,
    ...texts.filter((text) => text !== "").flatMap((text) => wrapCut(text, 4, 6)),
  ];
  // Nothing is to come for a pod that nobody selects; on Fargate an annotation says what it has.
  const hasNone = pod.verdict === "unbound" && pod.annotation === null && pod.fargateGroups === null;
  const selected = selectedBy(pod, story.unread, words);
  const rows = [...paths.flatMap(({ dns, databases, probes }) => [...dns, ...databases, ...probes]), ...story.others];
  const links = paths.flatMap(({ console: pages }) => (pages === null ? [] : [pages.interface, pages.group]));
  return [
    words.sections.story,
    ...wrapCut(`${pod.name}: ${words.verdicts[pod.verdict]}`, 2, 4),
    ...step(of.admission, of.created(createdAt), selected, resource(pod, words)),
    ...step(
      of.scheduling,
      node === null ? podWords.noNode : of.capacity(node.name, node.used, node.capacity, node.cooling),
    ),
    ...step(of.interface, hasNone ? podWords.noInterface : annotation(pod, words), ...pod.events.map(podWords.event)),
    ...step(
      of.groups,
      hasNone && pod.found === null
        ? podWords.nodeGroups(node?.groups ?? [])
        : podWords.groups(pod.found, pod.expected),
    ),
    ...step(of.packet, ...(paths.length === 0 ? [of.noPaths] : [])),
    ...rows.flatMap((row) => showPath(row, words, 4)),
    ...links.map((link) => `    ${link}`),
    ...step(of.kubelet, ready === null ? words.verdicts["not known"] : ready ? of.ready : of.notReady),
    "",
    ...showEnd(story, words),
  ];
}
