/**
 * The security groups of a graph, and which of them a reference means.
 *
 * Ids are not known in previews, so a reference is resolved by the resources that its value comes from, and by the ids that
 * resources have. A reference without either is a group that the graph does not contain: its rules are somewhere else.
 */
import { accountOfGroup, ELSEWHERE, UNRESOLVED } from "../aws/group-keys";
import { at, type GraphResource, type Json } from "../graph/graph";
import { compareText, find, isUnknown, listOf, unique } from "../graph/values";
import type { Completeness, Incomplete } from "./completeness";
import { type ClusterRoots, isAutoMode } from "./cluster-roots";
import { isKnownType } from "./known-types";

/** Types of resources that are a security group. */
export const SECURITY_GROUP_TYPES: string[] = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

export { ELSEWHERE, UNRESOLVED };

/** A security group that a graph makes or refers to. */
export interface SecurityGroup {
  /** URN of a group of the graph, literal id of another, `cluster security group of …`, or {@link UNRESOLVED}. */
  key: string;
  /** What messages call it: logical name, literal id, or the key. */
  name: string;
  /**
   * `declared`: a resource of the graph. `cluster`, `remote access`: made by EKS for a cluster, or for a node group. `external`: literal
   * id, rules elsewhere. `unresolved`: nothing known.
   */
  kind: "declared" | "cluster" | "remote access" | "external" | "unresolved";
  /** Why rules of it can stand outside the graph; undefined where none do. */
  incomplete?: Incomplete;
}

/** A group that a reference means. */
export interface GroupReference {
  key: string;
  /** False where the reference can also mean another group. */
  certain: boolean;
}

/** Properties with one security group id: what they hold tells which id belongs to which group. */
const SINGLE_REFERENCES = [
  ...["securityGroupId", "referencedSecurityGroupId", "sourceSecurityGroupId"],
  ...["nodeSecurityGroupId", "nodeSecurityGroup", "clusterSecurityGroup"],
];

/** All ids of an input of which a value is a part, one unknown id for each part that is not known. */
export interface WholeInput {
  ids: Json[];
  /** True where such a part can hold any number of ids, as a list or a block can. */
  isOpen: boolean;
}

/** The groups and clusters that an input comes from. */
interface Sources {
  declared: string[];
  clusters: string[];
  /** True where it comes from another stack, too. */
  isElsewhere: boolean;
  /** How many resources it comes from that nobody here reads: each can hand on the id of a group. */
  unread: number;
}

/** The security groups of one graph. */
export class SecurityGroups {
  private readonly groups = new Map<string, SecurityGroup>();
  /** Key of the group that a literal id was seen to mean. */
  private readonly learned = new Map<string, string>();
  /** What bindings call groups that they name by ids alone. */
  private readonly given: Map<string, string>;
  /** The same of ids that clusters themselves name; undefined where two name one. */
  private readonly ofClusters = new Map<string, string | undefined>();

  constructor(
    ordered: GraphResource[],
    private readonly resources: Map<string, GraphResource>,
    private readonly completeness: Completeness,
    private readonly clusters: ClusterRoots,
  ) {
    for (const { urn, type, name } of ordered) {
      if (!SECURITY_GROUP_TYPES.includes(type)) continue;
      this.groups.set(urn, { key: urn, name, kind: "declared", incomplete: completeness.of(urn) });
    }
    for (const root of clusters.roots) this.addCluster(root);
    this.given = givenNames(ordered);
    for (const resource of ordered) this.learnIds(resource);
  }

  /** All groups met so far, sorted by key; resolving a reference can add external ones. */
  all(): SecurityGroup[] {
    return [...this.groups.values()].sort((a, b) => compareText(a.key, b.key));
  }

  /** The group of a key. */
  get(key: string): SecurityGroup {
    const isOpen = key === UNRESOLVED || key === ELSEWHERE;
    const account = accountOfGroup(key);
    const incomplete: Incomplete =
      account === undefined
        ? { kind: isOpen ? "not known" : "outside", name: key }
        : { kind: "other account", name: key, account };
    const name = this.given.get(key) ?? key;
    return this.groups.get(key) ?? { key, name, kind: isOpen ? "unresolved" : "external", incomplete };
  }

  /** What messages call a group. */
  name(key: string): string {
    return this.get(key).name;
  }

  /** True where rules of a group can stand outside the graph. */
  hasUnknownRules(key: string): boolean {
    return this.get(key).incomplete !== undefined;
  }

  /** Key of the cluster security group of a cluster, by the URN of the component or of the cluster inside. */
  clusterKey(urn: string): string | undefined {
    return this.clusters.keyOf(urn);
  }

  /** Adds a group that EKS makes. */
  add(group: SecurityGroup): void {
    this.groups.set(group.key, group);
  }

