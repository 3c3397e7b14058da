/** What the tables of a class say. */
import { students } from "./amounts";

/** Columns of the status. */
export const status = {
  columns: ["STUDENT", "DEPLOYED", "BINDING", "PROBES", "HOURS", "COST", "EXPIRY"],
  unknown: "unknown",
  no: "no",
  yes: "yes",
  partly: "partly",
  bound: "bound",
  notBound: "not bound",
  past: (day: string): string => `${day} past`,
  deployed: (up: number, all: number, perHour: string, soFar: string): string =>
    `${up} of ${students(all)} deployed, ${perHour} an hour, about ${soFar} so far (without traffic).`,
  stages: (parts: string[]): string => `Stages: ${parts.join(", ")}.`,
  unpriced: (regions: string): string => `Prices of ${regions} are not known: these sums are too low.`,
  late: (count: number): string => `${count} past their expiry: lab fleet destroy --expired takes them down.`,
  pending: (student: string, operations: number): string =>
    `${student}: ${operations} operation${operations === 1 ? "" : "s"} under way or cut off; lab fleet up goes on from there.`,
  unlisted: (stacks: string): string => `Not in the roster, and not destroyed by it: ${stacks}.`,
  unlistedOne: (stack: string, resources: string): string => `${stack} (${resources})`,
};
