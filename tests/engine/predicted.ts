import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { isCustom, shortName } from "./events";
import * as stack from "./one-stack";
import { told, updated } from "./stages";
import type { Scenario } from "./scenario";

/** A role that may administer the cluster; EKS refuses one that is not there. */
const TEACHER = "lab-test-teacher";

/** Changes of the config on a living stack, several keys at a time. */
const CHANGES: stack.Keys[] = [
  {
    nodeCount: "2",
    catalogReplicas: "2",
    adminPrincipals: [`arn:aws:iam::123456789012:role/${TEACHER}`],
    logTypes: ["audit", "api"],
    vpcCniVersion: "v1.20.4-eksbuild.2",
  },
  { probes: "false", natGatewayPerZone: "true", enforcingMode: "standard" },
  { nodeInstanceType: "m6g.xlarge" },
];

/** A comparison as `lab diff --json` prints it, as far as it is read here. */
interface Report {
  diff: {
    losses: { urn: string; type: string; change: string }[];
    resources: { created: { urn: string; type: string }[]; deleted: { urn: string; type: string }[] };
  };
}

/** The plan of the config as it is, in a file. */
async function planned(name: string): Promise<string> {
  const { code, stdout, text } = await stack.lab("plan", "--json").ended;
  assert.equal(code, 0, text);
  const file = join(stack.work.folder, name);
  writeFileSync(file, stdout);
  return file;
}

async function difference(base: string, head: string): Promise<Report["diff"]> {
  const { stdout, text } = await stack.lab("diff", "--base", base, "--head", head, "--json").ended;
  try {
    return (JSON.parse(stdout) as Report).diff;
  } catch {
    throw new Error(text);
  }
}

/** Config changes on a living stack, held against what the offline plan had said of them. */
export const predicted: Scenario = {
  proves: "what `lab diff` says before a change of the config is made, deleted and replaced by the update",
  minutes: 20,
  async run() {
    await stack.isUp();
    const iam = new IAMClient({ region: "us-west-2" });
    const trust = { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    await iam.send(new CreateRoleCommand({ RoleName: TEACHER, AssumeRolePolicyDocument }));
    let base = await planned("plan-0.json");
    const seen: string[] = [];
    const back = Object.fromEntries(CHANGES.flatMap((keys) => Object.keys(keys)).map((key) => [key, undefined]));
    for (const [at, keys] of [...CHANGES, back].entries()) {
      stack.set(keys);
      const head = await planned(`plan-${at + 1}.json`);
      const { losses, resources } = await difference(base, head);
      base = head;
      const deeds = await updated(`change-${at}`);
      const of = (op: string): string[] =>
        deeds
          .filter((deed) => deed.op === op)
          .map(shortName)
          .sort();
      const names = (found: { urn: string; type: string }[]): string[] =>
        found
          .filter(({ type }) => isCustom(type))
          .map(shortName)
          .sort();
      assert.deepEqual(of("create"), names(resources.created));
      assert.deepEqual(of("delete"), names(resources.deleted));
      const kinds = new Set(losses.map(({ type }) => type));
      const replaced = deeds.filter(({ op }) => op === "create-replacement");
      // Of what has data or traffic; a Job is made anew without a loss.
      assert.deepEqual(
        names(replaced.filter(({ type }) => kinds.has(type) || STAKES.test(type))),
        names(losses.filter(({ change }) => change === "replaced")),
      );
      seen.push(`${told(deeds).length}`);
    }
    await iam.send(new DeleteRoleCommand({ RoleName: TEACHER }));
    return `${CHANGES.length} changes and back, of ${seen.join(", ")} resources`;
  },
};

/** What is never replaced unsaid. */
const STAKES = /:(Instance|Cluster|NodeGroup|NatGateway|Vpc|Subnet|SecurityGroup|LogGroup)$/;
