import assert from "node:assert/strict";
import type { Recording } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import type { AutoModeFact } from "../../model/reachability/reasons";
import { reachability } from "../../model/reachability/reachability";
import { read } from "../../model/reading/reading";
import { waitsFor } from "../support/lab";
import { all, failure, inputs, only, runExample, type RunOptions } from "../support/program";
import { ruleLines } from "../support/rules";
import { verdicts } from "../support/verdicts";

const CLUSTER = "sg-0123456789abcdef0";
const DATABASE = "sg-0123456789abcdef1";
const NODES = "sg-0123456789abcdef2";

const run = (options: RunOptions = {}): Promise<Recording> => runExample("auto-mode", options);

/** The paths of bound pods that are not known since Auto Mode's documentation does not say, each with what it does not say. */
function notDocumented({ graph }: Recording): string[] {
  return reachability(read(graph)).flatMap(({ from, to, port, reason, allowed }) => {
    if (reason.kind !== "not documented for Auto Mode" || !from.startsWith("bound:")) return [];
    assert.equal(allowed, null);
    const what: AutoModeFact = reason.what;
    return [`${from} -> ${to} ${port}: ${what}`];
  });
}

describe("the example auto-mode", () => {
  it("makes both halves of DNS, the path and the database, a rule for each probe, and nothing else", async () => {
    const own = (name: string): string[] => [
      `${name}-pods from ${CLUSTER} tcp 8080`,
      `${name}-pods to ${CLUSTER} tcp 53`,
      `${name}-pods to ${CLUSTER} udp 53`,
      `${CLUSTER} from ${name}-pods tcp 53`,
      `${CLUSTER} from ${name}-pods udp 53`,
    ];
    const paths = [
      "orders-pods from web-pods tcp 8080",
      "web-pods to orders-pods tcp 8080",
      `orders-pods to ${DATABASE} tcp 3306`,
      `${DATABASE} from orders-pods tcp 3306`,
    ];
    assert.deepEqual(ruleLines(await run()), [...own("orders"), ...own("web"), ...paths].sort());
  });

  for (const preview of [false, true]) {
    const when = preview ? " (preview)" : "";

    it(`is open by both rules of a path, and shut to the internet${when}`, async () => {
      const { open, closed } = verdicts(await run({ preview }));
      assert.deepEqual(
        open.filter((row) => row.startsWith("bound:")),
        [`bound:shop/orders -> group:orders-db tcp 3306`, "bound:shop/web -> bound:shop/orders tcp 8080"],
      );
      assert.deepEqual(closed, ["internet -> bound:shop/orders tcp 8080", "internet -> bound:shop/web tcp 8080"]);
    });

    it(`is not known, by name, where the documentation of Auto Mode does not say${when}`, async () => {
      assert.deepEqual(notDocumented(await run({ preview })), [
        "bound:shop/orders -> dns 53: DNS",
        "bound:shop/orders -> dns 53: DNS",
        "bound:shop/orders -> bound:shop/orders 8080: same node",
        "bound:shop/orders -> bound:shop/web 8080: same node",
        "bound:shop/orders -> internet 443: leaving the VPC",
        "bound:shop/web -> dns 53: DNS",
        "bound:shop/web -> dns 53: DNS",
        "bound:shop/web -> bound:shop/web 8080: same node",
        "bound:shop/web -> internet 443: leaving the VPC",
      ]);
    });

    it(`says what enforces it, and touches no VPC CNI${when}`, async () => {
      const recording = await run({ preview });
      const { bindings } = recording.outputs as { bindings: { [name: string]: { [field: string]: Json } } };
      for (const name of ["orders", "web"]) {
        assert.equal(bindings[name].enforcedBy, "eks-auto-mode");
        assert.ok(!("vpcCni" in bindings[name]));
      }
      for (const policy of all(recording, "SecurityGroupPolicy")) {
        assert.deepEqual(at(inputs(policy), "metadata", "annotations"), {
          "sgp.internal/enforced-by": "eks-auto-mode",
        });
      }
      for (const type of ["PodEniAddon", "aws:eks/addon:Addon"]) assert.deepEqual(all(recording, type), []);
    });

    it(`starts no pod before its policy and rules${when}`, async () => {
      const recording = await run({ preview });
      for (const [name, rules] of Object.entries({ orders: 7, web: 7 })) {
        const before = waitsFor(recording, only(recording, "Deployment", name));
        assert.ok(before.some((other) => other.endsWith(` ${name}-policy`)));
        const own = before.filter((other) => new RegExp(`gressRule ${name}-`).test(other));
        assert.equal(own.length, rules, name);
      }
    });

    it(`refuses a version that does not take SecurityGroupPolicy${when}`, async () => {
      const message = await failure(run({ preview, config: ["auto-mode:kubernetesVersion=1.35"] }));
      assert.match(
        message,
        /^PodSecurityGroupBinding "orders" cannot be made:\n {2}cluster\.autoMode\.kubernetesVersion: 1\.35 /,
      );
    });
  }

  it("asks the group that a NodeClass gives to its nodes, where that is another one", async () => {
    const lines = ruleLines(await run({ config: [`auto-mode:nodeSecurityGroupId=${NODES}`] }));
    assert.equal(lines.filter((line) => line.includes(NODES)).length, 10);
    assert.deepEqual(
      lines.filter((line) => line.includes(CLUSTER)),
      [],
    );
  });
});
