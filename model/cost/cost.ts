/**
 * What the resources of a graph cost by the hour, as far as `prices.ts` knows: what runs, not what passes through it.
 */
import type { GraphResource, Json } from "../graph/graph";
import { instanceTypeLimits } from "../aws/instance-types";
import { KUBERNETES_VERSIONS_DATE, kubernetesSupport } from "../aws/kubernetes-versions";
import { HOURS_PER_MONTH, nodePrices, priceKey, priceOf, type Thing } from "../aws/prices";
import { compareText, find, isUnknown, listOf } from "../graph/values";
import type { Reading } from "../reading/reading";

/** What to know about a line of a bill. The first two kinds make the total a lower bound. */
export type CostNote =
  | { kind: "no-price"; of: Thing; region: string }
  | { kind: "unknown-count"; of: Thing }
  /** The price is of a unit of use, such as `GB`; both are undefined where none is known. */
  | { kind: "by-use"; price?: number; unit?: string }
  /** The price was not checked against a list of AWS. */
  | { kind: "unverified" }
  | { kind: "capacity-units-apart" }
  | { kind: "spot-costs-less" }
  // Support of the Kubernetes version: ends is a day, `YYYY-MM-DD`.
  | { kind: "version-unknown" }
  | { kind: "support-ended"; version: string }
  | { kind: "support-end-unknown"; version: string }
  | { kind: "support-ends"; ends: string; isUpgradedThen: boolean };

/** One line of a bill. */
export interface CostItem {
  /** What is paid for, as the price table calls it, such as `node m6g.large`. */
  what: string;
  of: Thing;
  /** How many of it, or how many GB. */
  count: number;
  /** USD for one of it in an hour, or for one GB in a month; null where it is not known or depends on use. */
  unitPrice: number | null;
  /** `hour` or `GB-month`; `use` where only use costs, `unknown` without a price. */
  unit: string;
  /** USD per hour; null where it is not known or depends on use. */
  perHour: number | null;
  /** What to know about it. */
  notes: CostNote[];
}

/** What a graph costs. */
export interface Cost {
  region: string;
  items: CostItem[];
  /** USD per hour: the sum of the items whose price is known. */
  perHour: number;
  /** USD per day of 24 hours. */
  perDay: number;
  /** Why the totals are lower bounds; empty where they are not. */
  missing: CostNote[];
}

/** True where anything of it has a price that is known: else there is no total to tell. */
export function isPriced({ items }: Cost): boolean {
  return items.some(({ perHour }) => perHour !== null);
}

/** Where and when a cost holds. */
export interface CostOptions {
  /** AWS region, such as `us-west-2`. */
  region: string;
  /** Day that decides on extended support of the Kubernetes version, `YYYY-MM-DD`. Default the day of the version table. */
  day?: string;
}

/**
 * What a graph costs by the hour. Things of one kind are one item; a price that is not known is said, and left out. What is
 * only read costs somebody else.
 */
export function cost(reading: Reading, { region, day = KUBERNETES_VERSIONS_DATE }: CostOptions): Cost {
  const { resources, clusters } = reading;
  const of = (type: string): GraphResource[] => reading.ofType(type).filter(({ external }) => !external);
  const made = clusters.inGraph().flatMap(({ root, parts }) => parts.find(({ type }) => type === CLUSTER) ?? root!);
  const groups = of("aws:eks/nodeGroup:NodeGroup");
  const databases = of("aws:rds/instance:Instance");
  return total(region, [
    ...made.filter(({ external }) => !external).map((cluster) => controlPlane(cluster, day)),
    ...groups.map(nodes),
    ...groups.flatMap((group) => volumes(group, resources)),
    ...natGateways(of("aws:ec2/natGateway:NatGateway").length),
    { of: { kind: "public IPv4 address" }, count: of("aws:ec2/eip:Eip").length },
    {
      of: { kind: "load balancer" },
      count: of("aws:lb/loadBalancer:LoadBalancer").length,
      note: { kind: "capacity-units-apart" },
    },
    ...databases.flatMap(database),
    { of: { kind: "log group" }, count: of("aws:cloudwatch/logGroup:LogGroup").length, byUse: true },
  ]);
}

