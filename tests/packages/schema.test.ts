import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastSchema } from "../../packaging/last-schema";
import { schemaChanges } from "../../packaging/schema-changes";
import { type ComponentSchema, committedSchema } from "../support/component-schema";

describe("a change of the schema", () => {
  const BINDING = "pod-security-groups:index:PodSecurityGroupBinding";
  const TYPE = "pod-security-groups:index:DatabaseTarget";
  const changed = (change: (schema: ComponentSchema) => void): string[] => {
    const schema = committedSchema();
    change(schema);
    return schemaChanges(committedSchema(), schema).map(({ level, what }) => `${level}: ${what}`);
  };

  for (const [what, change, expected] of [
    ["none", () => undefined, []],
    [
      "a description",
      (schema) => Object.assign(schema.resources[BINDING].inputProperties.namespace, { description: "Another one." }),
      [`patch: ${BINDING} argument namespace: description`],
    ],
    [
      "an optional argument more",
      (schema) => (schema.resources[BINDING].inputProperties.more = { type: "string" }),
      [`minor: ${BINDING} argument more is new`],
    ],
    [
      "a required argument more",
      (schema) => {
        schema.resources[BINDING].inputProperties.more = { type: "string" };
        schema.resources[BINDING].requiredInputs!.push("more");
      },
      [`major: ${BINDING} argument more is new and required`],
    ],
    [
      "an argument that becomes required",
      (schema) => schema.resources[BINDING].requiredInputs!.push("labelDomain"),
      [`major: ${BINDING} argument labelDomain is required now`],
    ],
    [
      "an argument that becomes optional",
      (schema) => (schema.resources[BINDING].requiredInputs = ["cluster"]),
      [`minor: ${BINDING} argument namespace may be missing now`],
    ],
    [
      "a field of a type that becomes optional, which its definition says as well",
      (schema) => {
        schema.types[TYPE].required = ["name", "securityGroupId"];
        Object.assign(schema.types[TYPE].properties.port, { optional: true });
      },
      [`minor: ${TYPE} port may be missing now`],
    ],
    [
      "an output less",
      (schema) => delete schema.resources[BINDING].properties.podLabels,
      [`major: ${BINDING} podLabels is gone`],
    ],
    [
      "another type of a field",
      (schema) => Object.assign(schema.types[TYPE].properties.port, { type: "string" }),
      [`major: ${TYPE} port has another type`],
    ],
    ["a component less", (schema) => delete schema.resources[BINDING], [`major: ${BINDING} is gone`]],
    ["a component more", (schema) => (schema.resources.x = schema.resources[BINDING]), ["minor: x is new"]],
  ] as [string, (schema: ComponentSchema) => unknown, string[]][]) {
    it(`is as large as it is to programs: ${what}`, () => {
      assert.deepEqual(changed(change), expected);
    });
  }
});

describe("the schema of the last release", () => {
  const BINDING = "pod-security-groups:index:PodSecurityGroupBinding";
  let root: string;
  const git = (...args: string[]): void => {
    const user = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    execFileSync("git", [...user, ...args], { cwd: root, stdio: "ignore" });
  };
  const commit = (change: (schema: ComponentSchema) => unknown): void => {
    const schema = committedSchema();
    change(schema);
    mkdirSync(join(root, "components"), { recursive: true });
    writeFileSync(join(root, "components/schema.json"), JSON.stringify(schema));
    git("add", ".");
    git("commit", "--quiet", "--allow-empty", "-m", "schema");
  };
  const told = (): string[] => schemaChanges(lastSchema(root).schema, committedSchema()).map(({ level }) => level);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lab-schema-"));
    git("init", "--quiet");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is that of the last commit before the first release", () => {
    commit(() => undefined);
    assert.equal(lastSchema(root).of, "HEAD");
    assert.deepEqual(told(), []);
  });

  for (const [what, before, expected] of [
    ["none", () => undefined, []],
    ["an addition", (schema) => delete schema.resources[BINDING].inputProperties.labelDomain, ["minor"]],
    ["a breaking one", (schema) => (schema.resources[BINDING].inputProperties.more = { type: "string" }), ["major"]],
  ] as [string, (schema: ComponentSchema) => unknown, string[]][]) {
    it(`is what a change is measured by, whatever was committed since: ${what}`, () => {
      commit((schema) => delete schema.resources[BINDING]);
      git("tag", "v0.1.0");
      commit(before);
      git("tag", "v0.2.0");
      git("tag", "not-a-release");
      commit(() => undefined);
      assert.equal(lastSchema(root).of, "v0.2.0");
      assert.deepEqual(told(), expected);
    });
  }
});
