/**
 * Start, end and slack of tasks that wait for each other, when everything that can go side by side does.
 */
import { compareText, pushTo, unique } from "../graph/values";

/** Something that takes time once everything that it needs has ended. */
export interface Task {
  /** Seconds that it takes. */
  seconds: number;
  /** Ids of the tasks that must have ended. */
  needs: string[];
}

/** When a task runs, in seconds from the start of all. */
export interface TaskTimes {
  start: number;
  end: number;
  /** Seconds by which it could end later without making a goal, or where it leads to none the whole, end later. */
  slack: number;
}

/** The times of all tasks. */
export interface Schedule {
  times: Map<string, TaskTimes>;
  /** Ids of the tasks on the way that decides when the last goal ends, in order. */
  path: string[];
  /** When the last goal ends; without goals, the end. */
  goal: number;
  /** When all have ended. */
  end: number;
}

/**
 * Lays tasks out in time.
 *
 * @param tasks by id; a need that is no task counts as met
 * @param goals ids of the tasks that decide when the work is ready
 * @throws Error naming the cycle, where tasks wait for each other
 */
export function schedule(tasks: Map<string, Task>, goals: string[]): Schedule {
  const needs = new Map([...tasks].map(([id, task]) => [id, unique(task.needs).filter((need) => tasks.has(need))]));
  const followers = new Map<string, string[]>();
  for (const [id, before] of needs) for (const need of before) pushTo(followers, need, id);
  const order = inOrder(needs, followers);

  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  const endOf = (id: string): number => ends.get(id) ?? 0;
  const endOfAll = (ids: string[]): number => ids.reduce((end, id) => Math.max(end, endOf(id)), 0);
  for (const id of order) {
    const start = endOfAll(needs.get(id) ?? []);
    starts.set(id, start);
    ends.set(id, start + (tasks.get(id)?.seconds ?? 0));
  }
  const end = endOfAll(order);
  const wanted = goals.filter((id) => tasks.has(id));
  const goal = wanted.length > 0 ? endOfAll(wanted) : end;

  const isGoal = new Set(wanted);
  const latest = new Map<string, number>();
  for (const id of [...order].reverse()) {
    const own = isGoal.has(id) ? goal : end;
    const deadline = (next: string): number => (latest.get(next) ?? end) - (tasks.get(next)?.seconds ?? 0);
    latest.set(
      id,
      (followers.get(id) ?? []).reduce((earliest, next) => Math.min(earliest, deadline(next)), own),
    );
  }
  const times = order.map((id): [string, TaskTimes] => [
    id,
    { start: tenths(starts.get(id)!), end: tenths(endOf(id)), slack: tenths(latest.get(id)! - endOf(id)) },
  ]);

  // Of those that end last, one that takes time: what takes none only hands on when others ended.
  const last = (ids: string[]): string | undefined =>
    [...ids].sort(
      (a, b) =>
        endOf(b) - endOf(a) ||
        Number(tasks.get(a)?.seconds === 0) - Number(tasks.get(b)?.seconds === 0) ||
        compareText(a, b),
    )[0];
  const path: string[] = [];
  for (let id = last(wanted.length > 0 ? wanted : order); id !== undefined; id = last(needs.get(id) ?? []))
    path.push(id);
  return { times: new Map(times), path: path.reverse(), goal: tenths(goal), end: tenths(end) };
}

/** The tasks, each after what it needs. */
function inOrder(needs: Map<string, string[]>, followers: Map<string, string[]>): string[] {
  const open = new Map([...needs].map(([id, before]) => [id, before.length]));
  const order = [...needs.keys()].filter((id) => open.get(id) === 0).sort(compareText);
  for (let at = 0; at < order.length; at++) {
    for (const next of followers.get(order[at]) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  if (order.length < needs.size)
    throw new Error(`Tasks wait for each other: ${cycle(needs, new Set(order)).join(" → ")}`);
  return order;
}

/** A way through tasks that can never start, which ends where it begins. */
function cycle(needs: Map<string, string[]>, done: Set<string>): string[] {
  const seen: string[] = [];
  let id = [...needs.keys()].filter((key) => !done.has(key)).sort(compareText)[0];
  while (!seen.includes(id)) {
    seen.push(id);
    id = (needs.get(id) ?? []).find((need) => !done.has(need))!;
  }
  return [...seen.slice(seen.indexOf(id)), id];
}

/** Tenths of a second are more than the figures are good for; sums of fractions have no other end. */
function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
