import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { policyVerdicts } from "../../cli/plan/verdicts";
import type { Recording } from "../../cli/record/recorder";
import { read } from "../../model/reading/reading";
import { all, exampleFolder, ROOT, runExample, type RunOptions } from "../support/program";
import { fittingAddon } from "../support/samples";

const EXAMPLES = readdirSync(join(ROOT, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const PROGRAMS = EXAMPLES.filter((name) => existsSync(join(exampleFolder(name), "index.ts")));

interface Manifest {
  version: string;
  dependencies: { [name: string]: string };
  devDependencies?: { [name: string]: string };
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** Stacks of an example. */
const stacksOf = (name: string): string[] =>
  readdirSync(exampleFolder(name)).flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);

const urns = ({ registrations }: Recording): string[] => registrations.map(({ urn }) => urn).sort();

describe("the examples", () => {
  it("are all there, each with a page in English and in Japanese and with a stack", () => {
    assert.ok(PROGRAMS.length >= 4, PROGRAMS.join());
    for (const name of EXAMPLES) {
      for (const file of ["README.md", "README.ja.md", "Pulumi.yaml"]) {
        assert.ok(existsSync(join(exampleFolder(name), file)), `${name}/${file}`);
      }
      assert.ok(stacksOf(name).length > 0, name);
    }
  });

  for (const name of PROGRAMS) {
    describe(name, () => {
      const run = (stack: string, options: RunOptions = {}): Promise<Recording> =>
        runExample(name, { stack, lookUps: fittingAddon(), ...options });

      it("asks for the versions that the repository is tested with, and for nothing that it does not import", () => {
        const { dependencies, devDependencies } = manifest(exampleFolder(name));
        const root = manifest(ROOT);
        const tested: { [name: string]: string | undefined } = {
          ...root.dependencies,
          ...root.devDependencies,
          "pod-security-groups": manifest(join(ROOT, "components")).version,
        };
        for (const [wanted, version] of Object.entries({ ...dependencies, ...devDependencies })) {
          assert.equal(version, tested[wanted], wanted);
        }
        const text = readdirSync(exampleFolder(name))
          .filter((file) => file.endsWith(".ts"))
          .map((file) => readFileSync(join(exampleFolder(name), file), "utf8"))
          .join("\n");
        const imported = [...text.matchAll(/ from "([^."][^"]*)"/g)].map(([, from]) =>
          from.startsWith("@") ? from : from.split("/")[0],
        );
        // The whole package, as against its binding, needs these two beside it.
        const beside = / from "pod-security-groups"/.test(text) ? ["@pulumi/eks", "@pulumi/random"] : [];
        assert.deepEqual(Object.keys(dependencies).sort(), [...new Set([...imported, ...beside])].sort());
      });

      for (const stack of stacksOf(name)) {
        it(`makes the same resources in a preview as when it is deployed (${stack})`, async () => {
          const [deployed, preview] = [await run(stack), await run(stack, { preview: true })];
          assert.ok(urns(deployed).length > 10);
          assert.deepEqual(urns(preview), urns(deployed));
        });

        it(`uses explicit providers alone, as its Pulumi.yaml demands (${stack})`, async () => {
          const { registrations } = await run(stack);
          const without = registrations.filter(
            ({ type, custom, provider }) => custom && /^(aws|kubernetes):/.test(type) && provider === undefined,
          );
          assert.deepEqual(
            without.map(({ urn }) => urn),
            [],
          );
        });

        for (const preview of [false, true]) {
          it(`breaks no policy but that of tags, which are a stack's own (${stack}${preview ? ", as a preview" : ""})`, async () => {
            const recording = await run(stack, { preview });
            assert.ok(all(recording, "Deployment").length > 0);
            const found = policyVerdicts(read(recording.graph), {}, "2026-11-26")
              .filter(({ undecided }) => undecided === undefined)
              .map(({ policy }) => policy);
            const expected = ["owner-and-expiry", ...(stack === "standard" ? ["standard-mode"] : [])];
            assert.deepEqual([...new Set(found)].sort(), expected);
          });
        }
      }
    });
  }
});
