import assert from "node:assert/strict";
import { join } from "node:path";
import { watching } from "./between";
import { type Deed, deedsIn, shortName } from "./events";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** So long the group of the pods cannot be deleted, as while branch interfaces cool down. */
const IN_USE_MS = 90_000;

const CLUSTER = "Cluster lab-eks-eksCluster";
const NODES = "NodeGroup lab-nodes";
const CNI = "Addon lab-pod-eni-vpc-cni";
const CONTROLLER = "RolePolicyAttachment lab-cluster-AmazonEKSVPCResourceController";
const GROUP = "SecurityGroup catalog-pods";
const RULE = "SecurityGroupIngressRule catalog-to-catalog-db-tcp-3306-ingress";
const POLICY = "SecurityGroupPolicy catalog-policy";
const CATALOG = "Deployment catalog";

/** The first is made before the second is begun, and deleted after it. */
const PAIRS: [string, string][] = [
  [CONTROLLER, CLUSTER],
  [CLUSTER, CNI],
  [CNI, NODES],
  [CONTROLLER, NODES],
  ["Route lab-private-a-internet", NODES],
  ["RouteTableAssociation lab-private-a", NODES],
  [NODES, "Addon lab-coredns"],
  [NODES, GROUP],
  [CNI, GROUP],
  [CONTROLLER, GROUP],
  [CLUSTER, GROUP],
  [GROUP, RULE],
  [RULE, POLICY],
  [POLICY, CATALOG],
  [POLICY, "Job probe-bound"],
  [RULE, "Job probe-unlabelled"],
  ["Job probe-bound", CATALOG],
  ["Instance catalog-db", "Job probe-unlabelled"],
  ["Addon lab-coredns", CATALOG],
  ["ServiceAccount catalog", CATALOG],
];

/** As the providers were called. */
function assertOrder(deeds: Deed[], pairs: [string, string][]): void {
  const of = (name: string): Deed => {
    const [found, ...others] = deeds.filter((deed) => shortName(deed) === name);
    assert.ok(found?.ended !== undefined && others.length === 0, `${name}: ${deeds.map(shortName).join(", ")}`);
    return found;
  };
  for (const [first, second] of pairs) assert.ok(of(first).ended! < of(second).begun, `${first} before ${second}`);
}

export const order: Scenario = {
  proves: "providers are called in the right order; a security group in use for 90 s does not stop a destroy",
  minutes: 15,
  async run() {
    await stack.isEmpty();
    const log = (name: string): string => join(stack.work.folder, `order-${name}.events`);
    await stack.well("up", "--event-log", log("up"));
    const made = deedsIn(log("up"));
    assert.deepEqual([...new Set(made.map(({ op }) => op))], ["create"]);
    assertOrder(made, PAIRS);

    const group = stack.resources("aws:ec2/securityGroup:SecurityGroup").find((one) => shortName(one) === GROUP)!.id!;
    let [first, refused] = [0, 0];
    await watching(
      ({ operation, key }) => {
        if (operation !== "DeleteSecurityGroup" || !key.includes(group)) return undefined;
        first ||= Date.now();
        if (Date.now() - first > IN_USE_MS) return undefined;
        refused++;
        return { code: "DependencyViolation", message: `resource ${group} has a dependent object` };
      },
      () => stack.well("destroy", "--event-log", log("destroy")),
    );
    const deleted = deedsIn(log("destroy"));
    assert.deepEqual([...new Set(deleted.map(({ op }) => op))], ["delete"]);
    assertOrder(
      deleted,
      PAIRS.map(([before, after]) => [after, before]),
    );
    assert.ok(refused > 1);
    assert.deepEqual(await stack.leftovers(), []);
    return `${made.length} made and ${deleted.length} deleted, ${PAIRS.length} pairs in order; ${refused} refusals in 90 s`;
  },
};
