import { at, type GraphResource, ofType } from "../../model/graph/graph";
import { isUnknown } from "../../model/graph/values";
import type { MadePlan } from "../plan/make";

/** What a stack will ask of an account, read from its offline plan. */
export interface Wanted {
  /** Name of the stack. */
  stack: string;
  region: string;
  /** Accounts that the stack may touch; empty where the config names none. */
  accounts: string[];
  /** Role that is assumed last; undefined for the environment's own credentials. */
  role?: string;
  /** Tags of all that it makes, by which its own things are told from others. */
  student: string;
  project: string;
  cluster: string;
  /** ARNs of the IAM roles and users that get an access entry in the cluster. */
  principals: string[];
  kubernetesVersion: string;
  nodeInstanceType: string;
  nodeCount: number;
  databaseInstanceClass: string;
  databaseVersion: string;
  vpcs: number;
  natGateways: number;
  addresses: number;
  /** Zones by name; empty where they are looked up. */
  zones: string[];
  /** The fullest security group, inbound or outbound. */
  rules: { group: string; count: number };
  /** Add-ons, with the version where it is pinned. */
  addons: { name: string; version?: string }[];
}

/** Reads from a plan and its config what an account must give. */
export function wantedOf({ plan }: MadePlan, config: { [key: string]: string }): Wanted {
  const own = (key: string): string => config[`${plan.project}:${key}`] ?? "";
  const roles = JSON.parse(config["aws:assumeRoles"] ?? "[]") as { roleArn?: string }[];
  const group = ofType(plan, "aws:eks/nodeGroup:NodeGroup")[0];
  const database = ofType(plan, "aws:rds/instance:Instance")[0];
  const fullest = plan.ruleCounts
    .map(({ name, inbound, outbound }) => ({ group: name, count: Math.max(inbound, outbound) }))
    .reduce((most, one) => (one.count > most.count ? one : most), { group: "", count: 0 });
  return {
    stack: plan.stack,
    region: config["aws:region"] ?? "",
    accounts: (JSON.parse(config["aws:allowedAccountIds"] ?? "[]") as (string | number)[]).map(String),
    role: roles.at(-1)?.roleArn,
    student: own("student") || plan.stack,
    project: plan.project,
    cluster: textAt(ofType(plan, "eks:index:Cluster")[0], "name"),
    principals: ofType(plan, "aws:eks/accessEntry:AccessEntry").map((entry) => textAt(entry, "principalArn")),
    kubernetesVersion: own("kubernetesVersion"),
    nodeInstanceType: own("nodeInstanceType"),
    nodeCount: Number(at(group?.inputs, "scalingConfig", "maxSize") ?? own("nodeCount")),
    databaseInstanceClass: textAt(database, "instanceClass"),
    databaseVersion: textAt(database, "engineVersion"),
    vpcs: ofType(plan, "aws:ec2/vpc:Vpc").length,
    natGateways: ofType(plan, "aws:ec2/natGateway:NatGateway").length,
    addresses: ofType(plan, "aws:ec2/eip:Eip").length,
    zones: JSON.parse(own("availabilityZones") || "[]") as string[],
    rules: fullest,
    addons: ofType(plan, "aws:eks/addon:Addon").flatMap(({ inputs }) => {
      const [name, version] = [inputs.addonName, inputs.addonVersion];
      if (typeof name !== "string") return [];
      return [{ name, ...(typeof version === "string" && !isUnknown(version) ? { version } : {}) }];
    }),
  };
}

function textAt(resource: GraphResource | undefined, key: string): string {
  const value = resource?.inputs[key];
  return typeof value === "string" ? value : "";
}
