import { deepStrictEqual, match, ok } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AnalyzeResult, Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { ROOT } from "../support/program";

const DIRECTORY = join(ROOT, "components");
const PACKAGE = "pod-security-groups";

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

type Properties = AnalyzeResult["components"][string]["inputs"];

describe("the component package, as Pulumi analyzes it for other languages,", function () {
  // The analysis type-checks the components with all of the AWS and Kubernetes SDKs.
  this.timeout(120_000);

  let found: AnalyzeResult;
  /** Properties of all components and types, by where they stand. */
  let properties: [where: string, property: Properties[string]][];

  before(() => {
    const json = JSON.parse(readFileSync(join(DIRECTORY, "package.json"), "utf8")) as { [key: string]: unknown };
    found = new Analyzer(DIRECTORY, PACKAGE, json, new Set(COMPONENTS)).analyze();
    const flat = (where: string, all: Properties = {}): typeof properties =>
      Object.entries(all).map(([name, property]) => [`${where}.${name}`, property]);
    properties = [
      ...Object.values(found.components).flatMap(({ name, inputs, outputs }) => [
        ...flat(name, inputs),
        ...flat(name, outputs),
      ]),
      ...Object.values(found.typeDefinitions).flatMap((type) => flat(type.name, type.properties)),
    ];
  });

  it("has all nine components, each with a description", () => {
    deepStrictEqual(Object.keys(found.components).sort(), COMPONENTS);
    for (const { name, description } of Object.values(found.components)) ok(description, name);
  });

  it("describes every argument, output and field", () => {
    ok(properties.length > 100);
    deepStrictEqual(
      properties.filter(([, { description }]) => !description).map(([where]) => where),
      [],
    );
  });

  it("refers to nothing but its own types, which other languages can find", () => {
    const references = properties.flatMap(([, property]) => ("$ref" in property ? [property.$ref] : []));
    ok(references.length > 10);
    for (const reference of references) match(reference, /^#\/types\/pod-security-groups:index:\w+$/);
    for (const reference of references) ok(found.typeDefinitions[reference.split(":")[2]], reference);
  });

  it("gives every component outputs", () => {
    for (const { name, outputs } of Object.values(found.components)) ok(Object.keys(outputs).length > 0, name);
  });

  it("is started as a plugin by Node.js", () => {
    match(readFileSync(join(DIRECTORY, "PulumiPlugin.yaml"), "utf8"), /^runtime: nodejs$/m);
  });
});
