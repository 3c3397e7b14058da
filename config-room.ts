import { BACKOFF_LIMIT, type NetworkArgs, type PodEniClusterArgs } from "./components";
import { SUBNET_BITS } from "./components/network";
import type { ConfigFault } from "./config-problem";
import type { ConfigReader } from "./config-reader";
import { subnetAddresses, subnetCidr } from "./model/addresses/subnets";
import { instanceTypeLimits, type InstanceTypeLimits } from "./model/aws/instance-types";
import {
  BRANCH_INTERFACE_COOL_DOWN_SECONDS,
  type BoundPods,
  branchCapacity,
  CORE_DNS_PODS,
  jobPods,
  nodeAddresses,
  type PodCount,
  podRoom,
  recreatedPods,
} from "./model/capacity/capacity";

/** What of the lab decides which pods there are. */
export interface Lab {
  inCluster: boolean;
  bound: boolean;
  probes: boolean;
  replicas: number;
}

/** Checks that the subnets have room for the nodes, and the nodes for the pods of a stage. */
export function checkRoom(
  read: ConfigReader,
  network: NetworkArgs,
  { nodeInstanceType, nodeCount }: Pick<PodEniClusterArgs, "nodeInstanceType" | "nodeCount">,
  lab: Lab,
): void {
  if (!read.good("nodeInstanceType", "nodeCount")) return;
  const nodes = {
    instanceType: nodeInstanceType!,
    limits: instanceTypeLimits(nodeInstanceType!)!,
    count: nodeCount!,
  };
  if (read.good("stage", "probes", "catalogReplicas")) {
    const { ordinary, bound } = podsOf(lab);
    read.problem("catalogReplicas", branchFault(nodes, bound));
    read.problem("nodeInstanceType", podFault(nodes, ordinary, bound));
  }
  if (read.good("vpcCidr", "availabilityZones", "availabilityZoneCount")) {
    const zones = network.availabilityZones?.length ?? network.availabilityZoneCount!;
    const addresses = zones * subnetAddresses(subnetCidr(network.cidr!, SUBNET_BITS, 0));
    read.problem("nodeCount", subnetFault(nodes, addresses));
  }
}

/** The pods that `index.ts` composes of it, by the names of their workloads. */
export function podsOf({ inCluster, bound, probes, replicas }: Lab): { ordinary: PodCount[]; bound: BoundPods[] } {
  const pods = (name: string, count: number, when = true): PodCount[] => (when ? [{ name, pods: count }] : []);
  const ordinary = [
    ...pods("CoreDNS", CORE_DNS_PODS),
    ...pods("probe-unlabelled", 1, probes),
    ...pods("probe-elsewhere", 1, probes),
    ...pods("catalog", replicas, !bound),
    ...pods("catalog-mysql", 1, inCluster),
  ];
  const probe = probes ? [jobPods("probe-bound", BACKOFF_LIMIT.connects)] : [];
  return { ordinary, bound: bound ? [recreatedPods("catalog", replicas), ...probe] : [] };
}

/** Nodes of one type, as messages name them. */
interface Nodes {
  instanceType: string;
  limits: InstanceTypeLimits;
  count: number;
}

function branchFault({ instanceType, limits, count }: Nodes, bound: BoundPods[]): ConfigFault | undefined {
  const { needed, total, byPods } = branchCapacity(limits, count, bound);
  if (needed <= total) return undefined;
  const coolDown = BRANCH_INTERFACE_COOL_DOWN_SECONDS;
  return { kind: "branch-interfaces", needed, total, byPods, coolDown, nodes: count, instanceType };
}

function podFault(
  { instanceType, limits, count }: Nodes,
  ordinary: PodCount[],
  bound: BoundPods[],
): ConfigFault | undefined {
  const { addresses, places } = podRoom(limits, count, ordinary, bound);
  if (addresses.needed > addresses.total) {
    return { kind: "pod-addresses", ...addresses, byPods: ordinary, nodes: count, instanceType };
  }
  if (places.needed <= places.total) return undefined;
  return { kind: "pod-places", ...places, nodes: count, instanceType };
}

function subnetFault({ instanceType, limits, count }: Nodes, addresses: number): ConfigFault | undefined {
  const each = nodeAddresses(limits);
  if (each * count <= addresses) return undefined;
  return { kind: "subnet-addresses", each, needed: each * count, total: addresses, nodes: count, instanceType };
}
