import * as assert from "node:assert/strict";
import { type GraphResource, UNKNOWN } from "../../model/graph/graph";
import { openings, reachability } from "./questions";
import { allowed, CATALOG, DATABASE, type GraphBuilder, lab, Ref, TYPES, verdict } from "./fixtures";

describe("styles of rules", () => {
  /** The lab with both halves of the path to the database written in another way. */
  const styles: { [style: string]: (b: GraphBuilder, pods: Ref, database: Ref) => void } = {
    "SecurityGroupRule with a source group": (b, pods, database) => {
      const rule = { protocol: "tcp", fromPort: 3306, toPort: 3306 };
      b.add(TYPES.rule, "out", { ...rule, type: "egress", securityGroupId: pods, sourceSecurityGroupId: database });
      b.add(TYPES.rule, "in", { ...rule, type: "ingress", securityGroupId: database, sourceSecurityGroupId: pods });
    },
    "SecurityGroupRule with ranges, protocol by number": (b, pods, database) => {
      const rule = { protocol: "6", fromPort: 3000, toPort: 4000 };
      const any = ["192.0.2.0/24", "10.42.0.0/16"];
      b.add(TYPES.rule, "out", { ...rule, type: "egress", securityGroupId: pods, cidrBlocks: any });
      b.add(TYPES.rule, "in", { ...rule, type: "ingress", securityGroupId: database, cidrBlocks: any });
    },
    "all protocols": (b, pods, database) => {
      b.egress("out", pods, { referencedSecurityGroupId: database }, null, "-1");
      b.add(TYPES.rule, "in", {
        protocol: "all",
        type: "ingress",
        securityGroupId: database,
        sourceSecurityGroupId: pods,
      });
    },
    "inline rules": (b, pods, database) => {
      const ports = { protocol: "tcp", fromPort: 0, toPort: 65535 };
      inline(b, "catalog-pods", "egress", [{ ...ports, securityGroups: [UNKNOWN] }], [database.urn]);
      inline(b, "catalog-database", "ingress", [{ ...ports, securityGroups: [UNKNOWN] }], [pods.urn]);
    },
  };
  for (const [style, write] of Object.entries(styles)) {
    it(`open the database by ${style}`, () => {
      const { b, pods, databaseGroup } = lab();
      b.remove("database-egress", "database-ingress");
      assert.equal(allowed(b, CATALOG, DATABASE, 3306), false);
      write(b, pods, databaseGroup);
      assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    });
  }

  it("open bound pods to their own kind by self", () => {
    const { b, pods } = lab();
    const rule = { protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroupId: pods, self: true };
    b.add(TYPES.rule, "out", { ...rule, type: "egress" });
    inline(b, "catalog-pods", "ingress", [{ protocol: "tcp", fromPort: 8080, toPort: 8080, self: true }], []);
    assert.equal(allowed(b, CATALOG, CATALOG, 8080), true);
  });

  it("leave it open which group an inline rule means where the graph does not tell", () => {
    const { b, pods } = lab();
    b.remove("database-ingress");
    const other = b.group("other");
    const rules = [
      { protocol: "tcp", fromPort: 3306, toPort: 3306, securityGroups: [UNKNOWN] },
      { protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: [UNKNOWN] },
    ];
    inline(b, "catalog-database", "ingress", rules, [pods.urn, other]);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
  });
});

