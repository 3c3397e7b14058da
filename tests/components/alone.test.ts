import { deepStrictEqual, ok } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import * as components from "../../components";
import { runMade } from "../support/program";
import { bindingArgs, CLUSTER_GROUP, clusterArgs, databaseArgs, HOME, MYSQL, VPC_ID } from "../support/samples";

/** Each component in the smallest program that has it: plain values and ids of what something else made, and nothing else. */
const ALONE: { [component: string]: () => pulumi.ComponentResource } = {
  CatalogService: () => new components.CatalogService("catalog", { ...HOME, database: MYSQL }),
  ConnectivityProbe: () =>
    new components.ConnectivityProbe("probe", {
      ...{ ...HOME, expect: components.ProbeExpectation.connects },
      ...{ address: "orders.example.com", port: 3306, rerunOn: [] },
    }),
  Database: () => new components.Database("orders", databaseArgs()),
  InClusterDatabase: () =>
    new components.InClusterDatabase("mysql", {
      ...{ ...HOME, serviceName: "mysql", databaseName: "orders", username: "orders_user" },
    }),
  LabNamespace: () => new components.LabNamespace("shop", { namespace: "shop" }),
  Network: () => new components.Network("shop", {}),
  PodEniAddon: () =>
    new components.PodEniAddon("shop", {
      ...{ clusterName: "shop", management: components.AddonManagement.create, version: "v1.21.1-eksbuild.1" },
    }),
  PodEniCluster: () => new components.PodEniCluster("shop", clusterArgs()),
  PodSecurityGroupBinding: () => new components.PodSecurityGroupBinding("orders", bindingArgs()),
};

/** Every component that the package exports. */
const EXPORTED = Object.entries(components)
  .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
  .map(([name]) => name);

describe("a component alone", () => {
  it("is each one that the package exports", () => {
    deepStrictEqual(Object.keys(ALONE).sort(), EXPORTED.sort());
  });

  for (const [name, make] of Object.entries(ALONE)) {
    for (const preview of [false, true]) {
      it(`${name} is made of plain values${preview ? ", in a preview" : ""}, with all below itself`, async () => {
        const { registrations } = await runMade(() => void make(), { preview });
        const own = registrations.filter(({ type }) => type !== "pulumi:pulumi:Stack");
        const [first] = own.filter(({ type }) => type === `pod-security-groups:index:${name}`);
        ok(first);
        const urns = new Set(own.map(({ urn }) => urn));
        deepStrictEqual(
          own.filter(({ urn, parent }) => urn !== first.urn && !urns.has(parent ?? "")).map(({ urn }) => urn),
          [],
        );
        ok(own.length > 1, "it made nothing");
      });
    }
  }

  it("PodSecurityGroupBinding is made in EKS Auto Mode of plain values as well", async () => {
    const cluster = { vpcId: VPC_ID, clusterSecurityGroupId: CLUSTER_GROUP, autoMode: { kubernetesVersion: "1.36" } };
    const { registrations } = await runMade(
      () => void new components.PodSecurityGroupBinding("orders", bindingArgs({ cluster })),
    );
    ok(registrations.some(({ type }) => type.endsWith(":SecurityGroupPolicy")));
  });
});
