import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPulumi } from "../cli/engine/find";
import { readProject } from "../cli/fleet/project";
import { whyNot, workFolder } from "../tests/engine/rig";
import { best, type Comparison, compare, inTurns, ROOT, runNode, type Sample } from "./measure";

/**
 * What a fleet costs: memory and time by its size, with an engine that does nothing; and, where the engine and stand-in
 * providers are on the PATH, one student's update by the fleet against the same by `pulumi up` alone.
 */
export async function benchFleet(): Promise<Comparison[]> {
  const alone = (count: number) => () => runNode(["-r", "./loader.cjs", "bench/fleet-alone.ts", String(count)]);
  const [large, small] = (await inTurns(3, [alone(500), alone(50)])).map(best);
  const reason = await whyNot();
  if (reason) console.error(`A fleet on the engine is not measured: ${reason}.`);
  return [
    compare("fleet of 500 students / 50, memory", large, small, 1.2, "mebibytes"),
    compare("fleet of 500 students / 50, time", large, small, 10),
    ...(reason ? [] : [onEngine()]),
  ];
}

/** The same config once through `pulumi up` and once through a fleet of one, in two accounts of the emulator. */
function onEngine(): Comparison {
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
    const lab = (...args: string[]): Sample =>
      timed(process.execPath, ["-r", "./loader.cjs", "cli/main.ts", "fleet", ...args, "--roster", roster], ROOT, env);

    const bare = join(folder, "bare");
    mkdirSync(bare);
    writeFileSync(join(bare, "Pulumi.yaml"), readProject(ROOT).text);
    const other = `9${String(process.pid).padStart(11, "0")}`;
    const role = `arn:aws:iam::${other}:role/LabDeployer`;
    writeFileSync(
      join(bare, "Pulumi.two.yaml"),
      `config:\n  aws:region: eu-central-1\n  aws:allowedAccountIds: ["${other}"]\n  aws:assumeRoles: [{roleArn: "${role}"}]\n`,
    );
    // Under npm the first pulumi of the PATH is the downloader of the npm package.
    const cli = findPulumi(process.env, ROOT)!.path;
    const pulumi = (...args: string[]): Sample => timed(cli, [...args, "--non-interactive"], bare, env);
    pulumi("stack", "init", "two");
    // Neither of the two is to be the one that fills the caches.
    pulumi("preview");
    const plain = pulumi("up", "--yes", "--skip-preview");
    const managed = lab("up");
    pulumi("destroy", "--yes", "--skip-preview");
    lab("destroy", "--confirm", "1");
    return compare("one student by the fleet / pulumi up", managed, plain, 1.05);
  } finally {
    remove();
    rmSync(join(ROOT, ".lab", "fleet", fleet), { recursive: true, force: true });
  }
}

function timed(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Sample {
  const began = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, mebibytes: 0 };
}