  /** True where two keys can stand for the same group of AWS, although they differ. */
  canBeSame(a: string, b: string): boolean {
    if (a === b) return true;
    if (a === UNRESOLVED || b === UNRESOLVED) return true;
    // What another stack made is none of the groups that this one makes.
    const isOutside = (key: string): boolean =>
      this.get(key).kind !== "declared" || this.completeness.of(key)?.kind === "only read";
    return (a === ELSEWHERE && isOutside(b)) || (b === ELSEWHERE && isOutside(a));
  }

  /**
   * The groups that an input of a resource means, by ids and by the resources that the input comes from.
   *
   * @param property the top-level input that `value` is, or is part of
   * @param value one id or a list of ids; a list that is not known yet can be any of the groups that it comes from
   * @param whole the whole input, where `value` is only a part of it
   */
  resolve(
    owner: GraphResource,
    property: string,
    value: Json | undefined,
    whole: WholeInput = { ids: [], isOpen: false },
  ): GroupReference[] {
    const sources = this.sources(owner, property);
    if (value === undefined || value === null) return [];
    const tokens = Array.isArray(value) ? value.filter((element) => element !== null) : [value];
    const isOpenList = !Array.isArray(value) && isUnknown(value) && !SINGLE_REFERENCES.includes(property);
    const references = isOpenList ? openList(sources, whole.ids.length <= 1) : this.assign(tokens, sources, whole);
    for (const { key } of references) if (!this.groups.has(key)) this.groups.set(key, this.get(key));
    return references;
  }

  private addCluster(root: GraphResource): void {
    const key = this.clusters.keyOf(root.urn)!;
    const incomplete = this.clusters
      .partsOf(root.urn)
      .map(({ urn }) => this.completeness.of(urn))
      .find(Boolean);
    this.groups.set(key, { key, name: key, kind: "cluster", incomplete });
    for (const part of this.clusters.partsOf(root.urn)) {
      const id = at(part.outputs, "vpcConfig", "clusterSecurityGroupId");
      if (typeof id !== "string" || isUnknown(id)) continue;
      const isOther = this.ofClusters.has(id) && this.ofClusters.get(id) !== key;
      this.ofClusters.set(id, isOther ? undefined : key);
    }
  }

  /** Remembers which literal id means which group; an id that was seen for two groups teaches nothing. */
  private learnIds(resource: GraphResource): void {
    for (const property of SINGLE_REFERENCES) {
      const id = resource.inputs[property];
      if (typeof id !== "string" || isUnknown(id) || this.ofId(id) !== undefined) continue;
      const { declared, clusters } = this.sources(resource, property);
      const [key, ...more] = declared.length > 0 ? declared : clusters;
      if (key !== undefined && more.length === 0) this.learn(id, key);
    }
  }

  private learn(id: string, key: string): void {
    const known = this.learned.get(id);
    this.learned.set(id, known === undefined || known === key ? key : UNRESOLVED);
  }

  /** The group that has an id of its own. */
  private ofId(id: string): string | undefined {
    const urn = this.completeness.byId(id)?.urn;
    return urn !== undefined && this.groups.get(urn)?.kind === "declared" ? urn : this.ofClusters.get(id);
  }

  private alias(token: Json, { declared, clusters }: Sources): string | undefined {
    if (typeof token !== "string" || isUnknown(token)) return undefined;
    // A group of another account is written with the account before it, and so can be one of this account.
    const id = token.split("/").at(-1)!;
    const own = this.ofId(id);
    if (own !== undefined) return own;
    const key = this.learned.get(id);
    // A learned id is believed only where the input's own sources do not speak against it.
    const all = [...declared, ...clusters];
    return key === UNRESOLVED || (all.length > 0 && !all.includes(key ?? "")) ? undefined : key;
  }

  private sources(owner: GraphResource, property: string): Sources {
    const urns = owner.propertyDependencies[property] ?? [];
    const declared = urns.filter((urn) => this.groups.get(urn)?.kind === "declared");
    const clusters = urns.map((urn) => this.clusters.keyOf(urn)).filter((key) => key !== undefined);
    const isElsewhere = urns.some((urn) => this.resources.get(urn)?.type === STACK_REFERENCE);
    const unread = urns.filter((urn) => {
      const source = this.resources.get(urn);
      return source !== undefined && (!isKnownType(source.type) || this.hasGroupsOfItsOwn(source, urns));
    }).length;
    return { declared: unique(declared), clusters: unique(clusters), isElsewhere, unread };
  }

