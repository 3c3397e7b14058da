/**
 * Small facts that boxes of the picture are labelled with; each is undefined where the plan does not tell.
 */
import { type Graph, type Json, ofType } from "../../../model/graph/graph";
import { CLUSTER_TYPES } from "../../../model/reading/security-groups";
import { find, isUnknown, listOf, sorted, unique } from "../../../model/graph/values";

/** What boxes are labelled with. */
export interface Facts {
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

/** The facts of a graph. */
export function facts(graph: Graph): Facts {
  const text = (value: Json | undefined): string | undefined =>
    typeof value === "string" && !isUnknown(value) && value !== "" ? value : undefined;
  const first = (type: string, ...path: string[]): string | undefined =>
    text(find(ofType(graph, type)[0]?.inputs, ...path));
  const clusters = graph.resources.filter(({ type }) => CLUSTER_TYPES.includes(type));
  const groups = ofType(graph, "aws:eks/nodeGroup:NodeGroup");
  const sizes = groups.map(({ inputs }) => find(inputs, "scalingConfig", "desiredSize"));
  const databases = [...ofType(graph, "aws:rds/instance:Instance"), ...ofType(graph, "aws:rds/cluster:Cluster")];
  return {
    region: first("pulumi:providers:aws", "region"),
    vpcCidr: first("aws:ec2/vpc:Vpc", "cidrBlock"),
    hasVpc: ofType(graph, "aws:ec2/vpc:Vpc").length > 0,
    cluster: text(find(clusters[0]?.inputs, "name")),
    kubernetesVersion: text(find(clusters[0]?.inputs, "version")),
    instanceTypes: unique(groups.flatMap(({ inputs }) => listOf(inputs.instanceTypes)))
      .map(text)
      .filter((type) => type !== undefined),
    nodes: sizes.every((size) => typeof size === "number") ? sizes.reduce((sum, size) => sum + size, 0) : undefined,
    databases: sorted(databases).map(({ inputs }) =>
      [
        ["RDS", text(inputs.engine), text(inputs.engineVersion)].filter((part) => part !== undefined).join(" "),
        text(inputs.instanceClass) ?? "",
      ].filter((line) => line !== ""),
    ),
  };
}
