import { spawnSync } from "node:child_process";
import { basename } from "node:path";

const LOCKED = /the stack is currently locked by|Another update is currently in progress/;

/** Whether a command ended because another run holds the stack. */
export function isLocked(output: string): boolean {
  return LOCKED.test(output);
}

/** A stack's lock, as Pulumi's self-managed backends describe it. */
export interface Lock {
  user: string;
  host: string;
  pid: number;
  since: string;
}

/** The locks in an error message; none where it names none (Pulumi Cloud does not). */
export function locksIn(text: string): Lock[] {
  return [...text.matchAll(/created by (\S*)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(([, user, host, pid, since]) => ({
    user,
    host,
    pid: Number(pid),
    since,
  }));
}

/** What is known about the run that holds a lock. */
export type Holder = "alive" | "dead" | "unknown";

/** Whether the run that holds a lock still lives; on another machine nobody can tell from here. */
export function holderOf(lock: Lock | undefined, host: string, lives = isAlive): Holder {
  if (!lock || lock.host !== host) return "unknown";
  return lives(lock.pid, "pulumi") ? "alive" : "dead";
}

/**
 * Whether a process of this machine lives and is what it was: numbers are given out anew, so a word of its command line must
 * be there, where the machine tells it.
 */
export function isAlive(pid: number, word: string, machine = ofThisMachine): boolean {
  // Asked first: a process that ends between the two questions has no command line, and is gone by the second.
  const args = machine.argumentsOf(pid);
  return machine.exists(pid) && (args.length === 0 || args.some((arg) => basename(arg) === word));
}

const ofThisMachine = {
  /** Words of a process's command line; none where the machine does not tell them. */
  argumentsOf(pid: number): string[] {
    const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return (stdout ?? "").split(/\s+/).filter((arg) => arg !== "");
  },

  exists(pid: number): boolean {
    try {
      // Signal 0 only asks.
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // Somebody else's process answers "not permitted", and lives.
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  },
};
