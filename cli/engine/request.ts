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

/** What flags of Pulumi say to the wrapper as well. */
const KNOWN: { flag: RegExp; say: (request: EngineRequest) => void }[] = [
  { flag: /^(--yes(=true)?|-y)$/, say: (request) => (request.yes = true) },
  { flag: /^(--help|-h)$/, say: (request) => (request.help = true) },
  { flag: /^--non-interactive$/, say: (request) => (request.nonInteractive = true) },
];

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
  const end = extraArgs.includes("--") ? extraArgs.indexOf("--") : extraArgs.length;
  const args = withoutStack(extraArgs.slice(0, end), (name) => (request.stack = name));
  for (const { flag, say } of KNOWN) if (args.some((argument) => flag.test(argument))) say(request);
  const file = args.findLastIndex((argument) => /^--config-file(=|$)/.test(argument));
  if (file !== -1) request.configFile = args[file].split(/=(.*)/s)[1] ?? args[file + 1];
  // `pulumi preview` refuses --yes; there it only answers our own question.
  const passed = command === "preview" ? args.filter((argument) => !KNOWN[0].flag.test(argument)) : args;
  request.passOn = [...passed, ...extraArgs.slice(end)];
  return request;
}

/** Takes `--stack` in all its forms out of arguments; a flag in the place of its name is none, and is taken out, too. */
function withoutStack(args: readonly string[], found: (name: string) => void): string[] {
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const inOne = /^(?:--stack=|-s=?(?=.))(.*)$/.exec(args[at]);
    if (inOne) found(inOne[1]);
    else if (args[at] === "--stack" || args[at] === "-s") {
      const name = args[++at] ?? "";
      found(name.startsWith("-") ? "" : name);
    } else rest.push(args[at]);
  }
  return rest;
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
