import type { FleetCommandOptions } from "./options";
import type { Student } from "./roster";
import { runPool } from "./run/pool";

/** Accounts asked at once: answers are waited for, nothing is computed; more would only meet AWS's own limits. */
const PARALLEL = 16;

/** Asks something of each student's account; the answers come in the students' order. */
export async function askAll<R>(
  students: Student[],
  { parallel = PARALLEL }: FleetCommandOptions,
  work: (student: Student) => Promise<R>,
): Promise<R[]> {
  return runPool(students, { parallel, work });
}
