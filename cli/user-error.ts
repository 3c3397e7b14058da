import { InputPropertiesError, RunError } from "@pulumi/pulumi/errors";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { systemReason } from "./files/reason";

/** A mistake of the user's: told by its message alone, without a stack. */
export class UserError extends Error {}

/** Errors that are a user's mistake carry their whole text in the message; any other one is a bug and shows its stack. */
export function isUserMistake(error: unknown): boolean {
  return error instanceof UserError || RunError.isInstance(error) || InputPropertiesError.isInstance(error);
}

/** Calls of the system that are about files. */
const OF_FILES =
  /^(open|read|write|fsync|fdatasync|ftruncate|close|l?stat|access|realpath|readlink|mkdir|mkdtemp|rename|copyfile|cp|symlink|link|chmod|scandir|opendir|rm|rmdir|unlink)$/;

const UNREACHABLE = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** What is told where AWS refuses, or does not answer: no bug of ours, whatever it is. Undefined for any other error. */
export function awsProblem(error: unknown): string | undefined {
  const { name, message, code, $metadata } = (error ?? {}) as NodeJS.ErrnoException & { $metadata?: unknown };
  const refused = $metadata !== undefined || /^(CredentialsProvider|TokenProvider|Timeout)Error$/.test(name ?? "");
  if (!refused && !UNREACHABLE.test(code ?? "")) return undefined;
  const why = [name === "Error" || !refused ? undefined : name, message || code].filter(Boolean).join(": ");
  return `AWS could not be asked: ${why}. Sign in, or look at the network, and try again`;
}

/** What a file or folder of another kind, a full disk or a missing right is told; undefined for any other error. */
export function fileProblem(error: unknown): string | undefined {
  const { path = "A file", syscall = "" } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = systemReason(error);
  if (reason === undefined || !OF_FILES.test(syscall)) return undefined;
  const isTemporary = path === tmpdir() || dirname(path) === tmpdir();
  const todo = isTemporary ? "; TMPDIR can name another folder for what is temporary" : "";
  return `${path}: ${reason} (${syscall})${todo}`;
}
