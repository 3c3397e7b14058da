import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readProject } from "../../cli/fleet/project";
import type { Roster, Student } from "../../cli/fleet/roster";
import { type FleetOptions, runFleet, type View } from "../../cli/fleet/run/fleet";
import type { Result } from "../../cli/fleet/run/result";
import { Stop } from "../../cli/fleet/run/stop";
import type { FleetHome } from "../../cli/fleet/run/workspace";
import { ROOT } from "../support/program";
import type { ScriptedEngine } from "./scripted-engine";
import type { VirtualClock } from "./virtual-clock";

/** A student, sound in all but what is given. */
export function student(id: string, given: Partial<Student> = {}): Student {
  const account = given.account ?? "111111111111";
  return {
    id,
    account,
    role: `arn:aws:iam::${account}:role/Deployer`,
    region: "us-west-2",
    ring: "main",
    expiry: "2027-03-01",
    owner: "staff",
    principal: `arn:aws:iam::${account}:role/${id}`,
    config: {},
    line: 1,
    ...given,
  };
}

/** So many students with accounts of their own, the first few in the canary ring. */
export function students(count: number, canaries = 0): Student[] {
  return Array.from({ length: count }, (_, i) =>
    student(`s${i}`, { account: String(100_000_000_000 + i), ring: i < canaries ? "canary" : "main" }),
  );
}

/** A view that only collects. */
export class Notes implements View {
  readonly notes: string[] = [];
  readonly ended: Result[] = [];
  readonly phases: string[] = [];
  begin(): void {}
  phase(who: Student, phase: string): void {
    this.phases.push(`${who.id}: ${phase}`);
  }
  end(result: Result): void {
    this.ended.push(result);
  }
  note(text: string): void {
    this.notes.push(text);
  }
  close(): void {}
}

/** A class in a folder of its own, which outlives the fleets that work on it. */
export class TestClass {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "fleet-"));
  readonly roster: Roster;

  constructor(readonly all: Student[]) {
    const rings = [...new Set(all.map(({ ring }) => ring))];
    const backend = "file:///nowhere";
    this.roster = {
      file: "roster.yaml",
      fleet: "test",
      backend,
      secretsProvider: "passphrase",
      rings,
      students: all,
      notes: [],
    };
  }

  home(engine: ScriptedEngine): FleetHome {
    return {
      roster: this.roster,
      project: readProject(ROOT),
      folder: this.folder,
      pulumi: { command: "pulumi", version: null },
      redact: (text) => text,
      commandFor: () => engine.command(),
    };
  }

  /** Runs a fleet to its end in virtual time. */
  async run(engine: ScriptedEngine, clock: VirtualClock, options: Partial<FleetOptions> = {}) {
    const view = new Notes();
    const promise = runFleet({
      home: this.home(engine),
      // An empty program: what the fingerprint covers is tested by itself.
      program: this.folder,
      operation: "up",
      students: this.all,
      parallel: 8,
      timeLimit: 60,
      clock,
      random: () => 0.5,
      view,
      stop: new Stop(),
      ...options,
    });
    return { results: await clock.until(promise), view };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Outcomes and how often each came. */
export function outcomes(results: Result[]): { [outcome: string]: number } {
  const counts: { [outcome: string]: number } = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
