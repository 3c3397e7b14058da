/**
 * Makes the sample comparisons of this folder: plans the real program, plans it again with one change, and compares the two
 * as `lab diff --markdown` does. `node -r ./loader.cjs docs/samples/make.ts` writes them; a test fails where they are stale.
 */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compare, type Side } from "../../cli/diff/report";
import { markdownDiff } from "../../cli/diff/show";
import { makePlan } from "../../cli/plan/make";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { readStackConfig } from "../../cli/stack-config";

const ROOT = join(__dirname, "..", "..");

/** A change of `index.ts`: what stands there, and what stands there instead. */
interface Edit {
  find: string;
  put: string;
}

/** One sample. */
export interface Sample {
  /** Name of its file, without the ending. */
  name: string;
  /** What the change does. */
  what: string;
  edits: Edit[];
}

/** The samples: one that opens, one that closes, one that rolls. */
export const SAMPLES: Sample[] = [
  {
    name: "open",
    what: "The database's group also admits the whole VPC, beside what the binding declares.",
    edits: [
      {
        find: "export const stage",
        put: `new aws.vpc.SecurityGroupIngressRule(
  "database-from-vpc",
  {
    securityGroupId: database.securityGroupId,
    description: "MySQL from anywhere in the VPC",
    cidrIpv4: config.network.cidr!,
    ipProtocol: "tcp",
    fromPort: 3306,
    toPort: 3306,
  },
  { provider: awsProvider },
);

export const stage`,
      },
    ],
  },
  {
    name: "close",
    what: "The binding no longer declares the way to the database.",
    edits: [{ find: "reaches: [{ dns: true }, { database }]", put: "reaches: [{ dns: true }]" }],
  },
  {
    name: "roll",
    what: "The bound pods carry a second security group.",
    edits: [
      {
        find: "const binding = config.bound",
        put: `const metrics = new aws.ec2.SecurityGroup(
  "metrics",
  { vpcId: cluster.vpcId, description: "Pods whose metrics are read" },
  { provider: awsProvider },
);
const binding = config.bound`,
      },
      {
        find: "reaches: [{ dns: true }, { database }],",
        put: "reaches: [{ dns: true }, { database }],\n        additionalSecurityGroupIds: [metrics.id],",
      },
    ],
  },
];

/** What of the project a plan reads. */
const PROGRAM = [
  ...["config.ts", "config-problem.ts", "config-reader.ts", "config-room.ts", "nearest.ts"],
  ...["Pulumi.yaml", "Pulumi.dev.yaml", "components", "model", "words"],
];

/** The day of the samples: they are the same on every other. */
const DAY = "2026-11-26";

/** The program as it is; planned once for all samples. */
let base: Side | undefined;

/** The text of a sample's file. */
export async function sampleText({ name, what, edits }: Sample): Promise<string> {
  // One after the other: a plan has the process to itself.
  base ??= await sideOf(ROOT, "main");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lab-sample-")));
  try {
    for (const file of PROGRAM) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "index.ts"), edited(readFileSync(join(ROOT, "index.ts"), "utf8"), edits));
    const head = await sideOf(folder, "this branch");
    const title = `<!-- Made by docs/samples/make.ts from the real program and this change of index.ts: ${what} -->`;
    const changes = edits.map(({ find, put }) => lines("-", find) + lines("+", put)).join("");
    const text = markdownDiff(compare(base, head, false, (reading) => policyVerdicts(reading, {}, DAY)));
    return `${title}\n\n# ${name}.md\n\n${what}\n\n\`\`\`diff\n${changes}\`\`\`\n\n${text}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sideOf(directory: string, name: string): Promise<Side> {
  const { plan } = await makePlan(directory, readStackConfig(directory, "dev", [`expiry=${DAY}`]));
  // As the command reads it: what is printed is what is compared.
  const graph = { version: plan.version, source: plan.source, resources: plan.resources };
  return { graph, project: plan.project, stack: plan.stack, name };
}

function edited(text: string, edits: Edit[]): string {
  return edits.reduce((current, { find, put }) => {
    if (current.split(find).length !== 2)
      throw new Error(`index.ts has not exactly one "${find}"; correct docs/samples/make.ts`);
    return current.replace(find, () => put);
  }, text);
}

function lines(sign: string, text: string): string {
  return text
    .split("\n")
    .map((line) => `${sign} ${line}`.trimEnd() + "\n")
    .join("");
}

/** The file of a sample. */
export function sampleFile({ name }: Sample): string {
  return join(__dirname, `${name}.md`);
}

if (require.main === module) {
  void (async () => {
    for (const sample of SAMPLES) writeFileSync(sampleFile(sample), await sampleText(sample));
  })();
}
