import * as assert from "node:assert/strict";
import fc from "fast-check";
import { wrong } from "./compare";
import { worlds } from "./generate";
import type { Answer } from "./model";
import { type Flaw, Oracle, type Question } from "./truth";
import type { Peer, Rule, World } from "./world";

/** One node group with the cluster's group in node-a, pods of app=a in g1, a database with db in db-a. */
function world(changes: Partial<World> = {}): World {
  const vpc = "vpc-a";
  return {
    vpcs: [{ name: vpc, ranges: ["10.42.0.0/16", "100.64.0.0/16"], ipv6: "2600:1f18:0:ab00::/56" }],
    subnets: [
      { name: "node-a", vpc, cidr: "10.42.96.0/20", zone: "a", ipv6: "2600:1f18:0:ab01::/64" },
      { name: "node-b", vpc, cidr: "10.42.112.0/20", zone: "b" },
      { name: "pod-a", vpc, cidr: "100.64.0.0/19", zone: "a" },
      { name: "db-a", vpc, cidr: "10.42.1.0/28", zone: "a" },
    ],
    groups: ["g1", "g2", "db"].map((name) => ({ name, vpc })),
    ...{ prefixLists: [], rules: [], eniConfigs: [], externalSnat: false, accounts: [], workloads: [] },
    cluster: { subnets: ["node-a", "node-b"], groups: [], publicEndpoint: false },
    nodeGroups: [{ name: "n1", subnets: ["node-a"], onInterface: false }],
    policies: [{ name: "p1", namespace: "shop", podSelector: { matchLabels: { app: "a" } }, groups: ["g1"] }],
    databases: [{ name: "db1", kind: "instance", engine: "mysql", groups: ["db"], vpc, subnets: ["db-a"] }],
    ...changes,
  };
}

function rule(direction: Rule["direction"], group: string, peer: Peer, port = 3306, protocol = "tcp"): Rule {
  return { direction, group, style: "standalone", protocol, ports: { from: port, to: port }, peers: [peer] };
}

const out = (group: string, peer: Peer, port?: number, protocol?: string): Rule =>
  rule("egress", group, peer, port, protocol);
const into = (group: string, peer: Peer, port?: number, protocol?: string): Rule =>
  rule("ingress", group, peer, port, protocol);

const PODS = "bound:shop/p1";
const DATABASE = "database:db1";

function openness(given: World, from: string, to: string, port: number | null = 3306, protocol = "tcp"): string {
  const truth = new Oracle(given).truth({ from, to, port, protocol });
  assert.ok(truth !== undefined, `no end ${from} or ${to}`);
  return truth.openness;
}

