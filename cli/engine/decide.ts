import { STATE_FOLDER } from "./backend";
import { type EngineFacts, POLICY_PACK, type SeenFacts } from "./engine-facts";
import { restoring } from "../pulumi/damaged";
import { emptiesStack } from "./request";
import { wrap } from "../text";
import { type Problem, indented } from "./text";
import { whyUnusable } from "./usable";

/** The oldest AWS CLI, major and minor version, that @pulumi/eks works with. */
export const AWS_CLI_NEEDED = [2, 7];

/** What to run, in order. Arguments only: the executable and the environment are the caller's. */
export interface EngineRun {
  /** The stack is made first; with a question, only if a person agrees. */
  create?: { args: string[]; question?: string; declined: Problem };
  args: string[];
  /** Said after success. */
  afterwards?: string;
}

/** Either a run of the engine, or everything that stands in its way. */
export type Decision = { run: EngineRun } | { problems: Problem[] };

/** What the user should know before anything starts, one line each. */
export function notices(facts: SeenFacts): string[] {
  if (facts.request.help) return [];
  const lines: string[] = facts.request.stack === "" ? [] : wrap(`Stack: ${facts.request.stack}`);
  if (facts.pulumi?.bundled) {
    lines.push("Pulumi CLI: none on the PATH; the npm package downloads it on first use.");
  }
  lines.push(
    facts.backend.isDefault
      ? `State: ${STATE_FOLDER} in this folder (no other Pulumi backend is configured).`
      : `State: the Pulumi backend configured by ${facts.backend.origin}.`,
  );
  if (facts.customEndpoint) lines.push("AWS credentials: not checked, because AWS_ENDPOINT_URL is set.");
  return lines;
}

/** Turns the facts into a run of the engine, or into the complete list of problems. */
export function decide(facts: EngineFacts): Decision {
  const { request } = facts;
  const args = [request.command, "--stack", request.stack, ...policyPack(facts), ...request.passOn];
  if (request.help) {
    const problems = cliProblems(facts);
    return problems.length > 0 ? { problems } : { run: { args: [request.command, "--help"] } };
  }
  const stack = decideStack(facts);
  const problems = [
    ...cliProblems(facts),
    ...awsProblems(facts),
    ...credentialProblems(facts),
    ...passphraseProblems(facts),
    ...("problems" in stack ? stack.problems : []),
  ];
  if (problems.length > 0 || "problems" in stack) return { problems };
  const afterwards = emptiesStack(request) ? removalHint(facts) : undefined;
  return { run: { create: stack.create, args, afterwards } };
}

/** A preview and an update are held against the project's own policies, unless the user names a pack. */
function policyPack({ request, hasPolicyPack }: SeenFacts): string[] {
  const named = request.passOn.some((argument) => /^--policy-pack(=|$)/.test(argument));
  return hasPolicyPack && !named && request.command !== "destroy" ? ["--policy-pack", POLICY_PACK] : [];
}

function cliProblems({ pulumi }: SeenFacts): Problem[] {
  if (pulumi !== undefined) return [];
  return [
    {
      what: "There is no Pulumi CLI on the PATH, and no npm package pulumi here.",
      todo: "Run `npm ci`, or install the Pulumi CLI (brew install pulumi; pulumi.com/docs/install).",
    },
  ];
}

function awsProblems({ awsPath, awsVersion }: EngineFacts): Problem[] {
  const todo = "Install the AWS CLI version 2 and put it on the PATH: aws.amazon.com/cli";
  const use = "eks.Cluster asks for its version in every preview, and the kubeconfig calls `aws eks get-token`";
  if (awsPath === undefined) return [{ what: `There is no aws CLI on the PATH: ${use}.`, todo }];
  if (awsVersion === undefined) return [];
  if ("error" in awsVersion) return [{ what: `The aws CLI on the PATH does not run: ${awsVersion.error}`, todo }];
  const version = /aws-cli\/(\d+)\.(\d+)\S*/.exec(awsVersion.text);
  if (version === null) return [{ what: `The aws on the PATH does not tell an AWS CLI version; ${use}.`, todo }];
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const [neededMajor, neededMinor] = AWS_CLI_NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return [];
  const needed = AWS_CLI_NEEDED.join(".");
  return [{ what: `The aws CLI on the PATH is ${version[0]}; version ${needed} or later is needed.`, todo }];
}

function credentialProblems(facts: EngineFacts): Problem[] {
  const todo =
    "Sign in (`aws sso login`, `aws configure`), or export AWS_PROFILE, " +
    "or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
  if (facts.customEndpoint) return [];
  if (facts.identity !== undefined && "error" in facts.identity) {
    return [{ what: `AWS does not accept the credentials, or there are none: ${facts.identity.error}`, todo }];
  }
  // Without an aws CLI nobody can ask AWS, but a plain absence is still visible.
  if (facts.identity === undefined && !facts.hasCredentialSource)
    return [{ what: "There are no AWS credentials.", todo }];
  return [];
}

