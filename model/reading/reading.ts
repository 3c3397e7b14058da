/**
 * One reading of a graph: every part of it is worked out once, when it is first asked for, and every question takes it.
 */
import { at, byUrn, type Graph, type GraphResource, type Json } from "../graph/graph";
import { find, isUnknown, listOf, pushTo, sorted, unique } from "../graph/values";
import { addressEnds } from "./address-ends";
import { Bindings } from "./bindings";
import { boundEndpoints, dnsBindings } from "./bound-endpoints";
import { clusterElsewhere } from "./cluster-elsewhere";
import { ClusterRoots } from "./cluster-roots";
import { type Cluster, Clusters } from "./clusters";
import { type Completeness, completenessOf } from "./completeness";
import { type Databases, databasesOf } from "./databases";
import { distinct } from "./distinct";
import { doubtful, endpoint, type Endpoint, INTERNET, keysOf } from "./endpoints";
import type { NetworkFacts } from "./network-facts";
import { nodeInterfaces, type NodeInterfaces, remoteAccessKey } from "./node-interfaces";
import { type Nodes, nodesOf } from "./nodes";
import { type Order, orderOf } from "./order";
import { PrefixLists } from "./prefix-lists";
import { publicEndpoint } from "./public-endpoint";
import { RuleIndex } from "./rule-index";
import { declaredRules, EKS_MADE_RULES_SEEN, eksMadeRules, remoteAccessRules, type Rule } from "./rules";
import { ELSEWHERE, type GroupReference, SecurityGroups, UNRESOLVED } from "./security-groups";
import { vpcCniOf, type VpcCniInGraph } from "./vpc-cni-setting";
import { Vpcs } from "./vpcs";
import { type Workload, workloadsOf } from "./workloads";

/** Reads a graph. Nothing is worked out before it is asked for; time and memory grow with the number of resources. */
export function read(graph: Graph): Reading {
  return new Reading(graph);
}

/** What a graph says, and what it leaves open. */
export class Reading implements NetworkFacts {
  private readonly parts = new Map<string, unknown>();

  constructor(readonly graph: Graph) {}

  /** All resources in the order of their URNs. */
  get ordered(): GraphResource[] {
    return this.once("ordered", () => sorted(this.graph.resources));
  }

  get resources(): Map<string, GraphResource> {
    return this.once("resources", () => byUrn(this.graph));
  }

  /** All resources of one type, in the order of their URNs. */
  ofType(type: string): GraphResource[] {
    const byType = this.once("byType", () => {
      const types = new Map<string, GraphResource[]>();
      for (const resource of this.ordered) pushTo(types, resource.type, resource);
      return types;
    });
    return byType.get(type) ?? [];
  }

  /** The resources of the graph that an input of a resource comes from. */
  sourcesOf({ propertyDependencies }: GraphResource, property: string): GraphResource[] {
    const urns = propertyDependencies[property] ?? [];
    return urns.map((urn) => this.resources.get(urn)).filter((source) => source !== undefined);
  }

  get completeness(): Completeness {
    return this.once("completeness", () => completenessOf(this.graph));
  }

  get vpcs(): Vpcs {
    return this.once("vpcs", () => new Vpcs(this.ordered, this.resources, this.completeness));
  }

  /** The groups of the graph; those that EKS makes for nodes with an SSH key among them. */
  get groups(): SecurityGroups {
    return this.once("groups", () => {
      const groups = new SecurityGroups(this.ordered, this.resources, this.completeness, this.clusterRoots);
      for (const { resource } of this.nodesWithKey()) {
        const key = remoteAccessKey(resource);
        groups.add({ key, name: key, kind: "remote access" });
      }
      return groups;
    });
  }

  /** All rules that the graph writes down, in a fixed order. */
  get declaredRules(): Rule[] {
    return this.once("declaredRules", () =>
      declaredRules(this.ordered, this.groups, new PrefixLists(this.ordered, this.completeness)),
    );
  }

  /** The rules that EKS makes and that no graph shows. */
  get eksRules(): Rule[] {
    return this.once("eksRules", () => [
      ...this.groups
        .all()
        .filter(({ kind }) => kind === "cluster")
        .flatMap(({ key }) => {
          const cluster = this.clusterOfGroup(key);
          return eksMadeRules(key, cluster?.families, cluster && eksMadeRulesSeen(cluster));
        }),
      ...this.nodesWithKey().flatMap(({ resource }) => {
        const ids = find(resource.inputs, "remoteAccess", "sourceSecurityGroupIds");
        const sources = listOf(ids).length > 0 ? this.groups.resolve(resource, "remoteAccess", ids) : undefined;
        return remoteAccessRules(remoteAccessKey(resource), sources, resource.urn);
      }),
    ]);
  }

