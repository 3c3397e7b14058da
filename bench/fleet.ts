/**
 * What a fleet costs on top of `pulumi up`: its own processor time and memory for each student, with an engine that does
 * nothing; and, where the engine and stand-in providers are on the PATH, the time of one student against a bare `pulumi up`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../cli/fleet/project";
import { students, TestClass } from "../tests/fleet/class";
import { ScriptedEngine } from "../tests/fleet/scripted-engine";
import { VirtualClock } from "../tests/fleet/virtual-clock";
import { ROOT, whyNot, workFolder } from "../tests/engine/rig";

interface Own {
  students: number;
  /** Milliseconds of processor time for each. */
  cpu: number;
  /** Megabytes of living objects at the end, over those before. */
  heap: number;
}

async function own(count: number): Promise<Own> {
  const group = new TestClass(students(count));
  try {
    const clock = new VirtualClock();
    const engine = new ScriptedEngine(clock);
    global.gc?.();
    const [cpu, heap] = [process.cpuUsage(), process.memoryUsage().heapUsed];
    await group.run(engine, clock, { parallel: 8 });
    const used = process.cpuUsage(cpu);
    global.gc?.();
    const grown = process.memoryUsage().heapUsed - heap;
    return { students: count, cpu: (used.user + used.system) / 1000 / count, heap: grown / 1024 / 1024 };
  } finally {
    group.remove();
  }
}

function seconds(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): number {
  const began = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

/** The same config once through `pulumi up` and once through a fleet of one, in two accounts of the emulator. */
function onEngine(): void {
  const { folder, remove } = workFolder();
  const fleet = `bench-${process.pid}`;
  try {
    mkdirSync(join(folder, "state"));
    const env = {
      ...process.env,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const roster = join(folder, "roster.yaml");
    writeFileSync(
      roster,
      `fleet: ${fleet}\nbackend: file://state\nsecretsProvider: passphrase\nregion: eu-central-1\nexpiry: 2099-01-01\n` +
        `role: arn:aws:iam::{account}:role/LabDeployer\nstudents:\n  - {id: one, account: "8${String(process.pid).padStart(11, "0")}"}\n`,
    );
    const lab = (...args: string[]): number =>
      seconds(process.execPath, ["-r", "./loader.cjs", "cli/main.ts", "fleet", ...args, "--roster", roster], ROOT, env);

    const bare = join(folder, "bare");
    mkdirSync(bare);
    writeFileSync(join(bare, "Pulumi.yaml"), readProject(ROOT).text);
    const other = `9${String(process.pid).padStart(11, "0")}`;
    const role = `arn:aws:iam::${other}:role/LabDeployer`;
    writeFileSync(
      join(bare, "Pulumi.two.yaml"),
      `config:\n  aws:region: eu-central-1\n  aws:allowedAccountIds: ["${other}"]\n  aws:assumeRoles: [{roleArn: "${role}"}]\n`,
    );
    seconds("pulumi", ["stack", "init", "two", "--non-interactive"], bare, env);
    const plain = seconds("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], bare, env);
    const managed = lab("up");
    const more = (100 * (managed - plain)) / plain;
    console.log(
      `on the engine: pulumi up ${plain.toFixed(1)} s, a fleet of one ${managed.toFixed(1)} s (${more.toFixed(1)} % more,`,
    );
    console.log(`  its start and the check of the roster included); on AWS, where an update takes 690 s,`);
    console.log(`  the same ${(managed - plain).toFixed(1)} s are ${((100 * (managed - plain)) / 690).toFixed(1)} %`);
    seconds("pulumi", ["destroy", "--yes", "--skip-preview", "--non-interactive"], bare, env);
    lab("destroy", "--confirm", "1");
  } finally {
    remove();
    rmSync(join(ROOT, ".lab", "fleet", fleet), { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  console.log("What a fleet needs itself, with an engine that does nothing:");
  await own(20);
  for (const count of [50, 500]) {
    const { cpu, heap } = await own(count);
    console.log(
      `  ${count} students: ${cpu.toFixed(1)} ms of processor time each, ${heap.toFixed(1)} MB more in use at the end`,
    );
  }
  const reason = await whyNot();
  if (reason) console.log(`The engine itself is not measured: ${reason}.`);
  else onEngine();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
