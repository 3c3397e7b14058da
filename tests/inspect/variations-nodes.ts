/**
 * Nodes of several kinds beside each other.
 */
import { CATALOG, type Case, REFUSED, about, detachPolicy, interfacesOf, waiting, withoutTrunk } from "./breaking";
import * as w from "./world";
import type { World } from "./world";

const SECOND = "ip-10-42-97-11.us-west-2.compute.internal";
const SECOND_INSTANCE = "i-0aaaaaaaaaaaaaaa2";

/** A second node, of the same node group where its labels say no other. */
function addNode(world: World, more: Parameters<typeof w.node>[2], trunk?: string): void {
  world.objects.Node.push(w.node(SECOND, SECOND_INSTANCE, more));
  interfacesOf(world).push(...w.nodeInterfaces(SECOND_INSTANCE, "10.42.97.11", trunk));
  world.objects.CNINode.push({ metadata: { name: SECOND }, spec: { features: [{ name: "SecurityGroupsForPods" }] } });
}

/** The cases. */
export const NODE_VARIATIONS: Omit<Case, "mode">[] = [
  {
    ...{ title: "nodes of a t type beside those with a trunk", finds: [], code: 0 },
    breaks: (world) => addNode(world, { type: "t3.medium", capacity: "" }),
  },
  {
    ...{ title: "pods whose node selector keeps them on a t type", finds: ["branch-interfaces-out-of-reach"], code: 1 },
    at: [CATALOG],
    breaks: (world) => {
      addNode(world, { type: "t3.medium", capacity: "" });
      waiting(world);
      about(
        ...([world, "Pod", CATALOG, "FailedScheduling"] as const),
        "0/2 nodes are available: 1 Insufficient vpc.amazonaws.com/pod-eni, 1 node(s) didn't match Pod's node affinity/selector.",
      );
    },
  },
  {
    ...{ title: "the node that could have a trunk, beside one of a t type", finds: ["trunk-missing"], code: 1 },
    at: [w.NODE],
    breaks: (world) => {
      withoutTrunk(world);
      addNode(world, { type: "t3.medium", capacity: "" });
    },
  },
  {
    ...{ title: "a node that came seconds ago", finds: [], code: 0 },
    breaks: (world) => {
      addNode(world, { capacity: "" });
      world.objects.Node[1].metadata.creationTimestamp = "2026-11-26T10:09:20Z";
      world.objects.CNINode.pop();
    },
  },
  {
    ...{ title: "a node without a label of its type", finds: ["trunk-missing"], code: 1, at: [SECOND] },
    breaks: (world) => {
      addNode(world, { capacity: "" });
      delete world.objects.Node[1].metadata.labels!["node.kubernetes.io/instance-type"];
    },
  },
  {
    ...{ title: "EKS Hybrid Nodes, which are no EC2 instances", finds: [], code: 0 },
    breaks: (world) => {
      const hybrid = w.node("mi-0123456789abcdef0", "", { capacity: "" });
      hybrid.metadata.labels = { "kubernetes.io/os": "linux", "eks.amazonaws.com/compute-type": "hybrid" };
      hybrid.spec = { providerID: "eks-hybrid:///us-west-2/sgp-lab-dev/mi-0123456789abcdef0" };
      world.objects.Node.push(hybrid);
    },
  },
  {
    ...{ title: "Windows nodes beside Linux ones", finds: [], code: 0 },
    breaks: (world) => addNode(world, { capacity: "", labels: { "kubernetes.io/os": "windows" } }),
  },
  {
    ...{
      title: "a node without a free slot, where another policy of the role allows trunks",
      finds: ["no-slot-for-trunk", "role-policy-missing"],
      code: 1,
      at: [SECOND],
    },
    breaks: (world) => {
      detachPolicy(world);
      addNode(world, { capacity: "" });
      world.objects.CNINode[1].spec = { features: [] };
      interfacesOf(world).push(
        ...[2, 3].map((DeviceIndex) => ({
          ...w.eni(`eni-0000000000000000${DeviceIndex}`, `10.42.97.11${DeviceIndex}`, [w.CLUSTER_GROUP]),
          Attachment: { InstanceId: SECOND_INSTANCE, DeviceIndex, NetworkCardIndex: 0 },
        })),
      );
    },
  },
  {
    ...{ title: "a refusal that another policy has ended by now", finds: ["role-policy-missing"], code: 0 },
    breaks: (world) => {
      detachPolicy(world);
      about(world, "Node", w.NODE, "TrunkENICreationFailed", REFUSED);
    },
  },
];
