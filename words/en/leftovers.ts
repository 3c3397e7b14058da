/**
 * What AWS still has of labs.
 */
import type { Leftover } from "../../cli/leftovers/find";

/** A thing by its kind and name: `network interface eni-0123…`; what the tag index tells, by its ARN's end. */
export function leftoverName({ kind, name }: Leftover): string {
  return kind === undefined ? name : `${kind} ${name}`;
}

/** The command that removes it, or where to do so. */
export function removalText({ command }: Leftover): string {
  return command ?? "AWS's tag index names it, which may lag hours behind; look in the console";
}

/** Whose lab it is: of a stack, where that has another name. */
export function labOf(student: string, stack: string | undefined): string {
  return stack === undefined || stack === student ? `the lab of ${student}` : `the lab of ${student} (stack ${stack})`;
}

export const nothing = (lab: string, region: string): string => `AWS has nothing of ${lab} in ${region}.`;
export const found = (count: number, lab: string, region: string): string =>
  `AWS still has ${count} ${count === 1 ? "thing" : "things"} of ${lab} in ${region}:`;
export const removeAs = (role: string): string => `Remove it as ${role}:`;
export const notKnown = (stack: string, error: string): string =>
  `Not known is what of it is in the state of stack ${stack}, which npm run destroy removes: ${error}`;

/** Headings of what is told apart by a state. */
export const inNoState: string = "In no state: it stays, and may bill on, until it is removed by hand.";
export const byAws: string =
  "Made by AWS for the lab. It goes with what it belongs to, or by hand where that has gone:";
export const inState = (stack: string): string =>
  `In the state of stack ${stack}, and removed by npm run destroy -- --stack ${stack}:`;

/** Of a class. */
export const ofClass = {
  notAsked: (accounts: number, reason: string): string =>
    `${accounts} ${accounts === 1 ? "account" : "accounts"} could not be asked: ${reason}`,
  fix: (roster: string): string => `npm run lab -- fleet preflight --roster ${roster} --only … tells how to fix it`,
  nobodyAsked: (labs: number): string =>
    `None of ${labs} ${labs === 1 ? "lab" : "labs"} could be asked; nothing is known.`,
  nothing: (clean: number, labs: number): string =>
    `AWS has nothing of ${clean} of ${labs} ${labs === 1 ? "lab" : "labs"}.`,
};
