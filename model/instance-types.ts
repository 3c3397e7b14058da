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
 * that it does not know as one that cannot carry a trunk interface.
 */
export function instanceTypeLimits(instanceType: string): InstanceTypeLimits | undefined {
  return instanceTypes().get(instanceType);
}

/** True for a type of an Arm (Graviton) family, such as `m6g` or `c7gn`; `g5` and `g6` are GPU families, not Arm. */
export function isArm(instanceType: string): boolean {
  const family = instanceType.split(".")[0];
  return family === "a1" || /^[a-z]+\d+g[a-z]*$/.test(family);
}

const SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"];

/** Rank of a size on one scale: `large` < `xlarge` < `2xlarge` < … ; bare metal comes last. */
function sizeRank(size: string): number {
  const named = SIZES.indexOf(size);
  if (named >= 0) return named;
  const times = /^(\d+)xlarge$/.exec(size);
  return times ? SIZES.length + Number(times[1]) : Number.MAX_SAFE_INTEGER;
}

/** Families to propose first: the ones that the lab is run on, cheapest general-purpose generation first. */
const PREFERRED_FAMILIES = ["m6g", "m6a", "m5"];

/**
 * The nearest instance type that can carry a trunk interface: general purpose, of the same size, `large` at the least.
 */
export function nearestTrunkCapable(instanceType: string): { instanceType: string; limits: InstanceTypeLimits } {
  const wanted = sizeRank(instanceType.split(".")[1] ?? "large");
  const minimum = sizeRank("large");
  const candidates = [...instanceTypes()]
    .filter(([type, limits]) => PREFERRED_FAMILIES.includes(type.split(".")[0]) && limits.branchInterfaces > 0)
    .map(([type, limits]) => {
      const [family, size] = type.split(".");
      const distance = Math.abs(sizeRank(size) - Math.max(wanted, minimum));
      return { instanceType: type, limits, distance, preference: PREFERRED_FAMILIES.indexOf(family) };
    })
    .sort((a, b) => a.distance - b.distance || a.preference - b.preference);
  return { instanceType: candidates[0].instanceType, limits: candidates[0].limits };
}
