import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Clock } from "../../cli/fleet/run/clock";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import { type CommandResult, ended, type EngineCommand, EVENT_LOG } from "../../cli/fleet/run/engine-command";

/** What one run of the engine does. */
export interface Act {
  /** How long it takes. Infinity for a run that hangs until it is cancelled. */
  seconds?: number;
  /** What it says before it fails; it succeeds without. */
  fails?: string;
  /** What it writes into its event log. */
  events?: object[];
  /** Ends with 0 when it is cancelled, as the real one does in a destroy. */
  endsWell?: boolean;
  /** The resources that it leaves in the state; none by default. */
  leaves?: object[];
  /** Called when it has begun. */
  begun?: () => void;
}

interface ScriptedStack {
  resources: number;
  pending: string[];
  /** What it was cut off in, with type and inputs, where a test needs them. */
  creating?: StateResource[];
  locked?: string;
  /** The resources of its state, where a test needs them. */
  state?: object[];
}

/** A Pulumi CLI and its backend in memory, behind Automation API's own seam. Knows only the commands that a fleet calls. */
export class ScriptedEngine {
  readonly stacks = new Map<string, ScriptedStack>();
  /** Every call of a command that changes something: `up ada`. */
  readonly calls: string[] = [];
  /** The config with which each stack was run last, from its own file. */
  readonly configs = new Map<string, { [key: string]: unknown }>();
  /** The state that was imported last, by stack. */
  readonly imported = new Map<string, StackState>();
  /** The environment of the last command. */
  env: { [name: string]: string } = {};
  running = 0;
  mostRunning = 0;

  /** @param script What a run of a stack does; the try is counted from 1. */
  constructor(
    private readonly clock: Clock,
    private readonly script: (operation: string, stack: string, attempt: number) => Act = () => ({}),
  ) {}

  private readonly attempts = new Map<string, number>();

  command(): EngineCommand {
    return {
      command: "pulumi",
      version: null,
      run: async (args, cwd, env, _out, _err, signal) => {
        this.env = env;
        return this.run(args, cwd, signal);
      },
    };
  }

  private async run(args: string[], cwd: string, signal?: AbortSignal): Promise<CommandResult> {
    const [first, second] = args;
    const name = args[args.indexOf("--stack") + 1] ?? "";
    const known = this.stacks.get(name);
    const missing = (): CommandResult => ended(255, "", `error: no stack named '${name}' found`);
    if (first === "stack" && second === "ls") {
      const list = [...this.stacks].map(([stack, { resources }]) => ({ name: stack, resourceCount: resources }));
      return ended(0, JSON.stringify(list), "");
    }
    if (first === "stack" && second === "init") {
      this.stacks.set(args[2], { resources: 0, pending: [] });
      return ended(0, "", "");
    }
    if (!known) return missing();
    if (first === "stack" && second === "select") return ended(0, "", "");
    if (first === "stack" && second === "output") return ended(0, "{}", "");
    if (first === "stack" && second === "history") {
      const summary = { kind: "update", resourceChanges: { create: known.resources } };
      return ended(0, JSON.stringify([summary]), "");
    }
    if (first === "stack" && second === "export") {
      const pending_operations = known.pending.map((urn): { type: string; resource: StateResource } => ({
        type: "creating",
        resource: { urn, type: "aws:ec2/vpc:Vpc" },
      }));
      for (const resource of known.creating ?? []) pending_operations.push({ type: "creating", resource });
      const deployment = { resources: known.state ?? [], pending_operations };
      return ended(0, JSON.stringify({ version: 3, deployment }), "");
    }
    this.calls.push(`${first === "stack" ? second : first} ${name}`);
    if (first === "stack" && second === "import") {
      const { deployment } = JSON.parse(readFileSync(args[args.indexOf("--file") + 1], "utf8")) as {
        deployment: StackState;
      };
      known.pending = (deployment.pending_operations ?? []).map(({ resource }) => resource.urn);
      delete known.creating;
      this.imported.set(name, deployment);
      return ended(0, "", "");
    }
    if (first === "cancel") {
      delete known.locked;
      return ended(0, "", "");
    }
    return this.change(first, name, known, cwd, signal);
  }

  private async change(
    operation: string,
    name: string,
    stack: ScriptedStack,
    cwd: string,
    signal?: AbortSignal,
  ): Promise<CommandResult> {
    const file = parse(readFileSync(join(cwd, `Pulumi.${name}.yaml`), "utf8")) as {
      config: { [key: string]: unknown };
    };
    this.configs.set(name, file.config);
    if (stack.locked) return ended(255, "", stack.locked);
    const attempt = (this.attempts.get(name) ?? 0) + 1;
    this.attempts.set(name, attempt);
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      const { seconds = 600, fails, begun, events, endsWell, leaves } = this.script(operation, name, attempt);
      const lines = (events ?? []).map((event) => `${JSON.stringify(event)}\n`);
      if (events) writeFileSync(join(cwd, EVENT_LOG), lines.join(""));
      stack.pending = [`urn:pulumi:${name}::lab::aws:ec2/vpc:Vpc::lab`];
      begun?.();
      if (seconds === Infinity)
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      else await this.clock.sleep(seconds * 1000, signal);
      stack.pending = [];
      if (leaves) stack.state = leaves;
      if (signal?.aborted) return endsWell ? ended(0, "", "") : ended(255, "", "error: update cancelled");
      if (fails !== undefined) return ended(255, "", `Diagnostics:\n  error: ${fails}\n  error: update failed\n`);
      stack.resources = operation === "destroy" ? 0 : 76;
      return ended(0, "", "");
    } finally {
      this.running--;
    }
  }
}
