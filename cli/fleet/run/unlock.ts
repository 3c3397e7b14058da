import { Stack } from "@pulumi/pulumi/automation";
import type { Student } from "../roster/types";
import { type Holder, holderOf, isAlive, type Lock } from "../../pulumi/lock";
import type { Result } from "./result";
import { type FleetHome, studentWorkspace } from "./workspace";

/** A stack that could not be used because another run holds it. */
export interface LockedStack {
  student: Student;
  lock?: Lock;
  holder: Holder;
}

/** The stacks that failed because of a lock. */
export function lockedStacks(results: Result[], students: Student[], host: string, lives = isAlive): LockedStack[] {
  return results
    .filter(({ failure }) => failure?.kind === "locked")
    .map(({ student: id, failure }) => ({
      student: students.find((student) => student.id === id)!,
      lock: failure?.lock,
      holder: holderOf(failure?.lock, host, lives),
    }));
}

/** Takes the lock of a stack away. */
export async function unlock(home: FleetHome, student: Student): Promise<void> {
  const workspace = await studentWorkspace(home, student);
  await (await Stack.select(student.id, workspace)).cancel();
}
