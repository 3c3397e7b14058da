import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { EnforcingMode } from "../../model/aws/vpc-cni";
import type { Roll } from "../../model/diff/bindings";
import { keptGroups, keptPods } from "../../model/diff/kept-groups";
import { unique } from "../../model/graph/values";
import { reachability } from "../../model/reachability/reachability";
import { canBeBound } from "../../model/reading/bindings";
import { read, type Reading } from "../../model/reading/reading";
import { type Row, rowOf } from "../answers/answers";
import { ordinaryPods, withOrdinaryPods } from "../answers/ordinary-pods";
import { recordPlan } from "../plan/make";
import { isMandatory, policyVerdicts, type ToldVerdict } from "../plan/verdicts";
import { asUsersProgram } from "../record/program-error";
import { readStackConfig, type StackConfig } from "../stack-config";
import { isUserMistake, UserError } from "../user-error";
import { shownPath, STACK } from "./copy";

/** What is wrong with a copy; nothing of all where the exercise is solved. */
export interface Outcome {
  /** Why the program refuses its config or its arguments; then nothing else is known. */
  refused?: string;
  /**
   * What the type check says of the files that a student has changed; it is asked where nothing else is wrong, or the program is
   * refused, since it takes long.
   */
  types: string[];
  /** What the policies find, and do not find in the lab's own program. */
  verdicts: ToldVerdict[];
  /** Workloads of the lab that are not there, or whose pods have groups of their own or the node's otherwise than in the lab. */
  pods: PodDifference[];
  /** Namespaces that admit other pods than in the lab, by the Pod Security Standard that they enforce. */
  namespaces: NamespaceDifference[];
  /** Rows that the lab's own table has otherwise, or not at all; those to databases first. */
  rows: RowDifference[];
  /** Ids of the ends that the lab's own table does not have, and of those that it has in addition. */
  ends: { added: string[]; missing: string[] };
  /** Bound pods that keep their groups where these are replaced, or the setting of the VPC CNI where the mode changes. */
  kept: Roll[];
}

/** Whose groups pods have: their own, or those of their node. */
export type PodGroups = "own" | "node" | "not known";

/** A workload whose pods are not as in the lab. */
export interface PodDifference {
  /** Kind, such as `Deployment`. */
  kind: string;
  /** `<namespace>/<name>`. */
  workload: string;
  /** Undefined where it is not there. */
  found: PodGroups | undefined;
  expected: PodGroups;
}

/** A namespace that enforces another Pod Security Standard than in the lab; undefined is none, and null one that a plan does not know. */
export interface NamespaceDifference {
  namespace: string;
  found: string | null | undefined;
  expected: string | null | undefined;
}

/** A row of the reachability table that is not as it should be. */
export interface RowDifference {
  row: Row;
  /** Whether it is allowed in the copy, and in the lab; undefined where there is no such row. */
  found: boolean | null | undefined;
  expected: boolean | null | undefined;
}

/** True where nothing is wrong. */
export function isSolved({ refused, types, verdicts, pods, namespaces, rows, kept }: Outcome): boolean {
  return refused === undefined && [types, verdicts, pods, namespaces, rows, kept].every(({ length }) => length === 0);
}

/** What is compared of a copy and of the lab: who reaches whom, and what the policies find. */
export interface Compared {
  reading: Reading;
  rows: Row[];
  verdicts: ToldVerdict[];
}

async function compared(directory: string, settings: StackConfig): Promise<Compared> {
  const reading = read((await recordPlan(directory, settings)).graph);
  const rows = withOrdinaryPods(reading, reachability(reading).map(rowOf), ordinaryPods(reading));
  return { reading, rows, verdicts: policyVerdicts(reading) };
}

/**
 * What copies are compared with: the project's own program with the settings of the exercises. Fails with a {@link UserError}
 * where nothing can be compared with it, since it has mistakes of its own.
 */
export async function labOf(project: string): Promise<Compared> {
  const own = "The program of this folder, with which a copy is compared,";
  let made: Compared;
  try {
    made = await compared(project, readStackConfig(project, STACK, [], __dirname));
  } catch (error) {
    throw isUserMistake(error) ? new UserError(`${own} has a problem:\n${(error as Error).message}`) : error;
  }
  const stops = unique(made.verdicts.filter(isMandatory).map(({ policy }) => policy));
  if (stops.length === 0) return made;
  throw new UserError(`${own} is stopped by policies itself: ${stops.join(", ")}; see npm start`);
}

/**
 * Plans a copy and compares it with the lab's own program: by what the policies find, by who reaches whom, and by which pods would
 * follow their groups and the enforcing mode. Fails with a {@link UserError} where the copy's program cannot be run.
 */
