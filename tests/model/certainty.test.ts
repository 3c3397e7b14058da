/**
 * Graphs on which an answer was once certain and wrong, each with its kind.
 */
import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { allowed, CATALOG, DATABASE, GraphBuilder, lab, Ref, TYPES, verdict } from "./fixtures";
import { paths, reachability } from "./questions";

/** Two bindings in one namespace, of which the first has rules for the second. */
function pair(): { b: GraphBuilder; x: Ref; y: Ref } {
  const { b } = lab();
  const [x, y] = ["x", "y"].map((name) => new Ref(b.group(name, { vpcId: new Ref(b.get("lab").urn) })));
  b.binding("x", "a", [x]);
  b.binding("y", "a", [y]);
  return { b, x, y };
}

describe("inline rules", () => {
  it("never take another block's group for their own", () => {
    const { b, cluster, databaseGroup } = lab();
    b.remove("dns-tcp-egress", "dns-udp-egress", "database-egress");
    const block = (protocol: string, port: number, group: Ref) => ({
      ...{ protocol, fromPort: port, toPort: port, securityGroups: [group] },
    });
    const egress = [block("tcp", 3306, databaseGroup), block("udp", 53, cluster)];
    const urn = b.group("inline", { egress });
    const { inputs, propertyDependencies } = b.get("inline");
    Object.assign(b.get("catalog-pods").inputs, { egress: inputs.egress });
    b.get("catalog-pods").propertyDependencies.egress = propertyDependencies.egress;
    b.remove(b.resources.find((one) => one.urn === urn)!.name);
    assert.equal(verdict(b, CATALOG, "dns", 53, "udp").allowed, null);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
    assert.equal(allowed(b, CATALOG, "dns", 53), false, "no rule of either block is for tcp 53");
  });
});

describe("groups that are not told", () => {
  it("of network interfaces can be more than the one that the list comes from", () => {
    const { b } = lab();
    const template = b.get("nodes").propertyDependencies.launchTemplate[0];
    const { inputs, propertyDependencies } = b.resources.find(({ urn }) => urn === template)!;
    inputs.networkInterfaces = [{ securityGroups: UNKNOWN }];
    propertyDependencies.networkInterfaces = [b.group("nodes-of-their-own")];
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
    inputs.networkInterfaces = [{ securityGroups: [UNKNOWN] }];
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
  });

  it("of a binding can be those that a rule of another binding names", () => {
    const { b, cluster } = lab();
    for (const name of ["x", "y"]) b.binding(name, "a", [cluster]);
    const x = b.get("x-policy");
    x.inputs.spec = { podSelector: { matchLabels: { app: "x" } }, securityGroups: { groupIds: UNKNOWN } };
    x.propertyDependencies = {};
    const row = reachability(b.graph()).find(({ from, to }) => from === "bound:a/x" && to === "bound:a/y");
    assert.equal(row?.allowed, null);
  });
});

describe("an id from a resource that nobody reads", () => {
  it("can be any block's, and is never taken for the one group beside it", () => {
    const { b, cluster, databaseGroup } = lab();
    b.remove("database-ingress");
    const thing = new Ref(b.add("acme:net/thing:Thing", "thing"));
    const block = (port: number, group: Ref) => ({
      ...{ protocol: "tcp", fromPort: port, toPort: port, securityGroups: [group] },
    });
    const urn = b.group("inline", { ingress: [block(3306, thing), block(22, cluster)] });
    const { inputs, propertyDependencies } = b.get("inline");
    const database = b.resources.find((one) => one.urn === databaseGroup.urn)!;
    Object.assign(database.inputs, { ingress: inputs.ingress });
    database.propertyDependencies.ingress = propertyDependencies.ingress;
    b.remove(b.resources.find((one) => one.urn === urn)!.name);
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), null);
    const rule = database.propertyDependencies;
    rule.ingress = rule.ingress.filter((one) => one !== thing.urn);
    assert.equal(
      allowed(b, "unbound-pods", DATABASE, 3306),
      null,
      "which of the two blocks has the source is not told",
    );
    database.inputs.ingress = [inputs.ingress].flat().slice(0, 1);
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), true, "a block alone has the source of the input");
    database.inputs.ingress = [...database.inputs.ingress, UNKNOWN];
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), null, "a block that is not known can have it");
  });
});

