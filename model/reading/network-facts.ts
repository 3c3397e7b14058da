/**
 * What the endpoints of a graph are read from.
 */
import type { GraphResource } from "../graph/graph";
import type { Bindings } from "./bindings";
import type { Clusters } from "./clusters";
import type { Completeness } from "./completeness";
import type { Nodes } from "./nodes";
import type { RuleIndex } from "./rule-index";
import type { GroupReference, SecurityGroups } from "./security-groups";
import type { VpcCniInGraph } from "./vpc-cni-setting";
import type { Vpcs } from "./vpcs";

/** The parts of a reading that endpoints are made of. */
export interface NetworkFacts {
  /** All resources in the order of their URNs. */
  ordered: GraphResource[];
  resources: Map<string, GraphResource>;
  completeness: Completeness;
  groups: SecurityGroups;
  rules: RuleIndex;
  vpcs: Vpcs;
  vpcCni: VpcCniInGraph;
  nodes: Nodes[];
  clusters: Clusters;
  bindings: Bindings;
  /** Key of the group that what is not shown may carry. */
  openGroup: string;
  /** The VPC of a group: a URN of the graph, else a literal id; undefined where it is not told. */
  vpcOfGroup(key: string): string | undefined;
  /** The default group of a VPC, where the graph has it. */
  defaultGroup(vpc: string | undefined): GroupReference | undefined;
}
