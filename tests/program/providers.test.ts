import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Recording } from "../../cli/record/recorder";
import { all, only, ROOT, runLab } from "../support/program";
import { lab } from "../support/lab";
import type { Json } from "../../model/graph/graph";

const ROLE = "arn:aws:iam::123456789012:role/deploy";

/** Inputs of the AWS provider; lists and objects are registered as JSON. */
function awsProvider(recording: Recording): { [key: string]: unknown } {
  const { inputs } = only(recording, "pulumi:providers:aws");
  const json = (value: Json): unknown => (typeof value === "string" && /^[[{]/.test(value) ? JSON.parse(value) : value);
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, json(value)]));
}

describe("the providers", () => {
  /** The lab of a stack that lives in another region, under a role, and has no tags. */
  let elsewhere: Recording;
  /** The lab of the stack `dev`. */
  let usual: Recording;
  const roles = [{ roleArn: ROLE, sessionName: "lab" }];

  before(async () => {
    usual = await lab("bound");
    elsewhere = await runLab({
      config: [
        "aws:region=eu-central-1",
        `aws:assumeRoles=${JSON.stringify(roles)}`,
        'aws:allowedAccountIds=[123456789012,"012345678901"]',
        "student=",
        "owner=",
        "expiry=",
      ],
    });
  });

  describe("the AWS provider", () => {
    it("acts in the region of the stack", () => {
      strictEqual(awsProvider(usual).region, "us-west-2");
      strictEqual(awsProvider(elsewhere).region, "eu-central-1");
    });

    it("tags everything with student, owner, expiry, project and stack", () => {
      deepStrictEqual(awsProvider(usual).defaultTags, {
        tags: {
          student: "student-01",
          owner: "platform-team",
          expiry: "2027-03-31",
          project: "eks-pod-security-groups",
          stack: "dev",
        },
      });
    });

    it("leaves tags without a value out, and calls a student without a name after the stack", () => {
      deepStrictEqual(awsProvider(elsewhere).defaultTags, {
        tags: { student: "dev", project: "eks-pod-security-groups", stack: "dev" },
      });
    });

    it("assumes the role of the stack", () => {
      deepStrictEqual(awsProvider(elsewhere).assumeRoles, roles);
    });

    it("gets account ids as texts, also where the stack's file has them as numbers", () => {
      deepStrictEqual(awsProvider(elsewhere).allowedAccountIds, ["123456789012", "012345678901"]);
    });

    it("assumes no role and restricts no account where the stack names none", () => {
      const { assumeRoles, allowedAccountIds } = awsProvider(usual);
      deepStrictEqual([assumeRoles, allowedAccountIds], [undefined, undefined]);
    });

    it("is handed to every component that makes something in AWS", () => {
      const components = usual.registrations.filter(
        (found) => found.type.startsWith("pod-security-groups:") && !found.parent,
      );
      for (const { name, providers } of components) ok(providers.includes("aws"), name);
    });
  });

  describe("the kubeconfig", () => {
    it("asks for its token with the role that the provider assumes last", () => {
      deepStrictEqual(only(elsewhere, "eks:index:Cluster").inputs.providerCredentialOpts, { roleArn: ROLE });
    });

    it("asks without a role where none is assumed", () => {
      strictEqual(only(usual, "eks:index:Cluster").inputs.providerCredentialOpts, undefined);
    });

    it("identifies its cluster to the Kubernetes provider by what does not change with the kubeconfig", () => {
      const { inputs } = only(usual, "pulumi:providers:kubernetes");
      strictEqual(inputs.clusterIdentifier, "arn:aws:eks:us-west-2:123456789012:cluster/sgp-lab-dev");
    });
  });

  describe("the project", () => {
    it("disables the ambient AWS and Kubernetes providers, and no other", () => {
      const project = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as { config: { [key: string]: unknown } };
      deepStrictEqual(project.config["pulumi:disable-default-providers"], { value: ["aws", "kubernetes"] });
    });

    it("makes every Kubernetes object with the cluster's own provider", () => {
      const { urn } = only(usual, "pulumi:providers:kubernetes");
      const objects = usual.registrations.filter(({ type }) => type.startsWith("kubernetes:"));
      strictEqual(objects.length, all(usual, "Job").length + 9);
      for (const { name, provider } of objects) ok(provider?.startsWith(`${urn}::`), name);
    });
  });
});
