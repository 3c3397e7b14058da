/**
 * A class of five on the real engine, with stand-in providers and a file backend: one made to fail, the machine "dying" in
 * the middle, resume, unlock, stages, status, destroy. Run by `npm run test:engine`; skips where the engine or the stand-ins are not.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PrintedResult } from "../../cli/fleet/run/printed";
import type { FleetStatus } from "../../cli/fleet/status";
import { peakOf } from "./memory";
import { record } from "./results";
import { clockFile, NOW, runOnCopy, until, workFolder } from "./rig";

const SECRET = "recognisable-secret-value";
// Accounts of this run's own: an emulator remembers what other runs left in theirs. One begins with a zero.
const account = (digit: number): string => `${digit}${String(process.pid).padStart(11, "0")}`;
const ACCOUNTS = { ann: account(1), ben: account(0), cid: account(3), dot: account(4), eva: account(5) };
const IDS = Object.keys(ACCOUNTS) as (keyof typeof ACCOUNTS)[];
const PROJECT = "eks-pod-security-groups";

const work = workFolder();
const { folder } = work;
const program = join(folder, "program");
const roster = join(folder, "roster.yaml");
const locks = join(folder, "state", ".pulumi", "locks", "organization", PROJECT);

/** The roster; `broken` gives one student zones that do not exist, which only AWS can know. */
function writeRoster(broken: boolean): void {
  const config = broken ? ", config: {availabilityZones: [eu-central-1x, eu-central-1y]}" : "";
  const students = IDS.map((id) => {
    const ring = id === "ann" ? ", ring: canary" : "";
    return `  - {id: ${id}, account: "${ACCOUNTS[id]}"${ring}${id === "dot" ? config : ""}}`;
  });
  const head = `fleet: engine-test\nbackend: file://state\nsecretsProvider: passphrase\nregion: eu-central-1
expiry: 2099-01-01\nowner: tests\nrole: arn:aws:iam::{account}:role/LabDeployer\nstudents:\n`;
  writeFileSync(roster, `${head}${students.join("\n")}\n`);
}

interface Run {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string; seconds: number; peak: number }>;
}

function lab(...args: string[]): Run {
  const env = {
    PULUMI_CONFIG_PASSPHRASE: SECRET,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...process.env,
    STRANGE_TOKEN: SECRET,
    NODE_OPTIONS: `--require ${clockFile(folder)}`,
    LAB_TEST_NOW: NOW,
  };
  const all = ["-r", "./loader.cjs", "cli/main.ts", "fleet", ...args, "--roster", roster];
  const began = Date.now();
  const child = spawn(process.execPath, all, { cwd: program, env, stdio: ["ignore", "pipe", "pipe"] });
  const memory = peakOf(child.pid!);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<Awaited<Run["ended"]>>((resolve) => {
    child.once("close", (code) =>
      resolve({ code, stdout, stderr, seconds: Math.round((Date.now() - began) / 1000), peak: memory.stop() }),
    );
  });
  return { child, ended };
}

/** Processes that hold the stacks' locks, by stack. */
function holders(): Map<string, number> {
  const found = new Map<string, number>();
  for (const stack of existsSync(locks) ? readdirSync(locks) : []) {
    for (const file of readdirSync(join(locks, stack)).filter((name) => name.endsWith(".json"))) {
      const { pid } = JSON.parse(readFileSync(join(locks, stack, file), "utf8")) as { pid: number };
      found.set(stack, pid);
    }
  }
  return found;
}

const byStudent = (text: string): { [student: string]: PrintedResult } =>
  Object.fromEntries((JSON.parse(text) as PrintedResult[]).map((result) => [result.student, result]));
const outcomes = (text: string): { [student: string]: string } =>
  Object.fromEntries(Object.entries(byStudent(text)).map(([id, { outcome }]) => [id, outcome]));

/** How many resources a stack's state file has. */
function resourcesOf(stack: string): number {
  const file = join(folder, "state", ".pulumi", "stacks", PROJECT, `${stack}.json`);
  if (!existsSync(file)) return 0;
  const state = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: { resources?: object[] } } };
  return state.checkpoint.latest?.resources?.length ?? 0;
}

async function crash(): Promise<void> {
  writeRoster(true);
  const { child, ended } = lab("up", "--json", "--parallel", "4");
  let early: string | undefined;
  void ended.then(({ stdout, stderr }) => (early = stderr + stdout));
  const runs = (isTrue: boolean): boolean => {
    assert.equal(early, undefined, "the fleet ended before it could be killed");
    return isTrue;
  };
  const fourRun = (): boolean => holders().size === 4 && !holders().has("ann");
  await until("the canary's end and four updates at once", () => runs(fourRun()), 420);
  const busy = ["ben", "cid", "eva"];
  // In the middle, and while all wait for AWS, as updates mostly do: what is made in an instant cannot be cut off for sure.
  let [counts, since] = ["", Date.now()];
  const isStill = (): boolean => {
    const now = busy.map(resourcesOf).join(", ");
    if (now !== counts) [counts, since] = [now, Date.now()];
    return runs(busy.every((id) => resourcesOf(id) > 40) && Date.now() - since > 4000);
  };
  await until("the middle of the updates", isStill, 240);
  const pids = holders();
  assert.ok(pids.has("ben") && pids.has("cid"), `only ${[...pids.keys()].join(", ")} run`);
  // The machine dies for the fleet and two of its engines; the third stands for one that goes on without its fleet.
  child.kill("SIGKILL");
  for (const id of ["ben", "cid"]) process.kill(pids.get(id)!, "SIGKILL");
  const { peak } = await ended;
  console.log(
    `crash: four at once, peak ${peak} MB; killed the fleet and the engines of ben and cid at ${busy.map((id) => resourcesOf(id)).join(", ")} resources`,
  );
  await until("the end of eva's update without its fleet", () => !holders().has("eva") && !holders().has("dot"), 420);
  assert.ok(resourcesOf("eva") > 70, "an update goes on to its end when the fleet dies");
}

