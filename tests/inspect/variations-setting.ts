/**
 * The VPC CNI in other ways than the lab's.
 */
import type { Case } from "./breaking";
import { withoutTrunk } from "./breaking";
import * as w from "./world";
import type { World } from "./world";

const STANDARD = { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" };
const degraded = (world: World): void => {
  const health = { issues: [{ code: "InsufficientNumberOfReplicas" as const }] };
  Object.assign(world.aws.DescribeAddon.addon, { status: "DEGRADED", health });
};
const awsNodeWaits = (world: World, reason: string): void => {
  world.objects.Pod[0].status!.containerStatuses = [{ name: "aws-node", state: { waiting: { reason } } }];
};

/** The cases. */
export const SETTING_VARIATIONS: Omit<Case, "mode">[] = [
  {
    ...{ title: "another network plugin than the VPC CNI", finds: ["vpc-cni-missing"], code: 1 },
    breaks: (world) => {
      withoutTrunk(world, "m6g.large", []);
      world.objects.DaemonSet = [];
      world.objects.CNINode = [];
      world.objects.Pod.shift();
      world.instead.DescribeAddon = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
    },
  },
  {
    ...{ title: "no aws-node, beside an add-on of EKS and nodes with trunks", finds: [], code: 0 },
    breaks: (world) => {
      world.objects.DaemonSet = [];
      world.objects.Pod.shift();
    },
  },
  {
    ...{ title: "a mode that is none, of which EKS sees that pods are not ready", finds: ["mode-unknown"], code: 1 },
    breaks: (world) => {
      const mode = { ...w.STRICT, POD_SECURITY_GROUP_ENFORCING_MODE: "Strict" };
      w.setCni(world, mode, { DISABLE_TCP_EARLY_DEMUX: "true" });
      degraded(world);
    },
  },
  {
    ...{ title: "an image of aws-node that is not there", finds: ["aws-node-crashing"], code: 1, at: [w.NODE] },
    breaks: (world) => {
      awsNodeWaits(world, "ImagePullBackOff");
      degraded(world);
    },
  },
  {
    ...{ title: "an init container of aws-node that fails", finds: ["aws-node-crashing"], code: 1, at: [w.NODE] },
    breaks: (world) => {
      world.objects.Pod[0].status!.initContainerStatuses = [
        { name: "aws-vpc-cni-init", state: { waiting: { reason: "CrashLoopBackOff" } } },
      ];
    },
  },
  {
    ...{ title: "an aws-node that is just starting", finds: [], code: 0 },
    breaks: (world) => awsNodeWaits(world, "ContainerCreating"),
  },
  {
    ...{ title: "an add-on that is not healthy for a reason of its own", finds: ["addon-refused"], code: 1 },
    breaks: degraded,
  },
  {
    ...{ title: "an aws-node that still runs in the other mode", finds: ["aws-node-not-rolled"], code: 1 },
    at: [w.NODE],
    breaks: (world) => {
      const spec = w.awsNodeSpec(STANDARD, { DISABLE_TCP_EARLY_DEMUX: "true" });
      world.objects.Pod[0].spec = { ...spec, nodeName: w.NODE };
    },
  },
  {
    ...{ title: "a mode that was changed before another change", finds: ["mode-changed-after-pod"], code: 0 },
    breaks: (world) => {
      w.setCni(world, STANDARD, { DISABLE_TCP_EARLY_DEMUX: "true" });
      const revisions: [string, { [name: string]: string }][] = [
        ["2026-11-26T08:30:00Z", w.STRICT],
        ["2026-11-26T10:02:00Z", STANDARD],
        ["2026-11-26T10:03:00Z", { ...STANDARD, WARM_IP_TARGET: "2" }],
      ];
      world.objects.ControllerRevision = revisions.map(([creationTimestamp, env], index) => ({
        metadata: { namespace: "kube-system", name: `aws-node-${index}`, creationTimestamp },
        ...{ revision: index + 1, data: { spec: { template: { spec: w.awsNodeSpec(env, {}) } } } },
      }));
    },
  },
  {
    ...{ title: "a mode that was written out, and is the default", finds: [], code: 0 },
    breaks: (world) => {
      const [first] = world.objects.ControllerRevision;
      const spec = w.awsNodeSpec({ ENABLE_POD_ENI: "true" }, {});
      const before = { ...first, data: { spec: { template: { spec } } } };
      const metadata = { ...first.metadata, name: "aws-node-2", creationTimestamp: "2026-11-26T10:03:00Z" };
      world.objects.ControllerRevision = [before, { ...first, metadata, revision: 2 }];
    },
  },
  {
    ...{ title: "an image that was set by hand to a version that hangs", finds: ["version-refused"], code: 1 },
    breaks: (world) => {
      const [awsNode] = world.objects.DaemonSet[0].spec.template.spec.containers;
      awsNode.image = "example.com/amazon-k8s-cni:v1.22.1";
    },
  },
];
