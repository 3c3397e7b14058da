import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Properties, schemaChanges } from "../../packaging/schema-changes";
import { schemaOf } from "../../packaging/schema-of";
import { ROOT } from "../support/program";

interface Committed {
  version: string;
  types: { [token: string]: Part };
  resources: { [token: string]: Part };
}
interface Part {
  properties: Properties;
  required?: string[];
  inputProperties: Properties;
  requiredInputs?: string[];
}

const committed = (): Committed => JSON.parse(readFileSync(join(ROOT, "components/schema.json"), "utf8")) as Committed;

describe("the schema of the component package", function () {
  // The analysis type-checks the components with all of the AWS and Kubernetes SDKs.
  this.timeout(180_000);

  it("is committed as it is; how large a change of it is says npm run schema -- <patch|minor|major>", () => {
    const found = schemaOf();
    assert.deepEqual(schemaChanges(committed(), found), []);
    assert.deepEqual(found, committed());
  });
});

describe("a change of the schema", () => {
  const BINDING = "pod-security-groups:index:PodSecurityGroupBinding";
  const TYPE = "pod-security-groups:index:DatabaseTarget";
  const changed = (change: (schema: Committed) => void): string[] => {
    const schema = committed();
    change(schema);
    return schemaChanges(committed(), schema).map(({ level, what }) => `${level}: ${what}`);
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
  ] as [string, (schema: Committed) => unknown, string[]][]) {
    it(`is as large as it is to programs: ${what}`, () => {
      assert.deepEqual(changed(change), expected);
    });
  }
});
