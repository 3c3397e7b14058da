/**
 * Random worlds. Few ports, few ranges and few groups, so that rules meet; every choice shrinks towards the first.
 */
import fc from "fast-check";
import { CLUSTER_GROUP, type Database, type NodeGroup, type Peer, type Policy, type Rule, type World } from "./world";

const PORTS = [3306, 443, 53, 8080, 5432];
const NAMESPACES = ["shop", "ops"];
const APPS = ["a", "b"];

const index = fc.nat(11);
const someIndexes = fc.array(index, { minLength: 1, maxLength: 2 });

/** A peer before its names are known. */
const peer = fc.record({ kind: fc.constantFrom("group", "group", "cidr", "cidr", "self", "list"), index: fc.nat(40) });

const protocol = fc.constantFrom("tcp", "tcp", "tcp", "udp", "-1", "6", "17", "132", "icmp");

const ports = fc.record({ port: fc.constantFrom(...PORTS), width: fc.constantFrom(0, 0, 0, 100, 70_000) });

const rule = fc.record({
  direction: fc.constantFrom("ingress" as const, "egress" as const),
  group: index,
  isOld: fc.boolean(),
  protocol,
  ports,
  peers: fc.array(peer, { minLength: 1, maxLength: 3 }),
});

/** Both halves of a path, each with a peer of its own sort: without them hardly anything is open. */
const path = fc.record({
  from: index,
  to: index,
  protocol,
  ports,
  isOld: fc.boolean(),
  out: fc.option(fc.nat(40)),
  into: fc.option(fc.nat(40)),
});

const selector = fc.constantFrom<Pick<Policy, "podSelector" | "serviceAccountSelector">>(
  { podSelector: { matchLabels: { app: "a" } } },
  { podSelector: { matchLabels: { app: "b" } } },
  { podSelector: { matchLabels: { tier: "web" } } },
  { podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["a", "b"] }] } },
  { podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["a"] }] } },
  { podSelector: { matchLabels: { app: "a" }, matchExpressions: [{ key: "tier", operator: "Exists" }] } },
  { podSelector: { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] } },
  { podSelector: {} },
  { serviceAccountSelector: { matchLabels: { role: "client" } } },
  { podSelector: { matchLabels: { app: "a" } }, serviceAccountSelector: { matchLabels: { role: "client" } } },
  { serviceAccountSelector: { matchExpressions: [{ key: "role", operator: "DoesNotExist" }] } },
);