describe("the oracle", () => {
  it("needs both halves of a path", () => {
    const [egress, ingress] = [out("g1", { group: "db" }), into("db", { group: "g1" })];
    assert.equal(openness(world({ rules: [egress, ingress] }), PODS, DATABASE), "all");
    assert.equal(openness(world({ rules: [egress] }), PODS, DATABASE), "none");
    assert.equal(openness(world({ rules: [ingress] }), PODS, DATABASE), "none");
    assert.equal(openness(world({ rules: [egress, ingress] }), PODS, DATABASE, 3307), "none");
    assert.equal(openness(world({ rules: [egress, ingress] }), PODS, DATABASE, 3306, "udp"), "none");
    assert.equal(openness(world({ rules: [egress, ingress] }), "unbound-pods", DATABASE), "none");
  });

  it("tells a range that holds all addresses from one that holds a part or none", () => {
    const by = (...cidrs: string[]): string => {
      const rules = cidrs.map((cidr) => into("db", { cidr }));
      return openness(world({ rules: [out("g1", { group: "db" }), ...rules] }), PODS, DATABASE);
    };
    assert.equal(by("10.42.96.0/20"), "all");
    assert.equal(by("10.42.96.0/21"), "some");
    assert.equal(by("10.42.96.0/21", "10.42.104.0/21"), "all");
    assert.equal(by("10.42.100.10/32"), "some");
    assert.equal(by("10.42.112.0/20"), "none");
    // Of the subnet's first addresses none is anybody's.
    assert.equal(by("10.42.96.0/30"), "none");
    assert.equal(by("::/0"), "none");
  });

  it("counts every node group, in each of its subnets", () => {
    const nodeGroups = [
      { name: "n1", subnets: ["node-a"], groups: ["g2"], onInterface: false },
      { name: "n2", subnets: ["node-b"], onInterface: false },
    ];
    const rules = [out("g2", { cidr: "0.0.0.0/0" }), into("db", { cidr: "10.42.112.0/20" })];
    assert.equal(openness(world({ nodeGroups, rules }), "nodes", DATABASE), "some");
    assert.equal(
      openness(world({ nodeGroups, rules: [...rules, into("db", { group: "g2" })] }), "nodes", DATABASE),
      "all",
    );
    assert.equal(openness(world({ nodeGroups, rules: [into("db", { group: "g2" })] }), "nodes", DATABASE), "none");
  });

  it("puts pods, and not nodes, into the subnets of custom networking", () => {
    const rules = [out("g1", { group: "db" }), into("db", { cidr: "100.64.0.0/16" })];
    const custom = world({ rules, eniConfigs: [{ zone: "a", subnet: "pod-a", groups: [] }] });
    assert.equal(openness(custom, PODS, DATABASE), "all");
    assert.equal(openness(custom, "unbound-pods", DATABASE), "all");
    assert.equal(openness(custom, "nodes", DATABASE), "none");
  });

  it("gives ordinary pods the groups of their ENIConfig, but lets them leave the VPC as their node", () => {
    const given = {
      rules: [out("g2", { group: "db" }), into("db", { group: "g2" })],
      eniConfigs: [{ zone: "a", subnet: "pod-a", groups: ["g2"] }],
    };
    assert.equal(openness(world(given), "unbound-pods", DATABASE), "all");
    assert.equal(openness(world(given), "nodes", DATABASE), "none");
    assert.equal(openness(world(given), "unbound-pods", "internet", 443), "all");
    assert.equal(openness(world({ ...given, externalSnat: true }), "unbound-pods", "internet", 443), "none");
  });

  it("gives pods the groups of all policies that select them", () => {
    const policies = [
      { name: "p1", namespace: "shop", podSelector: { matchLabels: { app: "a" } }, groups: ["g1"] },
      { name: "p2", namespace: "shop", serviceAccountSelector: { matchLabels: { role: "client" } }, groups: ["g2"] },
    ];
    const accounts = [{ namespace: "shop", name: "client", labels: { role: "client" } }];
    const rules = [out("g1", { group: "db" }), into("db", { group: "g2" })];
    const both = {
      name: "w1",
      namespace: "shop",
      labels: { app: "a" },
      account: "client",
      hostNetwork: false,
      ports: [],
    };
    assert.equal(openness(world({ policies, accounts, rules }), PODS, DATABASE), "none");
    assert.equal(openness(world({ policies, accounts, rules, workloads: [both] }), PODS, DATABASE), "all");
    const alone = { ...both, name: "w2", account: undefined };
    assert.equal(openness(world({ policies, accounts, rules, workloads: [both, alone] }), PODS, DATABASE), "some");
    const elsewhere = { ...both, namespace: "ops" };
    assert.equal(openness(world({ policies, accounts, rules, workloads: [elsewhere] }), PODS, DATABASE), "none");
    const host = { ...both, hostNetwork: true };
    assert.equal(openness(world({ policies, accounts, rules, workloads: [host] }), PODS, DATABASE), "none");
  });

  it("reads prefix lists by their entries", () => {
    const by = (...cidrs: string[]): string => {
      const rules = [out("g1", { group: "db" }), into("db", { prefixList: "pl" })];
      return openness(world({ prefixLists: [{ name: "pl", cidrs }], rules }), PODS, DATABASE);
    };
    assert.equal(by("10.42.0.0/16"), "all");
    assert.equal(by("10.42.96.0/21"), "some");
    assert.equal(by(), "none");
  });

  it("knows protocols by name and number, and no ports of those that have none", () => {
    const by = (protocol: string, asked: string, port: number | null = 3306): string => {
      const rules = [out("g1", { group: "db" }, 3306, protocol), into("db", { group: "g1" }, 3306, protocol)];
      return openness(world({ rules }), PODS, DATABASE, port, asked);
    };
    assert.equal(by("6", "tcp"), "all");
    assert.equal(by("17", "udp"), "all");
    assert.equal(by("17", "tcp"), "none");
    assert.equal(by("132", "sctp", 9000), "all");
    assert.equal(by("-1", "udp", 9000), "all");
    assert.equal(by("-1", "all", null), "all");
    assert.equal(by("tcp", "all", null), "some", "a part of all traffic");
    assert.equal(by("udp", "sctp", null), "none");
    assert.equal(by("132", "sctp", null), "all");
  });

  it("takes some public address for the internet, and none of the own VPC", () => {
    const leaves = (cidr: string): string =>
      openness(world({ rules: [out("g1", { cidr }, 443)] }), PODS, "internet", 443);
    assert.equal(leaves("0.0.0.0/0"), "all");
    assert.equal(leaves("8.8.8.8/32"), "all");
    for (const cidr of ["10.0.0.0/8", "100.64.0.0/10", "169.254.169.254/32", "224.0.0.0/4"]) {
      assert.equal(leaves(cidr), "none", cidr);
    }
    // Only what has an IPv6 address leaves by it: nodes of a dual-stack subnet, but no pods.
    assert.equal(leaves("::/0"), "none");
    const nodeGroups = [{ name: "n1", subnets: ["node-a"], groups: ["g2"], onInterface: false }];
    const node = (cidr: string): string =>
      openness(world({ nodeGroups, rules: [out("g2", { cidr }, 443)] }), "nodes", "internet", 443);
    assert.equal(node("::/0"), "all");
    assert.equal(node("2600:1f18:0:ab00::/56"), "none");
    const enters = openness(world({ rules: [into("g1", { cidr: "203.0.113.0/24" }, 443)] }), "internet", PODS, 443);
    assert.equal(enters, "all");
  });

  it("finds DNS on the nodes unless a policy selects CoreDNS", () => {
    const rules = [out("g1", { group: "cluster" }, 53, "udp"), into("cluster", { group: "g1" }, 53, "udp")];
    assert.equal(openness(world({ rules }), PODS, "dns", 53, "udp"), "all");
    const dns = { name: "dns", namespace: "kube-system", podSelector: { matchLabels: { "k8s-app": "kube-dns" } } };
    const policies = [...world().policies, { ...dns, groups: ["g2"] }];
    assert.equal(openness(world({ rules, policies }), PODS, "dns", 53, "udp"), "none");
  });

  it("knows the control plane's groups, and a public endpoint", () => {
    const rules = [out("g1", { group: "g2" }, 443), into("g2", { group: "g1" }, 443)];
    const cluster = { subnets: ["node-a"], groups: ["g2"], publicEndpoint: false };
    assert.equal(openness(world({ rules }), PODS, "kubernetes-api", 443), "none");
    assert.equal(openness(world({ rules, cluster }), PODS, "kubernetes-api", 443), "all");
    assert.equal(openness(world(), "internet", "kubernetes-api", 443), "none");
    const open = { ...cluster, publicEndpoint: true };
    assert.equal(openness(world({ cluster: open }), "internet", "kubernetes-api", 443), "all");
    const web = [out("g1", { cidr: "0.0.0.0/0" }, 443)];
    assert.equal(openness(world({ rules: web, cluster: open }), PODS, "kubernetes-api", 443), "some");
    assert.equal(openness(world({ rules: web, cluster }), PODS, "kubernetes-api", 443), "none");
    assert.equal(openness(world({ cluster: open }), PODS, "kubernetes-api", 443), "none");
  });

  it("says where ends are in two VPCs, or can be on one node", () => {
    const vpcs = [...world().vpcs, { name: "vpc-b", ranges: ["10.50.0.0/16"] }];
    const databases = [{ ...world().databases[0], vpc: "vpc-b", subnets: undefined }];
    const ask = (given: World, from: string, to: string) =>
      new Oracle(given).truth({ from, to, protocol: "tcp", port: 3306 });
    assert.equal(ask(world({ vpcs, databases }), PODS, DATABASE)?.twoVpcs, true);
    assert.equal(ask(world(), PODS, DATABASE)?.twoVpcs, false);
    assert.equal(ask(world(), "nodes", "unbound-pods")?.sameNode, true);
    assert.equal(ask(world(), "nodes", PODS)?.sameNode, false);
    assert.equal(ask(world(), "bound:shop/nobody", DATABASE), undefined);
  });

  it("refuses a protocol that it does not know", () => {
    assert.throws(() => openness(world(), PODS, DATABASE, 1, "carrier-pigeon"), /does not know the protocol/);
  });

  it("is asked about worlds in which enough is open, closed, and different from address to address", () => {
    const rows = fc.sample(worlds, { numRuns: 20, seed: 1 }).flatMap((given) => rowsOf(given));
    for (const allowed of [true, false, null]) {
      const share = rows.filter((row) => row.allowed === allowed).length / rows.length;
      assert.ok(share > 0.04, `${String(allowed)}: ${share}`);
    }
  });

  for (const ignores of ["ingress", "egress", "addresses", "ports"] as const) {
    it(`catches answers that ignore ${ignores}`, () => {
      const found = fc.sample(worlds, { numRuns: 8, seed: 1 }).flatMap((given) => {
        const oracle = new Oracle(given);
        assert.deepEqual(wrong(oracle, rowsOf(given)), []);
        return wrong(oracle, rowsOf(given, { ignores }));
      });
      assert.notEqual(found.length, 0);
    });
  }
});

/** The answers of an oracle, as a model gives them. */
function rowsOf(given: World, flaw: Flaw = {}): Answer[] {
  const oracle = new Oracle(given, flaw);
  const ends = [...oracle.ends.keys(), "internet"];
  const questions = ends.flatMap((from) =>
    ends.flatMap((to): Question[] => (from === to ? [] : [{ from, to, protocol: "tcp", port: 3306 }])),
  );
  return questions.map((question) => {
    const { openness, sameNode, twoVpcs } = oracle.truth(question)!;
    const allowed = sameNode ? true : twoVpcs ? false : openness === "some" ? null : openness === "all";
    return { ...question, allowed, because: "" };
  });
}
