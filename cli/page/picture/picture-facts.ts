/**
 * Small facts that boxes of the picture are labelled with; each is undefined where the plan does not tell.
 */
import type { Json } from "../../../model/graph/graph";
import { find, isUnknown, listOf, unique } from "../../../model/graph/values";
import type { Reading } from "../../../model/reading/reading";

/** What boxes are labelled with. */
export interface PictureFacts {
  region?: string;
  vpcCidr?: string;
  hasVpc: boolean;
  cluster?: string;
  kubernetesVersion?: string;
  /** Instance types of the nodes. */
  instanceTypes: string[];
  /** Number of nodes. */
  nodes?: number;
  /** For each database, in the order of its ends, what it is. */
  databases: string[][];
}

/** The facts of a reading. */
export function facts(reading: Reading): PictureFacts {
  const text = (value: Json | undefined): string | undefined =>
    typeof value === "string" && !isUnknown(value) && value !== "" ? value : undefined;
  const first = (type: string, ...path: string[]): string | undefined =>
    text(find(reading.ofType(type)[0]?.inputs, ...path));
  const [cluster] = reading.clusters.inGraph();
  const ofCluster = (key: string): string | undefined =>
    cluster?.parts.map(({ inputs }) => text(find(inputs, key))).find((value) => value !== undefined);
  const groups = reading.ofType("aws:eks/nodeGroup:NodeGroup");
  const sizes = groups.map(({ inputs }) => find(inputs, "scalingConfig", "desiredSize"));
  return {
    region: first("pulumi:providers:aws", "region"),
    vpcCidr: first("aws:ec2/vpc:Vpc", "cidrBlock"),
    hasVpc: reading.ofType("aws:ec2/vpc:Vpc").length > 0,
    cluster: ofCluster("name"),
    kubernetesVersion: ofCluster("version"),
    instanceTypes: unique(groups.flatMap(({ inputs }) => listOf(inputs.instanceTypes)))
      .map(text)
      .filter((type) => type !== undefined),
    nodes: sizes.every((size) => typeof size === "number") ? sizes.reduce((sum, size) => sum + size, 0) : undefined,
    databases: reading.databases.databases.map(({ resource: { type, inputs } }) =>
      [
        [service(type), text(inputs.engine), text(inputs.engineVersion)].filter((part) => part !== undefined).join(" "),
        text(inputs.instanceClass) ?? "",
      ].filter((line) => line !== ""),
    ),
  };
}

/** What people call the service of a type of database. */
function service(type: string): string {
  const names: { [name: string]: string } = {
    rds: "RDS",
    docdb: "DocumentDB",
    neptune: "Neptune",
    redshift: "Redshift",
    elasticache: "ElastiCache",
    memorydb: "MemoryDB",
  };
  const name = type.split(/[:/]/)[1];
  return names[name] ?? name;
}
