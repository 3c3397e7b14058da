/**
 * The security groups of a graph, and which of them a reference means.
 *
 * Ids are not known in previews, so a reference is resolved by the resources that its value comes from. A reference
 * without any is a group that the graph does not contain: its rules are somewhere else.
 */
import { byUrn, type Graph, type GraphResource, type Json } from "../graph/graph";
import { ancestors, compareText, isUnknown, sorted, unique } from "../graph/values";

/** Types of resources that are a security group. */
export const SECURITY_GROUP_TYPES = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

/** Types of resources that stand for a cluster: the component of pulumi-eks, and the cluster itself. */
export const CLUSTER_TYPES = ["eks:index:Cluster", "aws:eks/cluster:Cluster"];

/** Key of every group of which only is known that it is not made in this graph, such as another stack's output in a preview. */
export const UNRESOLVED = "a security group not known yet";

/** A security group that a graph makes or refers to. */
export interface SecurityGroup {
  /** URN of a group that the graph makes, literal id of an external one, `cluster security group of …`, or {@link UNRESOLVED}. */
  key: string;
  /** What messages call it: logical name, literal id, or the key. */
  name: string;
  /**
   * `declared`: made by the graph, so all its rules are known. `cluster`: made by EKS. `external`: literal id, rules
   * elsewhere. `unresolved`: nothing known.
   */
  kind: "declared" | "cluster" | "external" | "unresolved";
}

/** A group that a reference means. */
export interface GroupReference {
  key: string;
  /** False where the reference can also mean another group. */
  certain: boolean;
}

/** Properties with one security group id: what they hold tells which id belongs to which group. */
const SINGLE_REFERENCES = ["securityGroupId", "referencedSecurityGroupId", "sourceSecurityGroupId"];

/** The security groups of one graph. */
export class SecurityGroups {
  private readonly groups = new Map<string, SecurityGroup>();
  /** Key of the group that a cluster's URN stands for. */
  private readonly clusterKeys = new Map<string, string>();
  /** Key of the group that a literal id was seen to mean. */
  private readonly aliases = new Map<string, string>();

  constructor(graph: Graph) {
    const resources = byUrn(graph);
    const ordered = sorted(graph.resources);
    for (const resource of ordered) {
      if (SECURITY_GROUP_TYPES.includes(resource.type)) {
        this.groups.set(resource.urn, { key: resource.urn, name: resource.name, kind: "declared" });
      } else if (CLUSTER_TYPES.includes(resource.type)) this.addCluster(resource, resources);
    }
    for (const resource of ordered) this.learnIds(resource);
  }

  /** All groups met so far, sorted by key; resolving a reference can add external ones. */
  all(): SecurityGroup[] {
    return [...this.groups.values()].sort((a, b) => compareText(a.key, b.key));
  }

  /** The group of a key. */
  get(key: string): SecurityGroup {
    return this.groups.get(key) ?? { key, name: key, kind: key === UNRESOLVED ? "unresolved" : "external" };
  }

  /** What messages call a group. */
  name(key: string): string {
    return this.get(key).name;
  }

  /** True where rules of a group can stand outside the graph. */
  hasUnknownRules(key: string): boolean {
    const { kind } = this.get(key);
    return kind === "external" || kind === "unresolved";
  }

  /** Key of the cluster security group of a cluster, by the URN of the component or of the cluster inside. */
  clusterKey(urn: string): string | undefined {
    return this.clusterKeys.get(urn);
  }

  /**
   * The groups that an input of a resource means, by the resources that the input comes from.
   *
   * @param property the top-level input that `value` is, or is part of
   * @param value one id or a list of ids; a list that is not known yet counts as all groups that it comes from
   * @param siblings all ids in the input, where `value` is only a part of it
   */
  resolve(owner: GraphResource, property: string, value: Json | undefined, siblings: Json[] = []): GroupReference[] {
    const sources = this.sources(owner, property);
    if (value === undefined || value === null) return [];
    const tokens = Array.isArray(value) ? value.filter((element) => element !== null) : [value];
    const isOpenList = !Array.isArray(value) && isUnknown(value) && !SINGLE_REFERENCES.includes(property);
    const references = isOpenList ? this.openList(sources) : this.assign(tokens, sources, siblings);
    for (const { key } of references) if (!this.groups.has(key)) this.groups.set(key, this.get(key));
    return references;
  }

