import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../user-error";
import { isAlive } from "../../pulumi/lock";

/**
 * Claims a fleet's folder for this process, since two runs would write the same files; gives a function that ends the
 * claim. A claim of a process that has died is taken over.
 */
export function claim(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "running.pid");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const pid = Number(readFileSync(file, "utf8"));
    // In a container the same number comes again and again: one's own is that of an earlier life.
    if (pid > 0 && pid !== process.pid && isAlive(pid, "fleet")) {
      throw new UserError(
        `This class is being worked on by process ${pid}; wait for its end, or stop it with Ctrl-C there. ` +
          `If that is not a fleet, delete ${file}`,
      );
    }
    rmSync(file, { force: true });
  }
}
