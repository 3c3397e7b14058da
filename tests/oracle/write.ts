/**
 * Writes a world as the resources of a stack that makes all of it.
 */
import { Reference, type Sketch, type Sketched } from "./sketch";
import { CLUSTER_GROUP, type Peer, type Policy, type Rule, type SecurityGroup, type World } from "./world";

/** Type tokens of what is written. */
export const TYPES = {
  vpc: "aws:ec2/vpc:Vpc",
  rangeAssociation: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
  subnet: "aws:ec2/subnet:Subnet",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  ingressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egressRule: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  oldRule: "aws:ec2/securityGroupRule:SecurityGroupRule",
  prefixList: "aws:ec2/managedPrefixList:ManagedPrefixList",
  cluster: "aws:eks/cluster:Cluster",
  addon: "aws:eks/addon:Addon",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  nodeGroup: "aws:eks/nodeGroup:NodeGroup",
  eniConfig: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  account: "kubernetes:core/v1:ServiceAccount",
  policy: "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
  deployment: "kubernetes:apps/v1:Deployment",
  subnetGroup: "aws:rds/subnetGroup:SubnetGroup",
  database: "aws:rds/instance:Instance",
  databaseCluster: "aws:rds/cluster:Cluster",
};

/** The resources of a world. */
export function sketchOf(world: World): Sketch {
  return new Writer(world).sketch;
}

