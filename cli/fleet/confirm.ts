import { createInterface } from "node:readline/promises";
import { wrap } from "../text";
import { UserError } from "../user-error";

/** How a question is answered: typed by a person, or beforehand by an option. */
export interface Confirmation {
  /** The option that answers it. */
  option: string;
  /** What the number counts. */
  noun: string;
  /** Value of the option. */
  given?: string;
  interactive: boolean;
  ask?: (question: string) => Promise<string>;
}

/**
 * Goes on only when somebody has named the right number. Fails with a {@link UserError} otherwise, so that nothing is done.
 *
 * @param what Who is concerned, one sentence without an end.
 */
export async function confirmNumber(what: string, count: number, confirmation: Confirmation): Promise<void> {
  const { option, noun, given, interactive, ask = askOnTerminal } = confirmation;
  if (given === undefined && !interactive) {
    throw new UserError(wrap(`${what}. Nothing was done: confirm with ${option} ${count}`).join("\n"));
  }
  const answer = given ?? (await ask(`${wrap(`${what}.`).join("\n")}\nType ${count} to go on: `));
  if (answer.trim() === String(count)) return;
  throw new UserError(`Nothing was done: "${answer.trim()}" is not the number of ${noun}, ${count}`);
}

async function askOnTerminal(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(question);
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    throw new UserError("\nNothing was done.");
  } finally {
    prompt.close();
  }
}
