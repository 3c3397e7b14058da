import { InputPropertiesError, RunError } from "@pulumi/pulumi/errors";
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

/** What a file or folder of another kind, a full disk or a missing right is told; undefined for any other error. */
export function fileProblem(error: unknown): string | undefined {
  const { path = "A file", syscall = "" } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = systemReason(error);
  return reason !== undefined && OF_FILES.test(syscall) ? `${path}: ${reason} (${syscall})` : undefined;
}
