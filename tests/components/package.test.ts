import { deepStrictEqual, match, ok } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaChanges } from "../../packaging/schema-changes";
import { schemaOf } from "../../packaging/schema-of";
import { committedSchema, type ComponentSchema } from "../support/component-schema";
import { ROOT } from "../support/program";

const COMPONENTS = [
  "CatalogService",
  "ConnectivityProbe",
  "Database",
  "InClusterDatabase",
  "LabNamespace",
  "Network",
  "PodEniAddon",
  "PodEniCluster",
  "PodSecurityGroupBinding",
];

type Properties = ComponentSchema["types"][string]["properties"];

describe("the component package, as Pulumi analyzes it for other languages,", function () {
  // The analysis type-checks the components with all of the AWS and Kubernetes SDKs.
  this.timeout(180_000);

  let found: ComponentSchema;
  /** Properties of all components and types, by where they stand. */
  let properties: [where: string, property: Properties[string]][];

  before(() => {
    found = schemaOf() as unknown as ComponentSchema;
    const flat = (where: string, all: Properties = {}): typeof properties =>
      Object.entries(all).map(([name, property]) => [`${where}.${name}`, property]);
    properties = Object.entries({ ...found.resources, ...found.types }).flatMap(([where, part]) => [
      ...flat(where, part.inputProperties),
      ...flat(where, part.properties),
    ]);
  });

  it("has the committed schema; how large a change of it is says npm run schema -- <patch|minor|major>", () => {
    deepStrictEqual(schemaChanges(committedSchema(), found), []);
    deepStrictEqual(found, committedSchema());
  });

  it("has all nine components, each with a description", () => {
    const tokens = COMPONENTS.map((name) => `pod-security-groups:index:${name}`);
    deepStrictEqual(Object.keys(found.resources).sort(), tokens);
    for (const token of tokens) ok(found.resources[token].description, token);
  });

  it("describes every argument, output and field", () => {
    ok(properties.length > 100);
    deepStrictEqual(
      properties.filter(([, { description }]) => !description).map(([where]) => where),
      [],
    );
  });

  it("refers to nothing but its own types, which other languages can find", () => {
    const references = properties.flatMap(([, property]) => ("$ref" in property ? [String(property.$ref)] : []));
    ok(references.length > 10);
    for (const reference of references) match(reference, /^#\/types\/pod-security-groups:index:\w+$/);
    for (const reference of references) ok(found.types[reference.replace("#/types/", "")], reference);
  });

  it("gives every component outputs", () => {
    for (const [token, { properties: outputs }] of Object.entries(found.resources))
      ok(Object.keys(outputs).length > 0, token);
  });

  it("is started as a plugin by Node.js", () => {
    match(readFileSync(join(ROOT, "components/PulumiPlugin.yaml"), "utf8"), /^runtime: nodejs$/m);
  });
});