  get rules(): RuleIndex {
    return this.once(
      "rules",
      // What EKS lets out to the group itself is let out everywhere anyway: without it every path is there once.
      () => new RuleIndex([...this.declaredRules, ...this.eksRules.filter((rule) => !isToItself(rule))]),
    );
  }

  get nodes(): Nodes[] {
    return this.once("nodes", () => nodesOf(this.ordered, this.resources, this.clusterRoots));
  }

  get clusters(): Clusters {
    return this.once("clusters", () => new Clusters(this));
  }

  /** The resources that stand for clusters. */
  get clusterRoots(): ClusterRoots {
    return this.once("clusterRoots", () => new ClusterRoots(this.ordered, this.resources));
  }

  get vpcCni(): VpcCniInGraph {
    return this.once("vpcCni", () => vpcCniOf(this.ordered, this.clusters.all, this.completeness));
  }

  get workloads(): Workload[] {
    return this.once("workloads", () => workloadsOf(this.ordered, this.resources, this.clusters));
  }

  /** Which policy gives which pods security groups. */
  get bindings(): Bindings {
    return this.once("bindings", () => new Bindings(this));
  }

  get databases(): Databases {
    return this.once("databases", () => databasesOf(this));
  }

  get nodeInterfaces(): NodeInterfaces {
    return this.once("nodeInterfaces", () => nodeInterfaces(this, this.elsewhere.nodes));
  }

  /** All endpoints, groups that no other endpoint carries among them; in the order in which verdicts name them. */
  get endpoints(): Endpoint[] {
    return this.once("endpoints", () => this.makeEndpoints());
  }

  /** Address ranges that rules of bound pods name, as endpoints of their own: what is there has no group here. */
  get addressEnds(): Endpoint[] {
    return this.once("addressEnds", () =>
      addressEnds(
        this,
        this.endpoints.filter(({ kind }) => kind === "bound"),
      ),
    );
  }

  /** The nodes as an endpoint; undefined where there is no cluster. */
  get nodesEndpoint(): Endpoint | undefined {
    return this.once("nodesEndpoint", () => this.endpoints.find(({ kind }) => kind === "nodes"));
  }

  /** The order in which the engine makes the resources. @throws Error naming the cycle, where resources wait for each other */
  get order(): Order {
    return this.once("order", () => orderOf(this.graph));
  }

  /** The VPC of a group: a URN of the graph, else a literal id; undefined where it is not told. */
  vpcOfGroup(key: string): string | undefined {
    const resource = this.resources.get(key);
    if (resource !== undefined) return this.vpcs.vpcOf(resource);
    return this.clusterOfGroup(key)?.vpc;
  }

  private clusterOfGroup(key: string): Cluster | undefined {
    return this.clusters.inGraph().find(({ root }) => this.groups.clusterKey(root!.urn) === key);
  }

