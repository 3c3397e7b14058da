import { deepStrictEqual, match, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import {
  CatalogService,
  ConnectivityProbe,
  InClusterDatabase,
  LabNamespace,
  PodSecurityGroupBinding,
} from "../../components";
import { runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { bindingArgs, HOME, MYSQL } from "../support/samples";

const BAD_HOME = { namespace: "My_Shop", serviceAccountName: "shop..orders" };
const database = { databaseName: "orders", username: "orders_user" };

/** Component, what makes it, and the property paths of its problems. */
const REFUSED: [what: string, program: () => unknown, paths: string[]][] = [
  ["LabNamespace", () => new LabNamespace("shop", BAD_HOME), ["namespace", "serviceAccountName"]],
  ["LabNamespace", () => new LabNamespace("shop", { namespace: "" }), ["namespace"]],
  [
    "InClusterDatabase",
    () => new InClusterDatabase("Mysql", { ...BAD_HOME, ...database, serviceName: "3mysql" }),
    ["name", "namespace", "serviceAccountName", "serviceName"],
  ],
  [
    "InClusterDatabase",
    () => new InClusterDatabase("m".repeat(44), { ...HOME, ...database, serviceName: "mysql" }),
    ["name"],
  ],
  [
    "ConnectivityProbe",
    () => new ConnectivityProbe("a probe", { expect: "c", ...BAD_HOME, address: "db", port: 3306, rerunOn: [] }),
    ["name", "namespace", "serviceAccountName", "expect"],
  ],
  [
    "ConnectivityProbe",
    () =>
      new ConnectivityProbe("p".repeat(55), { expect: "connects", ...HOME, address: "db", port: 3306, rerunOn: [] }),
    ["name"],
  ],
  [
    "CatalogService",
    () => new CatalogService("9catalog", { ...BAD_HOME, database: { ...MYSQL, requireTls: true }, replicas: 0 }),
    ["name", "namespace", "serviceAccountName", "database.requireTls", "replicas"],
  ],
  [
    "PodSecurityGroupBinding",
    () => new PodSecurityGroupBinding("Orders", bindingArgs({ namespace: "Orders_x" })),
    ["name", "namespace"],
  ],
];

describe("names that become Kubernetes names", () => {
  for (const [what, program, paths] of REFUSED) {
    it(`are refused by ${what}, all at once and before anything is made: ${paths.join(", ")}`, async () => {
      const found = await refusal(program);
      deepStrictEqual(found.paths, paths);
      deepStrictEqual(found.made, []);
      match(found.message, new RegExp(`^${what} ".*" cannot be made:\n`));
    });
  }

  it("are told with what they can be", async () => {
    const { message } = await refusal(() => new LabNamespace("shop", BAD_HOME));
    strictEqual(
      message,
      [
        'LabNamespace "shop" cannot be made:',
        '  namespace: "My_Shop" cannot be a Kubernetes name: use 1 to 63 lower-case letters, digits and hyphens, no hyphen at an end',
        `  serviceAccountName: "shop..orders" cannot be a ServiceAccount's name: use up to 253 lower-case letters, digits, hyphens and dots, a letter or digit at each end`,
      ].join("\n"),
    );
  });

  for (const namespace of ["a", "0", "x".repeat(63), "a-b-9"]) {
    it(`can be ${namespace}`, async () => {
      await runMade(() => void new LabNamespace("shop", { namespace, serviceAccountName: "shop.orders" }));
    });
  }

  it("are not judged where they are Outputs, whose object was judged", async () => {
    const home = { namespace: pulumi.output("Shop"), serviceAccountName: pulumi.output("Shop") };
    await runMade(() => void new CatalogService("catalog", { ...home, database: MYSQL }));
  });
});
