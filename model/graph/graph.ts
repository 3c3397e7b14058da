/**
 * The resource graph: the one thing that every function of `model/` takes.
 *
 * A graph is a snapshot of what a Pulumi program registers. It comes from the program run under mocks, from the arguments
 * of a stack policy, from `pulumi stack export`, from `pulumi preview --json` or from a living cluster; `source` says which.
 */

/** Version of the graph format that is written. */
export const GRAPH_VERSION = 2;

/** Versions that are read: the first had no `id`, `external`, `protect`, `retainOnDelete` and `outputs`. */
export const READABLE_GRAPH_VERSIONS: number[] = [1, GRAPH_VERSION];

/** What the Pulumi engine itself writes in place of a value that is known only after deployment. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What stands in a graph in place of a secret value. */
export const SECRET = "[secret]";

/** Where a graph was taken from. Graphs of different sources are not comparable resource by resource. */
export type GraphSource = "plan" | "policy" | "state" | "preview" | "live";

/** A plain JSON value of a resource's inputs. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One registered resource. */
export interface GraphResource {
  /** Unique resource name. */
  urn: string;
  /** Type token, for example `aws:ec2/securityGroup:SecurityGroup`. */
  type: string;
  /** Logical name. */
  name: string;
  /** True for a resource of a provider, false for a component. */
  custom: boolean;
  /** URN of the parent; undefined below the stack itself. */
  parent?: string;
  /** Inputs as JSON; a value not known yet is {@link UNKNOWN}, a secret is {@link SECRET}. */
  inputs: { [key: string]: Json };
  /** URNs of all that must exist before this one, sorted. */
  dependencies: string[];
  /** For each top-level input, the URNs of the resources that its value comes from, sorted. */
  propertyDependencies: { [key: string]: string[] };
  /** Provider reference `<urn>::<id>`; undefined for components and for the ambient default provider. */
  provider?: string;
  /** JSON pointers (RFC 6901) of the inputs that are secret; undefined where the source does not tell. */
  secretPaths?: string[];
  /** The provider's id of it, such as `sg-0123456789abcdef0`; undefined where it is not known, as in a plan. */
  id?: string;
  /** True where the program only reads it (`SecurityGroup.get`): the stack neither makes nor deletes it. */
  external?: boolean;
  /** True where the engine refuses to delete it. */
  protect?: boolean;
  /** True where taking it out of the program leaves it in the cloud. */
  retainOnDelete?: boolean;
  /**
   * What the engine last saw of it, secrets hidden. Of a resource that was only read: all, and no more than a snapshot. Of
   * others only what names something else, such as `vpcConfig.clusterSecurityGroupId` of a cluster.
   */
  outputs?: { [key: string]: Json };
}

/** A resource graph. */
export interface Graph {
  version: number;
  source: GraphSource;
  resources: GraphResource[];
}

/** All resources of one type. */
export function ofType(graph: Graph, type: string): GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}

/** The resources of a graph by URN. */
export function byUrn(graph: Graph): Map<string, GraphResource> {
  return new Map(graph.resources.map((resource) => [resource.urn, resource]));
}

/** An object's own value of a key, so that `constructor` and the like are keys as any other; undefined where it has none. */
export function entry<T>(table: { [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The value at a path of nested keys, or undefined where the path ends early. */
export function at(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) {
    if (current === null || typeof current !== "object") return undefined;
    current = entry(current as { [key: string]: Json }, String(key));
  }
  return current;
}

/** True where a value, or anything inside it, is known only after deployment. */
export function hasUnknown(value: Json | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(hasUnknown);
}