  /** The default group of a VPC, where the graph has it. */
  defaultGroup(vpc: string | undefined): GroupReference | undefined {
    if (vpc === undefined) return undefined;
    const found = this.ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").find(
      (group) => this.vpcs.vpcOf(group) === vpc,
    );
    if (found !== undefined) return { key: found.urn, certain: true };
    const id = at(this.resources.get(vpc)?.outputs, "defaultSecurityGroupId");
    return typeof id === "string" && !isUnknown(id) ? { key: id, certain: true } : undefined;
  }

  private get elsewhere() {
    return this.once("elsewhere", () => {
      const carried = unique(this.bindings.all.flatMap(({ groups }) => groups.map(({ key }) => key)));
      return clusterElsewhere(this.groups, this.rules, carried, this.openGroup);
    });
  }

  /** Key of the group that what is not shown may carry: any, where something that nobody reads can be it. */
  get openGroup(): string {
    return this.completeness.unread.length > 0 ? UNRESOLVED : ELSEWHERE;
  }

  private nodesWithKey(): Nodes[] {
    return this.nodes.filter(
      ({ resource, kind, templates }) =>
        kind === "managed" &&
        // With a launch template, EKS takes no key.
        templates.length + listOf(resource.inputs.launchTemplate).length === 0 &&
        listOf(find(resource.inputs, "remoteAccess", "ec2SshKey")).length > 0,
    );
  }

  private makeEndpoints(): Endpoint[] {
    const { databases, proxies } = this.databases;
    const bound = boundEndpoints(this, this.nodeInterfaces.branches);
    const hasCluster = this.clusters.inGraph().length > 0;
    const inCluster = hasCluster || bound.length > 0 ? this.clusterEndpoints() : [];
    const ends = [
      ...[...bound, ...inCluster, ...databases.map((one) => one.endpoint), ...proxies.map((one) => one.endpoint)],
      INTERNET,
    ];
    return [...ends, ...this.furtherGroups(ends)];
  }

  private clusterEndpoints(): Endpoint[] {
    const { nodes, pods } = this.nodeInterfaces;
    return [
      endpoint("unbound-pods", { interfaces: pods, ports: [], onNode: true }),
      endpoint("nodes", { interfaces: nodes.length > 0 ? nodes : pods, ports: [], onNode: true }),
      this.dnsEndpoint(),
      this.apiEndpoint(),
    ];
  }

  /** What answers DNS: CoreDNS, on nodes or with groups of its own. */
  private dnsEndpoint(): Endpoint {
    const { pods, branches } = this.nodeInterfaces;
    const ports = ["tcp", "udp"].map((protocol) => ({ protocol, port: 53 }));
    const { groups, isCertain } = dnsBindings(this);
    const addresses = this.vpcs.together([...branches.values()].flat());
    const own = groups.length > 0 ? [{ groups, addresses }] : [];
    const isElsewhere = this.clusters.inGraph().length === 0;
    const usual = isElsewhere ? pods.map((one) => ({ ...one, groups: this.elsewhere.dns })) : pods;
    return endpoint("dns", {
      interfaces: isCertain ? own : [...own, ...usual],
      ...{ ports, onlyPorts: true, onNode: true, branchInterface: isCertain },
    });
  }

  /** The interfaces of the control plane: they carry the cluster security group, and groups that the cluster was given. */
  private apiEndpoint(): Endpoint {
    const clusters = this.clusters.inGraph();
    const parts = clusters.flatMap((cluster) => cluster.parts);
    const made = clusters.map(({ root }) => this.groups.clusterKey(root!.urn)!);
    const further = parts.flatMap((part) => [
      ...this.groups.resolve(part, "vpcConfig", find(part.inputs, "vpcConfig", "securityGroupIds")),
      ...this.groups.resolve(part, "clusterSecurityGroup", part.inputs.clusterSecurityGroup),
    ]);
    const added = further.filter(({ key }) => this.groups.get(key).kind !== "cluster");
    const own = made.map((key) => ({ key, certain: made.length === 1 }));
    const isWhole = clusters.every(({ incomplete }) => incomplete === undefined);
    const [first] = clusters;
    const addresses =
      clusters.length === 1
        ? { ...this.vpcs.inSubnets(first.subnets.keys, first.subnets.isAll, first.vpc), has: first.families }
        : this.vpcs.inVpc(undefined);
    const groups = clusters.length === 0 ? this.elsewhere.api : [...own, ...added, ...(isWhole ? [] : doubtful([]))];
    return endpoint("kubernetes-api", {
      interfaces: [{ groups, addresses }],
      ports: [{ protocol: "tcp", port: 443 }],
      onlyPorts: true,
      ...publicEndpoint(clusters),
    });
  }

  /** The groups that no endpoint carries, each as an endpoint of its own: rules can lead to and from them. */
  private furtherGroups(ends: Endpoint[]): Endpoint[] {
    const carried = new Set(ends.filter(({ onlyPorts }) => !onlyPorts).flatMap(keysOf));
    const further = this.groups.all().filter(({ key, kind }) => kind !== "unresolved" && !carried.has(key));
    const ids = distinct(further.map(({ key, name }) => ({ id: `group:${name}`, detail: key })));
    return further.map(({ key }, index) => {
      const interfaces = [{ groups: [{ key, certain: true }], addresses: this.vpcs.inVpc(this.vpcOfGroup(key)) }];
      return endpoint(ids[index], { interfaces, ports: [], ...(this.resources.has(key) && { urn: key }) });
    });
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.parts.has(name)) this.parts.set(name, make());
    return this.parts.get(name) as T;
  }
}

function isToItself({ direction, peer, eksMade }: Rule): boolean {
  return eksMade && direction === "egress" && peer.kind === "groups";
}

/** The rules of EKS's own that a living cluster has; undefined where nobody looked. */
function eksMadeRulesSeen({ parts }: Cluster): Json[] | undefined {
  const seen = parts.map(({ outputs }) => at(outputs, EKS_MADE_RULES_SEEN)).find((list) => list !== undefined);
  return seen === undefined ? undefined : listOf(seen);
}