describe("references to groups", () => {
  it("leave it open which of an inline rule's ids is external where only some ids are known", () => {
    const { b, pods } = lab();
    b.remove("database-ingress");
    const rules = [
      { protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: [UNKNOWN] },
      { protocol: "tcp", fromPort: 3306, toPort: 3306, securityGroups: ["sg-0123456789abcdef0"] },
    ];
    inline(b, "catalog-database", "ingress", rules, [pods.urn]);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
  });

  it("are believed before what an id meant elsewhere", () => {
    const { b } = lab({ id: (name) => `sg-${name}` });
    b.add(TYPES.ingressRule, "teaches", {
      securityGroupId: new Ref(b.group("spare"), "sg-spare"),
      cidrIpv4: "10.0.0.0/8",
    });
    b.resources.find(({ type }) => type === TYPES.database)!.inputs.vpcSecurityGroupIds = ["sg-spare"];
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
  });

  it("mean the same group by the component of pulumi-eks and by the cluster inside", () => {
    const { b, cluster } = lab();
    const inner = b.add(TYPES.innerCluster, "inner", {}, { parent: cluster.urn });
    for (const name of ["dns-tcp-ingress", "dns-udp-ingress"]) {
      b.get(name).propertyDependencies.securityGroupId = [inner, b.get("nodes").urn];
    }
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
  });

  it("mean the group, not the cluster, where the value waits for the cluster as well", () => {
    const { b, pods, cluster, policy } = lab();
    b.resources.find(({ urn }) => urn === policy)!.propertyDependencies.spec = [cluster.urn, pods.urn].sort();
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), false);
  });

  it("are found by literal ids where other references tell what these mean", () => {
    const { b } = lab({ id: (name) => `sg-${name}` });
    const before = reachability(b.graph());
    b.get("database-ingress").propertyDependencies = {};
    assert.deepEqual(reachability(b.graph()), before);
  });

  it("add up: any of several groups suffices", () => {
    const { b, pods, cluster, policy } = lab();
    const extra = new Ref(b.group("dns-client"));
    b.remove("dns-tcp-egress", "dns-tcp-ingress");
    assert.equal(allowed(b, CATALOG, "dns", 53), false);
    b.path("shared-dns", extra, cluster, 53);
    const resource = b.resources.find(({ urn }) => urn === policy)!;
    resource.inputs = {
      ...resource.inputs,
      spec: { podSelector: {}, securityGroups: { groupIds: [UNKNOWN, UNKNOWN] } },
    };
    resource.propertyDependencies.spec = [extra.urn, pods.urn].sort();
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
  });
});

describe("external groups", () => {
  it("leave open what their rules outside the graph decide, and what a rule in the graph opens is open", () => {
    const { b, pods } = lab();
    const foreign = "sg-0123456789abcdef0";
    b.add(TYPES.database, "orders", { engine: "mysql", vpcSecurityGroupIds: [foreign] });
    const half = { referencedSecurityGroupId: foreign };
    assert.equal(allowed(b, CATALOG, "database:orders", 3306), false, "the egress half is missing for sure");
    b.egress("orders-egress", pods, half, 3306);
    assert.deepEqual(
      verdict(b, CATALOG, "database:orders", 3306).because,
      `the rules of ${foreign} are not in the graph`,
    );
    assert.equal(allowed(b, CATALOG, "database:orders", 3306), null);
    b.ingress("orders-ingress", foreign, { referencedSecurityGroupId: pods }, 3306);
    assert.equal(allowed(b, CATALOG, "database:orders", 3306), true);
  });

  it("in a policy make what bound pods reach uncertain, and openings say so", () => {
    const { b, pods, policy } = lab();
    const resource = b.resources.find(({ urn }) => urn === policy)!;
    const spec = { podSelector: {}, securityGroups: { groupIds: [UNKNOWN, "sg-0123456789abcdef0"] } };
    resource.inputs = { ...resource.inputs, spec };
    resource.propertyDependencies.spec = [pods.urn];
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    assert.equal(allowed(b, CATALOG, "internet", 443), null);
    assert.ok(openings(b.graph(), CATALOG).some(({ to, certain }) => to === "anything" && !certain));
  });

  it("not known yet are no group that the graph makes where they come from another stack, else any", () => {
    const { b, databaseGroup } = lab();
    const stack = new Ref(b.add("pulumi:pulumi:StackReference", "network"));
    b.ingress("from-elsewhere", databaseGroup, { referencedSecurityGroupId: stack }, 3306);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null, "which group nodes carry is EKS's to say");
    const own = new Ref(b.group("own-nodes"));
    b.get("node-template").inputs.vpcSecurityGroupIds = [UNKNOWN];
    b.get("node-template").propertyDependencies.vpcSecurityGroupIds = [own.urn];
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
    b.get("from-elsewhere").propertyDependencies = { securityGroupId: [databaseGroup.urn] };
    b.egress("nodes-out", own, { referencedSecurityGroupId: databaseGroup }, 3306);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
  });
});

