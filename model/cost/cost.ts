/**
 * What the resources of a graph cost by the hour, as far as `prices.ts` knows: what runs, not what passes through it.
 */
import { byUrn, type Graph, type GraphResource, type Json, ofType } from "../graph/graph";
import { instanceTypeLimits } from "../aws/instance-types";
import { KUBERNETES_VERSIONS_DATE, kubernetesSupport } from "../aws/kubernetes-versions";
import { HOURS_PER_MONTH, nodePrices, priceOf } from "../aws/prices";
import { ancestors, compareText, find, isUnknown, listOf, sorted, unique } from "../graph/values";

/** One line of a bill. */
export interface CostItem {
  /** What is paid for, such as `node m6g.large`. */
  what: string;
  /** How many of it, or how many GB. */
  count: number;
  /** USD for one of it in an hour, or for one GB in a month; null where it is not known or depends on use. */
  unitPrice: number | null;
  /** `hour` or `GB-month`; `use` where only use costs, `unknown` without a price. */
  unit: string;
  /** USD per hour; null where it is not known or depends on use. */
  perHour: number | null;
  /** What to know about it; undefined where nothing. */
  note?: string;
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
  missing: string[];
}

/** Where and when a cost holds. */
export interface CostOptions {
  /** AWS region, such as `us-west-2`. */
  region: string;
  /** Day that decides on extended support of the Kubernetes version, `YYYY-MM-DD`. Default the day of the version table. */
  day?: string;
}

