/**
 * `lab inspect`: looks into a living cluster, and says what it saw.
 */
import type { Language } from "../../words";
import { type InspectWords, inspectWords } from "../../words/en/inspect";
import { awsClients, type AwsClients } from "../aws/clients";
import { printable } from "../diff/safe-text";
import { stateOfStack } from "../engine/stack-state";
import { writeFiles } from "../files/write";
import { languageOf } from "../language";
import { jsonText } from "../output";
import type { ClusterFacts } from "./cluster-facts";
import { describeCluster, gatherAws, strangersOf } from "./gather-aws";
import { gatherKubernetes, unreadKubernetes } from "./gather-kubernetes";
import { inspectionPage, isInspectionPage } from "./html";
import { exitCodeOf, inspect, type Inspection } from "./inspection";
import { type ClusterEndpoint, type KubernetesApi, kubernetesApi } from "./kubernetes";
import { showInspection } from "./show";
import { showStory, storyOf } from "./story";
import { type Target, targetOf, type TargetOptions } from "./target";

/** Options of `lab inspect`. */
export interface InspectOptions extends TargetOptions {
  namespace?: string;
  pod?: string;
  json?: boolean;
  html?: string;
  lang?: string;
}

/** Whom an inspection asks, and where it prints; tests bring their own. */
export interface InspectSurroundings {
  clients?: (target: Target) => Promise<AwsClients>;
  kubernetes?: (of: ClusterEndpoint) => Promise<KubernetesApi>;
  state?: typeof stateOfStack;
  print?: (text: string) => void;
  cwd?: string;
  now?: () => Date;
}

const CLIENTS = ({ region, role }: Target): Promise<AwsClients> =>
  awsClients({ region, role, sessionName: "lab-inspect" });

/** `lab inspect`; gives the exit code: 1 with an error found or without a cluster, 2 where something could not be read, else 0. */
export async function inspectCommand(options: InspectOptions, around: InspectSurroundings = {}): Promise<number> {
  const { print = console.log, cwd = process.cwd() } = around;
  const words = await inspectWordsOf(languageOf(options.lang));
  const target = await targetOf(options, cwd, around.state ?? stateOfStack);
  const facts = await gather(target, words, around);
  if (!("cluster" in facts)) {
    print(printable(facts.why));
    return facts.code;
  }
  const inspected = inspect(facts, options);
  const { inspection } = inspected;
  const story = options.pod === undefined ? undefined : storyOf(inspected, options.pod, options.namespace, words);
  if (options.html !== undefined) writePage(options.html, inspection, words);
  if (options.json) print(jsonText(story ?? inspection));
  else print((story ? showStory(story, words) : showInspection(inspection, words)).map(printable).join("\n"));
  return exitCodeOf(story ?? inspection);
}

async function inspectWordsOf(language: Language): Promise<InspectWords> {
  return language === "ja" ? (await import("../../words/ja/inspect")).inspectWords : inspectWords;
}

/** Reads everything; or why there is nothing to read, as one line with its exit code. */
async function gather(
  target: Target,
  words: InspectWords,
  { clients = CLIENTS, kubernetes = kubernetesApi, now = () => new Date() }: InspectSurroundings,
): Promise<ClusterFacts | { why: string; code: number }> {
  const aws = await clients(target);
  const described = await describeCluster(aws, target.cluster);
  if ("unread" in described) {
    const { why, call, code } = described.unread;
    return { why: words.unread[why](call, code), code: 2 };
  }
  const cluster = described.value;
  if (cluster === undefined) return { why: words.noCluster(target.cluster, target.region), code: 1 };
  const { endpoint, certificateAuthority } = cluster;
  const [own, inside] = await Promise.all([
    gatherAws(aws, cluster),
    endpoint && certificateAuthority?.data
      ? kubernetes({ ...target, endpoint, certificateAuthority: certificateAuthority.data }).then(gatherKubernetes)
      : unreadKubernetes({ unread: { call: "Kubernetes API", why: "other", code: cluster.status ?? "no endpoint" } }),
  ]);
  const strangers = await strangersOf(aws, { ...own, ...inside });
  return { target, at: now().toISOString(), ...own, ...inside, strangers };
}

/** The page of an inspection at a place of the user's; nothing but another one is written over. */
function writePage(given: string, inspection: Inspection, words: InspectWords): void {
  const text = (): string => inspectionPage(inspection, words);
  const otherwise = "exists and is not a page of an inspection: name another file";
  writeFiles([{ option: "--html", given, text, mayReplace: isInspectionPage, otherwise }]);
}
