import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import type { Recording } from "../../cli/record/recorder";
import { committedSchema } from "../support/component-schema";
import { waitsFor } from "../support/lab";
import { exampleFolder, only, runExample, runMade } from "../support/program";
import { ruleLines } from "../support/rules";
import { fittingAddon } from "../support/samples";
import { EXPRESSION, readYamlProgram, runYaml, type YamlProgram } from "../support/yaml-program";

const YAML = exampleFolder("yaml");
const PYTHON = exampleFolder("python");

/** The committed schema's arguments of a component as a JSON schema, in which an expression may stand for any value. */
function jsonSchemaOf(type: string): object {
  const { resources, types } = committedSchema();
  const component = resources[type.replace(/^([^:]+):(\w+)$/, "$1:index:$2")];
  const open = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const { $ref, type: kind, items, additionalProperties } = value as { [field: string]: unknown };
    if (typeof $ref === "string") return orExpression(object(types[$ref.replace("#/types/", "")]));
    if (kind === "array") return orExpression({ type: "array", items: open(items) });
    if (kind === "object") return orExpression({ type: "object", additionalProperties: open(additionalProperties) });
    return orExpression({ type: kind });
  };
  const object = ({ properties, required }: { properties: object; required?: string[] }): object => ({
    type: "object",
    properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, open(value)])),
    required: required ?? [],
    additionalProperties: false,
  });
  return object({ properties: component.inputProperties, required: component.requiredInputs });
}

function orExpression(schema: object): object {
  return { anyOf: [{ type: "string", pattern: EXPRESSION.source }, schema] };
}

/** What is wrong with the arguments of a program's components by the committed schema. */
function schemaProblems({ resources }: YamlProgram): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  return Object.values(resources)
    .filter(({ type }) => type.startsWith("pod-security-groups:"))
    .flatMap(({ type, properties }) => {
      const validate = ajv.compile(jsonSchemaOf(type));
      validate(properties);
      return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
    });
}

describe("the example yaml", () => {
  const run = (preview: boolean): Promise<Recording> =>
    runMade(() => runYaml(readYamlProgram(YAML)), { directory: YAML, preview, lookUps: fittingAddon() });

  it("takes the component package of the repository", () => {
    const { packages } = parse(readFileSync(join(YAML, "Pulumi.yaml"), "utf8")) as { packages: object };
    assert.deepEqual(packages, { [committedSchema().name]: "../../components" });
  });

  it("has arguments that fit the committed schema", () => {
    assert.deepEqual(schemaProblems(readYamlProgram(YAML)), []);
  });

  for (const [what, change, problem] of [
    ["an argument that is not there", (args) => (args.reachs = []), " additionalProperties"],
    ["a missing argument", (args) => delete args.namespace, " required"],
    [
      "a value of another type",
      (args) => (args.reachableFrom = [{ nodes: true, port: "8080" }]),
      "/reachableFrom/0/port type",
    ],
  ] as [string, (args: { [name: string]: unknown }) => unknown, string][]) {
    it(`would not fit it with ${what}`, () => {
      const program = readYamlProgram(YAML);
      change(program.resources.orders.properties);
      assert.ok(schemaProblems(program).includes(problem), schemaProblems(program).join("\n"));
    });
  }

  it("makes the rules of the example in TypeScript, and gives the same outputs", async () => {
    const [yaml, typescript] = [await run(false), await runExample("existing-cluster", { lookUps: fittingAddon() })];
    assert.deepEqual(ruleLines(yaml), ruleLines(typescript));
    assert.deepEqual(yaml.outputs, typescript.outputs);
  });

  for (const preview of [false, true]) {
    it(`starts no pod before policy and rules${preview ? " (preview)" : ""}`, async () => {
      const recording = await run(preview);
      const before = waitsFor(recording, only(recording, "Deployment")).join("\n");
      assert.match(before, / orders-policy$/m);
      assert.equal(before.match(/SecurityGroup(In|E)gressRule /g)?.length, 7);
    });
  }
});

describe("the example python", () => {
  const program = readFileSync(join(PYTHON, "__main__.py"), "utf8");

  it("compiles", function () {
    const { error, status, stderr } = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: program,
      encoding: "utf8",
    });
    if (error !== undefined) return this.skip(); // There is no Python here.
    assert.equal(status, 0, stderr);
  });

  it("names types and arguments of the committed schema, in Python's spelling", () => {
    const { resources, types } = committedSchema();
    const last = (token: string): string => token.split(":")[2];
    const argsOf = new Map<string, string[]>([
      ...Object.entries(resources).map(([token, part]): [string, string[]] => [
        last(token),
        Object.keys(part.inputProperties),
      ]),
      ...Object.entries(types).map(([token, part]): [string, string[]] => [
        `${last(token)}Args`,
        Object.keys(part.properties),
      ]),
    ]);
    const calls = [...program.matchAll(/psg\.(\w+)\(/g)];
    assert.ok(calls.length > 6);
    for (const { 1: name, index } of calls) {
      const known = argsOf.get(name);
      assert.ok(known !== undefined, name);
      const spelt = known.map((arg) => arg.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      for (const arg of argumentsAt(program, index + `psg.${name}`.length)) {
        assert.ok(arg === "opts" || spelt.includes(arg), `${name}: ${arg}`);
      }
    }
  });
});

/** Names of the keyword arguments of the call whose parenthesis opens at a place, those of calls inside of it left out. */
function argumentsAt(text: string, open: number): string[] {
  let depth = 0;
  let own = "";
  for (const letter of text.slice(open)) {
    if (/[)\]}]/.test(letter)) depth--;
    if (depth === 0 && own !== "") break;
    if (depth === 1) own += letter;
    if (/[([{]/.test(letter)) depth++;
  }
  return [...own.matchAll(/(\w+)=/g)].map(([, name]) => name);
}