const choices = fc.record({
  secondRange: fc.boolean(),
  ipv6: fc.boolean(),
  otherVpc: fc.constantFrom("none", "none", "apart", "same range"),
  custom: fc.constantFrom("no", "no", "no", "subnets", "groups"),
  externalSnat: fc.boolean(),
  publicEndpoint: fc.boolean(),
  clusterGroups: fc.option(index, { freq: 3 }),
  groups: fc.array(fc.record({ inline: fc.boolean(), elsewhere: fc.boolean() }), { minLength: 2, maxLength: 5 }),
  nodeGroups: fc.array(
    fc.record({ subnets: someIndexes, template: fc.option(someIndexes), onInterface: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  ),
  accounts: fc.boolean(),
  policies: fc.array(fc.record({ namespace: fc.nat(2), selector, groups: someIndexes }), { maxLength: 3 }),
  dnsPolicy: fc.option(someIndexes, { freq: 1 }),
  workloads: fc.array(
    fc.record({
      namespace: fc.nat(2),
      app: fc.constantFrom(...APPS),
      tier: fc.boolean(),
      account: fc.boolean(),
      hostNetwork: fc.constantFrom(false, false, false, true),
      ports: fc.subarray([8080, 443], { maxLength: 1 }),
    }),
    { maxLength: 4 },
  ),
  databases: fc.array(
    fc.record({
      kind: fc.constantFrom("instance" as const, "instance" as const, "cluster" as const),
      engine: fc.constantFrom("mysql" as const, "postgres" as const),
      port: fc.option(fc.constantFrom(3306, 8080)),
      groups: someIndexes,
      elsewhere: fc.boolean(),
      subnets: fc.option(someIndexes, { freq: 6 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  prefixLists: fc.array(fc.array(fc.nat(40), { maxLength: 3 }), { maxLength: 2 }),
  rules: fc.array(rule, { maxLength: 8 }),
  paths: fc.array(path, { maxLength: 6 }),
});

type Choices = typeof choices extends fc.Arbitrary<infer T> ? T : never;

/** Worlds that are written as a dozen to eighty resources, mostly twenty to fifty. */
export const worlds: fc.Arbitrary<World> = choices.map(worldOf);

function worldOf(given: Choices): World {
  const { vpcs, subnets } = networkOf(given);
  const hasOther = vpcs.length > 1;
  const groups = given.groups.map(({ elsewhere }, number) => ({
    name: `g${number + 1}`,
    // The first group is the cluster's VPC's, so that there is always one to give to pods.
    vpc: hasOther && elsewhere && number > 0 ? "vpc-b" : "vpc-a",
  }));
  const groupsIn = (vpc: string): string[] => groups.filter((group) => group.vpc === vpc).map(({ name }) => name);
  const carriable = [...groupsIn("vpc-a"), CLUSTER_GROUP];
  const nodeSubnets = ["node-a", "node-b"];
  const nodeGroups = given.nodeGroups.map(({ subnets, template, onInterface }, number): NodeGroup => ({
    ...{ name: `n${number + 1}`, subnets: pickAll(nodeSubnets, subnets), onInterface },
    ...(template !== null && { groups: pickAll(carriable, template) }),
  }));
  const cidrs = cidrPool(vpcs, subnets);
  const prefixLists = given.prefixLists.map((entries, number) => {
    // A list has addresses of one family.
    const all = pickAll(cidrs, entries);
    return {
      name: `pl${number + 1}`,
      cidrs: all.filter((cidr) => cidr.includes(":") === (all[0] ?? "").includes(":")),
    };
  });
  const names = { groups: groups.map(({ name }) => name), cidrs, lists: prefixLists.map(({ name }) => name) };
  const styles = new Map(groups.map(({ name }, number) => [name, given.groups[number].inline]));
  const zones = [...new Set(nodeGroups.flatMap((nodes) => nodes.subnets))].map((name) => name.replace("node-", ""));
  const extra = groupsIn("vpc-a")[0];
  return {
    ...{ vpcs, subnets, groups, prefixLists, nodeGroups },
    rules: rulesOf(given, names, styles),
    cluster: {
      subnets: nodeSubnets,
      groups: given.clusterGroups === null ? [] : [pick(groupsIn("vpc-a"), given.clusterGroups)],
      publicEndpoint: given.publicEndpoint,
    },
    eniConfigs:
      given.custom === "no"
        ? []
        : zones.map((zone) => ({ zone, subnet: `pod-${zone}`, groups: given.custom === "groups" ? [extra] : [] })),
    externalSnat: given.externalSnat,
    accounts: given.accounts
      ? NAMESPACES.map((namespace) => ({ namespace, name: "client", labels: { role: "client" } }))
      : [],
    policies: policiesOf(given, carriable),
    workloads: given.workloads.map(({ namespace, app, tier, account, hostNetwork, ports }, number) => ({
      ...{ name: `w${number + 1}`, namespace: pick(NAMESPACES, namespace), hostNetwork, ports },
      labels: { app, ...(tier && { tier: "web" }) },
      ...(account && given.accounts && { account: "client" }),
    })),
    databases: given.databases.map(({ kind, engine, port, groups: own, elsewhere, subnets }, number): Database => {
      const vpc = elsewhere && groupsIn("vpc-b").length > 0 ? "vpc-b" : "vpc-a";
      const places = vpc === "vpc-b" ? ["other"] : ["db-a", "node-a", "node-b"];
      return {
        ...{ name: `db${number + 1}`, kind, engine, vpc, groups: pickAll(groupsIn(vpc), own) },
        ...(port !== null && { port }),
        ...(subnets !== null && { subnets: pickAll(places, subnets) }),
      };
    }),
  };
}

function networkOf({ secondRange, custom, ipv6, otherVpc }: Choices): Pick<World, "vpcs" | "subnets"> {
  const isCustom = custom !== "no";
  const second = isCustom || secondRange ? ["100.64.0.0/16"] : [];
  const vpc = "vpc-a";
  const dual = (number: number): { ipv6?: string } => (ipv6 ? { ipv6: `2600:1f18:0:ab0${number}::/64` } : {});
  const otherRange = otherVpc === "apart" ? "10.50.0.0/16" : "10.42.0.0/16";
  const hasOther = otherVpc !== "none";
  return {
    vpcs: [
      { name: vpc, ranges: ["10.42.0.0/16", ...second], ...(ipv6 && { ipv6: "2600:1f18:0:ab00::/56" }) },
      ...(hasOther ? [{ name: "vpc-b", ranges: [otherRange] }] : []),
    ],
    subnets: [
      { name: "node-a", vpc, cidr: "10.42.96.0/20", zone: "a", ...dual(1) },
      // Only one of the two is dual-stack.
      { name: "node-b", vpc, cidr: "10.42.112.0/20", zone: "b" },
      { name: "db-a", vpc, cidr: "10.42.1.0/28", zone: "a" },
      ...(isCustom
        ? [
            { name: "pod-a", vpc, cidr: "100.64.0.0/19", zone: "a" },
            { name: "pod-b", vpc, cidr: "100.64.32.0/19", zone: "b" },
          ]
        : []),
      ...(hasOther ? [{ name: "other", vpc: "vpc-b", cidr: otherRange.replace("0.0/16", "1.0/24"), zone: "a" }] : []),
    ],
  };
}

/** Ranges that rules name: whole VPCs and subnets, halves, single addresses, everything, and public ones. */
function cidrPool(vpcs: World["vpcs"], subnets: World["subnets"]): string[] {
  const ranges = [...vpcs.flatMap(({ ranges }) => ranges), ...subnets.map(({ cidr }) => cidr)];
  return [
    ...new Set([
      ...ranges,
      // Two halves that only together hold node-a; and one range that holds both node-a and node-b.
      ...["10.42.96.0/21", "10.42.104.0/21", "10.42.96.0/19", "10.42.100.10/32", "10.42.1.6/32", "10.42.1.0/29"],
      ...["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "100.64.0.0/10", "10.50.0.0/16"],
      ...["203.0.113.0/24", "8.8.8.8/32", "::/0", "2600:1f18:0:ab00::/56", "2600:1f18:0:ab01::/64", "2620:fe::/48"],
    ]),
  ];
}

function policiesOf(given: Choices, carriable: string[]): Policy[] {
  const own = given.policies.map(({ namespace, selector, groups }, number): Policy => ({
    ...{ name: `p${number + 1}`, namespace: pick(NAMESPACES, namespace), groups: pickAll(carriable, groups) },
    ...selector,
  }));
  if (given.dnsPolicy === null) return own;
  const podSelector = { matchLabels: { "k8s-app": "kube-dns" } };
  return [...own, { name: "dns", namespace: "kube-system", podSelector, groups: pickAll(carriable, given.dnsPolicy) }];
}

interface Names {
  groups: string[];
  cidrs: string[];
  lists: string[];
}

function rulesOf(given: Choices, names: Names, inline: Map<string, boolean>): Rule[] {
  const owners = [...names.groups, CLUSTER_GROUP];
  const rules: Rule[] = [];
  const add = (
    { protocol, ports, isOld }: { protocol: string; ports: { port: number; width: number }; isOld: boolean },
    direction: Rule["direction"],
    group: string,
    peers: Peer[],
  ): void => {
    const common = { direction, group, protocol, ...portsOf(protocol, ports.port, ports.width) };
    if (inline.get(group)) rules.push({ ...common, style: "inline", peers });
    else if (isOld) for (const some of withOneGroup(peers)) rules.push({ ...common, style: "old", peers: some });
    else for (const one of peers) rules.push({ ...common, style: "standalone", peers: [notSelf(one, group)] });
  };
  for (const { from, to, out, into, ...traffic } of given.paths) {
    const [source, target] = [pick(owners, from), pick(owners, to)];
    add(traffic, "egress", source, [out === null ? { group: target } : { cidr: pick(names.cidrs, out) }]);
    add(traffic, "ingress", target, [into === null ? { group: source } : { cidr: pick(names.cidrs, into) }]);
  }
  for (const { direction, group, peers, ...traffic } of given.rules) {
    add(
      traffic,
      direction,
      pick(owners, group),
      peers.map(({ kind, index }) => peerOf(kind, index, names, owners)),
    );
  }
  return rules;
}

function peerOf(kind: string, index: number, { cidrs, lists }: Names, owners: string[]): Peer {
  if (kind === "self") return { self: true };
  if (kind === "group") return { group: pick(owners, index) };
  return kind === "list" && lists.length > 0 ? { prefixList: pick(lists, index) } : { cidr: pick(cidrs, index) };
}

/** A rule of the older resource has one group at most, and then nothing else beside it; `self` counts as one. */
function withOneGroup(peers: Peer[]): Peer[][] {
  const isAlone = (peer: Peer): boolean => "group" in peer || "self" in peer;
  const alone = peers.filter(isAlone);
  const together = peers.filter((peer) => !isAlone(peer));
  return [...alone.map((peer) => [peer]), ...(together.length > 0 ? [together] : [])];
}

function notSelf(peer: Peer, group: string): Peer {
  return "self" in peer ? { group } : peer;
}

function portsOf(protocol: string, port: number, width: number): Pick<Rule, "ports"> {
  if (protocol === "icmp") return { ports: width > 0 ? { from: -1, to: -1 } : { from: 8, to: -1 } };
  if (protocol === "-1" || protocol === "132") return {};
  return width > 65_535 ? { ports: { from: 0, to: 65_535 } } : { ports: { from: port, to: port + width } };
}

function pick<T>(values: T[], index: number): T {
  return values[index % values.length];
}

function pickAll<T>(values: T[], indexes: number[]): T[] {
  return [...new Set(indexes.map((index) => pick(values, index)))];
}
