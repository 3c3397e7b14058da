/**
 * One stack on the real engine, with stand-in providers and the project's own state folder: killed while its database is being
 * created, its lock named and taken away, what was cut off settled, a destroy interrupted and gone on with. Run by
 * `npm run test:engine:stack`, or one scenario alone: `npm run test:engine:stack -- crash`; each brings up what it needs.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackState } from "../../cli/pulumi/state";
import { runOnCopy, until, workFolder } from "./rig";

const PROJECT = "eks-pod-security-groups";
const work = workFolder();
const program = join(work.folder, "program");
const books = join(program, ".lab", "state", ".pulumi");
const env = { PULUMI_CONFIG_PASSPHRASE: "test", PULUMI_SKIP_UPDATE_CHECK: "true", ...process.env };

function lab(command: string, ...args: string[]) {
  const all = ["-r", "./loader.cjs", "cli/main.ts", command, ...args];
  const child = spawn(process.execPath, all, { cwd: program, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { text: "", done: false };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said.text += text.toString()));
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once("close", (code) => {
      said.done = true;
      resolve({ code, text: said.text });
    }),
  );
  return { child, ended, said };
}
const change = (command: "up" | "destroy") => lab(command, "--yes", "--non-interactive");

function state(): StackState {
  const file = join(books, "stacks", PROJECT, "dev.json");
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: StackState } }).checkpoint.latest ?? {};
  } catch {
    // The engine is writing it.
    return {};
  }
}

/** The process that holds the stack's lock. */
function holder(): number | undefined {
  const locks = join(books, "locks", "organization", PROJECT, "dev");
  const file = existsSync(locks) ? readdirSync(locks).find((name) => name.endsWith(".json")) : undefined;
  return file ? (JSON.parse(readFileSync(join(locks, file), "utf8")) as { pid: number }).pid : undefined;
}

/** Waits for what a run does, and no longer than it runs. */
function during(run: ReturnType<typeof lab>, what: string, isTrue: () => boolean): Promise<void> {
  const check = (): boolean => {
    const found = isTrue();
    assert.ok(found || !run.said.done, `it ended before ${what}: ${run.said.text}`);
    return found;
  };
  return until(what, check, 300);
}

async function leftovers(): Promise<{ what: string; inState?: boolean }[]> {
  const { text } = await lab("leftovers", "--json").ended;
  return JSON.parse(text) as { what: string; inState?: boolean }[];
}

async function crash(): Promise<void> {
  const first = change("up");
  const pending = (): boolean =>
    (state().pending_operations ?? []).some(({ resource }) => resource.type === "aws:rds/instance:Instance");
  await during(first, "the database's creation", pending);
  // While all wait for AWS, as updates mostly do: a kill in the middle of a write would cut the state's file.
  let [count, since] = [0, Date.now()];
  const isStill = (): boolean => {
    const now = (state().resources ?? []).length;
    if (now !== count) [count, since] = [now, Date.now()];
    return pending() && now > 50 && Date.now() - since > 4000;
  };
  await during(first, "the wait for the database alone", isStill);
  const engine = holder()!;
  first.child.kill("SIGKILL");
  process.kill(engine, "SIGKILL");
  await first.ended;

  const locked = await change("up").ended;
  assert.equal(locked.code, 1);
  assert.match(locked.text, new RegExp(`process ${engine}[\\s\\S]*which\\s+has\\s+died`));
  const [command] = /PULUMI_BACKEND_URL=.*\\\n.*$/m.exec(locked.text) ?? [];
  assert.ok(command, locked.text);
  assert.equal(spawnSync("sh", ["-c", command], { cwd: program, env }).status, 0, command);

  const second = await change("up").ended;
  assert.equal(second.code, 0, second.text);
  assert.match(second.text, /cut off[\s\S]*creating aws:rds\/instance:Instance catalog-db/);
  const found = await leftovers();
  assert.equal(found.filter(({ what }) => what.startsWith("rds db:")).length, 1);
  assert.deepEqual(
    found.filter(({ inState }) => inState === false),
    [],
  );
  console.log("crash: the lock was named with its command, the database was taken into the state, and there is one");
}

async function interrupt(): Promise<void> {
  if ((state().resources ?? []).length === 0) assert.equal((await change("up").ended).code, 0);
  const before = state().resources!.length;
  const first = change("destroy");
  await during(first, "the first deletions", () => state().resources!.length < before);
  first.child.kill("SIGINT");
  const { code, text } = await first.ended;
  const left = state().resources!.length;
  assert.ok(left > 0, "the destroy was too quick to be interrupted");
  assert.notEqual(code, 0);
  assert.match(text, /Stack dev was interrupted: \d+ resources left in the\s+stack/);
  assert.doesNotMatch(text, /The stack is empty now/);

  const second = await change("destroy").ended;
  assert.equal(second.code, 0, second.text);
  assert.match(second.text, /The stack is empty now/);
  assert.deepEqual(await leftovers(), []);
  console.log(`interrupt: ${left} of ${before} resources were left and told, a second destroy did the rest`);
}

const SCENARIOS: { [name: string]: () => Promise<void> } = { crash, interrupt };

void runOnCopy(work, program, async () => {
  const wanted = process.argv.slice(2);
  const keys = [`aws:region: us-west-2`, `${PROJECT}:student: engine-${process.pid}`];
  writeFileSync(join(program, "Pulumi.dev.yaml"), `config:\n${keys.map((key) => `  ${key}\n`).join("")}`);
  for (const [name, run] of Object.entries(SCENARIOS)) if (wanted.length === 0 || wanted.includes(name)) await run();
  // A scenario that was run alone leaves its stack up; the next run finds the namespaces taken.
  if ((state().resources ?? []).length > 0) assert.equal((await change("destroy").ended).code, 0);
});