/** USD for a class in which each student has a lab of their own: `perHour` for one, over so many hours. */
export function classCost(perHour: number, students: number, hours: number): number {
  return perHour * students * hours;
}

/** A composition to compare a lab with. */
export interface Variant {
  /** Short name that stays the same, such as `recommended`. */
  id: string;
  /** Type of its nodes. */
  nodeType: string;
  cost: Cost;
}

/**
 * The original lab, with both of its ways to a cluster and both kinds of support, beside the recommended composition and
 * the cheapest that this program can make, all from the price table. The cheapest takes the cheapest listed type that
 * carries a trunk and keeps two interfaces for ordinary pods: on a medium one they share three addresses.
 * Source of the original: https://github.com/aws-samples/eks-workshop-v2/tree/bb1b3000/cluster
 */
export function variants(region: string): Variant[] {
  const cheapest = [...nodePrices()]
    .filter(([type]) => {
      const limits = instanceTypeLimits(type);
      return limits !== undefined && limits.branchInterfaces > 0 && limits.networkInterfaces >= 3;
    })
    .sort(([a, x], [b, y]) => x - y || compareText(a, b))[0][0];
  const variant = (
    id: string,
    type: string,
    count: number,
    disk: number,
    support: "standard" | "extended",
  ): Variant => ({
    id,
    nodeType: type,
    cost: total(region, [
      { of: { kind: "control plane", support }, count: 1 },
      { of: { kind: "node", type }, count },
      { of: { kind: "volume", type: "gp3" }, count: count * disk },
      ...natGateways(1),
      { of: { kind: "public IPv4 address" }, count: 1 },
      { of: { kind: "database", class: "db.t4g.micro" }, count: 1 },
      { of: { kind: "database storage" }, count: 20 },
    ]),
  });
  return [
    variant("cheapest", cheapest, 1, 20, "standard"),
    variant("recommended", "m6g.large", 1, 20, "standard"),
    variant("original", "m5.large", 3, 20, "standard"),
    variant("original-eksctl", "m5.large", 3, 80, "standard"),
    variant("original-extended", "m5.large", 3, 20, "extended"),
    variant("original-eksctl-extended", "m5.large", 3, 80, "extended"),
  ];
}

/** Something to pay for, before its price is looked up. */
interface Charge {
  of: Thing;
  /** Null where the graph does not tell how many. */
  count: number | null;
  note?: CostNote;
  /** True where the price depends on use. */
  byUse?: boolean;
}

/** Size of a node's disk where neither launch template nor node group names one. */
const DEFAULT_DISK_GB = 20;

function total(region: string, charges: Charge[]): Cost {
  const merged = new Map<string, Charge>();
  for (const charge of charges.filter(({ count }) => count !== 0)) {
    const key = JSON.stringify([charge.of, charge.note]);
    const before = merged.get(key)?.count;
    const count = charge.count === null || before === null ? null : charge.count + (before ?? 0);
    merged.set(key, { ...charge, count });
  }
  const items = [...merged.values()].map((charge) => item(charge, region));
  const perHour = items.reduce((sum, { perHour }) => sum + (perHour ?? 0), 0);
  const missing = items.flatMap(({ notes }) => notes).filter(({ kind }) => LOWER_BOUND.includes(kind));
  return {
    region,
    items,
    perHour,
    perDay: perHour * 24,
    missing: [...new Map(missing.map((note) => [JSON.stringify(note), note])).values()],
  };
}

const LOWER_BOUND: CostNote["kind"][] = ["no-price", "unknown-count"];

