import { readFileSync, statSync } from "fs";
import { UserError } from "../../user-error";

/** A class of thousands has a part of this. */
const MOST_MEGABYTES = 10;

/** The text of a roster. Fails with a {@link UserError} where the file is none that can be one. */
export function readRosterFile(file: string): string {
  const refuse = (reason: string): never => {
    throw new UserError(`The roster ${file} ${reason}`);
  };
  let bytes: Buffer;
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) refuse("is a folder; name the file in it with --roster");
    // Reading a pipe or a device may never end.
    if (!stat.isFile()) refuse("is no regular file; write it to one");
    const megabytes = stat.size / 1_000_000;
    if (megabytes > MOST_MEGABYTES) refuse(`has ${Math.round(megabytes)} MB; at most ${MOST_MEGABYTES} are read`);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError(`There is no roster ${file}; name it with --roster`);
    return refuse(`cannot be read: ${message.split(":")[1]?.split(",")[0].trim() ?? message}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("is not written in UTF-8; save it so (spreadsheets: CSV UTF-8)");
  }
}
