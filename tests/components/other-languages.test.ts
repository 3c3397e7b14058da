import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components";
import { committedSchema } from "../support/component-schema";
import { construct } from "../support/construct";
import { runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { bindingArgs, clusterArgs, databaseArgs, existingCluster, fittingAddon, HOME, MYSQL } from "../support/samples";

/** How a user writes a component, and arguments that it takes. */
const GOOD: { [component: string]: pulumi.Inputs } = {
  CatalogService: { ...HOME, database: MYSQL },
  ConnectivityProbe: { ...HOME, expect: "connects", address: "db.example.com", port: 3306, rerunOn: [] },
  Database: databaseArgs(),
  InClusterDatabase: { ...HOME, databaseName: "orders", username: "orders_user", serviceName: "orders-mysql" },
  LabNamespace: { namespace: "shop" },
  Network: {},
  PodEniAddon: { clusterName: "prod" },
  PodEniCluster: clusterArgs(),
  PodSecurityGroupBinding: bindingArgs(),
};

const token = (component: string): string => `pod-security-groups:${component}`;

const refusedAt = (component: string, path: string): string =>
  `${component} "orders" cannot be made:\n  ${path}: is an Output: secret, or known only after deployment; give the value itself`;

/** A key of a map. */
const KEY = "app.kubernetes.io/name";

/** What a schema says of a value. */
interface Described {
  type?: string;
  plain?: boolean;
  $ref?: string;
  items?: Described;
  additionalProperties?: Described;
}

/** A value inside of arguments, with the way to it. */
interface Leaf extends Described {
  steps: (string | 0)[];
}

/** All values inside of what the committed schema says of an argument; a list has one item, and a map one key. */
function leavesOf(part: Described, steps: Leaf["steps"]): Leaf[] {
  const { $ref, items, additionalProperties } = part;
  if (items) return leavesOf(items, [...steps, 0]);
  if (additionalProperties) return leavesOf(additionalProperties, [...steps, KEY]);
  if ($ref === undefined) return [{ ...part, steps }];
  const { properties } = committedSchema().types[$ref.replace("#/types/", "")];
  return Object.entries(properties).flatMap(([name, field]) => leavesOf(field as Described, [...steps, name]));
}

/** A value inside of lists and objects. */
function around(value: unknown, steps: Leaf["steps"]): unknown {
  return steps.reduceRight((within, step) => (step === 0 ? [within] : { [step]: within }), value);
}

/** A component as TypeScript makes it. */
const make = (component: string, args: pulumi.Inputs): unknown => {
  const constructors = components as unknown as { [name: string]: new (name: string, args: pulumi.Inputs) => unknown };
  return new constructors[component]("orders", args);
};

describe("a component that a program in another language makes", () => {
  it("is each one of the package", () => {
    const names = Object.keys(committedSchema().resources).map((type) => type.split(":")[2]);
    assert.deepEqual(names.sort(), Object.keys(GOOD));
  });

  for (const [component, args] of Object.entries(GOOD)) {
    it(`is made of what arrives by the wire, with all outputs that the schema has (${component})`, async () => {
      let found: pulumi.Inputs = {};
      await runMade(async () => (found = await construct(token(component), "orders", args)), {
        lookUps: fittingAddon(),
      });
      const { required = [] } = committedSchema().resources[`pod-security-groups:index:${component}`];
      for (const output of required) assert.notEqual(found[output], undefined, output);
    });

    const inputs = Object.entries(
      committedSchema().resources[`pod-security-groups:index:${component}`].inputProperties,
    );
    it(`refuses an Output where a plain value decides what there is, and takes it elsewhere (${component})`, async () => {
      for (const [name, { plain, type }] of inputs) {
        const value: unknown = args[name] ?? (type === "number" ? 1 : type === "object" ? {} : "1.36");
        const given = { ...args, [name]: pulumi.secret(value) };
        const made = (): unknown => construct(token(component), "orders", given);
        if (plain) {
          const { message, made: resources } = await refusal(made, { lookUps: fittingAddon() });
          assert.equal(message, refusedAt(component, name));
          assert.deepEqual(resources, []);
        } else {
          const told = await runMade(made, { lookUps: fittingAddon() }).then(
            () => "",
            (error: unknown) => (error as Error).message,
          );
          assert.doesNotMatch(told, /is an Output: secret/, name);
        }
      }
    });

    const inside = inputs
      .flatMap(([name, part]) => leavesOf(part as Described, [name]))
      .filter(({ steps }) => steps.length > 1);
    if (inside.length === 0) continue;
    it(`does so inside of its arguments, and names the place (${component})`, async () => {
      for (const { steps, plain, type } of inside) {
        const value = pulumi.secret(type === "number" ? 443 : type === "boolean" ? true : "1.36");
        const given: pulumi.Inputs = { ...args, [steps[0]]: around(value, steps.slice(1)) };
        const made = (): unknown => construct(token(component), "orders", given);
        const message = await runMade(made, { lookUps: fittingAddon() }).then(
          () => "",
          (error: unknown) => (error as Error).message,
        );
        const path = steps.map((step) => (step === 0 ? "[0]" : step === KEY ? `["${KEY}"]` : `.${step}`)).join("");
        if (plain) assert.equal(message, refusedAt(component, path.slice(1)));
        else assert.doesNotMatch(message, /is an Output: secret/, path);
      }
    });
  }
});

describe("a bad argument from another language", () => {
  const ids = { vpcId: "vpc-0a1b2c3d4e5f60718", clusterSecurityGroupId: "eks-cluster-sg-prod" };
  for (const [what, component, args] of [
    ["an unknown value", "PodEniAddon", { clusterName: "prod", management: "adopt", enforcingMode: "lax" }],
    [
      "several at once, deep inside",
      "PodSecurityGroupBinding",
      {
        cluster: { ...existingCluster(), ...ids },
        namespace: "orders",
        reaches: [
          { dns: true, kubernetesApi: true },
          { database: { name: "db", securityGroupId: "orders-db", port: 0 } },
        ],
        reachableFrom: [{ nodes: true, port: 70000 }],
      },
    ],
    ["a selector of everything", "PodSecurityGroupBinding", bindingArgs({ podSelector: {} })],
    ["a number that is none", "Network", { availabilityZoneCount: 9 }],
    [
      "Outputs where values decide, deep inside",
      "PodSecurityGroupBinding",
      { ...bindingArgs(), reaches: [{ self: true, port: pulumi.secret(80) }] },
    ],
  ] as [string, string, pulumi.Inputs][]) {
    it(`is told as in TypeScript, before anything is made: ${what}`, async () => {
      const other = await refusal(() => construct(token(component), "orders", args));
      const typescript = await refusal(() => make(component, args));
      assert.deepEqual(other, typescript);
      assert.ok(other.paths.length > 0);
      assert.deepEqual(other.made, []);
    });
  }

  it("names every place of Outputs that are several, the outermost of each", async () => {
    const path = { self: pulumi.secret(true), port: pulumi.secret(80) };
    const args = { ...bindingArgs(), reaches: [pulumi.secret({ dns: true }), { database: pulumi.secret({}) }, path] };
    const { paths, made } = await refusal(() => construct(token("PodSecurityGroupBinding"), "orders", args));
    assert.deepEqual(paths.sort(), ["reaches[0]", "reaches[1].database", "reaches[2].port", "reaches[2].self"]);
    assert.deepEqual(made, []);
  });

  const late = { ...existingCluster(), vpcCni: { ...existingCluster().vpcCni, podEni: pulumi.output(false) } };
  it("is told as in TypeScript where only a deployment shows it", async () => {
    const args = { cluster: late, namespace: "orders" };
    const other = await refusal(() => construct(token("PodSecurityGroupBinding"), "orders", args));
    const typescript = await refusal(() => make("PodSecurityGroupBinding", args));
    assert.deepEqual([other.message, other.paths], [typescript.message, typescript.paths]);
    assert.match(other.message, /^PodSecurityGroupBinding "orders" cannot be made:\n {2}cluster\.vpcCni: /);
  });

  it("has no trace of the program's insides, which the provider prints where a check of Outputs fails", async () => {
    for (const args of [bindingArgs({ podSelector: {} }), { cluster: late, namespace: "orders" }]) {
      const error = await runMade(() => construct(token("PodSecurityGroupBinding"), "orders", args)).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      assert.equal(error?.stack, error?.message);
      assert.doesNotMatch(error!.stack!, /\n\s+at /);
    }
  });
});
