import { deepStrictEqual, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components";
import type { Registration } from "../../cli/record/recorder";
import { at } from "../../model/graph/graph";
import { title } from "../support/lab";
import { runMade } from "../support/program";
import { bindingArgs, clusterArgs, databaseArgs, HOME, MYSQL, peer } from "../support/samples";

/** How each component is made, as small as its arguments allow. */
const MAKE: { [component: string]: (name: string) => pulumi.ComponentResource } = {
  CatalogService: (name) => new components.CatalogService(name, { ...HOME, database: MYSQL }),
  ConnectivityProbe: (name) =>
    new components.ConnectivityProbe(name, { expect: "connects", ...HOME, address: "db", port: 3306, rerunOn: [] }),
  Database: (name) => new components.Database(name, databaseArgs({ finalSnapshot: true })),
  InClusterDatabase: (name) =>
    new components.InClusterDatabase(name, { ...HOME, serviceName: name, databaseName: "orders", username: "orders" }),
  LabNamespace: (name) => new components.LabNamespace(name, { namespace: name }),
  Network: (name) => new components.Network(name, { natGatewayPerZone: true }),
  PodEniAddon: (name) =>
    new components.PodEniAddon(name, { clusterName: name, management: "create", version: "v1.21.1-eksbuild.1" }),
  PodEniCluster: (name) =>
    new components.PodEniCluster(name, {
      ...clusterArgs({ clusterName: name }),
      adminPrincipalArns: ["arn:aws:iam::123456789012:role/admin"],
    }),
  PodSecurityGroupBinding: (name) =>
    new components.PodSecurityGroupBinding(
      name,
      bindingArgs({
        reaches: [{ dns: true }, { securityGroup: peer("cache"), port: 6379 }, { self: true, port: 7946 }],
        reachableFrom: [{ nodes: true, port: 8080 }],
      }),
    ),
};

/** The name that a resource has in AWS or Kubernetes, where the program gives it one. */
function physicalName({ type, inputs }: Registration): string | undefined {
  const name = at(inputs, "name") ?? at(inputs, "identifier") ?? at(inputs, "metadata", "name");
  const namespace = at(inputs, "metadata", "namespace") ?? "";
  return name === undefined ? undefined : JSON.stringify([type, namespace, name]);
}

describe("every component", () => {
  it("is in this test", () => {
    const exported = Object.entries(components as { [name: string]: unknown })
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
      .map(([name]) => name);
    deepStrictEqual(exported.sort(), Object.keys(MAKE).sort());
  });

  for (const [component, make] of Object.entries(MAKE)) {
    describe(component, () => {
      for (const preview of [false, true]) {
        it(`can be made twice in one ${preview ? "preview" : "program"} without a clash`, async () => {
          const one = await runMade(() => void make("one"), { preview });
          const both = await runMade(() => void [make("one"), make("two")], { preview });
          strictEqual(both.registrations.length, 2 * one.registrations.length);
          const names = both.registrations.map(physicalName).filter((name) => name !== undefined);
          deepStrictEqual(
            names.filter((name, i) => names.indexOf(name) !== i),
            [],
          );
        });
      }

      it("names what it makes after itself, and is the parent of all of it", async () => {
        const { registrations } = await runMade(() => void make("one"));
        const roots = registrations.filter(({ parent }) => parent === undefined);
        deepStrictEqual(roots.map(title), [`pod-security-groups:index:${component} one`]);
        deepStrictEqual(registrations.filter(({ name }) => name !== "one" && !name.startsWith("one-")).map(title), []);
      });

      it("takes its type from the package, whoever uses it", async () => {
        const { registrations } = await runMade(() => void make("one"));
        const [own] = registrations.filter(({ parent }) => parent === undefined);
        const ends = component === "PodSecurityGroupBinding" ? { ends: [peer("cache")] } : {};
        deepStrictEqual([own.custom, own.inputs], [false, ends]);
      });
    });
  }
});