function item({ of, count, note, byUse }: Charge, region: string): CostItem {
  const what = priceKey(of);
  const price = priceOf(what, region);
  const entry = {
    what,
    of,
    count: count ?? 0,
    unitPrice: price?.usd ?? null,
    unit: price?.unit ?? "unknown",
    perHour: null,
  };
  if (byUse) {
    const byUse: CostNote = { kind: "by-use", ...(price && { price: price.usd, unit: price.unit }) };
    return { ...entry, unitPrice: null, unit: "use", notes: [byUse] };
  }
  if (price === undefined) return { ...entry, notes: [{ kind: "no-price", of, region }] };
  if (count === null) return { ...entry, notes: [{ kind: "unknown-count", of }] };
  return {
    ...entry,
    perHour: (count * price.usd) / (price.unit === "hour" ? 1 : HOURS_PER_MONTH),
    notes: [...(note ? [note] : []), ...(price.verified ? [] : [{ kind: "unverified" } as const])],
  };
}

function natGateways(count: number): Charge[] {
  return [
    { of: { kind: "NAT gateway" }, count },
    { of: { kind: "NAT traffic" }, count, byUse: true },
  ];
}

/** The cluster itself; where the graph does not have it, the remote component that makes it counts. */
const CLUSTER = "aws:eks/cluster:Cluster";

/** Source of what the upgrade policy does: https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html */
function controlPlane({ inputs }: GraphResource, day: string): Charge {
  const standard: Charge = { of: { kind: "control plane", support: "standard" }, count: 1 };
  const version = known(find(inputs, "version"));
  if (version === undefined) return { ...standard, note: { kind: "version-unknown" } };
  const { status, ends } = kubernetesSupport(version, day);
  if (status === "ended") {
    const note: CostNote = { kind: "support-ended", version };
    return { of: { kind: "control plane", support: "extended" }, count: 1, note };
  }
  if (ends === undefined) return { ...standard, note: { kind: "support-end-unknown", version } };
  const isUpgradedThen = find(inputs, "upgradePolicy", "supportType") === "STANDARD";
  return { ...standard, note: { kind: "support-ends", ends, isUpgradedThen } };
}

function nodes({ inputs }: GraphResource): Charge {
  // The first type is the one that EKS starts on demand.
  const type = listOf(inputs.instanceTypes)[0];
  const spot: CostNote | undefined = find(inputs, "capacityType") === "SPOT" ? { kind: "spot-costs-less" } : undefined;
  return { of: { kind: "node", type: known(type) ?? null }, count: nodeCount(inputs), note: spot };
}

function nodeCount(inputs: { [key: string]: Json }): number | null {
  const count = find(inputs, "scalingConfig", "desiredSize");
  return typeof count === "number" ? count : null;
}

function volumes(group: GraphResource, resources: Map<string, GraphResource>): Charge[] {
  const sources = [...(group.propertyDependencies.launchTemplate ?? []), ...group.dependencies];
  const template = sources.map((urn) => resources.get(urn)).find((source) => source?.type.endsWith(":LaunchTemplate"));
  const mapped = listOf(find(template?.inputs, "blockDeviceMappings")).map((mapping) => find(mapping, "ebs"));
  const disks = mapped.length > 0 ? mapped : [{ volumeSize: find(group.inputs, "diskSize") ?? DEFAULT_DISK_GB }];
  return disks.map((disk) => {
    const [size, nodes] = [find(disk, "volumeSize"), nodeCount(group.inputs)];
    const count = typeof size === "number" && nodes !== null ? size * nodes : null;
    return { of: { kind: "volume", type: known(find(disk, "volumeType")) ?? "gp3" }, count };
  });
}

function database({ inputs }: GraphResource): Charge[] {
  const standby = find(inputs, "multiAz") === true ? 2 : 1;
  const size = find(inputs, "allocatedStorage");
  const engine = known(find(inputs, "engine")) ?? "mysql";
  const isUsual = ["mysql", "mariadb", "postgres"].includes(engine);
  const storage = known(find(inputs, "storageType")) ?? "gp2";
  return [
    {
      of: { kind: "database", class: known(find(inputs, "instanceClass")) ?? null, ...(!isUsual && { engine }) },
      count: standby,
    },
    {
      of: { kind: "database storage", ...(!["gp2", "gp3"].includes(storage) && { type: storage }) },
      count: typeof size === "number" ? size * standby : null,
    },
  ];
}

function known(value: Json | undefined): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}
