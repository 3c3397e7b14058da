/** Calls that are wrong, or that look so: what each is given, and what it must say. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";

/** A call that is wrong, or that looks so. */
export interface Case {
  what: string;
  /** Arguments; `@` stands for the folder of the call. */
  args: string[];
  /** Files by name. A `null` is a folder. */
  files?: { [name: string]: string | Buffer | null };
  /** Makes what no text can. */
  prepare?: (folder: string) => void;
  /** Exit code. Default 1. */
  code?: number;
  said: RegExp;
  /** Longest time in seconds. Default 30. */
  seconds?: number;
}

export const REGION = "config:\n  aws:region: us-west-2\n";

/** The config file of the stack dev. */
export const dev = (text: string): Case["files"] => ({ "Pulumi.dev.yaml": text });

/** A pipe that nobody writes to. */
export const pipe = (name: string) => (folder: string) => void execFileSync("mkfifo", [join(folder, name)]);

/** A file that is larger than what is read. */
export const large =
  (name: string) =>
  (folder: string): void => {
    writeFileSync(join(folder, name), "");
    truncateSync(join(folder, name), 600_000_000);
  };

/** What a project is made of, as far as these calls need it as files of their own. */
const OWN = ["index.ts", "Pulumi.yaml", "Pulumi.dev.yaml", "package.json", "package-lock.json", "config.ts"];
const LINKED = ["cli", "components", "model", "policies", "words", "node_modules", "loader.cjs", "nearest.ts"];
const CONFIG = ["config-problem.ts", "config-reader.ts", "config-room.ts"];

/** How a call ended. */
export interface Outcome {
  code: number | null;
  out: string;
}

// A closed port of this machine: nothing here may reach AWS.
const AWS = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "of-nobody" };
/** Environment of the calls. */
export const ENVIRONMENT = { ...process.env, ...AWS, PULUMI_STACK: "dev" };

/** The arguments of a call in a folder. */
export function argsIn(folder: string, args: string[]): string[] {
  return args.map((arg) => arg.replaceAll("@/", `${folder}/`).replace(/^@$/, folder));
}

/** A project of its own, in a new folder. */
export function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "call-"));
  for (const name of [...OWN, ...CONFIG]) cpSync(join(ROOT, name), join(folder, name));
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  return folder;
}

/** All files of a folder with their sizes and times; links are not followed. */
function contents(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const stat = lstatSync(join(folder, name));
      return `${name} ${stat.isFile() ? `${stat.size} ${stat.mtimeMs}` : ""}`;
    });
}

/** Tests each case: one message, nothing written, and nothing that steers a terminal. */
export function testCases(title: string, all: Case[]): void {
  describe(title, function () {
    this.timeout(600_000);
    const calls = new LabCalls(ENVIRONMENT);
    after(() => calls.close());

    /** Runs a call in a folder that it finds as it is described, and gives what it said, and the folder's files before and after. */
    async function outcomeOf({
      files,
      prepare,
      args,
      seconds,
    }: Case): Promise<Outcome & { before: string[]; after: string[] }> {
      const folder = project();
      try {
        for (const [name, content] of Object.entries(files ?? {})) {
          rmSync(join(folder, name), { force: true });
          if (content === null) mkdirSync(join(folder, name));
          else writeFileSync(join(folder, name), content);
        }
        prepare?.(folder);
        const before = contents(folder);
        const { code, stdout, stderr } = await calls.call(folder, argsIn(folder, args), seconds);
        return { code, out: (stdout + stderr).replaceAll(folder, ""), before, after: contents(folder) };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }

    for (const one of all) {
      const { what, said, code = 1 } = one;
      it(`with ${what} ends in ${code === 0 ? "an answer" : "one message, and writes nothing"}`, async () => {
        const outcome = await outcomeOf(one);
        assert.equal(outcome.code, code, outcome.out.slice(0, 2000));
        assert.match(outcome.out, said);
        assert.doesNotMatch(outcome.out, /\n\s+at .*:\d+:\d+|This is a bug|CANARY/);
        assert.doesNotMatch(outcome.out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        assert.deepEqual(outcome.after, outcome.before);
      });
    }
  });
}
