import { cost, type Cost } from "../../model/cost/cost";
import { read } from "../../model/reading/reading";
import { localDay } from "../../model/graph/local-day";
import { exportState } from "../pulumi/state";
import { readState } from "../sources/state";
import { UserError } from "../user-error";
import type { Student } from "./roster/types";
import { type KnownStack, knownStacks } from "./run/backend";
import { runPool } from "./run/pool";
import { runIn } from "./run/state";
import { type FleetHome, studentWorkspace } from "./run/workspace";

/** How one student's lab stands. */
export interface Status {
  student: string;
  account: string;
  region: string;
  expiry: string;
  expired: boolean;
  deployed: boolean;
  /** False where an update has not come to its end: the stack has no outputs yet. */
  complete: boolean;
  /** Stage that the last whole update has brought; null before there was one. */
  stage: string | null;
  resources: number;
  /** Operations that a crash has cut off. */
  pending: number;
  /** The stack output of the binding; null where there is none. */
  binding: unknown;
  /** Probes whose Jobs ended as they should, of all. */
  probes: { passed: number; total: number };
  /** Hours since its first resource, and USD: hours times the estimate by the hour. */
  hours: number;
  perHour: number;
  costSoFar: number;
  /** False where prices of the region are not known, and the estimate is too low. */
  priced: boolean;
  /** Why the state could not be read. */
  problem?: string;
}

interface StateResource {
  type: string;
  urn: string;
  created?: string;
  initErrors?: string[] | null;
  outputs?: { [key: string]: unknown };
}

interface State {
  resources?: StateResource[];
  pending_operations?: unknown[];
}

/** How a class stands. */
export interface FleetStatus {
  students: Status[];
  /** Stacks of the project that the backend has, and the roster does not list: nobody destroys these. */
  unlisted: { stack: string; resources?: number }[];
}

/** Reads the state of each student's stack; no engine runs, and no account is asked. */
export async function fleetStatus(
  home: FleetHome,
  students: Student[],
  now: Date,
  parallel: number,
): Promise<FleetStatus> {
  const stacks = await knownStacks(home);
  const listed = home.roster.students.map(({ id }) => id);
  const unlisted = [...stacks]
    .filter(([stack, { resources }]) => !listed.includes(stack) && resources !== 0)
    .map(([stack, { resources }]) => ({ stack, resources }));
  const statuses = await runPool(students, {
    parallel,
    work: (student) => studentStatus(home, student, stacks.get(student.id), now),
  });
  return { students: statuses, unlisted };
}

async function studentStatus(
  home: FleetHome,
  student: Student,
  known: KnownStack | undefined,
  now: Date,
): Promise<Status> {
  if (!known || known.resources === 0) return statusOf(student, {}, now);
  try {
    const workspace = await studentWorkspace(home, student);
    const exported = await exportState(runIn(workspace), student.id);
    return statusOf(student, exported.deployment as State, now, exported.version);
  } catch (error) {
    const problem = home
      .redact((error as Error).message)
      .split("\n")
      .find((line) => line.includes("error:"));
    return { ...statusOf(student, {}, now), problem: problem?.trim() ?? "its state cannot be read" };
  }
}

/** How a lab stands by its state. */
export function statusOf(student: Student, state: State, now: Date, version = 3): Status {
  const resources = state.resources ?? [];
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const stage = stack?.outputs?.stage;
  const probes = resources.filter(({ type }) => type.endsWith(":ConnectivityProbe"));
  const jobs = resources.filter(
    ({ type, urn }) => type === "kubernetes:batch/v1:Job" && urn.includes("ConnectivityProbe"),
  );
  const began = resources.map(({ created }) => Date.parse(created ?? "")).filter((time) => !isNaN(time));
  const hours = began.length > 0 ? Math.max(0, (now.getTime() - Math.min(...began)) / 3_600_000) : 0;
  const today = localDay(now);
  const { perHour, missing } =
    resources.length > 0 ? hourly({ version, deployment: state }, student.region, today) : { perHour: 0, missing: [] };
  return {
    student: student.id,
    account: student.account,
    region: student.region,
    expiry: student.expiry,
    expired: student.expiry < today,
    deployed: resources.some(({ type }) => type.startsWith("aws:")),
    complete: stage !== undefined,
    stage: typeof stage === "string" ? stage : null,
    resources: resources.length,
    pending: (state.pending_operations ?? []).length,
    binding: stack?.outputs?.podSecurityGroupBinding ?? null,
    // A Job that did not end as it should is in the state with the reason.
    probes: { passed: jobs.filter(({ initErrors }) => !initErrors?.length).length, total: probes.length },
    hours: round(hours),
    perHour: Math.round(perHour * 10_000) / 10_000,
    costSoFar: round(hours * perHour),
    priced: missing.length === 0,
  };
}

function hourly(document: { version: number; deployment: unknown }, region: string, day: string): Cost {
  const state = readState({ ...document }, (problem) => new UserError(problem));
  return cost(read(state), { region, day });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
