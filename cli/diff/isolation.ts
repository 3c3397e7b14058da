import { spawnSync } from "node:child_process";

/**
 * What a program is started with so that it is alone: a user namespace of its own, out of which no process can read the
 * environment or memory of another (user_namespaces(7), ptrace(2)); no other processes in sight, which all end with it; and no
 * network. Files are those of the user. The second way is for containers in which /proc cannot be mounted anew.
 */
const WAYS = [
  ["--user", "--map-current-user", "--net", "--ipc", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
  ["--user", "--map-current-user", "--net", "--ipc", "--pid", "--fork", "--kill-child=KILL"],
];

let found: string[] | undefined;

/** The command, with its first arguments, that starts another one alone; empty where this system has none that works. */
export function isolation(): string[] {
  found ??=
    WAYS.map((way) => ["unshare", ...way, "--"]).find(
      ([command, ...args]) => spawnSync(command, [...args, "true"], { stdio: "ignore" }).status === 0,
    ) ?? [];
  return found;
}

/** What is said where a program cannot be started alone. */
export const NOT_ISOLATED =
  "The program of a commit runs as you here: this system has no unshare that works, so it has the network, and can read the " +
  "environment of your other processes";