/** What a graph costs by the hour. Things of one kind are one item; a price that is not known is said, and left out. */
export function cost(graph: Graph, { region, day = KUBERNETES_VERSIONS_DATE }: CostOptions): Cost {
  const resources = byUrn(graph);
  const of = (type: string): GraphResource[] => sorted(ofType(graph, type));
  const groups = of("aws:eks/nodeGroup:NodeGroup");
  const databases = of("aws:rds/instance:Instance");
  return total(region, [
    ...controlPlanes(graph).map((cluster) => controlPlane(cluster, day)),
    ...groups.map(nodes),
    ...groups.flatMap((group) => volumes(group, resources)),
    ...natGateways(of("aws:ec2/natGateway:NatGateway").length),
    { what: "public IPv4 address", count: of("aws:ec2/eip:Eip").length },
    { what: "load balancer", count: of("aws:lb/loadBalancer:LoadBalancer").length, note: "and its capacity units" },
    ...databases.flatMap(database),
    { what: "log group", count: of("aws:cloudwatch/logGroup:LogGroup").length, byUse: true },
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
  /** What it is made of. */
  what: string;
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
  const variant = (id: string, what: string, type: string, count: number, disk: number, support: string): Variant => ({
    id,
    what,
    cost: total(region, [
      { what: `control plane, ${support} support`, count: 1 },
      { what: `node ${type}`, count },
      { what: "gp3 volume", count: count * disk },
      ...natGateways(1),
      { what: "public IPv4 address", count: 1 },
      { what: "database db.t4g.micro", count: 1 },
      { what: "database storage", count: 20 },
    ]),
  });
  return [
    variant("cheapest", `one ${cheapest}, NAT gateway`, cheapest, 1, 20, "standard"),
    variant("recommended", "one m6g.large, NAT gateway", "m6g.large", 1, 20, "standard"),
    variant("original", "the original by Terraform, three m5.large", "m5.large", 3, 20, "standard"),
    variant("original-eksctl", "the original by eksctl, with 80 GB disks", "m5.large", 3, 80, "standard"),
    variant("original-extended", "the original by Terraform, in extended support", "m5.large", 3, 20, "extended"),
    variant("original-eksctl-extended", "the original by eksctl, in extended support", "m5.large", 3, 80, "extended"),
  ];
}

/** Something to pay for, before its price is looked up. */
interface Charge {
  what: string;
  /** Null where the graph does not tell how many. */
  count: number | null;
  note?: string;
  /** True where the price depends on use. */
  byUse?: boolean;
}

const NOT_COUNTED = "by volume, not counted";

/** Size of a node's disk where neither launch template nor node group names one. */
const DEFAULT_DISK_GB = 20;

function total(region: string, charges: Charge[]): Cost {
  const merged = new Map<string, Charge>();
  for (const charge of charges.filter(({ count }) => count !== 0)) {
    const key = JSON.stringify([charge.what, charge.note]);
    const before = merged.get(key)?.count;
    const count = charge.count === null || before === null ? null : charge.count + (before ?? 0);
    merged.set(key, { ...charge, count });
  }
  const items = [...merged.values()].map((charge) => item(charge, region));
  const perHour = items.reduce((sum, { perHour }) => sum + (perHour ?? 0), 0);
  const missing = unique(items.flatMap(({ note }) => (note?.endsWith(LOWER_BOUND) ? [note] : [])));
  return { region, items, perHour, perDay: perHour * 24, missing };
}

const LOWER_BOUND = "; total is a lower bound";

function item({ what, count, note, byUse }: Charge, region: string): CostItem {
  const price = priceOf(what, region);
  const entry = {
    what,
    count: count ?? 0,
    unitPrice: price?.usd ?? null,
    unit: price?.unit ?? "unknown",
    perHour: null,
  };
  if (byUse) {
    const each = price === undefined ? [] : [`${price.usd} per ${price.unit}`];
    return { ...entry, unitPrice: null, unit: "use", note: [...each, NOT_COUNTED].join("; ") };
  }
  if (price === undefined) return { ...entry, note: `no price known for ${what} in ${region}${LOWER_BOUND}` };
  if (count === null) return { ...entry, note: `number of ${what} is not known yet${LOWER_BOUND}` };
  const doubt = price.verified ? [] : ["price not verified against a list of AWS"];
  return {
    ...entry,
    perHour: (count * price.usd) / (price.unit === "hour" ? 1 : HOURS_PER_MONTH),
    note: [...(note === undefined ? [] : [note]), ...doubt].join("; ") || undefined,
  };
}

function natGateways(count: number): Charge[] {
  return [
    { what: "NAT gateway", count },
    { what: "NAT traffic", count, byUse: true },
  ];
}

/** The EKS clusters: remote components as well, where the graph does not have the cluster that they made. */
function controlPlanes(graph: Graph): GraphResource[] {
  const resources = byUrn(graph);
  const clusters = sorted(ofType(graph, "aws:eks/cluster:Cluster"));
  const around = new Set(clusters.flatMap((cluster) => ancestors(cluster, resources).map(({ urn }) => urn)));
  return [...clusters, ...sorted(ofType(graph, "eks:index:Cluster")).filter(({ urn }) => !around.has(urn))];
}

/** Source of what the upgrade policy does: https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html */
function controlPlane({ inputs }: GraphResource, day: string): Charge {
  const standard = { what: "control plane, standard support", count: 1 };
  const version = known(find(inputs, "version"));
  if (version === undefined) return { ...standard, note: "if its Kubernetes version is in standard support" };
  const { status, ends } = kubernetesSupport(version, day);
  if (status === "ended") {
    return {
      what: "control plane, extended support",
      count: 1,
      note: `standard support of Kubernetes ${version} has ended`,
    };
  }
  if (ends === undefined) return { ...standard, note: `no end of standard support known for Kubernetes ${version}` };
  const upgraded = find(inputs, "upgradePolicy", "supportType") === "STANDARD";
  return { ...standard, note: `until ${ends}; then ${upgraded ? "EKS upgrades it" : "extended support"}` };
}

function nodes({ inputs }: GraphResource): Charge {
  // The first type is the one that EKS starts on demand.
  const type = listOf(inputs.instanceTypes)[0];
  const spot = find(inputs, "capacityType") === "SPOT" ? "on-demand price; spot costs less" : undefined;
  return { what: `node ${known(type) ?? "of a type that is not known yet"}`, count: nodeCount(inputs), note: spot };
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
    return { what: `${known(find(disk, "volumeType")) ?? "gp3"} volume`, count };
  });
}

function database({ inputs }: GraphResource): Charge[] {
  const standby = find(inputs, "multiAz") === true ? 2 : 1;
  const size = find(inputs, "allocatedStorage");
  const engine = known(find(inputs, "engine")) ?? "mysql";
  const priced = ["mysql", "mariadb", "postgres"].includes(engine) ? "" : ` with ${engine}`;
  const storage = known(find(inputs, "storageType")) ?? "gp2";
  return [
    {
      what: `database ${known(find(inputs, "instanceClass")) ?? "of a class that is not known yet"}${priced}`,
      count: standby,
    },
    {
      what: ["gp2", "gp3"].includes(storage) ? "database storage" : `database storage ${storage}`,
      count: typeof size === "number" ? size * standby : null,
    },
  ];
}

function known(value: Json | undefined): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}
