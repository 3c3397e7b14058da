import { deepStrictEqual, strictEqual } from "node:assert";
import { at, UNKNOWN } from "../../model/graph/graph";
import { hexId } from "../support/deploy-mocks";
import { LAB_STAGES, lab, title } from "../support/lab";
import { all, only } from "../support/program";

const POD_GROUP = `sg-${hexId("catalog-pods")}`;

async function urns(stage: string): Promise<Set<string>> {
  return new Set((await lab(stage)).registrations.map(({ urn }) => urn));
}

async function endpoint(stage: string): Promise<unknown> {
  return at(only(await lab(stage), "ConfigMap").inputs, "data", "RETAIL_CATALOG_PERSISTENCE_ENDPOINT");
}

/** Titles of what Pulumi does not wait for. */
async function notAwaited(stage: string): Promise<string[]> {
  const { registrations } = await lab(stage);
  return registrations
    .filter(({ inputs }) => at(inputs, "metadata", "annotations", "pulumi.com/skipAwait") !== undefined)
    .map(title);
}

describe("a change of stage", () => {
  for (const [from, to] of [
    ["in-cluster", "rds-unbound"],
    ["rds-unbound", "bound"],
    ["in-cluster", "bound"],
  ]) {
    it(`between ${from} and ${to} keeps the URNs of all that both have, and renames nothing`, async () => {
      const [before, after] = [await urns(from), await urns(to)];
      const gone = [...before].filter((urn) => !after.has(urn)).map((urn) => urn.split("::")[2].split("$")[0]);
      const made = [...after].filter((urn) => !before.has(urn)).map((urn) => urn.split("::")[2].split("$")[0]);
      const whole = (types: string[]): string[] => [...new Set(types)].sort();
      deepStrictEqual(whole(gone), from === "in-cluster" ? ["pod-security-groups:index:InClusterDatabase"] : []);
      deepStrictEqual(
        whole(made),
        to === "bound"
          ? ["pod-security-groups:index:ConnectivityProbe", "pod-security-groups:index:PodSecurityGroupBinding"]
          : [],
      );
    });
  }

  for (const type of ["Deployment", "ConfigMap", "Secret", "Service"]) {
    it(`updates the catalog's ${type} in place of making another`, async () => {
      const found = new Set<string>();
      for (const stage of LAB_STAGES) {
        const [own] = all(await lab(stage), `kubernetes:${type === "Deployment" ? "apps" : "core"}/v1:${type}`).filter(
          ({ urn }) => urn.includes("CatalogService"),
        );
        found.add(own.urn);
      }
      strictEqual(found.size, 1);
    });
  }

  it("points the catalog at MySQL in the cluster first, and at RDS from then on", async () => {
    strictEqual(await endpoint("in-cluster"), "catalog-mysql:3306");
    strictEqual(await endpoint("rds-unbound"), "catalog-db.rds.example.com:3306");
    strictEqual(await endpoint("bound"), "catalog-db.rds.example.com:3306");
  });

  it("keeps the selector of the Deployment, which Kubernetes lets nobody change", async () => {
    const selectors = await Promise.all(
      LAB_STAGES.map(async (stage) =>
        JSON.stringify(at(only(await lab(stage), "Deployment").inputs, "spec", "selector")),
      ),
    );
    strictEqual(new Set(selectors).size, 1);
  });
});

describe("waiting", () => {
  it("leaves out the workload that is expected to fail, and its Service, in stage rds-unbound alone", async () => {
    deepStrictEqual(await notAwaited("rds-unbound"), [
      "kubernetes:apps/v1:Deployment catalog",
      "kubernetes:core/v1:Service catalog",
    ]);
    deepStrictEqual(await notAwaited("bound"), []);
  });

  it("leaves out the Service of MySQL in the cluster, whose pod is awaited itself", async () => {
    deepStrictEqual(await notAwaited("in-cluster"), ["kubernetes:core/v1:Service catalog-mysql"]);
  });

  it("is never left out for a probe", async () => {
    for (const stage of LAB_STAGES) {
      for (const job of all(await lab(stage), "Job")) {
        deepStrictEqual(at(job.inputs, "metadata", "annotations"), { "pulumi.com/replaceUnready": "true" });
      }
    }
  });
});

describe("the output podSecurityGroupBinding", () => {
  const documented = {
    bound: true,
    enforcedBy: "vpc-cni",
    securityGroup: { id: POD_GROUP, name: "catalog-pods-1a2b3c4" },
    vpcCni: {
      podEni: true,
      enforcingMode: "strict",
      disableTcpEarlyDemux: true,
      version: "v1.21.1-eksbuild.1",
      source: "create",
    },
    securityGroupPolicy: {
      namespace: "catalog",
      name: "catalog-policy-1a2b3c4d",
      podSelector: { matchLabels: { "sgp.internal/pod-security-group": "catalog" } },
      groupIds: [POD_GROUP],
    },
    reaches: [
      { peer: "dns", protocol: "tcp", port: 53 },
      { peer: "dns", protocol: "udp", port: 53 },
      { peer: "catalog-db", protocol: "tcp", port: 3306 },
    ],
    reachableFrom: [{ peer: "nodes", protocol: "tcp", port: 8080 }],
  };

  it("is the one wiring of the lab, as documented", async () => {
    deepStrictEqual((await lab("bound")).outputs.podSecurityGroupBinding, documented);
  });

  it("shows in a preview all but what AWS and Kubernetes will name", async () => {
    deepStrictEqual((await lab("bound", true)).outputs.podSecurityGroupBinding, {
      ...documented,
      securityGroup: { id: UNKNOWN, name: UNKNOWN },
      vpcCni: { ...documented.vpcCni, version: UNKNOWN },
      securityGroupPolicy: { ...documented.securityGroupPolicy, name: UNKNOWN, groupIds: UNKNOWN },
    });
  });

  for (const stage of ["in-cluster", "rds-unbound"]) {
    it(`says in stage ${stage} that nothing is bound, and no more`, async () => {
      deepStrictEqual((await lab(stage)).outputs.podSecurityGroupBinding, { bound: false });
      strictEqual((await lab(stage)).outputs.stage, stage);
    });
  }
});