  private addCluster(resource: GraphResource, resources: Map<string, GraphResource>): void {
    const root = outermostCluster(resource, resources);
    const given = root.inputs.name;
    const name = typeof given === "string" && !isUnknown(given) ? given : root.name;
    const plain = `cluster security group of ${name}`;
    const taken = this.groups.has(plain) && this.clusterKeys.get(root.urn) !== plain;
    const key = this.clusterKeys.get(root.urn) ?? (taken ? `${plain} (${root.urn})` : plain);
    this.clusterKeys.set(root.urn, key);
    this.clusterKeys.set(resource.urn, key);
    this.groups.set(key, { key, name: key, kind: "cluster" });
  }

  /** Remembers which literal id means which group; an id that was seen for two groups teaches nothing. */
  private learnIds(resource: GraphResource): void {
    for (const property of SINGLE_REFERENCES) {
      const id = resource.inputs[property];
      if (typeof id !== "string" || isUnknown(id)) continue;
      const { declared, clusters } = this.sources(resource, property);
      const [key, ...more] = declared.length > 0 ? declared : clusters;
      if (key === undefined || more.length > 0) continue;
      const known = this.aliases.get(id);
      this.aliases.set(id, known === undefined || known === key ? key : UNRESOLVED);
    }
  }

  private alias(id: Json): string | undefined {
    const key = typeof id === "string" ? this.aliases.get(id) : undefined;
    return key === UNRESOLVED ? undefined : key;
  }

  /** The groups and clusters that an input comes from; anything else that it comes from says nothing about groups. */
  private sources(owner: GraphResource, property: string): { declared: string[]; clusters: string[] } {
    const urns = owner.propertyDependencies[property] ?? [];
    const declared = urns.filter((urn) => this.groups.get(urn)?.kind === "declared");
    const clusters = urns.map((urn) => this.clusterKeys.get(urn)).filter((key) => key !== undefined);
    return { declared: unique(declared), clusters: unique(clusters) };
  }

  private openList({ declared, clusters }: { declared: string[]; clusters: string[] }): GroupReference[] {
    if (declared.length === 0 && clusters.length === 0) return [{ key: UNRESOLVED, certain: false }];
    return [
      ...declared.map((key) => ({ key, certain: true })),
      // Next to groups a cluster is often only what the value waits for.
      ...clusters.map((key) => ({ key, certain: declared.length === 0 })),
    ];
  }

  private assign(
    tokens: Json[],
    sources: { declared: string[]; clusters: string[] },
    siblings: Json[],
  ): GroupReference[] {
    // An id is believed only where the input's own sources do not speak against it.
    const fits = (key: string): boolean => {
      const all = [...sources.declared, ...sources.clusters];
      return all.length === 0 || all.includes(key);
    };
    const known = new Set<string>();
    const rest: Json[] = [];
    for (const token of uniqueTokens(tokens)) {
      const key = this.alias(token);
      if (key !== undefined && fits(key)) known.add(key);
      else rest.push(token);
    }
    const declared = sources.declared.filter((key) => !known.has(key));
    const clusters = sources.clusters.filter((key) => !known.has(key));
    const pool = rest.length > declared.length ? [...declared, ...clusters] : declared;
    const found = [...known].map((key) => ({ key, certain: true }));
    const isMixed = siblings.some(isUnknown) && !rest.some(isUnknown);
    if (!isMixed || pool.length === 0) return [...found, ...this.share(rest, pool)];
    // The groups of the pool may all belong to the unknown siblings, and these literal ids be of somewhere else.
    const candidates = [...pool, ...rest.filter((token) => typeof token === "string")];
    return [...found, ...(rest.length > 0 ? candidates.map((key) => ({ key, certain: false })) : [])];
  }

  /** Shares out the groups of `pool` among references that do not say themselves which group they mean. */
  private share(tokens: Json[], pool: string[]): GroupReference[] {
    if (tokens.length === 0) return [];
    const references = pool.map((key) => ({ key, certain: tokens.length >= pool.length }));
    const unknowns = tokens.filter(isUnknown).length;
    if (unknowns >= pool.length) {
      // Every group of the pool has an unknown id to itself, so literal ids are groups of somewhere else.
      for (const token of tokens) {
        if (typeof token === "string" && !isUnknown(token)) references.push({ key: token, certain: true });
      }
      if (unknowns > pool.length) references.push({ key: UNRESOLVED, certain: false });
    } else if (tokens.length > pool.length) references.push({ key: UNRESOLVED, certain: false });
    return references;
  }
}

/** Repeated ids are one group, but each unknown id can be another. */
function uniqueTokens(tokens: Json[]): Json[] {
  return tokens.filter((token, index) => isUnknown(token) || tokens.indexOf(token) === index);
}

function outermostCluster(resource: GraphResource, resources: Map<string, GraphResource>): GraphResource {
  return ancestors(resource, resources).findLast(({ type }) => CLUSTER_TYPES.includes(type)) ?? resource;
}
