import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { PolicyResource } from "@pulumi/policy/policy";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { graphFromPolicy, plainJson } from "../../policies/graph-from-policy";
import { LAB_STAGES } from "../support/lab";
import { preview } from "./engine";
import { mutants } from "./mutants";
import { copy, edited, hide, LAB, labGraph, set, recordLabFirst } from "./support";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Exported by the SDK, but left out of its type declarations.
const { unknownCheckingProxy, UnknownValueError } = require("@pulumi/policy/proxy") as {
  unknownCheckingProxy: <T>(props: T) => T;
  UnknownValueError: new () => Error;
};

const officeRule = copy(...LAB.databaseIngress, "office", (made) => {
  made.inputs = { securityGroupId: UNKNOWN, cidrIpv4: "10.0.0.0/8", ipProtocol: "tcp", fromPort: 3306, toPort: 3306 };
  delete made.propertyDependencies.referencedSecurityGroupId;
});

describe("a preview through the policy SDK", () => {
  recordLabFirst();
  for (const stage of LAB_STAGES) {
    it(`passes the lab of stage ${stage}, unknown values and all`, async function () {
      this.timeout(20_000);
      deepStrictEqual(await preview(await labGraph([], stage)), []);
    });
  }

  it("keeps a certain violation mandatory though its group and all else is unknown", async () => {
    const found = await preview(await labGraph([officeRule, hide(...LAB.cni, "addonVersion")]));
    const [violation] = found.filter(({ level }) => level === 1);
    strictEqual(violation.policy, "database-admits-bound-pods");
    ok(violation.urn.endsWith("::office"));
    match(violation.message, /rule "office" admits 10\.0\.0\.0\/8 to Instance "catalog-db"/);
  });

  it("says once, as advice, what cannot be known before deployment", async () => {
    const found = await preview(
      await labGraph([hide(...LAB.database, "storageEncrypted"), hide(...LAB.cni, "addonVersion")]),
    );
    deepStrictEqual(
      found.map(({ policy, level }) => [policy, level]),
      [
        ["vpc-cni-setting", 0],
        ["database-encrypted", 0],
      ],
    );
    match(found[1].message, /^Cannot be known before deployment: whether Instance "catalog-db" is encrypted$/);
  });

  it("says the same as the offline run over the plan", async function () {
    this.timeout(20_000);
    const graph = await labGraph();
    for (const { title, edits } of mutants(graph).filter((_, i) => i % 37 === 0)) {
      const changed = edited(graph, edits);
      const offline = policyVerdicts(read(changed)).filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
      const online = (await preview(changed)).filter(({ level }) => level === 1);
      deepStrictEqual(online.map(({ policy }) => policy).sort(), offline.map(({ policy }) => policy).sort(), title);
    }
  });

  it("still judges what outputs show where nobody reads the inputs, and takes nothing computed for given", async () => {
    // The inputs of earlier previews are kept by URN: these are resources that the pack has never seen.
    const graph = await labGraph([
      officeRule,
      (changed) => {
        const renamed = JSON.parse(
          JSON.stringify(changed).replaceAll("urn:pulumi:dev::", "urn:pulumi:unseen::"),
        ) as typeof changed;
        Object.assign(changed, renamed);
      },
    ]);
    const found = await preview(graph, false);
    ok(found.some(({ policy, level }) => policy === "database-admits-bound-pods" && level === 1));
    ok(!found.some(({ policy }) => policy === "one-rule-style"));
  });
});

describe("what the SDK hands over", () => {
  recordLabFirst();
  it("becomes JSON without touching what throws", () => {
    const props = {
      a: UNKNOWN,
      b: { c: [UNKNOWN, 1, { d: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" }] },
      e: null,
      f: undefined,
    };
    const proxy = unknownCheckingProxy(props);
    let thrown: unknown;
    try {
      void proxy.b.c[0];
    } catch (error) {
      thrown = error;
    }
    ok(thrown instanceof UnknownValueError);
    deepStrictEqual(plainJson(proxy), { a: UNKNOWN, b: { c: [UNKNOWN, 1, { d: UNKNOWN }] }, e: null });
  });

  it("becomes JSON whatever is in it", () => {
    deepStrictEqual(plainJson({ list: [undefined, () => 1], deep: new Map() }), { list: [null, null], deep: {} });
  });

  it("tells the id, protect and the outputs that name something else, and of nothing more than it has", () => {
    const opts = { protect: true } as PolicyResource["opts"];
    const bare = { opts, dependencies: [], propertyDependencies: {} };
    const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "aws", props: {} };
    const given = (type: string, props: object): PolicyResource =>
      ({ ...bare, ...{ urn: `urn:${type}`, type, name: "a", provider, props } }) as unknown as PolicyResource;
    const [addon, vpc, group] = graphFromPolicy([
      given("aws:ec2/vpc:Vpc", { id: "vpc-1", defaultSecurityGroupId: "sg-1", arn: "arn:x", ipv6CidrBlock: UNKNOWN }),
      given("aws:ec2/securityGroup:SecurityGroup", { id: UNKNOWN }),
      given("aws:eks/addon:Addon", { configurationValues: "env: {A: 'true'}", toString: UNKNOWN }),
    ]).resources.sort((a, b) => (a.type < b.type ? 1 : -1));
    deepStrictEqual([vpc.id, vpc.protect, vpc.outputs], ["vpc-1", true, { defaultSecurityGroupId: "sg-1" }]);
    deepStrictEqual([Object.hasOwn(group, "id"), Object.hasOwn(group, "outputs")], [false, false]);
    deepStrictEqual(addon.inputs, { configurationValues: '{"env":{"A":"true"}}' });
    for (const resource of [addon, group, vpc]) {
      deepStrictEqual([resource.external, resource.retainOnDelete], [undefined, undefined]);
    }
  });

  it("is one graph for all rules, until something differs", async () => {
    const graph = await labGraph();
    const first = await preview(graph);
    deepStrictEqual(await preview(graph), first);
    const changed = edited(graph, [set(...LAB.database, "publiclyAccessible", true)]);
    strictEqual((await preview(changed)).length, 1);
    deepStrictEqual(await preview(graph), first);
  });
});
