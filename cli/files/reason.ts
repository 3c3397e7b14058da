/** What the system says against a file, without its code and path; undefined for an error that is not the system's. */
export function systemReason(error: unknown): string | undefined {
  const { code, syscall, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return undefined;
  if (code === "ENOENT") return "there is no such file or folder";
  return message.replace(/^\w+: /, "").replace(/, .*$/s, "");
}
