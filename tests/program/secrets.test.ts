import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Recording } from "../../cli/record/recorder";
import { LAB_STAGES, lab, title } from "../support/lab";
import { passwordOf } from "../support/deploy-mocks";
import { only } from "../support/program";

/** All inputs that are secret, by stage. */
const SECRET_IN_ALL_STAGES = [
  "aws:rds/instance:Instance catalog-db /password",
  "aws:ssm/parameter:Parameter catalog-db-password /value",
  "kubernetes:core/v1:Secret catalog-credentials /stringData",
  "pulumi:providers:kubernetes lab-kubernetes /kubeconfig",
];
const SECRET_IN: { [stage: string]: string[] } = {
  "in-cluster": ["kubernetes:core/v1:Secret catalog-mysql-credentials /stringData"],
  "rds-unbound": [],
  bound: [],
};

const PASSWORDS = ["catalog-db-password", "catalog-mysql-user-password", "catalog-mysql-root-password"];

for (const stage of LAB_STAGES) {
  describe(`secrets in stage ${stage}`, () => {
    let recording: Recording;
    before(async () => {
      recording = await lab(stage);
    });

    it("are these inputs and no others", () => {
      const found = recording.registrations.flatMap((registration) =>
        (registration.secretPaths ?? []).map((path) => `${title(registration)} ${path}`),
      );
      deepStrictEqual(found.sort(), [...SECRET_IN_ALL_STAGES, ...SECRET_IN[stage]].sort());
    });

    it("are the same in a preview", async () => {
      const paths = ({ registrations }: Recording): unknown[] => registrations.map(({ secretPaths }) => secretPaths);
      deepStrictEqual(paths(await lab(stage, true)), paths(recording));
    });

    it("stand nowhere in the clear: in no input, no stack output, no name", () => {
      const printed = JSON.stringify(recording);
      for (const password of PASSWORDS) ok(!printed.includes(passwordOf(password)), password);
    });

    it("come from generators of letters and digits alone", () => {
      for (const { inputs } of recording.registrations.filter(({ type }) => type.endsWith(":RandomPassword"))) {
        deepStrictEqual([inputs.length, inputs.special], [32, false]);
      }
    });

    it("reach the stack outputs only as the name of the parameter that holds the password", () => {
      deepStrictEqual(Object.keys(recording.outputs).sort(), [
        "branchInterfaces",
        "clusterName",
        "databaseAddress",
        "databasePasswordParameter",
        "podSecurityGroupBinding",
        "region",
        "stage",
      ]);
      strictEqual(recording.outputs.databasePasswordParameter, "catalog-db-password-1a2b3c4");
      ok(!JSON.stringify(recording.outputs).includes("[secret]"));
    });
  });
}

describe("the database password", () => {
  it("is kept as a SecureString", async () => {
    strictEqual(only(await lab("bound"), "aws:ssm/parameter:Parameter").inputs.type, "SecureString");
  });

  it("is one and the same for RDS, SSM and the catalog", async () => {
    const recording = await lab("bound");
    const { urn } = only(recording, "RandomPassword", "catalog-db-password");
    for (const [type, property] of [
      ["aws:rds/instance:Instance", "password"],
      ["aws:ssm/parameter:Parameter", "value"],
      ["kubernetes:core/v1:Secret", "stringData"],
    ]) {
      ok(only(recording, type).propertyDependencies[property].includes(urn), type);
    }
  });
});