export async function checkCopy(folder: string, healthy: Compared): Promise<Outcome> {
  const directory = realpathSync(folder);
  const nothing = {
    types: [],
    verdicts: [],
    pods: [],
    namespaces: [],
    rows: [],
    kept: [],
    ends: { added: [], missing: [] },
  };
  let made: Compared;
  let inOtherMode: Reading;
  try {
    [made, inOtherMode] = await asUsersProgram(directory, shownPath(folder), async () => [
      await compared(directory, anew(directory)),
      // Early demux goes with the mode in the lab. It is run for real: a template may follow the mode by a plain value.
      read((await recordPlan(directory, anew(directory, [`enforcingMode=${EnforcingMode.standard}`]))).graph),
    ]);
  } catch (error) {
    // A missing file, or a program that does not run, is no answer of the program.
    if (!isUserMistake(error) || error instanceof UserError) throw error;
    return { ...nothing, refused: (error as Error).message };
  }
  return {
    types: [],
    verdicts: newVerdicts(made.verdicts, healthy.verdicts),
    pods: podDifferences(made.reading, healthy.reading),
    namespaces: namespaceDifferences(made.reading, healthy.reading),
    rows: rowDifferences(made.rows, healthy.rows),
    ends: endDifferences(made.rows, healthy.rows),
    kept: [...keptGroups(made.reading), ...keptPods(made.reading, inOtherMode)],
  };
}

/** The config of a copy that is to be planned as it is now: in the same process it may have been planned before it was edited. */
function anew(directory: string, settings: string[] = []): StackConfig {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(directory + sep)) delete require.cache[file];
  }
  return readStackConfig(directory, STACK, settings);
}

/** Of the same kind as one of the lab's own are those that say what a plan cannot know, or what its settings leave out. */
function newVerdicts(found: ToldVerdict[], expected: ToldVerdict[]): ToldVerdict[] {
  const kinds = ({ finding, undecided }: ToldVerdict): string[] =>
    [...(finding ? [finding] : []), ...(undecided?.findings ?? [])].map(({ kind }) => kind);
  const usual = new Set(expected.flatMap(kinds));
  return found.filter((verdict) => kinds(verdict).some((kind) => !usual.has(kind)));
}

function podDifferences(found: Reading, expected: Reading): PodDifference[] {
  return expected.workloads
    .map(({ urn, kind, namespace, name }) => ({
      ...{ kind, workload: `${namespace}/${name}` },
      found: groupsOf(found, urn),
      expected: groupsOf(expected, urn)!,
    }))
    .filter((one) => one.found !== one.expected);
}

function groupsOf({ workloads, bindings }: Reading, urn: string): PodGroups | undefined {
  const workload = workloads.find((one) => one.urn === urn);
  if (workload === undefined) return undefined;
  const selecting = bindings.of(urn);
  if (!canBeBound(workload) || selecting.length === 0) return "node";
  const isTold = workload.hostNetwork === false && workload.windows === false;
  return isTold && selecting.some(({ certain }) => certain) ? "own" : "not known";
}

/** Of the namespaces of the lab: one that is not there has lost its workloads, too. */
function namespaceDifferences(found: Reading, expected: Reading): NamespaceDifference[] {
  const here = enforcedBy(found);
  return [...enforcedBy(expected)]
    .map(([namespace, standard]) => ({ namespace, found: here.get(namespace), expected: standard }))
    .filter((one) => one.found !== one.expected);
}

/** The Pod Security Standard that each namespace enforces (https://kubernetes.io/docs/concepts/security/pod-security-admission/). */
function enforcedBy({ graph }: Reading): Map<string, string | null | undefined> {
  return new Map(
    graph.resources
      .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
      .map(({ inputs }) => {
        const { name, labels } = (inputs as { metadata: { name: string; labels?: { [key: string]: unknown } } })
          .metadata;
        const standard = labels?.["pod-security.kubernetes.io/enforce"];
        return [name, standard === undefined || typeof standard === "string" ? standard : null];
      }),
  );
}

function rowDifferences(found: Row[], expected: Row[]): RowDifference[] {
  const byKey = (rows: Row[]): Map<string, Row> => new Map(rows.map((row) => [keyOf(row), row]));
  const [here, there] = [byKey(found), byKey(expected)];
  const all = [...here.values(), ...[...there.values()].filter((row) => !here.has(keyOf(row)))];
  const differences = all
    .map((row) => ({ row, found: here.get(keyOf(row))?.allowed, expected: there.get(keyOf(row))?.allowed }))
    .filter((one) => one.found !== one.expected);
  const isDatabase = ({ row }: RowDifference): boolean => row.to.startsWith("database:");
  return [...differences.filter(isDatabase), ...differences.filter((one) => !isDatabase(one))];
}

function endDifferences(found: Row[], expected: Row[]): Outcome["ends"] {
  const ends = (rows: Row[]): string[] => unique(rows.flatMap(({ from, to }) => [from, to]));
  const [here, there] = [ends(found), ends(expected)];
  return { added: here.filter((end) => !there.includes(end)), missing: there.filter((end) => !here.includes(end)) };
}

function keyOf({ from, to, protocol, port }: Row): string {
  return [from, to, protocol, port].join(" ");
}
