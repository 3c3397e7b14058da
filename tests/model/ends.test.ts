import * as assert from "node:assert/strict";
import { type GraphResource, UNKNOWN } from "../../model/graph";
import { reachability } from "../../model/reachability";
import { allowed, CATALOG, DATABASE, type GraphBuilder, lab, Ref, TYPES, verdict } from "./fixtures";

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
    const ports = () => [
      ...new Set(
        reachability(b.graph())
          .filter(({ from, to }) => from === "nodes" && to === CATALOG)
          .map((r) => r.port),
      ),
    ];
    assert.deepEqual(ports(), [8080, 9090]);
    b.get("worker").propertyDependencies.spec = [policy];
    assert.deepEqual(ports(), [8080, 9090, 9999]);
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
