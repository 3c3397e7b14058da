/**
 * What AWS asks for what a lab is made of: one dated table of on-demand list prices in USD, before tax, discounts and free
 * tiers. A price that is not in the table is unknown, never guessed.
 */
import { entry } from "../graph/graph";

/** Day on which the table was put together; each source says its own. */
export const PRICES_DATE = "2026-11-23";

/**
 * Regions that the table holds for. Every EC2 row that was compared is the same in both (SkyPilot's catalog, families a1, c1,
 * c3, c6i, c6id, c7a, m5, m5d).
 * Source: https://github.com/skypilot-org/skypilot-catalog/blob/master/catalogs/v8/aws/vms.csv
 */
export const PRICE_REGIONS: string[] = ["us-east-1", "us-west-2"];

/** Hours per month with which AWS turns monthly prices into hourly ones. */
export const HOURS_PER_MONTH = 730;

/** Something that has a price; null where the graph does not tell which. */
export type Thing =
  | { kind: "control plane"; support: "standard" | "extended" }
  | { kind: "node"; type: string | null }
  | { kind: "volume"; type: string }
  /** The engine only where its price is another one. */
  | { kind: "database"; class: string | null; engine?: string }
  /** The type only where its price is another one. */
  | { kind: "database storage"; type?: string }
  | { kind: "NAT gateway" | "NAT traffic" | "public IPv4 address" | "load balancer" | "log group" };

/** One price. */
export interface Price {
  /** US dollars per unit. */
  usd: number;
  /** `hour`, `GB-month` for storage, or `GB` for what passes. */
  unit: "hour" | "GB-month" | "GB";
  /** Where it was read, and when that was written. */
  source: string;
  /** False where no list of AWS, or copy of one, was seen. */
  verified: boolean;
}

/** Oregon rows of AWS's price lists, as a public lab guide quotes them on 2026-10-04. */
const REGIONAL_LIST =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/us-west-2/index.csv, quoted 2026-10-04";
const KARPENTER =
  "https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go, 2026-01-19";
const RDS_PAGE = "infratally.com, us-east-1, PostgreSQL; MySQL and us-west-2 assumed equal";
const RDS_CALCULATORS = "public cost calculators, us-east-1, 2025 and 2026; us-west-2 assumed equal";

const perHour = (usd: number, source: string, verified = true): Price => ({ usd, unit: "hour", source, verified });

/** Prices by what is paid for. */
const TABLE: { [what: string]: Price } = {
  "control plane, standard support": perHour(0.1, "https://aws.amazon.com/eks/pricing/"),
  "control plane, extended support": perHour(0.6, "https://aws.amazon.com/eks/pricing/"),
  "NAT gateway": perHour(0.045, REGIONAL_LIST),
  "NAT traffic": { usd: 0.045, unit: "GB", source: "https://aws.amazon.com/vpc/pricing/", verified: true },
  "public IPv4 address": perHour(0.005, "https://aws.amazon.com/vpc/pricing/, quoted 2026-10-04"),
  "load balancer": perHour(0.0225, "list price without capacity units", false),
  "gp3 volume": { usd: 0.08, unit: "GB-month", source: REGIONAL_LIST, verified: true },
  "database storage": { usd: 0.115, unit: "GB-month", source: RDS_PAGE, verified: false },
  "database db.t4g.micro": perHour(0.016, RDS_PAGE, false),
  "database db.t4g.small": perHour(0.032, RDS_CALCULATORS, false),
  "database db.t4g.medium": perHour(0.065, RDS_CALCULATORS, false),
};

/** EC2 by family: Linux, shared, on demand. Source: {@link KARPENTER}. */
const NODES = `
c5: large=0.085 xlarge=0.17 2xlarge=0.34
c5a: large=0.077 xlarge=0.154 2xlarge=0.308
c6a: large=0.0765 xlarge=0.153 2xlarge=0.306
c6g: medium=0.034 large=0.068 xlarge=0.136 2xlarge=0.272
c6i: large=0.085 xlarge=0.17 2xlarge=0.34
c7g: medium=0.0363 large=0.0725 xlarge=0.145 2xlarge=0.29
c7i: large=0.08925 xlarge=0.1785 2xlarge=0.357
c8g: medium=0.03988 large=0.07976 xlarge=0.15952 2xlarge=0.31904
m5: large=0.096 xlarge=0.192 2xlarge=0.384
m5a: large=0.086 xlarge=0.172 2xlarge=0.344
m6a: large=0.0864 xlarge=0.1728 2xlarge=0.3456
m6g: medium=0.0385 large=0.077 xlarge=0.154 2xlarge=0.308
m6i: large=0.096 xlarge=0.192 2xlarge=0.384
m7a: medium=0.05796 large=0.11592 xlarge=0.23184 2xlarge=0.46368
m7g: medium=0.0408 large=0.0816 xlarge=0.1632 2xlarge=0.3264
m7i: large=0.1008 xlarge=0.2016 2xlarge=0.4032
m8g: medium=0.04488 large=0.08976 xlarge=0.17952 2xlarge=0.35904
r6g: medium=0.0504 large=0.1008 xlarge=0.2016 2xlarge=0.4032
`;

let nodes: Map<string, number> | undefined;

/** Prices per hour of EC2 instance types such as `m6g.large`, in {@link PRICE_REGIONS}. */
export function nodePrices(): Map<string, number> {
  return (nodes ??= new Map(
    NODES.trim()
      .split("\n")
      .flatMap((line) => {
        const [family, sizes] = line.split(": ");
        return sizes.split(" ").map((entry): [string, number] => {
          const [size, usd] = entry.split("=");
          return [`${family}.${size}`, Number(usd)];
        });
      }),
  ));
}

/** What the price table calls something. */
export function priceKey(of: Thing): string {
  switch (of.kind) {
    case "control plane":
      return `control plane, ${of.support} support`;
    case "node":
      return `node ${of.type ?? "of a type that is not known"}`;
    case "volume":
      return `${of.type} volume`;
    case "database":
      return `database ${of.class ?? "of a class that is not known"}${of.engine === undefined ? "" : ` with ${of.engine}`}`;
    case "database storage":
      return of.type === undefined ? of.kind : `${of.kind} ${of.type}`;
    case "NAT gateway":
    case "NAT traffic":
    case "public IPv4 address":
    case "load balancer":
    case "log group":
      return of.kind;
  }
}

/**
 * The price of something in a region; undefined where the table does not have it.
 *
 * @param what `node <instance type>`, `database <class>`, `database storage`, `gp3 volume`, `NAT gateway`,
 *   `NAT traffic`, `public IPv4 address`, `load balancer`, `control plane, standard support` or `control plane, extended support`
 */
export function priceOf(what: string, region: string): Price | undefined {
  if (!PRICE_REGIONS.includes(region)) return undefined;
  const node = what.startsWith("node ") ? nodePrices().get(what.slice("node ".length)) : undefined;
  if (node !== undefined) return perHour(node, KARPENTER);
  return entry(TABLE, what);
}
