import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseGraph, readGraphFile, type SourcedGraph } from "../../cli/sources";
import { UserError } from "../../cli/user-error";
import { at, type GraphResource, SECRET, UNKNOWN } from "../../model/graph/graph";
import { isEmptyDiff, networkDiff } from "../../model/diff/graph-diff";
import { read } from "../../model/reading/reading";
import { paths, reachability } from "../model/questions";
import { fixture, graphDiff } from "./support";

interface Document {
  [key: string]: unknown;
}

const SOURCES = ["plan", "state", "preview"];
const documentOf = (name: string): Document => JSON.parse(readFileSync(fixture(name), "utf8")) as Document;
/** A resource of which next to nothing is said. */
const bare = (name: string, type = "t:i:T"): Document => ({
  ...{ urn: `urn:pulumi:dev::lab::${type}::${name}`, type, name, custom: true },
  ...{ inputs: {}, dependencies: [], propertyDependencies: {} },
});
const stateOf = (...resources: Document[]): Document => ({ version: 3, deployment: { resources } });
const planOf = (...resources: Document[]): Document => ({ version: 2, source: "plan", resources });
const parse = (document: unknown): unknown => parseGraph(JSON.stringify(document), "x.json");
const problemOf = (document: unknown): string => {
  try {
    parse(document);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing is wrong with it");
};
const refuses = (document: unknown, message: RegExp): void =>
  assert.throws(
    () => parse(document),
    (error: Error) => error instanceof UserError && error.message.startsWith("x.json ") && message.test(error.message),
  );

describe("graphs from files", () => {
  const graphs = new Map(SOURCES.map((name) => [name, readGraphFile(fixture(name))]));
  const graphOf = (name: string) => graphs.get(name)!.graph;

  for (const name of SOURCES) {
    it(`reads the ${name} with its source, project and stack`, () => {
      const { graph, project, stack } = graphs.get(name)!;
      assert.deepEqual([graph.source, project, stack], [name, "eks-pod-security-groups", "dev"]);
      assert.ok(graph.resources.every(({ type }) => type !== "pulumi:pulumi:Stack"));
      assert.ok(graph.resources.every(({ parent }) => parent === undefined || !parent.includes("pulumi:Stack::")));
    });
  }

  for (const name of ["state", "preview"]) {
    it(`gives the ${name} the verdicts and paths of the plan`, () => {
      assert.deepEqual(reachability(graphOf(name)), reachability(graphOf("plan")));
      assert.deepEqual(paths(graphOf(name)), paths(graphOf("plan")));
    });

    it(`finds no difference between the network of plan and ${name}`, () => {
      const { opened, closed, bindings } = networkDiff(read(graphOf("plan")), read(graphOf(name)));
      assert.deepEqual([opened, closed, bindings], [[], [], []]);
    });

    it(`keeps no secret of the ${name}, and knows where they were`, () => {
      const secret = graphOf(name).resources.find((resource) => resource.name === "catalog-credentials");
      assert.equal(secret?.inputs.stringData, SECRET);
      assert.deepEqual(secret?.secretPaths, ["/stringData"]);
      assert.doesNotMatch(JSON.stringify(graphOf(name)), /ciphertext|4dabf18193072939515e22adb298388d/);
    });

    it(`takes names that a provider made up out of the ${name}`, () => {
      const byName = new Map(
        graphOf(name).resources.map((resource) => [`${resource.type} ${resource.name}`, resource]),
      );
      assert.equal(byName.get("aws:rds/instance:Instance catalog-db")?.inputs.identifier, undefined);
      const metadata = byName.get("kubernetes:core/v1:Secret catalog-credentials")?.inputs.metadata;
      assert.equal(at(metadata, "name"), undefined);
      assert.equal(at(metadata, "annotations"), undefined);
    });
  }

  it("takes a secret that was exported in the clear for a secret all the same", () => {
    const text = readFileSync(fixture("state"), "utf8").replace(
      /"ciphertext": "[^"]*"/g,
      '"plaintext": "\\"hunter2\\""',
    );
    assert.doesNotMatch(JSON.stringify(parseGraph(text, "x.json")), /hunter2/);
  });

  it("leaves out of a state what is only waiting to be deleted", () => {
    const document = documentOf("state") as { deployment: { resources: Document[] } };
    const group = document.deployment.resources.find(({ urn }) => String(urn).endsWith("::catalog-pods"))!;
    document.deployment.resources.push({ ...group, delete: true, inputs: { description: "the old one" } });
    assert.deepEqual(parse(document), readGraphFile(fixture("state")));
  });

  it("leaves out of a preview what will be deleted", () => {
    const document = documentOf("preview") as { steps: Document[] };
    const step = document.steps.find(({ urn }) => String(urn).endsWith("::catalog-policy"))!;
    step.op = "delete";
    (document as Document).changeSummary = { same: document.steps.length - 1, delete: 1 };
    const { graph } = parse(document) as { graph: { resources: { name: string }[] } };
    assert.ok(!graph.resources.some(({ name }) => name === "catalog-policy"));
  });

  it("reads a plan behind the lines that npm writes", () => {
    const text = `\n> lab@0.1.0 start\n> node cli/main.ts plan --json\n\n${readFileSync(fixture("plan"), "utf8")}`;
    assert.deepEqual(parseGraph(text, "x.json"), readGraphFile(fixture("plan")));
  });

  it("is independent of the order of the resources", () => {
    const document = documentOf("state") as { deployment: { resources: Document[] } };
    document.deployment.resources.reverse();
    assert.deepEqual(parse(document), readGraphFile(fixture("state")));
  });

  describe("refuses, naming the file and what to do,", () => {
    it("a text that is empty, no JSON, or JSON of something else", () => {
      assert.throws(() => parseGraph("", "x.json"), /x\.json is empty; expected .*pulumi stack export/s);
      assert.throws(() => parseGraph("hello", "x.json"), /x\.json is not JSON; expected/);
      for (const other of [[], 1, null, {}, { name: "package" }])
        refuses(other, /holds no graph; expected .*plan --json/s);
    });

    it("a file that is not there, and a folder", () => {
      assert.throws(() => readGraphFile("/nowhere/x.json"), /x\.json cannot be read: there is no such file/);
      assert.throws(() => readGraphFile(__dirname), /cannot be read: it is a folder/);
    });

    it("a graph without resources", () => {
      refuses({ ...documentOf("plan"), resources: [] }, /has no resources/);
      refuses({ version: 3, deployment: { manifest: {} } }, /has no resources/);
    });

    it("versions that it does not know, older and newer", () => {
      for (const version of [0, 3, "2", undefined]) {
        refuses({ ...documentOf("plan"), version }, /graph version is (0|3|none), read is 1 or 2; make it again/);
      }
      for (const version of [1, 2, 5, "3"]) {
        refuses({ ...documentOf("state"), version }, /deployment version is .*, read is 3 or 4; export it again/);
      }
    });

    it("a backend's own file", () => {
      refuses({ version: 3, checkpoint: { latest: {} } }, /pulumi stack export/);
    });

    it("a preview that failed, that leaves out what stays, or whose steps say nothing", () => {
      const document = documentOf("preview");
      refuses({ ...document, diagnostics: [{ severity: "error", message: "no" }] }, /preview that it is of failed/);
      refuses({ ...document, changeSummary: { same: 500 } }, /--show-sames/);
      refuses({ steps: [{ op: "create", urn: "urn:pulumi:a::b::c::d" }] }, /no newState/);
    });

    it("resources of another shape", () => {
      const [first, ...rest] = documentOf("plan").resources as Document[];
      const refusesOf = (broken: unknown, message: RegExp): void =>
        refuses({ ...documentOf("plan"), resources: [broken, ...rest] }, message);
      for (const broken of [null, "x", { ...first, urn: "nonsense" }])
        refusesOf(broken, /a resource of it is incomplete/);
      refusesOf({ ...first, inputs: 1 }, /inputs of .* is not an object/);
      refuses({ version: 3, deployment: { resources: [{ type: "a:b:C" }] } }, /no urn or type/);
    });

    it("two resources with one URN", () => {
      const { deployment } = documentOf("state") as { deployment: { resources: Document[] } };
      const twice = deployment.resources.find(({ urn }) => String(urn).endsWith("::catalog-pods"))!;
      const resources = [...deployment.resources, twice];
      refuses({ version: 3, deployment: { resources } }, /the same URN twice: urn:pulumi:.*::catalog-pods$/);
    });

    describe("resources that wait for each other:", () => {
      const message = (...names: string[]): RegExp =>
        new RegExp(`resources wait for each other: ${names.map((name) => `${name} \\(t:i:T\\)`).join(" -> ")}$`);
      const resource = (name: string, rest: Document): Document => ({ ...bare(name), ...rest });
      const urnOf = (name: string): string => String(bare(name).urn);

      for (const [what, to] of [
        ["dependencies", (name: string) => ({ dependencies: [urnOf(name)] })],
        ["values", (name: string) => ({ propertyDependencies: { x: [urnOf(name)] } })],
        ["parents", (name: string) => ({ parent: urnOf(name) })],
        ["providers", (name: string) => ({ provider: `${urnOf(name)}::id` })],
      ] as [string, (name: string) => Document][]) {
        it(`by ${what}, each other and itself`, () => {
          refuses(stateOf(resource("b", to("a")), resource("a", to("b"))), message("a", "b", "a"));
          refuses(stateOf(resource("a", to("a"))), message("a", "a"));
          refuses(planOf(resource("b", to("a")), resource("a", to("b"))), message("a", "b", "a"));
        });
      }

      it("many, of whom some are named, and names with line breaks or without end", () => {
        const names = Array.from({ length: 30 }, (_, i) => `r${i + 10}`);
        const ring = names.map((name, i) => resource(name, { dependencies: [urnOf(names[(i + 1) % 30])] }));
        refuses(stateOf(...ring), /r10 \(.* -> r19 \(t:i:T\) -> 20 more -> r10 \(t:i:T\)$/);
        const odd = `a\n\u001b[31m${"x".repeat(5000)}`;
        const error = problemOf(stateOf(resource(odd, { dependencies: [urnOf(odd)] })));
        assert.ok(error.length < 2200);
        assert.doesNotMatch(error, /[\u0000-\u001f]/);
      });
    });

    it("what nests deeper than anything does", () => {
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const text = JSON.stringify(stateOf(bare("a"))).replace('"inputs":{}', `"inputs":{"x":${deep}}`);
      assert.throws(
        () => parseGraph(text, "x.json"),
        /^Error: x\.json cannot be used: it nests deeper than 500 levels$/,
      );
    });
  });

  describe("knows what the engine knows of a resource:", () => {
    const facts = { id: "sg-1", external: true, protect: true, retainOnDelete: true };
    const read = (document: unknown): GraphResource => (parse(document) as SourcedGraph).graph.resources[0];

    for (const [name, of] of [
      ["a state", (...resources: Document[]) => stateOf(...resources)],
      ["a preview", (...resources: Document[]) => ({ steps: resources.map((newState) => ({ op: "same", newState })) })],
      ["a plan", (...resources: Document[]) => planOf(...resources)],
    ] as [string, (...resources: Document[]) => Document][]) {
      it(`${name} tells id, what was only read, protect and retainOnDelete`, () => {
        const { id, external, protect, retainOnDelete } = read(of({ ...bare("a"), ...facts }));
        assert.deepEqual({ id, external, protect, retainOnDelete }, facts);
        for (const none of [
          { id: "", external: false, protect: false, retainOnDelete: false },
          { id: null, external: null, protect: null, retainOnDelete: null },
        ]) {
          const { resources } = (parse(of({ ...bare("a"), ...none })) as SourcedGraph).graph;
          for (const key of Object.keys(facts)) assert.ok(!Object.hasOwn(resources[0], key), key);
        }
        for (const [key, value] of Object.entries({ id: 1, external: "yes", protect: "yes", retainOnDelete: 1 })) {
          refuses(of({ ...bare("a"), [key]: value }), new RegExp(`${key} of .*::a is not`));
        }
      });

      it(`${name} gives all outputs of what was only read, of others only what names something else`, () => {
        const vpcConfig = { clusterSecurityGroupId: "sg-2", vpcId: "vpc-1", subnetIds: ["subnet-1"] };
        const cluster = { ...bare("a", "aws:eks/cluster:Cluster"), outputs: { vpcConfig, arn: "arn:x" } };
        assert.deepEqual(read(of({ ...cluster, external: true })).outputs, { vpcConfig, arn: "arn:x" });
        const { clusterSecurityGroupId, vpcId } = vpcConfig;
        assert.deepEqual(read(of(cluster)).outputs, { vpcConfig: { clusterSecurityGroupId, vpcId } });
        assert.equal(read(of({ ...bare("a"), outputs: { arn: "arn:x" } })).outputs, undefined);
        const unknown = { vpcConfig: { vpcId: UNKNOWN, clusterSecurityGroupId: SECRET } };
        assert.equal(read(of({ ...cluster, outputs: unknown })).outputs, undefined);
        for (const outputs of [null, { vpcConfig: "x" }, { vpcConfig: [] }]) {
          assert.equal(read(of({ ...cluster, outputs })).outputs, undefined);
        }
        for (const outputs of ["x", []]) refuses(of({ ...cluster, outputs }), /outputs of .*::a is not an object/);
      });

      it(`${name} turns an add-on's YAML into JSON`, () => {
        const addon = (configurationValues: unknown): Document => ({
          ...bare("a", "aws:eks/addon:Addon"),
          inputs: { configurationValues },
        });
        assert.equal(read(of(addon("env: {A: 'true'}"))).inputs.configurationValues, '{"env":{"A":"true"}}');
        const json = '{ "env":  {} }';
        assert.equal(read(of(addon(json))).inputs.configurationValues, json);
      });
    }

    it("an id of a provider means nothing", () => {
      assert.equal(read(stateOf({ ...bare("a", "pulumi:providers:aws"), id: "1111" })).id, undefined);
    });

    it("hides the secrets of outputs", () => {
      const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
      const { outputs } = read(stateOf({ ...bare("a"), external: true, outputs: { password: secret, name: "db" } }));
      assert.deepEqual(outputs, { password: SECRET, name: "db" });
    });

    it("keeps what a provider shows of a resource's inside, as a resource and not as a component", () => {
      const owner = bare("module", "vpc:index:Module");
      const view = { ...bare("this", "vpc:tf:aws_subnet"), custom: false, viewOf: owner.urn, parent: owner.urn };
      const { resources } = (parse(stateOf(owner, view)) as SourcedGraph).graph;
      assert.deepEqual(
        resources.map(({ type, custom }) => [type, custom]),
        [
          ["vpc:index:Module", true],
          ["vpc:tf:aws_subnet", true],
        ],
      );
    });
  });

  it("reads a plan of the version before, which knows less", () => {
    const { version, ...rest } = documentOf("plan");
    assert.equal(version, 1);
    assert.equal((parse({ version, ...rest }) as SourcedGraph).graph.version, 1);
    assert.equal((parse({ version: 2, ...rest }) as SourcedGraph).graph.version, 2);
  });

  for (const odd of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    it(`takes ${odd} for a name, type, key or label as any other`, () => {
      const inputs = JSON.parse(`{"${odd}": "x", "spec": {"${odd}": {"${odd}": 1}}}`) as Document;
      const propertyDependencies = JSON.parse(`{"${odd}": ["${String(bare("other").urn)}"]}`) as Document;
      const strange = { ...bare(odd, odd), inputs, propertyDependencies };
      for (const document of [stateOf(strange, bare("other")), planOf(strange, bare("other"))]) {
        const { graph } = parse(document) as SourcedGraph;
        const found = graph.resources.find(({ name }) => name === odd)!;
        assert.deepEqual(found.inputs, inputs);
        assert.deepEqual(found.propertyDependencies, propertyDependencies);
        assert.equal(at(found.inputs, "spec", odd, odd), 1);
        assert.equal(at(found.inputs, "spec", odd, "valueOf"), undefined);
        assert.ok(isEmptyDiff(graphDiff(graph, graph)));
        const other = (parse(stateOf(bare("other"))) as SourcedGraph).graph;
        assert.deepEqual(
          graphDiff(graph, other).resources.deleted.map(({ name }) => name),
          [odd],
        );
      }
    });
  }

  it("reads a file by its path", () => {
    const folder = mkdtempSync(join(tmpdir(), "sources-"));
    const file = join(folder, "plan.json");
    writeFileSync(file, readFileSync(fixture("plan")));
    assert.deepEqual(readGraphFile(file), readGraphFile(fixture("plan")));
    rmSync(folder, { recursive: true });
  });
});
