/**
 * Which ServiceAccount pods have, and so which policies that select by accounts select them.
 */
import * as assert from "node:assert/strict";
import { read } from "../../model/reading/reading";
import { GraphBuilder, type Input, type Options, Ref, TYPES } from "./fixtures";

const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const LABELS = { team: "shop" };

/** A policy that selects by the label of accounts, and pods whose specification names one. */
function pods(spec: { [key: string]: Input }, options: Options = {}): GraphBuilder {
  const b = new GraphBuilder();
  const groups = { groupIds: ["sg-0123456789abcdef0"] };
  const policy = { serviceAccountSelector: { matchLabels: LABELS }, securityGroups: groups };
  b.add(TYPES.policy, "policy", { metadata: { namespace: "a" }, spec: policy }, options);
  const template = { metadata: { labels: { app: "w" } }, spec: { containers: [], ...spec } };
  b.add("kubernetes:apps/v1:Deployment", "w", { metadata: { namespace: "a" }, spec: { template } }, options);
  return b;
}

function account(b: GraphBuilder, as: string, labels: Input, options: Options = {}): void {
  b.add(ACCOUNT, as, { metadata: { namespace: "a", name: "own", labels } }, options);
}

/** For each policy that selects the pods, whether that is certain. */
function selected(b: GraphBuilder): boolean[] {
  return read(b.graph())
    .bindings.of(b.get("w").urn)
    .map(({ certain }) => certain);
}

describe("the account of pods", () => {
  it("is also named by the older key, which the newer one goes before", () => {
    const older = pods({ serviceAccount: "own" });
    account(older, "own", LABELS);
    assert.deepEqual(selected(older), [true]);
    const both = pods({ serviceAccount: "own", serviceAccountName: "default" });
    account(both, "own", LABELS);
    assert.deepEqual(selected(both), []);
  });

  it("is found by its id where Pulumi gave it its name", () => {
    const b = pods({ serviceAccountName: "own-1a2b3c4d" });
    b.add(ACCOUNT, "own", { metadata: { namespace: "a", labels: LABELS } });
    assert.deepEqual(selected(b), [false], "perhaps");
    b.get("own").id = "a/own-1a2b3c4d";
    assert.deepEqual(selected(b), [true]);
  });

  it("is the one of their own cluster, where another has one of the same name", () => {
    const [own, other] = ["own", "other"].map((name) => ({ provider: `${providerUrn(name)}::id` }));
    const b = pods({ serviceAccountName: "own" }, own);
    for (const name of ["own", "other"]) {
      const cluster = new Ref(b.add(TYPES.innerCluster, name, { name }));
      b.add("pulumi:providers:kubernetes", name, { kubeconfig: cluster });
    }
    account(b, "first", LABELS, own);
    account(b, "second", {}, other);
    assert.deepEqual(selected(b), [true]);
    Object.assign(b.get("second"), { provider: own.provider });
    assert.deepEqual(selected(b), [false], "which of two it is, is not told");
  });
});

function providerUrn(name: string): string {
  return `urn:pulumi:test::lab::pulumi:providers:kubernetes::${name}`;
}
