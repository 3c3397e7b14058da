import { spawnSync } from "child_process";
import { basename } from "path";

/**
 * Whether a process of this machine lives and is what it was: numbers are given out anew, so a word of its command line must
 * be there, where the machine tells it.
 */
export function isAlive(pid: number, word: string): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process answers "not permitted", and lives.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return (
    !stdout?.trim() ||
    stdout
      .trim()
      .split(/\s+/)
      .some((arg) => basename(arg) === word)
  );
}
