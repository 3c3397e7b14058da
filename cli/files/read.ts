import * as fs from "node:fs";
import { counted } from "../text";
import { UserError } from "../user-error";
import { systemReason } from "./reason";

/** How a file that a user names is read. */
export interface ReadOptions {
  /** What messages call the file. Default its path. */
  name?: string;
  /** Largest size, in millions of bytes. */
  megabytes: number;
  /** What to do about a file that cannot be read; the end of each message. */
  todo?: string;
}

/** Largest size of what people write by hand, in millions of bytes: a class of thousands has a part of it. */
export const WRITTEN = 10;

/**
 * The text of a file that a user names. Fails with a {@link UserError} where it is none that can be read to its end: missing,
 * without rights, a folder, a pipe, a device, too large, or not in UTF-8.
 */
export function readText(file: string, { name = file || '""', megabytes, todo }: ReadOptions): string {
  const refuse = (why: string): never => {
    throw new UserError(`${name} cannot be read: ${why}${todo === undefined ? "" : `; ${todo}`}`);
  };
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK the opening of a pipe waits for whoever writes into it, which may be nobody.
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    const stat = fs.fstatSync(descriptor);
    if (stat.isDirectory()) return refuse("it is a folder");
    if (!stat.isFile()) return refuse("it is not a regular file; write its content to one");
    if (stat.size > megabytes * MILLION) return refuse(tooLarge(stat.size, megabytes));
    const bytes = fs.readFileSync(descriptor);
    return decoded(bytes) ?? refuse(NOT_UTF8);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    return refuse(reason);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** The same of a stream, such as standard input; it may be a pipe. */
export async function readStream(
  stream: AsyncIterable<Buffer>,
  { name, megabytes }: Required<Pick<ReadOptions, "name" | "megabytes">>,
): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > megabytes * MILLION) {
      throw new UserError(`${name} cannot be read: it has more than ${megabytes} MB, and at most that is read`);
    }
    parts.push(part);
  }
  const text = decoded(Buffer.concat(parts));
  if (text === undefined) throw new UserError(`${name} cannot be read: ${NOT_UTF8}`);
  return text;
}

const MILLION = 1_000_000;
const NOT_UTF8 = "it is not written in UTF-8; save it so (spreadsheets: CSV UTF-8)";

function tooLarge(bytes: number, megabytes: number): string {
  return `it has ${Math.round(bytes / MILLION)} MB; at most ${megabytes} are read`;
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Why a value is too deep or too long to be used, as the end of a sentence; undefined where it is neither. */
export function limitProblem(value: unknown, { levels, characters }: Limits): string | undefined {
  const seen = new Set<object>();
  const tooDeep = (inner: unknown, left: number): boolean => {
    if (typeof inner !== "object" || inner === null) return false;
    if (left === 0 || seen.has(inner)) return true;
    seen.add(inner);
    const found = Object.values(inner).some((one) => tooDeep(one, left - 1));
    seen.delete(inner);
    return found;
  };
  if (tooDeep(value, levels)) return `nests deeper than ${counted(levels, "level")}, or stands inside of itself`;
  if (typeof value === "string" && value.length > characters)
    return `has ${value.length} characters; at most ${characters} are read`;
  return undefined;
}

/** The most that a value may be. */
export interface Limits {
  levels: number;
  characters: number;
}
