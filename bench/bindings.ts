import { CatalogService, PodSecurityGroupBinding } from "../components";
import { planMocks } from "../cli/record/plan-mocks";
import { record, type Recording } from "../cli/record/recorder";

/** Records a program with many bindings, each with a workload, on a cluster that exists already. */
export function recordBindings(count: number): Promise<Recording> {
  return record(() => program(count), {
    project: "bench",
    stack: "bench",
    config: {},
    preview: true,
    mocks: planMocks,
  });
}

function program(count: number): void {
  const cluster = {
    vpcId: "vpc-0123456789abcdef0",
    clusterSecurityGroupId: "sg-0123456789abcdef0",
    vpcCni: { podEni: true, enforcingMode: "strict", disableTcpEarlyDemux: true, version: "v1.21.1-eksbuild.1" },
  };
  for (let i = 0; i < count; i++) {
    const binding = new PodSecurityGroupBinding(`app-${i}`, {
      cluster,
      namespace: "apps",
      reaches: [{ dns: true }, { database: { name: "orders", securityGroupId: "sg-0123456789abcdef1", port: 3306 } }],
      reachableFrom: [{ nodes: true, port: 8080 }],
    });
    new CatalogService(`app-${i}`, {
      namespace: "apps",
      serviceAccountName: "apps",
      database: { address: "db", port: 3306, databaseName: "orders", username: "orders", password: "unused" },
      podLabels: binding.podLabels,
      podAnnotations: binding.podAnnotations,
    });
  }
}