/** URN of a resource. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::oracle::${type}::${name}`;
}

const CLUSTER_NAME = "main";

class Writer {
  readonly sketch: Sketch = [];
  private readonly cluster = new Reference(urnOf(TYPES.cluster, CLUSTER_NAME), CLUSTER_NAME);
  private readonly clusterGroup = new Reference(this.cluster.urn, "sg-0c000000000000000");
  private readonly groups: Map<string, Reference>;
  private readonly subnets: Map<string, Reference>;
  private readonly vpcs: Map<string, Reference>;
  private readonly lists: Map<string, Reference>;

  constructor(private readonly world: World) {
    const references = (things: { name: string }[], type: string, prefix: string): Map<string, Reference> =>
      new Map(
        things.map(({ name }, index) => [
          name,
          new Reference(urnOf(type, name), `${prefix}-0${(index + 1).toString(16).padStart(16, "0")}`),
        ]),
      );
    this.groups = references(world.groups, TYPES.securityGroup, "sg").set(CLUSTER_GROUP, this.clusterGroup);
    this.subnets = references(world.subnets, TYPES.subnet, "subnet");
    this.vpcs = references(world.vpcs, TYPES.vpc, "vpc");
    this.lists = references(world.prefixLists, TYPES.prefixList, "pl");
    this.networks();
    this.nodes();
    for (const group of world.groups) this.group(group);
    world.rules.forEach((rule, index) => this.rule(rule, `rule-${index + 1}`));
    this.pods();
    this.databases();
  }

  private add(type: string, name: string, inputs: { [key: string]: Sketched | undefined }, id = name): void {
    const given = Object.entries(inputs).filter((entry): entry is [string, Sketched] => entry[1] !== undefined);
    this.sketch.push({ urn: urnOf(type, name), type, name, id, inputs: Object.fromEntries(given) });
  }

  private networks(): void {
    for (const { name, ranges, ipv6 } of this.world.vpcs) {
      const [cidrBlock, ...others] = ranges;
      const vpc = this.vpcs.get(name)!;
      const pool = ipv6 && { ipv6CidrBlock: ipv6, ipv6IpamPoolId: "ipam-pool-0123456789abcdef0" };
      this.add(TYPES.vpc, name, { cidrBlock, ...pool }, vpc.id);
      others.forEach((range, index) =>
        this.add(TYPES.rangeAssociation, `${name}-range-${index + 2}`, { vpcId: vpc, cidrBlock: range }),
      );
    }
    for (const { name, vpc, cidr, ipv6, zone } of this.world.subnets) {
      const dual = ipv6 && { ipv6CidrBlock: ipv6, assignIpv6AddressOnCreation: true };
      const place = { vpcId: this.vpcs.get(vpc), cidrBlock: cidr, availabilityZone: zone, ...dual };
      this.add(TYPES.subnet, name, place, this.subnets.get(name)!.id);
    }
    for (const { name, cidrs } of this.world.prefixLists) {
      const addressFamily = cidrs.some((cidr) => cidr.includes(":")) ? "IPv6" : "IPv4";
      const entries = cidrs.map((cidr) => ({ cidr }));
      this.add(
        TYPES.prefixList,
        name,
        { name, addressFamily, maxEntries: Math.max(cidrs.length, 1), entries },
        this.lists.get(name)!.id,
      );
    }
  }

  private nodes(): void {
    const { cluster, nodeGroups, eniConfigs, externalSnat } = this.world;
    const vpcConfig: { [key: string]: Sketched } = {
      subnetIds: this.subnetIds(cluster.subnets),
      ...(cluster.groups.length > 0 && { securityGroupIds: this.groupIds(cluster.groups) }),
      ...(!cluster.publicEndpoint && { endpointPublicAccess: false, endpointPrivateAccess: true }),
    };
    this.add(TYPES.cluster, CLUSTER_NAME, { name: CLUSTER_NAME, version: "1.35", vpcConfig }, CLUSTER_NAME);
    // What the cluster makes is known after it was made: a reference to itself is unknown in a plan.
    this.sketch.at(-1)!.outputs = { vpcConfig: { clusterSecurityGroupId: this.clusterGroup } };
    const env = {
      ...(eniConfigs.length > 0 && { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }),
      ...(externalSnat && { AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" }),
      ENABLE_POD_ENI: "true",
      ...(eniConfigs.length > 0 && { ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" }),
      POD_SECURITY_GROUP_ENFORCING_MODE: "strict",
    };
    const configurationValues = JSON.stringify({ env, init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } });
    this.add(TYPES.addon, "vpc-cni", { clusterName: this.cluster, addonName: "vpc-cni", configurationValues });
    for (const { name, subnets, groups, onInterface } of nodeGroups) {
      const template = new Reference(urnOf(TYPES.launchTemplate, name), `lt-${name}`);
      if (groups !== undefined) {
        const ids = this.groupIds(groups);
        const given = onInterface ? { networkInterfaces: [{ securityGroups: ids }] } : { vpcSecurityGroupIds: ids };
        this.add(TYPES.launchTemplate, name, given, template.id);
      }
      this.add(TYPES.nodeGroup, name, {
        ...{ clusterName: this.cluster, subnetIds: this.subnetIds(subnets), instanceTypes: ["m5.large"] },
        scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 2 },
        launchTemplate: groups && { id: template, version: "1" },
      });
    }
    for (const { zone, subnet, groups } of eniConfigs) {
      const spec = {
        subnet: this.subnets.get(subnet)!,
        ...(groups.length > 0 && { securityGroups: this.groupIds(groups) }),
      };
      this.add(TYPES.eniConfig, zone, { metadata: { name: zone }, spec });
    }
  }

  private group({ name, vpc }: SecurityGroup): void {
    const blocks = (direction: Rule["direction"]): Sketched | undefined => {
      const found = this.world.rules.filter(
        (rule) => rule.style === "inline" && rule.group === name && rule.direction === direction,
      );
      return found.length > 0 ? found.map((rule) => this.block(rule)) : undefined;
    };
    this.add(
      TYPES.securityGroup,
      name,
      { description: name, vpcId: this.vpcs.get(vpc), ingress: blocks("ingress"), egress: blocks("egress") },
      this.groups.get(name)!.id,
    );
  }

  private block(rule: Rule): Sketched {
    const ids = this.groupIds(groupsOf(rule.peers));
    return { ...this.traffic(rule, "protocol"), ...this.addressLists(rule), ...list("securityGroups", ids) };
  }

  private rule(rule: Rule, name: string): void {
    const { style, direction, group, peers } = rule;
    const securityGroupId = this.groups.get(group);
    if (style === "standalone") {
      const type = direction === "ingress" ? TYPES.ingressRule : TYPES.egressRule;
      this.add(type, name, { securityGroupId, ...this.traffic(rule, "ipProtocol"), ...this.onePeer(peers[0]) });
    } else if (style === "old") {
      const [source] = groupsOf(peers);
      this.add(TYPES.oldRule, name, {
        ...{ type: direction, securityGroupId, ...this.traffic(rule, "protocol"), ...this.addressLists(rule) },
        sourceSecurityGroupId: source === undefined ? undefined : this.groups.get(source),
      });
    }
  }

  private onePeer(peer: Peer): { [key: string]: Sketched } {
    if ("group" in peer) return { referencedSecurityGroupId: this.groups.get(peer.group)! };
    if ("prefixList" in peer) return { prefixListId: this.lists.get(peer.prefixList)! };
    if ("self" in peer) throw new Error("A standalone rule names its own group as any other");
    return { [peer.cidr.includes(":") ? "cidrIpv6" : "cidrIpv4"]: peer.cidr };
  }

  private addressLists({ peers }: Rule): { [key: string]: Sketched } {
    const cidrs = peers.flatMap((peer) => ("cidr" in peer ? [peer.cidr] : []));
    const lists = peers.flatMap((peer) => ("prefixList" in peer ? [this.lists.get(peer.prefixList)!] : []));
    return {
      ...list(
        "cidrBlocks",
        cidrs.filter((cidr) => !cidr.includes(":")),
      ),
      ...list(
        "ipv6CidrBlocks",
        cidrs.filter((cidr) => cidr.includes(":")),
      ),
      ...list("prefixListIds", lists),
      ...(peers.some((peer) => "self" in peer) && { self: true }),
    };
  }

  /** Protocol and ports; the older resources want ports even where they mean nothing. */
  private traffic({ protocol, ports }: Rule, key: "protocol" | "ipProtocol"): { [key: string]: Sketched } {
    const given = ports ?? (key === "protocol" ? { from: 0, to: 0 } : undefined);
    return { [key]: protocol, ...(given && { fromPort: given.from, toPort: given.to }) };
  }

  private pods(): void {
    for (const { namespace, name, labels } of this.world.accounts) {
      this.add(TYPES.account, `${namespace}-${name}`, { metadata: { namespace, name, labels } });
    }
    for (const policy of this.world.policies) this.policy(policy);
    for (const { name, namespace, labels, account, hostNetwork, ports } of this.world.workloads) {
      const containers = [{ name: "main", image: "app:1", ports: ports.map((containerPort) => ({ containerPort })) }];
      const spec = { ...(account && { serviceAccountName: account }), ...(hostNetwork && { hostNetwork }), containers };
      const template = { metadata: { labels: { ...labels } }, spec };
      const selector = { matchLabels: { ...labels } };
      this.add(TYPES.deployment, name, { metadata: { namespace, name }, spec: { replicas: 1, selector, template } });
    }
  }

  private policy({ name, namespace, podSelector, serviceAccountSelector, groups }: Policy): void {
    const spec = {
      ...(podSelector && { podSelector: podSelector as { [key: string]: Sketched } }),
      ...(serviceAccountSelector && { serviceAccountSelector: serviceAccountSelector as { [key: string]: Sketched } }),
      securityGroups: { groupIds: this.groupIds(groups) },
    };
    this.add(TYPES.policy, name, { metadata: { namespace, name }, spec });
  }

  private databases(): void {
    for (const { name, kind, engine, port, groups, subnets } of this.world.databases) {
      const subnetGroup = new Reference(urnOf(TYPES.subnetGroup, name), `${name}-subnets`);
      if (subnets !== undefined) {
        this.add(TYPES.subnetGroup, name, { subnetIds: this.subnetIds(subnets) }, subnetGroup.id);
      }
      this.add(kind === "instance" ? TYPES.database : TYPES.databaseCluster, name, {
        ...{ engine: kind === "cluster" ? `aurora-${engine === "postgres" ? "postgresql" : engine}` : engine },
        ...{ port, vpcSecurityGroupIds: this.groupIds(groups) },
        dbSubnetGroupName: subnets && subnetGroup,
        // So that rules alone decide who reaches it.
        publiclyAccessible: true,
      });
    }
  }

  private groupIds(names: string[]): Reference[] {
    return names.map((name) => this.groups.get(name)!);
  }

  private subnetIds(names: string[]): Reference[] {
    return names.map((name) => this.subnets.get(name)!);
  }
}

function groupsOf(peers: Peer[]): string[] {
  return peers.flatMap((peer) => ("group" in peer ? [peer.group] : []));
}

function list(key: string, values: Sketched[]): { [key: string]: Sketched } {
  return values.length > 0 ? { [key]: values } : {};
}
