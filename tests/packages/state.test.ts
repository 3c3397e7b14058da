import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readGraphFile } from "../../cli/sources";
import { graphDiff } from "../../model/diff/graph-diff";
import { replacements } from "../../model/diff/replacements";
import { read } from "../../model/reading/reading";
import { runLab } from "../support/program";

/** The program's graph (stack dev, offline) of the version before the packages: `lab graph`, one resource a line. */
const BEFORE = join(__dirname, "graph-before.txt");

/** What a stack has that must never be made anew by a newer program alone. */
const LASTING =
  /^(aws:rds\/instance:Instance|eks:index:Cluster|aws:ec2\/securityGroup:SecurityGroup|aws:ec2\/vpc:Vpc)$/;

describe("a stack that the version before has made", () => {
  it("keeps its database, cluster, network and security groups: type tokens and names are a contract", async () => {
    const before = readGraphFile(BEFORE).graph;
    const { graph } = await runLab({ preview: true });
    const lasting = before.resources.filter(({ type }) => LASTING.test(type));
    assert.equal(lasting.length, 5);
    const now = new Set(graph.resources.map(({ urn }) => urn));
    assert.deepEqual(
      before.resources.filter(({ urn }) => !now.has(urn)).map(({ urn }) => urn),
      [],
    );
    const { losses, resources } = graphDiff(read(before), read(graph));
    assert.deepEqual(losses, []);
    assert.deepEqual(resources.deleted, []);
    assert.deepEqual(resources.refused, []);
  });

  it("gets what its policy says of the enforcing mode in place, and no pod rolls for it", async () => {
    const [base, head] = [read(readGraphFile(BEFORE).graph), read((await runLab({ preview: true })).graph)];
    const { resources, rolls, opened, closed } = graphDiff(base, head);
    assert.ok(resources.changed.some(({ name }) => name === "catalog-policy"));
    assert.ok(![...replacements(base, head).keys()].some((urn) => urn.endsWith("::catalog-policy")));
    assert.deepEqual([rolls, opened, closed], [[], [], []]);
  });

  it("would lose them where a name changes, and this test would tell", () => {
    const before = readGraphFile(BEFORE).graph;
    const renamed = JSON.parse(readFileSync(BEFORE, "utf8").replaceAll("catalog-db", "orders-db")) as typeof before;
    const { losses } = graphDiff(read(before), read(renamed));
    assert.ok(losses.some(({ name }) => name === "catalog-db"));
  });
});
