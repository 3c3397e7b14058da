import { createInterface } from "node:readline/promises";
import { en, type Words } from "../../words";
import { wrap } from "../text";
import { UserError } from "../user-error";

/** How a question is asked and answered: typed by a person, or beforehand by an option. */
export interface Confirmation {
  /** The option that answers it. */
  option: string;
  /** What the number counts. */
  noun: string;
  /** Value of the option. */
  given?: string;
  interactive: boolean;
  /** The words of the question; English where they are left out. */
  words?: Words;
  ask?: (question: string) => Promise<string>;
}

/**
 * Goes on only when somebody has named the right number. Fails with a {@link UserError} otherwise, so that nothing is done.
 *
 * @param what Who is concerned, one sentence without an end.
 */
export async function confirmNumber(
  what: (say: Words["fleet"]["confirm"]) => string,
  count: number,
  confirmation: Confirmation,
): Promise<void> {
  const { option, noun, given, interactive, words = en, ask = askOnTerminal } = confirmation;
  const { confirm: say } = words.fleet;
  if (given === undefined && !interactive) {
    throw new UserError(
      wrap(`${what(en.fleet.confirm)}. Nothing was done: confirm with ${option} ${count}`).join("\n"),
    );
  }
  const answer = given ?? (await ask(`${wrap(say.sentence(what(say))).join("\n")}\n${say.question(count)}`));
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
