import assert from "assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "fs";
import { tmpdir } from "os";
import { join } from "path";
import { parseGraph, readGraphFile } from "../../cli/sources";
import { UserError } from "../../cli/user-error";
import { at, SECRET } from "../../model/graph/graph";
import { networkDiff } from "../../model/diff/graph-diff";
import { paths } from "../../model/reachability/paths";
import { reachability } from "../../model/reachability/reachability";
import { fixture } from "./support";

interface Document {
  [key: string]: unknown;
}

const SOURCES = ["plan", "state", "preview"];
const documentOf = (name: string): Document => JSON.parse(readFileSync(fixture(name), "utf8")) as Document;
const parse = (document: unknown): unknown => parseGraph(JSON.stringify(document), "x.json");
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
      const { opened, closed, bindings } = networkDiff(graphOf("plan"), graphOf(name));
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
      refuses({ ...documentOf("plan"), version: 2 }, /graph version is 2, read is 1; make it again/);
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
      for (const broken of [null, "x", { ...first, inputs: 1 }, { ...first, urn: "nonsense" }]) {
        refuses({ ...documentOf("plan"), resources: [broken, ...rest] }, /a resource of it is incomplete/);
      }
      refuses({ version: 3, deployment: { resources: [{ type: "a:b:C" }] } }, /no urn or type/);
    });
  });

  it("reads a file by its path", () => {
    const folder = mkdtempSync(join(tmpdir(), "sources-"));
    const file = join(folder, "plan.json");
    writeFileSync(file, readFileSync(fixture("plan")));
    assert.deepEqual(readGraphFile(file), readGraphFile(fixture("plan")));
    rmSync(folder, { recursive: true });
  });
});
