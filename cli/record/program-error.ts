import { relative, sep } from "node:path";
import { isUserMistake, UserError } from "../user-error";

/**
 * Does something with the program of a folder, whose writer is the user: an error of it is told as the user's own, with file,
 * line and reason, and without a stack. `work` is done again to find the place, which a plan leaves out for its speed.
 *
 * @param directory real path of the folder
 * @param name what messages call it
 */
export async function asUsersProgram<T>(directory: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUserMistake(error)) throw error;
    const { name: kind, message: text, stack } = error instanceof Error ? error : new Error(String(error));
    // What stands below the first line of a missing module is a stack of its own.
    const message = (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND" ? text.split("\n")[0] : text;
    // The transformer names the file of a syntax error in its message; Node in the stack, even of an error without one.
    const isPlaced = message.includes(directory + sep);
    const place = isPlaced ? undefined : (placeIn(stack, directory) ?? placeIn(await stackOf(work), directory));
    const where = place === undefined ? name : `${name}${sep}${place}`;
    throw new UserError(`The program in ${where} does not run: ${kind}: ${message.replaceAll(directory + sep, "")}`);
  }
}

async function stackOf(work: () => Promise<unknown>): Promise<string | undefined> {
  const { PULUMI_DEBUG_PROMISE_LEAKS: before } = process.env;
  process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
  try {
    await work();
    return undefined;
  } catch (error) {
    return (error as Error).stack;
  } finally {
    if (before === undefined) delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
    else process.env.PULUMI_DEBUG_PROMISE_LEAKS = before;
  }
}

/** The first place in a stack that is in a folder, from the folder on: `index.ts:12`. */
function placeIn(stack: string | undefined, directory: string): string | undefined {
  const lines = stack?.split("\n").filter((line) => line.includes(directory + sep)) ?? [];
  const found = lines.flatMap((line) => line.slice(line.indexOf(directory + sep)).match(/^.*?:\d+/) ?? [])[0];
  return found === undefined ? undefined : relative(directory, found);
}
