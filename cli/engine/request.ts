/** The Pulumi commands that the project's npm scripts run. */
export type EngineCommand = "preview" | "up" | "destroy";

/** What the user asked for, read from the extra arguments and the environment. */
export interface EngineRequest {
  command: EngineCommand;
  /** Empty when `--stack` came without a name. */
  stack: string;
  /** `--yes`: a missing stack is made without asking. */
  yes: boolean;
  /** `--help`: Pulumi prints its help, and nothing else is needed. */
  help: boolean;
  /** `--non-interactive`: never ask. */
  nonInteractive: boolean;
  /** `--config-file`: the stack's settings file, where it is not the usual one. */
  configFile?: string;
  /** What is passed on to Pulumi after the stack. */
  passOn: string[];
}

/** The environment as Node has it. */
export type Environment = Record<string, string | undefined>;

const DEFAULT_STACK = "dev";

/** Reads the extra arguments; the stack is `--stack`, else PULUMI_STACK, else `dev`. */
export function parseRequest(command: EngineCommand, extraArgs: readonly string[], env: Environment): EngineRequest {
  const request: EngineRequest = {
    command,
    stack: env.PULUMI_STACK || DEFAULT_STACK,
    yes: false,
    help: false,
    nonInteractive: false,
    passOn: [],
  };
  for (let at = 0; at < extraArgs.length; at++) {
    const argument = extraArgs[at];
    if (argument === "--") {
      request.passOn.push(...extraArgs.slice(at));
      break;
    }
    const stack = /^(?:--stack=|-s=?(?=.))(.*)$/.exec(argument);
    if (stack) {
      request.stack = stack[1];
      continue;
    }
    if (argument === "--stack" || argument === "-s") {
      const name = extraArgs[++at] ?? "";
      request.stack = name.startsWith("-") ? "" : name;
      continue;
    }
    if (argument === "--yes" || argument === "-y" || argument === "--yes=true") {
      request.yes = true;
      // `pulumi preview` refuses the flag; there it only answers our own question.
      if (command === "preview") continue;
    }
    if (argument === "--help" || argument === "-h") request.help = true;
    if (argument === "--non-interactive") request.nonInteractive = true;
    if (argument.startsWith("--config-file=")) request.configFile = argument.slice("--config-file=".length);
    if (argument === "--config-file") request.configFile = extraArgs[at + 1];
    request.passOn.push(argument);
  }
  return request;
}

/** Whether a run of this request can change the stack. */
export function changesStack(request: EngineRequest): boolean {
  return (
    request.command !== "preview" && !request.help && !request.passOn.some((one) => /^--preview-only(=|$)/.test(one))
  );
}

/** Whether a successful run of this request leaves a stack with nothing in it. */
export function emptiesStack(request: EngineRequest): boolean {
  const partial =
    /^(--remove|--preview-only|--target|-t|--exclude|-x|--exclude-protected|--target-dependents)(=|$)|^-[tx]./;
  return request.command === "destroy" && !request.help && !request.passOn.some((argument) => partial.test(argument));
}