function passphraseProblems({ request, secrets, backend, passphrase }: EngineFacts): Problem[] {
  const { provider, encryptionSalt } = secrets;
  const byPassphrase =
    provider === undefined || provider === "passphrase" ? encryptionSalt || backend.selfManaged : false;
  if (!byPassphrase || passphrase === "given") return [];
  if (passphrase === "file unreadable") {
    return [
      {
        what: "The file that PULUMI_CONFIG_PASSPHRASE_FILE names cannot be read.",
        todo: "Name a file that holds the passphrase, or export PULUMI_CONFIG_PASSPHRASE.",
      },
    ];
  }
  return [
    {
      what: `The secrets of stack ${request.stack || "(no name)"} are encrypted with a passphrase, and none is given.`,
      todo: "Export it, the same on every run (an empty one is allowed), or name its file in PULUMI_CONFIG_PASSPHRASE_FILE:",
      commands: ["export PULUMI_CONFIG_PASSPHRASE='...'"],
    },
  ];
}

function decideStack(facts: EngineFacts): { create?: EngineRun["create"] } | { problems: Problem[] } {
  const { request, stacks } = facts;
  if (request.stack === "") {
    return { problems: [{ what: "--stack needs a name.", todo: "For example: --stack dev" }] };
  }
  // Without a CLI there is no list; that problem is reported already.
  if (stacks === undefined) return {};
  if ("error" in stacks) return { problems: listProblems(facts, stacks.error) };
  if (stacks.names.some((listed) => isSameStack(listed, request.stack))) return {};
  if (request.command === "destroy") {
    const what = `There is no stack ${request.stack} in ${place(facts)}: nothing to destroy.`;
    const todo = "If it lives elsewhere, name it with --stack, or its backend with PULUMI_BACKEND_URL.";
    return { problems: [{ what, todo }] };
  }
  const declined: Problem = {
    what: `There is no stack ${request.stack} in ${place(facts)}.`,
    todo: `Make it as below, or let \`npm run preview -- --stack ${request.stack} --yes\` make it.`,
    commands: [pulumiCommand(facts, `stack init ${request.stack}`)],
  };
  const args = ["stack", "init", request.stack];
  if (request.yes) return { create: { args, declined } };
  if (!facts.interactive) return { problems: [declined] };
  return { create: { args, declined, question: `There is no stack ${request.stack} in ${place(facts)}. Make it?` } };
}

function listProblems({ pulumi, pulumiVersion, damaged = [], cwd }: EngineFacts, error: string): Problem[] {
  const cli = pulumi && pulumiVersion && whyUnusable(pulumi, pulumiVersion);
  if (cli) return [cli];
  if (damaged.length > 0) return damaged.map((state) => restoring(state, cwd));
  const todo = "Check the backend with `pulumi whoami --verbose`, and log in where needed.";
  return [{ what: `Pulumi could not list the stacks: ${error}`, todo }];
}

/** Compares a name of `pulumi stack ls`, which leaves out the default organisation, with the one asked for. */
function isSameStack(listed: string, wanted: string): boolean {
  if (listed === wanted) return true;
  const [listedParts, wantedParts] = [listed.split("/"), wanted.split("/")];
  if (wantedParts.length === 1 || listedParts.at(-1) !== wantedParts.at(-1)) return false;
  return listedParts.length === 1 || listedParts[0] === wantedParts[0];
}

function removalHint(facts: EngineFacts): string {
  // Without the flag `stack rm` deletes Pulumi.<stack>.yaml as well.
  const command = pulumiCommand(facts, `stack rm ${facts.request.stack} --preserve-config`);
  return ["The stack is empty now. To remove it, too:", ...indented(command)].join("\n");
}

/** A command to copy, with the environment that it needs outside of this wrapper. */
export function pulumiCommand({ pulumi, backend, cwd }: SeenFacts, command: string): string {
  const call = `${pulumi?.bundled ? "npx pulumi" : "pulumi"} ${command}`;
  // A login and the project's file are there for every shell; a variable may have been set for this one call.
  const needed = backend.isDefault || backend.origin === "PULUMI_BACKEND_URL";
  if (!needed || backend.url === undefined || mayHoldSecret(backend.url)) return call;
  const plain = backend.url === `file://${cwd}/${STATE_FOLDER}`;
  const url = plain ? `file://$PWD/${STATE_FOLDER}` : `'${backend.url}'`;
  return `PULUMI_BACKEND_URL=${url} \\\n  ${call}`;
}

function mayHoldSecret(url: string): boolean {
  return /:\/\/[^/]*@/.test(url) || url.includes("?");
}

function place({ backend }: SeenFacts): string {
  return backend.isDefault ? STATE_FOLDER : "the configured backend";
}
