/**
 * Pods and policies in other ways than the lab's.
 */
import {
  CATALOG,
  type Case,
  POLICY,
  about,
  creating,
  interfacesOf,
  notAllocated,
  notAsked,
  podOf,
  policyOf,
} from "./breaking";
import * as w from "./world";
import type { World } from "./world";

/** The catalog's pod on its node for half an hour without its interface, and no event tells why any more. */
function overdue(world: World): void {
  creating(world);
  podOf(world).status!.startTime = "2026-11-26T09:40:00Z";
  world.objects.Event = [];
}

/** The webhook refused a pod of the catalog, in the words of a controller that does not say why. */
function refused(world: World, lastTimestamp: string): void {
  const why = "Failed to get Matching SGP for Pods, rejecting event";
  const message = `Error creating: admission webhook "mpod.vpc.k8s.aws" denied the request: ${why}`;
  world.objects.Event.push({
    ...w.event("ReplicaSet", "catalog/catalog-7d4b9c", "FailedCreate", message),
    lastTimestamp,
  });
}

/** A pod of another namespace that has no address yet. */
function withoutAddress(world: World, creationTimestamp: string): void {
  const other = world.objects.Pod.find(({ metadata }) => metadata.name === "other-1")!;
  other.status = { phase: "Pending" };
  other.metadata.creationTimestamp = creationTimestamp;
  const message = 'plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container';
  about(world, "Pod", "elsewhere/other-1", "FailedCreatePodSandBox", message);
}

function dropProbe(world: World): void {
  world.objects.Pod = world.objects.Pod.filter(({ metadata }) => metadata.name !== "probe-bound-x");
}