async function resume(): Promise<void> {
  const first = await lab("up", "--json").ended;
  assert.equal(first.code, 1);
  assert.deepEqual(outcomes(first.stdout), {
    ann: "unchanged",
    ben: "failed",
    cid: "failed",
    dot: "failed",
    eva: "succeeded",
  });
  const plain = first.stderr.replace(/\s+/g, " ");
  assert.match(plain, /ben: locked by \S+, process \d+, since \S+, which has died; --unlock takes the lock away/);
  assert.equal(byStudent(first.stdout).dot.failure?.kind, "error");
  console.log(`resume: ${first.seconds} s; two locks explained, dot fails by its zones`);

  const second = await lab("up", "--json", "--unlock", "2").ended;
  assert.deepEqual(outcomes(second.stdout), {
    ann: "unchanged",
    ben: "succeeded",
    cid: "succeeded",
    dot: "failed",
    eva: "unchanged",
  });
  console.log(`unlock: ${second.seconds} s; ben and cid went on from where they were cut off`);
  for (const { student, notes } of JSON.parse(second.stdout) as PrintedResult[])
    for (const note of notes ?? []) console.log(`  ${student}: ${note}`);

  writeRoster(false);
  const third = await lab("up", "--json").ended;
  assert.equal(third.code, 0, third.stderr);
  assert.equal(outcomes(third.stdout).dot, "succeeded");
  assert.deepEqual(Object.values(outcomes(third.stdout)).sort(), [
    "succeeded",
    "unchanged",
    "unchanged",
    "unchanged",
    "unchanged",
  ]);
  console.log(`mended: ${third.seconds} s, one at a time, peak ${third.peak} MB; only dot was run`);
}

/** Each stack's provider got its own role and its own account, and nobody else's is in its state. */
function isolation(): void {
  for (const id of IDS) {
    const text = readFileSync(join(folder, "state", ".pulumi", "stacks", PROJECT, `${id}.json`), "utf8");
    // As the provider got them: JSON in a text. Short messages, for a state is long.
    const [, roles] = /"assumeRoles":\s*"(.*?[^\\])"/.exec(text) ?? [];
    const [, accounts] = /"allowedAccountIds":\s*"(.*?[^\\])"/.exec(text) ?? [];
    assert.ok(roles?.includes(`arn:aws:iam::${ACCOUNTS[id]}:role/LabDeployer`), `${id}: ${roles}`);
    assert.equal(accounts, `[\\"${ACCOUNTS[id]}\\"]`);
    for (const other of IDS)
      if (other !== id) assert.ok(!text.includes(ACCOUNTS[other]), `${id} knows the account of ${other}`);
  }
  const home = join(program, ".lab", "fleet", "engine-test");
  for (const entry of readdirSync(home, { recursive: true, encoding: "utf8", withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    assert.ok(!text.includes(SECRET), `${entry.name} has a secret in it`);
  }
  console.log(
    "isolation: five roles and five accounts, each in its own stack only; no secret in any file of the fleet",
  );
}

/** A class of two goes through the lab by itself, and the others stay where they are. */
async function lesson(): Promise<void> {
  const two = ["ann", "ben"];
  for (const stage of ["in-cluster", "rds-unbound", "bound"]) {
    const moved = await lab("stage", stage, "--json", "--only", two.join(",")).ended;
    assert.equal(moved.code, 0, moved.stderr);
    assert.deepEqual(outcomes(moved.stdout), { ann: "succeeded", ben: "succeeded" });
    const { students } = JSON.parse((await lab("status", "--json").ended).stdout) as FleetStatus;
    for (const { student, stage: found } of students)
      assert.equal(found, two.includes(student) ? stage : "bound", student);
    console.log(`stage ${stage}: ${moved.seconds} s, two at once`);
  }
}

async function removal(): Promise<void> {
  const status = await lab("status", "--json").ended;
  for (const one of (JSON.parse(status.stdout) as FleetStatus).students) {
    assert.ok(one.deployed && one.complete, one.student);
    assert.deepEqual(one.probes, { passed: 3, total: 3 }, one.student);
  }
  assert.equal((await lab("destroy").ended).code, 1, "a destroy wants to be confirmed");
  const destroyed = await lab("destroy", "--json", "--confirm", "5").ended;
  for (const id of IDS) assert.equal(outcomes(destroyed.stdout)[id], "succeeded", id);
  const left = Object.values(byStudent(destroyed.stdout)).flatMap(({ leftovers }) => leftovers!);
  assert.deepEqual([left, destroyed.code], [[], 0]);
  const after = JSON.parse((await lab("status", "--json").ended).stdout) as FleetStatus;
  assert.ok(after.students.every(({ deployed }) => !deployed));
  console.log(
    `destroy: ${destroyed.seconds} s, five at once, peak ${destroyed.peak} MB, AWS was asked and has nothing left`,
  );
}

async function classOfFive(): Promise<string> {
  await crash();
  await resume();
  isolation();
  await lesson();
  await removal();
  return "five students, one with zones that do not exist, and two whose engines were killed with the fleet: each mended; two through three stages; five destroyed, and nothing left";
}

void runOnCopy(work, program, async () => {
  mkdirSync(join(folder, "state"));
  const proves =
    "a class of five goes on after a crash, and a class of two through the stages; each in its own account";
  const { passed } = await record("class", proves, program, classOfFive);
  assert.ok(passed, "the class failed");
});
