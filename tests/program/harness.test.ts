import { deepStrictEqual, match, strictEqual } from "node:assert";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { runProgram } from "../../cli/record/program";
import { SECRET, UNKNOWN } from "../../model/graph/graph";
import { failure, only, runMade } from "../support/program";

function group(name: string, description?: pulumi.Input<string>): aws.ec2.SecurityGroup {
  return new aws.ec2.SecurityGroup(name, { description });
}

describe("a recorded run", () => {
  for (const preview of [false, true]) {
    it(`fails where it looks up what nobody answers for${preview ? ", in a preview" : ""}`, async () => {
      const run = runMade(() => aws.getCallerIdentityOutput().accountId, { preview });
      match(await failure(run), /aws:index\/getCallerIdentity:getCallerIdentity/);
    });
  }

  it("fails where two resources have one URN, as the engine does", async () => {
    match(await failure(runMade(() => void [group("a"), group("a")])), /Duplicate resource URN '.*SecurityGroup::a'/);
  });

  it("ends with the error of a rejected Output, however many resources wait for it", async () => {
    const run = runMade(() => {
      const rejected = pulumi.output(1).apply((): string => {
        throw new Error("nobody knows");
      });
      const first = group("first", rejected);
      group("second", first.id);
      return { id: first.id };
    });
    match(await failure(run), /nobody knows/);
  });

  it("leaves nothing behind for the next one", async () => {
    await failure(runMade(() => group("failed", Promise.reject(new Error("rejected")))));
    const { registrations, outputs } = await runMade(() => ({ id: group("next").id }));
    deepStrictEqual(
      registrations.map(({ name }) => name),
      ["next"],
    );
    match(outputs.id as string, /^sg-[0-9a-f]{17}$/);
  });

  it("lets go of what the same program has made before", () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
    const entry = join(directory, "index.ts");
    try {
      writeFileSync(entry, "export const made = {};\n");
      for (let run = 0; run < 3; run++) runProgram(directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
    const { children } = require.cache[require.resolve("../../cli/record/program")]!;
    strictEqual(children.filter(({ filename }) => filename === entry).length, 1);
  });

  it("hides secrets, and tells where they are", async () => {
    const recording = await runMade(() => {
      group("a", pulumi.secret("hush"));
      return { secret: pulumi.secret("hush") };
    });
    const { inputs, secretPaths } = only(recording, "SecurityGroup");
    deepStrictEqual([inputs.description, secretPaths, recording.outputs.secret], [SECRET, ["/description"], SECRET]);
    strictEqual(JSON.stringify(recording).includes("hush"), false);
  });

  it("knows what is protected, retained, or only read", async () => {
    const { graph } = await runMade(() => {
      new aws.ec2.SecurityGroup("kept", {}, { protect: true, retainOnDelete: true });
      const read = aws.ec2.SecurityGroup.get("read", "sg-0123456789abcdef0");
      group("of", read.id);
      group("plain");
    });
    const facts = graph.resources.map(({ name, id, external, protect, retainOnDelete }) => ({
      name,
      facts: JSON.stringify({ id, external, protect, retainOnDelete }),
    }));
    deepStrictEqual(Object.fromEntries(facts.map((found) => [found.name, found.facts])), {
      kept: '{"protect":true,"retainOnDelete":true}',
      of: "{}",
      plain: "{}",
      read: '{"id":"sg-0123456789abcdef0","external":true}',
    });
    const [read] = graph.resources.filter(({ name }) => name === "read");
    deepStrictEqual(graph.resources.find(({ name }) => name === "of")?.dependencies, [read.urn]);
  });

  it("does not know in a preview what only a deployment gives, and keeps its dependencies", async () => {
    const recording = await runMade(() => void group("b", group("a").id), { preview: true });
    const [a, b] = recording.registrations;
    strictEqual(b.inputs.description, UNKNOWN);
    deepStrictEqual([b.dependencies, b.propertyDependencies], [[a.urn], { description: [a.urn] }]);
  });
});