/** The cases. */
export const POD_VARIATIONS: Omit<Case, "mode">[] = [
  {
    ...{ title: "an allocation that failed so long ago that no event is left", finds: ["allocation-failed"], code: 1 },
    at: [CATALOG],
    breaks: overdue,
  },
  {
    ...{ title: "a full subnet whose events are gone", finds: ["subnet-full"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      overdue(world);
      world.aws.DescribeSubnets.Subnets[0].AvailableIpAddressCount = 0;
    },
  },
  {
    ...{ title: "a missing group whose events are gone", finds: ["group-missing"], code: 1 },
    breaks: (world) => {
      overdue(world);
      const here = world.aws.DescribeSecurityGroups;
      world.instead.DescribeSecurityGroups = ({ Filters }) =>
        JSON.stringify(Filters).includes("group-id") ? { SecurityGroups: [] } : here;
      policyOf(world).spec!.securityGroups!.groupIds = ["sg-0999999999999999f"];
    },
  },
  {
    ...{ title: "a pod whose interface is on its way", finds: [], code: 0 },
    breaks: (world) => {
      creating(world);
      world.objects.Event = [];
    },
  },
  {
    ...{ title: "pods whose namespace has no policy any more", finds: ["policy-gone"], code: 0, at: [CATALOG] },
    breaks: (world) => {
      world.objects.SecurityGroupPolicy = [];
    },
  },
  {
    ...{ title: "a pod of the same second as its policy", finds: ["made-before-policy"], code: 1, at: [CATALOG] },
    breaks: (world) => {
      notAsked(world);
      policyOf(world).metadata.creationTimestamp = podOf(world).metadata.creationTimestamp;
    },
  },
  {
    ...{ title: "a bound pod that is ending", finds: [], code: 0 },
    breaks: (world) => {
      podOf(world).metadata.deletionTimestamp = "2026-11-26T10:09:00Z";
    },
  },
  {
    ...{ title: "a selected pod of a Job that has ended", finds: [], code: 0 },
    breaks: (world) => {
      const labels = { [w.LABEL]: "catalog" };
      world.objects.Pod.push(w.pod("catalog", "job-1", { labels, status: { phase: "Succeeded" } }));
    },
  },
  {
    ...{ title: "a ReplicaSet that was refused a pod, and has made it since", finds: [], code: 0 },
    breaks: (world) => refused(world, "2026-11-26T09:59:00Z"),
  },
  {
    ...{ title: "a refusal that does not say why", finds: ["service-account-missing"], code: 1 },
    at: ["catalog/catalog-7d4b9c"],
    breaks: (world) => refused(world, "2026-11-26T10:05:00Z"),
  },
  {
    ...{ title: "an ordinary pod whose address is on its way", finds: [], code: 0 },
    breaks: (world) => withoutAddress(world, "2026-11-26T10:09:30Z"),
  },
  {
    ...{ title: "ordinary pods in a full subnet", finds: ["subnet-full"], code: 1, at: ["elsewhere/other-1"] },
    breaks: (world) => {
      withoutAddress(world, "2026-11-26T10:00:00Z");
      world.aws.DescribeSubnets.Subnets[0].AvailableIpAddressCount = 0;
    },
  },
  {
    ...{ title: "a slip in a label of a ServiceAccount", finds: ["policy-selects-nothing"], code: 1, at: [POLICY] },
    breaks: (world) => {
      notAsked(world);
      dropProbe(world);
      policyOf(world).spec = {
        serviceAccountSelector: { matchLabels: { role: "catalogue" } },
        securityGroups: { groupIds: [w.POD_GROUP] },
      };
      world.objects.ServiceAccount[0].metadata.labels = { role: "catalog" };
    },
  },
  {
    ...{ title: "a slip in a condition", finds: ["policy-selects-nothing"], code: 1, at: [POLICY] },
    breaks: (world) => {
      notAsked(world);
      dropProbe(world);
      const condition = { key: w.LABEL, operator: "In", values: ["catalogue"] };
      policyOf(world).spec!.podSelector = { matchExpressions: [condition] };
    },
  },
  {
    ...{ title: "a policy for a workload whose name ends with another number", finds: [], code: 0 },
    breaks: (world) => {
      const second = structuredClone(policyOf(world));
      second.metadata.name = "second";
      second.spec!.podSelector = { matchLabels: { app: "catalog-2" } };
      podOf(world).metadata.labels!.app = "catalog-1";
      world.objects.SecurityGroupPolicy.push(second);
    },
  },
  {
    ...{ title: "a policy by the labels of a ServiceAccount", finds: [], code: 0 },
    breaks: (world) => {
      policyOf(world).spec = {
        serviceAccountSelector: { matchLabels: { role: "catalog" } },
        securityGroups: { groupIds: [w.POD_GROUP] },
      };
      world.objects.ServiceAccount[0].metadata.labels = { role: "catalog" };
    },
  },
  {
    ...{ title: "a sidecar's probe that no rule admits", finds: ["probe-port-closed"], code: 1 },
    breaks: (world) => {
      const readinessProbe = { httpGet: { port: 15021 } };
      podOf(world).spec.initContainers = [
        { name: "set-up", readinessProbe: { httpGet: { port: 1 } } },
        { name: "sidecar", restartPolicy: "Always", readinessProbe },
      ];
    },
  },
  {
    ...{ title: "an allocation that failed for a group that is there by now", finds: ["allocation-failed"], code: 1 },
    at: [CATALOG],
    breaks: (world) =>
      notAllocated(world, "InvalidSecurityGroupID.NotFound: The securityGroup ID 'sg-0b1' does not exist"),
  },
  {
    ...{ title: "a probe of a selected pod on its node's network", finds: ["cannot-be-bound"], code: 0 },
    breaks: (world) => {
      const container = { readinessProbe: { httpGet: { port: 9999 } } };
      const status = { podIP: "10.42.97.10" };
      const labels = { [w.LABEL]: "catalog" };
      world.objects.Pod.push(w.pod("catalog", "host-1", { labels, container, spec: { hostNetwork: true }, status }));
    },
  },
  {
    ...{ title: "a group that another account owns, and that pods carry", finds: [], code: 0 },
    breaks: (world) => {
      const shared = "sg-0999999999999999f";
      const here = world.aws.DescribeSecurityGroups;
      world.instead.DescribeSecurityGroups = ({ Filters }) =>
        JSON.stringify(Filters).includes("group-id") ? { SecurityGroups: [] } : here;
      policyOf(world).spec!.securityGroups!.groupIds = [shared];
      interfacesOf(world).at(-1)!.Groups = [{ GroupId: shared }];
    },
  },
];
