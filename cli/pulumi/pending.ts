import { resourceName, type StackState, type StateResource } from "./state";

/** A state without pending operations, and what became of them. */
export interface Settled {
  state: StackState;
  /** Taken into the state by their names, for the next refresh to find or to drop. */
  adopted: string[];
  /** Dropped from the state, since nobody knows under which id they exist, if they do. */
  dropped: string[];
}

/**
 * Ids that follow from the inputs, by type: the names with which AWS would answer "already exists" to a second creation.
 * The forms are those by which each resource is imported (https://www.pulumi.com/registry/packages/aws/api-docs).
 */
const ID_FROM_INPUTS: { [type: string]: string[] } = {
  "aws:ec2/route:Route": ["routeTableId", "destinationCidrBlock"],
  "aws:eks/cluster:Cluster": ["name"],
  "aws:eks/nodeGroup:NodeGroup": ["clusterName", "nodeGroupName"],
  "aws:eks/addon:Addon": ["clusterName", "addonName"],
  "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn"],
  "aws:rds/instance:Instance": ["identifier"],
  "aws:rds/subnetGroup:SubnetGroup": ["name"],
  "aws:rds/parameterGroup:ParameterGroup": ["name"],
  "aws:iam/role:Role": ["name"],
  "aws:ssm/parameter:Parameter": ["name"],
  "aws:cloudwatch/logGroup:LogGroup": ["name"],
};

/** The resources that were being created when a run was cut off. */
export function pendingCreations(state: StackState): StateResource[] {
  return (state.pending_operations ?? []).filter(({ type }) => type === "creating").map(({ resource }) => resource);
}

/** Ids that were looked up, by URN. */
export type FoundIds = ReadonlyMap<string, string>;

/**
 * Settles what a crash has cut off. A creation of which nobody knows the end is taken into the state where its id is known:
 * otherwise the engine would make it again, and AWS would refuse the name. The others are dropped, and would be made again.
 *
 * @param absent URNs of what AWS is known not to have: the engine makes it anew.
 * @param ids Of what has no name of its own and was found in AWS.
 */
export function settlePending(
  state: StackState,
  absent: ReadonlySet<string> = new Set(),
  ids: FoundIds = new Map(),
): Settled {
  return adopt(
    state,
    pendingCreations(state).filter(({ urn }) => !absent.has(urn)),
    ids,
  );
}

/** Takes resources into a state that AWS may have although the state does not say so, as far as their ids are known. */
export function adopt(state: StackState, strays: StateResource[], ids: FoundIds = new Map()): Settled {
  const resources = [...(state.resources ?? [])];
  const known = new Set(resources.map(({ urn }) => urn));
  const settled: Settled = { state: { ...state, resources, pending_operations: [] }, adopted: [], dropped: [] };
  for (const resource of strays) {
    const id = idOf(resource) ?? ids.get(resource.urn);
    // One that replaces another has the other under its URN still: the engine makes it anew.
    if (id === undefined || known.has(resource.urn)) settled.dropped.push(resourceName(resource));
    else {
      resources.push({ ...resource, id, outputs: { ...resource.inputs } });
      settled.adopted.push(resourceName(resource));
    }
  }
  return settled;
}

/** Whether resources of a type have ids that follow from their inputs. */
export function hasKnownId(type: string): boolean {
  return type in ID_FROM_INPUTS;
}

/** The id that a resource has in AWS by its inputs; undefined where they do not say. */
export function idOf({ type, inputs }: StateResource): string | undefined {
  const parts = ID_FROM_INPUTS[type]?.map((key) => inputs?.[key]);
  if (!parts?.every((part) => typeof part === "string" && part !== "")) return undefined;
  return parts.join(type === "aws:ec2/route:Route" ? "_" : ":");
}