describe("a graph without a cluster", () => {
  const EXTERNAL = "sg-0fedcba9876543210";

  /** A platform engineer's stack: a binding on a cluster that was there before. */
  function platform(id: string): GraphBuilder {
    const { b, cluster } = lab({ mode: "none" });
    for (const resource of b.resources) {
      for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
        if (!urns.includes(cluster.urn)) continue;
        resource.inputs[property] = id;
        resource.propertyDependencies[property] = [];
      }
    }
    const gone = [TYPES.cluster, TYPES.nodeGroup, TYPES.launchTemplate, TYPES.vpc, "aws:ec2/subnet:Subnet"];
    b.resources.splice(0, b.resources.length, ...b.resources.filter(({ type }) => !gone.includes(type)));
    return b;
  }

  it("never is sure that nodes carry the group that DNS rules name", () => {
    const b = platform(EXTERNAL);
    assert.equal(allowed(b, CATALOG, "dns", 53), null);
    const probes = verdict(b, "nodes", CATALOG, 8080);
    assert.equal(probes.allowed, null);
    assert.match(probes.because, /the rules of sg-0fedcba9876543210 are not in the graph/);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
  });

  describe("in which DNS has a group of its own", () => {
    const [DNS, NODES, API] = ["sg-0000000000000d115", "sg-00000000000000de5", "sg-0000000000000a119"];

    /** The platform's stack with DNS, and the rule for probes where there is one, turned to given groups. */
    function apart(nodes?: string): GraphBuilder {
      const b = platform(DNS);
      if (nodes === undefined) return b.remove("probes-ingress");
      b.get("probes-ingress").inputs.referencedSecurityGroupId = nodes;
      return b;
    }

    it("takes what probes come from for the nodes, without being sure", () => {
      const b = apart(NODES);
      for (const from of ["nodes", "unbound-pods"]) {
        assert.equal(allowed(b, from, CATALOG, 8080), null, from);
        assert.equal(allowed(b, from, DATABASE, 3306), false, from);
      }
      assert.equal(allowed(b, CATALOG, "dns", 53), null);
      b.vpcCni({ ENABLE_POD_ENI: "true" });
      b.remove("dns-tcp-egress");
      assert.equal(allowed(b, CATALOG, "dns", 53), false);
    });

    it("leaves open what any other external group is admitted to", () => {
      for (const b of [apart(NODES), apart()]) {
        b.ingress(
          "from-elsewhere",
          new Ref(b.get("catalog-database").urn),
          { referencedSecurityGroupId: "sg-0e" },
          3306,
        );
        assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
        assert.equal(allowed(b, CATALOG, "dns", 53), null);
      }
    });

    it("leaves open whether an external group that pods reach on 443 is the cluster's", () => {
      for (const b of [platform(EXTERNAL), apart(NODES)]) {
        b.vpcCni({ ENABLE_POD_ENI: "true" });
        assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), false, "no rule is for 443");
        b.path("api", new Ref(b.get("catalog-pods").urn), API, 443);
        assert.equal(allowed(b, CATALOG, "kubernetes-api", 443), null);
      }
    });

    it("reaches it also where this stack makes the group", () => {
      const b = apart(NODES);
      const own = b.group("dns");
      for (const resource of b.resources.filter(({ name }) => name.startsWith("dns-"))) {
        for (const property of ["securityGroupId", "referencedSecurityGroupId"]) {
          if (resource.inputs[property] !== DNS) continue;
          resource.inputs[property] = UNKNOWN;
          resource.propertyDependencies[property] = [own];
        }
      }
      assert.equal(allowed(b, CATALOG, "dns", 53), null, "whether CoreDNS carries it, nothing here says");
    });
  });

  it("leaves it all open where even the id is not known yet, without failing", () => {
    const b = platform(UNKNOWN);
    assert.equal(allowed(b, CATALOG, "dns", 53), null);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    assert.equal(allowed(b, "internet", "kubernetes-api", 443), null);
  });

  it("has no nodes where nothing speaks of a cluster", () => {
    const { b, cluster } = lab();
    const databaseOnly = b.resources.filter(({ type }) =>
      [TYPES.database, TYPES.securityGroup, TYPES.vpc].includes(type),
    );
    b.resources.splice(0, b.resources.length, ...databaseOnly);
    assert.ok(!b.resources.some(({ urn }) => urn === cluster.urn));
    assert.deepEqual([...new Set(reachability(b.graph()).map(({ from }) => from))], [DATABASE, "internet"]);
    assert.deepEqual(reachability({ version: 1, source: "plan", resources: [] }), []);
  });
});

function inline(
  b: GraphBuilder,
  group: string,
  direction: "ingress" | "egress",
  rules: object[],
  urns: string[],
): void {
  const resource = b.get(group);
  resource.inputs[direction] = rules as GraphResource["inputs"][string];
  resource.propertyDependencies[direction] = [...urns].sort();
}
