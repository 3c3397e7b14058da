/**
 * The nodes of a cluster: what they can carry, what they carry, and why some carry nothing.
 */
import { isTrue } from "../../model/aws/vpc-cni";
import { unique } from "../../model/graph/values";
import { instanceTypeLimits, type InstanceTypeLimits } from "../../model/aws/instance-types";
import type { Base } from "./base";
import { COMPUTE_TYPE, typeOf } from "./graph/cluster";
import { groupIdsOf, instanceOf, type Interfaces, primaryOf } from "./interfaces";
import { hasEnded, type Node, POD_ENI } from "./kubernetes-types";
import { branchesOf } from "./pods";
import { valueOr } from "./read";
import type { RunningSetting } from "./vpc-cni";

/** A node. */
export interface NodeView {
  name: string;
  node: Node;
  /**
   * `auto`: of EKS Auto Mode, which the VPC resource controller leaves alone. `fargate`: a place for one pod. `hybrid`: a
   * machine outside AWS, which has no VPC CNI.
   */
  kind: "ec2" | "auto" | "fargate" | "hybrid";
  type?: string;
  /** Limits of its type; undefined where the table does not have it. */
  limits?: InstanceTypeLimits;
  instance?: string;
  /** Id of its trunk. */
  trunk?: string;
  /** Network interfaces attached, without branches; undefined where these could not be read. */
  attached?: number;
  /** Ids of the groups of its own interface. */
  groups: string[];
  /** Branch interfaces that the scheduler knows of: `vpc.amazonaws.com/pod-eni` of its allocatable resources. */
  capacity: number;
  /** Pods on it that have one; undefined where pods could not be read. */
  used?: number;
  /**
   * Branch interfaces on its trunk that no pod has any more: they count, and the scheduler does not see them. Undefined where
   * pods or interfaces could not be read.
   */
  cooling?: string[];
  /** Whether its CNINode asks for a trunk; undefined where that could not be read. */
  feature?: boolean;
  eventReasons: Set<string>;
}

/** All nodes. */
export function nodesOf({ facts, interfaces, eventsOf }: Base): NodeView[] {
  const { cniNodes } = facts;
  const byName = "value" in cniNodes ? new Map(cniNodes.value.map((one) => [one.metadata.name, one])) : undefined;
  const holding = valueOr(facts.pods, []).filter((pod) => !hasEnded(pod) && branchesOf(pod) !== undefined);
  const held = new Set(holding.flatMap((pod) => branchesOf(pod)!.map(({ eniId }) => eniId)));
  const used = new Map<string, number>();
  for (const { spec } of holding) used.set(spec.nodeName ?? "", (used.get(spec.nodeName ?? "") ?? 0) + 1);
  const arePodsRead = "value" in facts.pods;
  return valueOr(facts.nodes, []).map((node): NodeView => {
    const { name } = node.metadata;
    const [type] = typeOf(node);
    const instance = instanceOf(node);
    const trunk = instance === undefined ? undefined : interfaces.trunkOf(instance)?.NetworkInterfaceId;
    const features = byName && (byName.get(name)?.spec?.features ?? []);
    return {
      ...{ name, node, kind: kindOf(node), type, instance, trunk },
      limits: type === undefined ? undefined : instanceTypeLimits(type),
      attached:
        instance === undefined || "unread" in facts.interfaces ? undefined : interfaces.ofInstance(instance).length,
      groups: groupsOfNode(interfaces, node),
      capacity: Number(node.status?.allocatable?.[POD_ENI] ?? 0),
      ...(arePodsRead && { used: used.get(name) ?? 0 }),
      ...(arePodsRead && "value" in facts.interfaces && { cooling: coolingOf(interfaces, trunk, held) }),
      ...(features !== undefined && { feature: features.some((one) => one.name === "SecurityGroupsForPods") }),
      eventReasons: new Set(eventsOf("Node", node).map(({ reason }) => reason ?? "")),
    };
  });
}

function kindOf({ metadata }: Node): NodeView["kind"] {
  const compute = metadata.labels?.[COMPUTE_TYPE];
  return compute === "auto" || compute === "fargate" || compute === "hybrid" ? compute : "ec2";
}

function groupsOfNode(interfaces: Interfaces, node: Node): string[] {
  const primary = primaryOf(interfaces, node);
  return primary === undefined ? [] : groupIdsOf(primary);
}

function coolingOf(interfaces: Interfaces, trunk: string | undefined, held: Set<string>): string[] {
  if (trunk === undefined) return [];
  const ids = interfaces.branchesOf(trunk).flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  return ids.filter((id) => !held.has(id)).sort();
}

/** The subnets in which a node's branch interfaces are made: its own, or with custom networking those of the ENIConfigs. */
export function branchSubnetsOf(
  { facts, interfaces, setting }: Pick<Base, "facts" | "interfaces"> & { setting?: RunningSetting },
  { node }: Pick<NodeView, "node">,
): string[] {
  const own = primaryOf(interfaces, node)?.SubnetId;
  const isCustom = isTrue(setting?.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG);
  const others = valueOr(facts.eniConfigs, []).flatMap(({ spec }) => spec?.subnet ?? []);
  return isCustom ? unique(others).sort() : own === undefined ? [] : [own];
}

/** Whether the VPC resource controller serves a node at all. */
export function isServed({ kind, node }: NodeView): boolean {
  return kind === "ec2" && node.metadata.labels?.["kubernetes.io/os"] !== "windows";
}

/** Whether a node gives pods branch interfaces. */
export function hasTrunk({ capacity }: NodeView): boolean {
  return capacity > 0;
}
