import * as assert from "node:assert/strict";
import { type GraphResource, UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { reachability } from "./questions";
import { allowed, CATALOG, DATABASE, type GraphBuilder, type Input, lab, Ref, TYPES, verdict } from "./fixtures";

function theOnly(b: GraphBuilder, type: string): GraphResource {
  return b.resources.find((resource) => resource.type === type)!;
}

describe("ends", () => {
  it("nodes carry the groups of their own launch template instead of the cluster security group", () => {
    const { b, pods } = lab();
    const own = new Ref(b.group("node-group"));
    const template = theOnly(b, TYPES.launchTemplate);
    template.inputs.networkInterfaces = [{ securityGroups: [UNKNOWN] }];
    template.propertyDependencies.networkInterfaces = [own.urn];
    assert.equal(allowed(b, CATALOG, "dns", 53), false, "the classic mistake: DNS opened to the wrong group");
    b.path("dns-nodes", pods, own, 53);
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
    assert.equal(allowed(b, "nodes", CATALOG, 8080), false);
  });

  it("nodes whose groups differ leave open what only some of them reach", () => {
    const { b, cluster } = lab();
    const own = new Ref(b.group("node-group"));
    const template = new Ref(b.add(TYPES.launchTemplate, "special", { vpcSecurityGroupIds: [own] }));
    b.add(TYPES.nodeGroup, "special", { clusterName: cluster, launchTemplate: { id: template } });
    const { allowed: answer, because } = verdict(b, "nodes", CATALOG, 8080);
    assert.equal(answer, null);
    assert.match(
      because,
      /^it depends on the node or workload: EKS's own egress rule .*, but no egress rule of node-group/,
    );
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
  });

  it("nodes of a launch template that is not in the graph are uncertain", () => {
    const { b } = lab();
    theOnly(b, TYPES.nodeGroup).propertyDependencies.launchTemplate = [];
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
  });

  it("nodes whose launch template names groups by name carry such as are not known", () => {
    const { b } = lab();
    theOnly(b, TYPES.launchTemplate).inputs.securityGroupNames = ["web"];
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
  });

  /** The lab with a scaling group instead of managed nodes; the database admits a group that these may carry. */
  function scaling(
    template: (own: Ref, cluster: Ref) => { [key: string]: Input },
    tags: (cluster: Ref) => Input = () => "kubernetes.io/cluster/lab",
  ): GraphBuilder {
    const { b, cluster, databaseGroup } = lab();
    const own = new Ref(b.group("own-nodes", { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }));
    b.ingress("from-nodes", databaseGroup, { referencedSecurityGroupId: own }, 3306);
    b.remove("nodes");
    const id = new Ref(b.add(TYPES.launchTemplate, "own", template(own, cluster)));
    b.add(TYPES.scalingGroup, "own", { launchTemplate: { id }, tags: [{ key: tags(cluster), value: "owned" }] });
    return b;
  }

  it("self-managed nodes carry the groups of their launch template or configuration", () => {
    const configured = scaling((own) => ({ securityGroups: [own] }));
    const template = configured.get("own");
    template.type = "aws:ec2/launchConfiguration:LaunchConfiguration";
    for (const b of [
      scaling((own) => ({ vpcSecurityGroupIds: [own] })),
      scaling((own) => ({ networkInterfaces: [{ securityGroups: [own] }] })),
      configured,
    ]) {
      assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
      assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), true);
      assert.equal(allowed(b, CATALOG, "dns", 53), false, "DNS was opened to the cluster security group");
    }
  });

  it("self-managed nodes are known by a tag, or by what their tags or user data come from", () => {
    const groups = (own: Ref) => ({ vpcSecurityGroupIds: [own] });
    const byTag = scaling(groups, (cluster) => cluster);
    const byUserData = scaling(
      (own, cluster) => ({ ...groups(own), userData: cluster }),
      () => "Name",
    );
    for (const b of [byTag, byUserData]) assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
    const bastion = scaling(groups, () => "Name");
    assert.equal(allowed(bastion, "nodes", DATABASE, 3306), false, "nodes of elsewhere carry no group of this stack");
  });

  it("self-managed nodes without groups, or with a template that is not in the graph, are uncertain", () => {
    const b = scaling(() => ({}));
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
    b.resources.find(({ type }) => type === TYPES.scalingGroup)!.propertyDependencies = {};
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
  });

  it("nodes of a component whose contents are hidden are uncertain, unless it is given their group", () => {
    for (const type of ["eks:index:NodeGroup", "eks:index:NodeGroupV2"]) {
      const { b, cluster, databaseGroup } = lab();
      b.remove("nodes");
      const workers = new Ref(b.add(type, "workers", { cluster }, { custom: false }));
      assert.equal(allowed(b, "nodes", DATABASE, 3306), false, "what the component makes, nothing admits yet");
      assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
      assert.equal(allowed(b, CATALOG, "dns", 53), null);
      b.ingress("from-nodes", databaseGroup, { referencedSecurityGroupId: workers }, 3306);
      assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
      assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), null);
      const own = new Ref(b.group("own-nodes"));
      b.remove("workers", "from-nodes");
      b.add(type, "workers", { cluster, nodeSecurityGroupId: own }, { custom: false });
      assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
      assert.equal(allowed(b, CATALOG, "dns", 53), false, "DNS was opened to the cluster security group");
    }
  });

  it("further groups that a component gets for its nodes are theirs", () => {
    const { b, cluster, databaseGroup } = lab();
    const extra = new Ref(b.group("extra", { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }));
    b.ingress("from-nodes", databaseGroup, { referencedSecurityGroupId: extra }, 3306);
    b.remove("nodes");
    b.add("eks:index:NodeGroupV2", "workers", { cluster, extraNodeSecurityGroups: [extra] }, { custom: false });
    assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
  });

  it("nodes that eks.Cluster makes by itself are uncertain, those of a ManagedNodeGroup are not", () => {
    const { b, cluster } = lab();
    b.remove("nodes");
    b.add("eks:index:ManagedNodeGroup", "workers", { cluster }, { custom: false });
    assert.equal(allowed(b, "nodes", CATALOG, 8080), true);
    b.remove("workers");
    delete b.resources.find(({ type }) => type === TYPES.cluster)!.inputs.skipDefaultNodeGroup;
    assert.equal(allowed(b, "nodes", CATALOG, 8080), null);
    assert.equal(allowed(b, "unbound-pods", CATALOG, 8080), null);
  });

  it("CoreDNS carries the groups of a policy in kube-system that selects it", () => {
    const { b, pods } = lab();
    const dns = new Ref(b.group("dns"));
    b.binding("other-system-pods", "kube-system", [pods], { app: "metrics" });
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
    b.binding("coredns", "kube-system", [dns], { "k8s-app": "kube-dns" });
    assert.equal(allowed(b, CATALOG, "dns", 53), false);
    b.path("dns-own", pods, dns, 53);
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
  });

  it("bound pods are named by namespace and binding, whichever way these are known", () => {
    const { b, policy, pods } = lab();
    const resource = b.resources.find(({ urn }) => urn === policy)!;
    const froms = () => new Set(reachability(b.graph()).map(({ from }) => from));
    resource.inputs.metadata = { namespace: UNKNOWN };
    assert.ok(froms().has("bound:?/catalog"));
    const space = b.add("kubernetes:core/v1:Namespace", "shop", { metadata: { name: UNKNOWN } });
    resource.propertyDependencies.metadata = [space];
    assert.ok(froms().has("bound:shop/catalog"));
    delete resource.parent;
    resource.inputs.metadata = {};
    assert.ok(froms().has("bound:default/catalog-policy"));
    b.add(TYPES.policy, "catalog-policy", { spec: { securityGroups: { groupIds: [pods] } } });
    assert.equal([...froms()].filter((id) => id.startsWith("bound:")).length, 1, "without a selector it binds nothing");
  });

  it("bound pods serve the ports of containers and of ingress rules; labels not known yet are matched by their source", () => {
    const { b, policy, pods } = lab();
    b.ingress("metrics", pods, { cidrIpv4: "10.42.0.0/16" }, 9090);
    b.deployment("worker", "catalog", UNKNOWN, [9999]);
    const selected = () =>
      read(b.graph())
        .bindings.of(b.get("worker").urn)
        .map(({ certain }) => certain);
    const ports = () => [
      ...new Set(
        reachability(b.graph())
          .filter(({ from, to }) => from === "nodes" && to === CATALOG)
          .map((r) => r.port),
      ),
    ];
    assert.deepEqual(ports(), [8080, 9090, 9999], "a pod whose labels are not known may be bound");
    assert.deepEqual(selected(), [false]);
    b.get("worker").propertyDependencies.spec = [policy];
    assert.deepEqual(ports(), [8080, 9090, 9999]);
    assert.deepEqual(selected(), [true]);
  });

  it("bound pods that two policies select carry the groups of both", () => {
    const { b, cluster } = lab();
    const extra = new Ref(b.group("api-client"));
    b.path("api", extra, cluster, 443);
    b.binding("api-clients", "catalog", [extra]);
    assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), false);
    b.get("api-clients-policy").inputs.spec = {
      podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["catalog", "cart"] }] },
      securityGroups: { groupIds: [UNKNOWN] },
    };
    assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), true);
    assert.equal(allowed(b, "bound:catalog/api-clients", DATABASE, 3306), true);
  });

  it("the Kubernetes API may be reached over its public endpoint by what reaches the internet", () => {
    const { b, pods } = lab();
    b.egress("web", pods, { cidrIpv4: "0.0.0.0/0" }, 443);
    const { allowed: answer, because } = verdict(b, CATALOG, "kubernetes-api", 443);
    assert.equal(answer, null);
    assert.match(because, /whether it gets to the cluster's public endpoint over the internet is not in the graph/);
    theOnly(b, TYPES.cluster).inputs.endpointPublicAccess = false;
    assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), false);
  });

  it("databases are named by their component, and apart where that is not enough", () => {
    const { b, databaseGroup } = lab();
    const parent = theOnly(b, TYPES.database).parent;
    const inputs = { engine: "aurora-postgresql", vpcSecurityGroupIds: [databaseGroup] };
    b.add("aws:rds/cluster:Cluster", "replica", inputs, { parent });
    b.add(TYPES.database, "orders", { engine: "mysql" });
    const targets = new Set(reachability(b.graph()).map(({ to, port }) => `${to} ${port}`));
    for (const id of ["catalog/catalog 3306", "catalog/replica 5432", "orders 3306"])
      assert.ok(targets.has(`database:${id}`));
    assert.equal(allowed(b, CATALOG, "database:catalog/replica", 5432), false);
    assert.equal(
      allowed(b, "nodes", "database:orders", 3306),
      null,
      "the default group of the VPC is not in the graph",
    );
  });
});
