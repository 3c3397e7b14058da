/** A mistake of the user's: told by its message alone, without a stack. */
export class UserError extends Error {}

/** What a file or folder of another kind, a full disk or a missing right is told; undefined for any other error. */
export function fileProblem(error: unknown): string | undefined {
  const { code, path, syscall = "", message } = (error ?? {}) as NodeJS.ErrnoException;
  if (
    code === undefined ||
    path === undefined ||
    !/^(open|mkdir|mkdtemp|rename|scandir|rm|rmdir|unlink)$/.test(syscall)
  )
    return undefined;
  return `${path}: ${message.replace(/^\w+: /, "").replace(/, .*$/s, "")} (${syscall})`;
}
