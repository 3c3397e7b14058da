/** The process of `LabCalls`: does what `cli/main.ts` does, for each call that it is sent. */
import { join } from "node:path";
import { lab } from "../../cli/main";
import { run, startLab } from "../../cli/start";
import type { Call } from "./lab-calls";

// Each call guards the output anew.
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

/** What keeps the process from its end. */
const open = (): number => process.getActiveResourcesInfo().length;

process.on("message", ({ folder, args }: Call) => {
  const before = open();
  process.exitCode = undefined;
  process.chdir(folder);
  process.argv = [process.execPath, join(__dirname, "../../cli/main.ts"), ...args];
  startLab();
  // A process of its own would go on for as long as the call leaves something open.
  const end = (): void => {
    if (open() > before) return void setTimeout(end, 5).unref();
    const last = `\0${process.exitCode ?? 0}\0`;
    process.stdout.write(last);
    process.stderr.write(last);
  };
  void run(lab).then(() => setImmediate(end));
});