describe("a pair of bound pods that is open", () => {
  it("has a row for all traffic where no port is named", () => {
    const { b, x, y } = pair();
    b.path("all", x, y, null, "-1");
    const rows = reachability(b.graph()).filter(({ from, to }) => from === "bound:a/x" && to === "bound:a/y");
    assert.deepEqual(
      rows.map((row) => [row.protocol, row.port, row.allowed]),
      [["all", null, true]],
    );
  });

  it("has a row for a protocol that has no ports, by name or number", () => {
    for (const protocol of ["132", "sctp"]) {
      const { b, x, y } = pair();
      b.path("associations", x, y, null, protocol);
      const row = reachability(b.graph()).find(({ from, to }) => from === "bound:a/x" && to === "bound:a/y");
      assert.deepEqual([row?.protocol, row?.allowed], ["sctp", true]);
      b.deployment("y", "a", { app: "y" });
      b.get("y-policy");
      const spec = b.resources.at(-1)!.inputs.spec as { template: { spec: { containers: object[] } } };
      spec.template.spec.containers = [{ ports: [{ containerPort: 3868, protocol: "SCTP" }] }];
      assert.equal(verdict(b, "bound:a/x", "bound:a/y", 3868, "sctp").allowed, true);
    }
  });
});

describe("addresses", () => {
  it("have one family a packet", () => {
    const { b, pods, databaseGroup } = lab();
    b.remove("database-egress", "database-ingress");
    b.get("lab").inputs.ipv6CidrBlock = "2001:db8:42::/56";
    b.egress("out", pods, { cidrIpv6: "::/0" }, 3306);
    b.ingress("in", databaseGroup, { cidrIpv4: "10.42.0.0/16" }, 3306);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), false);
  });

  it("of no common family join nothing, but pods of an IPv6 cluster reach IPv4 addresses as their node", () => {
    const { b, cluster, databaseGroup } = lab();
    b.get("lab-a").inputs.ipv6CidrBlock = "2001:db8:42::/64";
    const { inputs } = b.resources.find(({ type }) => type === TYPES.cluster)!;
    Object.assign(inputs, { kubernetesNetworkConfig: { ipFamily: "ipv6" } });
    const { reason } = verdict(b, CATALOG, DATABASE, 3306);
    assert.deepEqual(reason, { kind: "no common address family", from: CATALOG, to: DATABASE });
    b.ingress("nodes-ingress", databaseGroup, { referencedSecurityGroupId: cluster }, 3306);
    for (const from of [CATALOG, "unbound-pods"]) assert.equal(allowed(b, from, DATABASE, 3306), null, from);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
    b.remove("nodes-ingress").ingress("in", databaseGroup, { cidrIpv6: "2001:db8:42::/64" }, 3306);
    b.resources.find(({ type }) => type === TYPES.database)!.inputs.networkType = "DUAL";
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), true, "EKS lets out everything in IPv6, too");
  });

  it("of a part of the VPC open nothing outside of it", () => {
    const { b, databaseGroup } = lab();
    b.remove("database-ingress");
    b.ingress("in", databaseGroup, { cidrIpv4: "10.42.2.0/24" }, 3306);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), false);
    b.get("lab-a").inputs.cidrBlock = UNKNOWN;
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
  });

  it("of another VPC open nothing, and of several VPCs none is taken for the one that is meant", () => {
    const { b, pods, databaseGroup } = lab();
    b.remove("database-egress", "database-ingress");
    b.add(TYPES.vpc, "other", { cidrBlock: "10.99.0.0/16" });
    b.egress("to-other-vpc", pods, { cidrIpv4: "10.99.0.0/16" }, 3306);
    b.ingress("from-other-vpc", databaseGroup, { cidrIpv4: "10.99.0.0/16" }, 3306);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), false);
    delete b.get("catalog-database").inputs.vpcId;
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), false, "pods have no such address");
    b.get("from-other-vpc").inputs.cidrIpv4 = "10.42.0.0/16";
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
  });
});

describe("what was not judged", () => {
  const families = (b: GraphBuilder) => read(b.graph()).completeness.notJudged.map(({ family }) => family);

  it("names what holds data behind security groups, as databases do, and leaves the rest as certain", () => {
    const { b, databaseGroup } = lab();
    assert.deepEqual(families(b), []);
    b.add("aws:opensearch/domain:Domain", "search", { vpcOptions: { securityGroupIds: [databaseGroup] } });
    assert.deepEqual(families(b), ["aws"]);
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), false);
  });

  it("names charts and files of YAML that show nothing of what they make", () => {
    const { b } = lab();
    const parent = b.component("kubernetes:yaml:ConfigFile", "file");
    assert.deepEqual(families(b), ["kubernetes:yaml"]);
    b.add("kubernetes:core/v1:ConfigMap", "inside", {}, { parent });
    assert.deepEqual(families(b), []);
  });
});

