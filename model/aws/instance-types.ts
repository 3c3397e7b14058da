import { INSTANCE_TYPE_TABLE } from "./instance-type-table";

/** Network limits of one EC2 instance type. */
export interface InstanceTypeLimits {
  /** Network interfaces that the instance can carry, the primary one and the trunk included. */
  networkInterfaces: number;
  /** IPv4 addresses per network interface. */
  ipv4PerInterface: number;
  /** Branch interfaces behind the trunk; 0 where the type cannot carry a trunk. */
  branchInterfaces: number;
}

let parsed: Map<string, InstanceTypeLimits> | undefined;

/** Limits of every known instance type by name, such as `m6g.large`. */
export function instanceTypes(): Map<string, InstanceTypeLimits> {
  return (parsed ??= parseTable(INSTANCE_TYPE_TABLE));
}

function parseTable(table: string): Map<string, InstanceTypeLimits> {
  const types = new Map<string, InstanceTypeLimits>();
  for (const line of table.trim().split("\n")) {
    const [families, sizes] = line.split(": ");
    for (const family of families.split(" ")) {
      for (const entry of sizes.split(" ")) {
        const [size, limits] = entry.split("=");
        const [networkInterfaces, ipv4PerInterface, branchInterfaces] = limits.split("/").map(Number);
        types.set(`${family}.${size}`, { networkInterfaces, ipv4PerInterface, branchInterfaces });
      }
    }
  }
  return types;
}

/**
 * Limits of an instance type, or undefined where the table does not list it. The VPC resource controller treats a type
 * that it does not know as one that cannot carry a trunk interface, and that of a cluster can be older than the table.
 * Source: https://github.com/aws/karpenter-provider-aws/issues/8981
 */
export function instanceTypeLimits(instanceType: string): InstanceTypeLimits | undefined {
  return instanceTypes().get(instanceType);
}

/** True for a type of an Arm (Graviton) family, such as `m6g`, `c7gn` or `m8g-flex`; `g5` and `g6` are GPU families, not Arm. */
export function isArm(instanceType: string): boolean {
  const family = instanceType.split(".")[0];
  return family === "a1" || /^[a-z]+\d+g[a-z]*(-flex)?$/.test(family);
}

/** Why a type cannot be a node that serves bound pods: without a trunk interface, not in the table, or of such a family. */
export type NodeRefusal = "no-trunk" | "unlisted" | "mac" | "first-graviton" | "g5g" | "accelerator";

/** What is said of such a type, after its name. */
export const NODE_REFUSALS: { [why in NodeRefusal]: string } = {
  "no-trunk": "cannot carry a trunk interface",
  unlisted: "is not in the VPC resource controller's table of types",
  mac: "cannot be a node: EKS has no image for Macs",
  "first-graviton": "cannot be a node: Amazon Linux 2023 wants a Graviton2 or later",
  g5g: "cannot be a node: EKS has no image for g5g",
  accelerator: "cannot be a node: its accelerator wants another image than the standard one",
};

/**
 * Families that carry a trunk interface, but cannot be nodes with the standard Amazon Linux 2023 image of EKS, and why.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
 */
const NOT_NODES: { families: RegExp; why: NodeRefusal }[] = [
  { families: /^mac/, why: "mac" },
  { families: /^a1$/, why: "first-graviton" },
  { families: /^g5g$/, why: "g5g" },
  { families: /^(g3|g4|inf|p\d)/, why: "accelerator" },
];

/** Why a type cannot be a node that serves bound pods; undefined where it can. */
export function nodeRefusal(instanceType: string): NodeRefusal | undefined {
  const limits = instanceTypeLimits(instanceType);
  if (!limits) return "unlisted";
  if (limits.branchInterfaces === 0) return "no-trunk";
  const family = instanceType.split(".")[0];
  return NOT_NODES.find(({ families }) => families.test(family))?.why;
}

const SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"];

/** Rank of a size on one scale: `large` < `xlarge` < `2xlarge` < … ; undefined for bare metal and for what is no size. */
function sizeRank(size: string | undefined): number | undefined {
  const named = SIZES.indexOf(size ?? "");
  if (named >= 0) return named;
  const times = /^(\d+)xlarge$/.exec(size ?? "");
  return times ? SIZES.length + Number(times[1]) : undefined;
}

/** Families to propose first: the ones that the lab is run on, cheapest general-purpose generation first. */
const PREFERRED_FAMILIES = ["m6g", "m6a", "m5"];

/**
 * The nearest instance type that can carry a trunk interface: general purpose, of the same size, `large` at the least and
 * where the size is none.
 */
export function nearestTrunkCapable(instanceType: string): { instanceType: string; limits: InstanceTypeLimits } {
  const minimum = sizeRank("large")!;
  const wanted = Math.max(sizeRank(instanceType.split(".")[1]) ?? minimum, minimum);
  const candidates = [...instanceTypes()]
    .flatMap(([type, limits]) => {
      const [family, size] = type.split(".");
      const [preference, rank] = [PREFERRED_FAMILIES.indexOf(family), sizeRank(size)];
      if (preference < 0 || rank === undefined || limits.branchInterfaces === 0) return [];
      return [{ instanceType: type, limits, distance: Math.abs(rank - wanted), preference }];
    })
    .sort((a, b) => a.distance - b.distance || a.preference - b.preference);
  return { instanceType: candidates[0].instanceType, limits: candidates[0].limits };
}