  /**
   * True for the component of a cluster that makes groups besides the cluster's own, and hands them on: for its nodes and for
   * its control plane. What comes from the cluster inside as well is that cluster's.
   *
   * Source: https://www.pulumi.com/registry/packages/eks/api-docs/cluster
   */
  private hasGroupsOfItsOwn({ urn, type, inputs }: GraphResource, sources: string[]): boolean {
    if (type !== "eks:index:Cluster" || inputs.skipDefaultSecurityGroups === true || isAutoMode({ inputs }))
      return false;
    return !sources.some((other) => other !== urn && this.clusters.keyOf(other) === this.clusters.keyOf(urn));
  }

  private assign(tokens: Json[], sources: Sources, { ids, isOpen }: WholeInput): GroupReference[] {
    const known = new Set<string>();
    const rest: Json[] = [];
    for (const token of uniqueTokens(tokens)) {
      const key = this.alias(token, sources);
      if (key !== undefined) known.add(key);
      else rest.push(token);
    }
    const found = [...known].map((key) => ({ key, certain: true }));
    if (rest.length === 0) return found;
    const elsewhere = sources.isElsewhere && sources.unread === 0 ? ELSEWHERE : UNRESOLVED;
    const taken = new Set([...known, ...ids.map((token) => this.alias(token, sources))]);
    const declared = sources.declared.filter((key) => !taken.has(key));
    const clusters = sources.clusters.filter((key) => !taken.has(key));
    const open = ids.filter((token) => this.alias(token, sources) === undefined);
    const isPart = open.length > rest.length;
    const pool = (isPart ? open.length : rest.length) > declared.length ? [...declared, ...clusters] : declared;
    if (!isPart || pool.length === 0) return [...found, ...share(rest, pool, elsewhere, sources.unread)];
    // Which of the groups belongs to this part of the input, and which to the others, is not told.
    const literal = rest.filter((token) => typeof token === "string" && !isUnknown(token)) as string[];
    const isMore = open.length > pool.length || sources.isElsewhere || sources.unread > 0 || isOpen;
    const candidates = [...pool, ...literal, ...(isMore && rest.some(isUnknown) ? [elsewhere] : [])];
    return [...found, ...candidates.map((key) => ({ key, certain: false }))];
  }
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/**
 * What a list can hold of which no element is known: what it comes from, and what was written into it beside that.
 *
 * @param isAlone false where it is a part of an input that has further ids
 */
function openList({ declared, clusters, isElsewhere, unread }: Sources, isAlone: boolean): GroupReference[] {
  const isOne = isAlone && !isElsewhere && unread === 0;
  return [
    ...declared.map((key) => ({ key, certain: isOne && declared.length === 1 })),
    // Next to groups a cluster is often only what the value waits for.
    ...clusters.map((key) => ({ key, certain: isOne && declared.length === 0 && clusters.length === 1 })),
    { key: isElsewhere && isAlone && unread === 0 ? ELSEWHERE : UNRESOLVED, certain: false },
  ];
}

/**
 * Shares out the groups of `pool` among references that do not say themselves which group they mean.
 *
 * @param unread how many further resources they come from, each of which can take one of them
 */
function share(tokens: Json[], pool: string[], elsewhere: string, unread: number): GroupReference[] {
  const isEnough = tokens.length >= pool.length + unread;
  const references = pool.map((key) => ({ key, certain: isEnough }));
  if (!isEnough && tokens.length >= pool.length) references.push({ key: elsewhere, certain: false });
  const unknowns = tokens.filter(isUnknown).length;
  if (unknowns >= pool.length) {
    // Every group of the pool has an unknown id to itself, so literal ids are groups of somewhere else.
    for (const token of tokens) {
      if (typeof token === "string" && !isUnknown(token)) references.push({ key: token, certain: true });
    }
    if (unknowns > pool.length) references.push({ key: elsewhere, certain: false });
  } else if (tokens.length > pool.length) references.push({ key: elsewhere, certain: false });
  return references;
}

/** Repeated ids are one group, but each unknown id can be another. */
function uniqueTokens(tokens: Json[]): Json[] {
  return tokens.filter((token, index) => isUnknown(token) || tokens.indexOf(token) === index);
}

/** Names that bindings give to groups of which they have the id alone; none where two names, or two groups, meet. */
function givenNames(ordered: GraphResource[]): Map<string, string> {
  const ends = ordered
    .filter(({ type }) => type === "pod-security-groups:index:PodSecurityGroupBinding")
    .flatMap(({ inputs }) => listOf(inputs.ends))
    .map((end) => [find(end, "securityGroupId"), find(end, "name")])
    .filter((pair): pair is [string, string] => pair.every((part) => typeof part === "string" && !isUnknown(part)));
  const isAlone = ([id, name]: [string, string]): boolean =>
    ends.every(([other, called]) => (other === id) === (called === name));
  return new Map(ends.filter(isAlone));
}