describe("namespaces", () => {
  it("of objects that name none are their provider's", () => {
    const b = new GraphBuilder();
    const cluster = b.add(TYPES.innerCluster, "lab", { name: "lab" });
    const urn = b.add("pulumi:providers:kubernetes", "k8s", { namespace: "shop", kubeconfig: new Ref(cluster) });
    const options = { provider: `${urn}::id` };
    const spec = { podSelector: { matchLabels: { app: "w" } }, securityGroups: { groupIds: ["sg-00000001"] } };
    b.add(TYPES.policy, "p", { spec }, options);
    const template = { metadata: { labels: { app: "w" } }, spec: { containers: [] } };
    b.add("kubernetes:apps/v1:Deployment", "w", { metadata: { namespace: "shop" }, spec: { template } }, options);
    const [binding] = read(b.graph()).bindings.all;
    assert.deepEqual([binding.id, binding.selected.length], ["bound:shop/p", 1]);
  });
});

describe("selectors", () => {
  /** Whether a policy with a selector selects a workload whose pods have the label app=w. */
  function selected(spec: { [key: string]: object }): boolean[] {
    const b = new GraphBuilder();
    const securityGroups = { groupIds: ["sg-00000001"] };
    b.add(TYPES.policy, "p", { metadata: { namespace: "a" }, spec: { ...spec, securityGroups } });
    const urn = b.deployment("w", "a", { app: "w" });
    return read(b.graph())
      .bindings.of(urn)
      .map(({ certain }) => certain);
  }
  const pods = (key: string, operator: string, values: string[] = []) => ({
    podSelector: { matchExpressions: [{ key, operator, values }] },
  });

  it("that cannot be read make the controller skip the policy", () => {
    assert.deepEqual(selected(pods("app", "NotIn")), []);
    assert.deepEqual(selected(pods("app", "Exists", ["x"])), []);
    assert.deepEqual(selected(pods("app", "Is", ["w"])), []);
    assert.deepEqual(selected(pods("not a key", "DoesNotExist")), []);
    assert.deepEqual(selected({ podSelector: { matchLabels: { app: "w", tier: "not a value" } } }), []);
  });

  it("on the account that the cluster makes in every namespace find no label", () => {
    const none = { serviceAccountSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } };
    assert.deepEqual(selected(none), [true]);
    assert.deepEqual(selected({ serviceAccountSelector: { matchLabels: { team: "shop" } } }), []);
  });

  it("take a key like any other, whatever it is called", () => {
    for (const key of ["constructor", "toString", "hasOwnProperty"]) {
      assert.deepEqual(selected(pods(key, "Exists")), [], key);
      assert.deepEqual(selected(pods(key, "DoesNotExist")), [true], key);
    }
  });

  it("know the labels that Kubernetes adds, without their values", () => {
    assert.deepEqual(selected(pods("pod-template-hash", "Exists")), [true]);
    assert.deepEqual(selected(pods("pod-template-hash", "In", ["5d4f"])), [false], "perhaps");
  });
});

describe("node groups that differ", () => {
  it("give a path that is as uncertain as the verdict", () => {
    const { b, cluster, databaseGroup } = lab();
    const own = new Ref(b.group("own-nodes", { vpcId: new Ref(b.get("lab").urn) }));
    const template = new Ref(b.add(TYPES.launchTemplate, "special", { vpcSecurityGroupIds: [own] }));
    const subnetIds = [new Ref(b.get("lab-a").urn)];
    b.add(TYPES.nodeGroup, "special", { clusterName: cluster, launchTemplate: { id: template }, subnetIds });
    b.path("own", own, databaseGroup, 3306);
    const certain = () =>
      paths(b.graph())
        .filter(({ from, to }) => from === "nodes" && to === DATABASE)
        .map((path) => path.certain);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
    assert.deepEqual(certain(), [false]);
    b.ingress("cluster", databaseGroup, { referencedSecurityGroupId: cluster }, 3306);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
    assert.ok(certain().every(Boolean));
  });
});
