/**
 * Pods and policies in other ways than the lab's.
 */
import { CATALOG, type Case, creating, notAsked, podOf, policyOf } from "./breaking";
import * as w from "./world";
import type { World } from "./world";

/** The catalog's pod on its node for half an hour without its interface, and no event tells why any more. */
function overdue(world: World): void {
  creating(world);
  podOf(world).status!.startTime = "2026-11-26T09:40:00Z";
  world.objects.Event = [];
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
];
