import { deepStrictEqual, ok } from "node:assert";
import type { Recording } from "../../cli/record/recorder";
import { allRules } from "../support/rules";
import { LAB_STAGES, lab, precedes, title, waitsFor } from "../support/lab";
import { only } from "../support/program";

/** `<type> <name>`, a type by its last part. */
type End = [type: string, name: string];

const NODE_GROUP: End = ["NodeGroup", "lab-nodes"];
const CATALOG: End = ["Deployment", "catalog"];
const PROBE: End = ["Job", "probe-bound"];
const POLICY: End = ["SecurityGroupPolicy", "catalog-policy"];
const POD_GROUP: End = ["SecurityGroup", "catalog-pods"];
const CNI: End = ["Addon", "lab-pod-eni-vpc-cni"];
const CONTROLLER: End = ["RolePolicyAttachment", "lab-cluster-AmazonEKSVPCResourceController"];
const CLUSTER: End = ["Cluster", "lab-eks"];

const RULES = [
  "SecurityGroupEgressRule catalog-to-dns-udp-53-egress",
  "SecurityGroupIngressRule catalog-to-dns-udp-53-ingress",
  "SecurityGroupEgressRule catalog-to-dns-tcp-53-egress",
  "SecurityGroupIngressRule catalog-to-dns-tcp-53-ingress",
  "SecurityGroupEgressRule catalog-to-catalog-db-tcp-3306-egress",
  "SecurityGroupIngressRule catalog-to-catalog-db-tcp-3306-ingress",
  "SecurityGroupIngressRule catalog-from-nodes-tcp-8080-ingress",
].map((rule) => rule.split(" ") as End);

/** An assertion for each pair: the first is made before the second, and deleted only after it. */
function inOrder(stage: string, pairs: [End, End][]): void {
  for (const [[firstType, firstName], [secondType, secondName]] of pairs) {
    it(`${stage}: ${firstType} ${firstName} before ${secondType} ${secondName}, and deleted after it`, async () => {
      const recording = await lab(stage);
      const [first, second] = [only(recording, firstType, firstName), only(recording, secondType, secondName)];
      ok(precedes(recording, first, second));
      ok(!precedes(recording, second, first));
    });
  }
}

describe("the order of creation, and backwards of deletion,", () => {
  for (const stage of LAB_STAGES) {
    describe("for nodes has what they need", () => {
      inOrder(stage, [
        [["RolePolicyAttachment", "lab-cluster-AmazonEKSClusterPolicy"], CLUSTER],
        [CONTROLLER, CLUSTER],
        [["LogGroup", "lab-logs"], CLUSTER],
        [CONTROLLER, NODE_GROUP],
        [CNI, NODE_GROUP],
        [["Addon", "lab-kube-proxy"], NODE_GROUP],
        [["RolePolicyAttachment", "lab-node-AmazonEKSWorkerNodePolicy"], NODE_GROUP],
        [["RolePolicyAttachment", "lab-node-AmazonEKS_CNI_Policy"], NODE_GROUP],
        [["RolePolicyAttachment", "lab-node-AmazonEC2ContainerRegistryPullOnly"], NODE_GROUP],
        [
          ["Route", "lab-public-internet"],
          ["NatGateway", "lab-nat-a"],
        ],
        [["Route", "lab-public-internet"], NODE_GROUP],
        [["RouteTableAssociation", "lab-public-a"], NODE_GROUP],
        [["Route", "lab-private-a-internet"], NODE_GROUP],
        [
          ["Route", "lab-private-b-internet"],
          ["RouteTableAssociation", "lab-private-b"],
        ],
        [["RouteTableAssociation", "lab-private-a"], NODE_GROUP],
        [["RouteTableAssociation", "lab-private-b"], NODE_GROUP],
        [["RouteTableAssociation", "lab-private-c"], NODE_GROUP],
        [NODE_GROUP, ["Addon", "lab-coredns"]],
      ]);
    });

    describe("for workloads has nodes, names and accounts", () => {
      inOrder(stage, [
        [NODE_GROUP, CATALOG],
        [["Addon", "lab-coredns"], CATALOG],
        [["Namespace", "catalog"], CATALOG],
        [["ServiceAccount", "catalog"], CATALOG],
        [
          ["ServiceAccount", "catalog"],
          ["Job", "probe-unlabelled"],
        ],
        [
          ["ServiceAccount", "elsewhere"],
          ["Job", "probe-elsewhere"],
        ],
        [
          ["Instance", "catalog-db"],
          ["Job", "probe-unlabelled"],
        ],
        [
          ["Instance", "catalog-db"],
          ["Job", "probe-elsewhere"],
        ],
        [CATALOG, ["Service", "catalog"]],
      ]);
    });

    it(`${stage}: the database waits for nothing of a cluster`, async () => {
      const recording = await lab(stage);
      const database = recording.registrations.filter(({ urn }) => urn.includes("index:Database"));
      deepStrictEqual(database.length, 7);
      for (const part of database) {
        deepStrictEqual(
          waitsFor(recording, part).filter((other) => /eks|PodEni|LogGroup|iam\/|kubernetes|nodes|Nat/.test(other)),
          [],
          title(part),
        );
      }
    });

    it(`${stage}: the control plane and its nodes wait for nothing of the database`, async () => {
      const recording = await lab(stage);
      for (const end of [CLUSTER, NODE_GROUP]) {
        deepStrictEqual(
          waitsFor(recording, only(recording, ...end)).filter((other) => other.includes("catalog")),
          [],
        );
      }
    });
  }

  describe("for bound pods has group, rules and policy", () => {
    for (const workload of [CATALOG, PROBE]) {
      inOrder("bound", [
        [POD_GROUP, workload],
        ...RULES.map((rule): [End, End] => [rule, workload]),
        [POLICY, workload],
      ]);
    }
    inOrder("bound", [
      ...RULES.map((rule): [End, End] => [POD_GROUP, rule]),
      ...RULES.map((rule): [End, End] => [rule, POLICY]),
      [PROBE, CATALOG],
    ]);

    it("names every rule of the program", async () => {
      const names = allRules(await lab("bound")).map(({ name }) => name);
      deepStrictEqual(names.sort(), RULES.map(([, name]) => name).sort());
    });
  });

  describe("for the pod security group comes after what removes its branch interfaces", () => {
    inOrder("bound", [
      [NODE_GROUP, POD_GROUP],
      [CNI, POD_GROUP],
      [CONTROLLER, POD_GROUP],
      [CLUSTER, POD_GROUP],
    ]);
  });

  describe("for a denial is proven only once every rule stands", () => {
    for (const job of ["probe-unlabelled", "probe-elsewhere"]) {
      inOrder(
        "bound",
        RULES.map((rule): [End, End] => [rule, ["Job", job]]),
      );
    }
  });

  describe("for the catalog of the first stage has its database", () => {
    inOrder("in-cluster", [[["StatefulSet", "catalog-mysql"], CATALOG]]);
  });

  it("is the same in a preview", async () => {
    const waits = (recording: Recording): string[][] =>
      [NODE_GROUP, POD_GROUP, POLICY, PROBE, CATALOG].map((end) => waitsFor(recording, only(recording, ...end)));
    deepStrictEqual(waits(await lab("bound", true)), waits(await lab("bound")));
  });
});
