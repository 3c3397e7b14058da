import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { FULL_MATRIX_LIMIT } from "../../model/reachability/reachability";
import { paths } from "../../model/reachability/paths";
import { read } from "../../model/reading/reading";
import { reachability } from "./questions";
import type { GraphBuilder } from "./fixtures";
import { CATALOG, DATABASE, lab, Ref, TYPES, verdict } from "./fixtures";

describe("reachability of the lab", () => {
  it("opens DNS and the database to the catalog, by rules that it names", () => {
    const { b } = lab();
    assert.equal(verdict(b, CATALOG, "dns", 53).allowed, true);
    assert.equal(verdict(b, CATALOG, "dns", 53, "udp").allowed, true);
    const { reason, ...row } = verdict(b, CATALOG, DATABASE, 3306);
    assert.equal(reason.kind, "open");
    assert.deepEqual(row, {
      ...{ from: CATALOG, to: DATABASE, protocol: "tcp", port: 3306, allowed: true },
      because: 'egress rule "database-egress" of catalog-pods and ingress rule "database-ingress" of catalog-database',
    });
  });

  it("closes Kubernetes API and internet to the catalog", () => {
    const { b } = lab();
    assert.equal(verdict(b, CATALOG, "kubernetes-api", 443).allowed, false);
    assert.deepEqual(verdict(b, CATALOG, "internet", 443), {
      ...{ from: CATALOG, to: "internet", protocol: "tcp", port: 443, allowed: false },
      reason: {
        ...{ kind: "closed", missing: ["egress"], from: "catalog-pods", to: "the internet" },
        ...{ protocol: "tcp", port: 443 },
      },
      because: "no egress rule of catalog-pods for tcp 443 towards the internet",
    });
  });

  it("closes the database to unbound pods, nodes and the internet", () => {
    const { b } = lab();
    for (const from of ["unbound-pods", "nodes", "internet"]) {
      const { allowed, because } = verdict(b, from, DATABASE, 3306);
      assert.equal(allowed, false);
      assert.match(because, /^no ingress rule of catalog-database for tcp 3306 from /);
    }
  });

  it("says that every ordinary pod reaches the probe port, and rests on a rule of EKS", () => {
    const { allowed, because } = verdict(lab().b, "unbound-pods", CATALOG, 8080);
    assert.equal(allowed, true);
    assert.equal(
      because,
      'EKS\'s own egress rule (all out) of cluster security group of lab and ingress rule "probes-ingress" of catalog-pods',
    );
  });

  it("says so where both halves are EKS's own", () => {
    const { because } = verdict(lab().b, "unbound-pods", "dns", 53, "udp");
    assert.equal(because, "EKS's own rules of cluster security group of lab (all out, all from itself)");
  });

  it("names a rule of the graph rather than one of EKS where both open it", () => {
    const { b, cluster } = lab();
    b.ingress("zz-own", cluster, { referencedSecurityGroupId: cluster }, 53);
    assert.match(verdict(b, "unbound-pods", "dns", 53).because, /and ingress rule "zz-own" of cluster security group/);
  });

  it("says one description of both halves once", () => {
    const { b } = lab();
    for (const name of ["database-egress", "database-ingress"]) {
      b.get(name).inputs.description = "Pods of catalog reach catalog on tcp 3306";
    }
    assert.equal(
      verdict(b, CATALOG, DATABASE, 3306).because,
      '"Pods of catalog reach catalog on tcp 3306": egress rule of catalog-pods, ingress rule of catalog-database',
    );
  });

  it("lists sources and targets in a fixed order", () => {
    const sources = [...new Set(reachability(lab().b.graph()).map(({ from }) => from))];
    assert.deepEqual(sources, [CATALOG, "unbound-pods", "nodes", DATABASE, "internet"]);
  });

  it("prints no property value that is not a port, a range, a group id, a type or a name", () => {
    const { b } = lab();
    b.get("database-egress").inputs.description = UNKNOWN;
    assert.ok(!JSON.stringify(reachability(b.graph())).includes(UNKNOWN));
  });
});

describe("a path with a half missing", () => {
  it("is closed without the egress rule, which is named", () => {
    const { b } = lab();
    b.remove("database-egress");
    assert.deepEqual(verdict(b, CATALOG, DATABASE, 3306).allowed, false);
    assert.equal(
      verdict(b, CATALOG, DATABASE, 3306).because,
      "no egress rule of catalog-pods for tcp 3306 towards catalog-database",
    );
  });

  it("is closed without the ingress rule, which is named", () => {
    const { b } = lab();
    b.remove("dns-udp-ingress");
    const { allowed, because } = verdict(b, CATALOG, "dns", 53, "udp");
    assert.equal(allowed, false);
    assert.equal(because, "no ingress rule of cluster security group of lab for udp 53 from catalog-pods");
  });

  it("is closed for another port and for another protocol", () => {
    const { b } = lab();
    b.get("database-ingress").inputs.fromPort = b.get("database-ingress").inputs.toPort = 3307;
    b.get("dns-tcp-egress").inputs.ipProtocol = "udp";
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, false);
    assert.equal(verdict(b, CATALOG, "dns", 53).allowed, false);
  });

  for (const [range, open] of [
    [[3306, 3306], true],
    [[3000, 3306], true],
    [[3306, 4000], true],
    [[3000, 3305], false],
    [[3307, 4000], false],
    [[-1, -1], true],
    [["3306", "3306"], true],
  ] as const) {
    it(`is ${open ? "open" : "closed"} at 3306 for a rule from ${range.join(" to ")}`, () => {
      const { b } = lab();
      [b.get("database-ingress").inputs.fromPort, b.get("database-ingress").inputs.toPort] = range;
      assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, open);
    });
  }

  it("is closed for sure where one half is missing and the other is not known yet", () => {
    const { b } = lab();
    b.remove("database-egress");
    b.get("database-ingress").inputs.fromPort = UNKNOWN;
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, false);
  });
});

describe("what is not known yet", () => {
  it("leaves a verdict open where a port decides", () => {
    const { b } = lab();
    b.get("database-ingress").inputs.fromPort = b.get("database-ingress").inputs.toPort = UNKNOWN;
    const { allowed, because } = verdict(b, CATALOG, DATABASE, 3306);
    assert.equal(allowed, null);
    assert.equal(because, 'the ports of "database-ingress" are not known');
  });

  it("does not matter where another rule decides", () => {
    const { b, pods, databaseGroup } = lab();
    b.get("database-ingress").inputs.fromPort = UNKNOWN;
    b.ingress("a-second-rule", databaseGroup, { referencedSecurityGroupId: pods }, 3306);
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, true);
  });

  it("does not matter where the known part of a range excludes the port", () => {
    const { b } = lab();
    Object.assign(b.get("database-ingress").inputs, { fromPort: 4000, toPort: UNKNOWN });
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, false);
  });

  it("leaves a verdict open where the protocol, the range or the database's port decides", () => {
    const { b, pods } = lab();
    b.get("database-ingress").inputs.ipProtocol = UNKNOWN;
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, null);
    b.egress("out", pods, { cidrIpv4: UNKNOWN }, 443);
    assert.match(verdict(b, CATALOG, "internet", 443).because, /the peer of "out" is not known/);
    b.get("database-ingress").inputs.ipProtocol = "tcp";
    b.resources.find(({ type }) => type === TYPES.database)!.inputs.port = UNKNOWN;
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, null);
    assert.equal(verdict(b, "nodes", DATABASE, 3306).allowed, false, "no rule at any port");
  });

  it("takes the engine's port where the database names none", () => {
    const { b } = lab();
    const { inputs } = b.resources.find(({ type }) => type === TYPES.database)!;
    delete inputs.port;
    inputs.engine = "postgres";
    assert.equal(verdict(b, CATALOG, DATABASE, 5432).allowed, false);
  });
});

describe("address ranges", () => {
  it("open the internet where they are not private, and the VPC where they overlap it", () => {
    const { b, pods, databaseGroup } = lab();
    b.egress("anywhere", pods, { cidrIpv4: "0.0.0.0/0" }, 443);
    b.ingress("from-vpc", databaseGroup, { cidrIpv4: "10.42.0.0/16" }, 3306);
    const out = verdict(b, CATALOG, "internet", 443);
    assert.equal(out.allowed, true);
    assert.equal(out.because, 'egress rule "anywhere" of catalog-pods for 0.0.0.0/0');
    const within = verdict(b, "unbound-pods", DATABASE, 3306);
    assert.equal(within.allowed, true);
    assert.match(within.because, /ingress rule "from-vpc" of catalog-database for 10\.42\.0\.0\/16$/);
  });

  const internet: [string, boolean][] = [
    ["203.0.113.0/24", true],
    ["::/0", false],
    ["0.0.0.0/0", true],
    ["10.0.0.0/8", false],
    ["10.42.0.0/16", false],
    ["100.64.0.0/10", false],
    ["fd00::/8", false],
  ];
  for (const [cidr, allowed] of internet) {
    it(`${allowed ? "open" : "do not open"} the internet for ${cidr}`, () => {
      const { b, pods } = lab();
      b.egress("out", pods, { [cidr.includes(":") ? "cidrIpv6" : "cidrIpv4"]: cidr }, 443);
      assert.equal(verdict(b, CATALOG, "internet", 443).allowed, allowed);
    });
  }

  it("open nothing in the VPC where they are of somewhere else, or of IPv6 in a VPC without it", () => {
    const { b, databaseGroup } = lab();
    b.ingress("from-office", databaseGroup, { cidrIpv4: "192.168.0.0/16" }, 3306);
    b.ingress("from-v6", databaseGroup, { cidrIpv6: "::/0" }, 3306);
    assert.equal(verdict(b, "nodes", DATABASE, 3306).allowed, false);
    assert.equal(verdict(b, "internet", DATABASE, 3306).allowed, false);
    b.get("lab").inputs.ipv6CidrBlock = "2001:db8:42::/56";
    assert.equal(verdict(b, "internet", DATABASE, 3306).allowed, false, "a database has no IPv6 address by itself");
    const { inputs } = b.resources.find(({ type }) => type === TYPES.database)!;
    Object.assign(inputs, { networkType: "DUAL", publiclyAccessible: true });
    assert.equal(verdict(b, "internet", DATABASE, 3306).allowed, true);
  });

  describe("for everybody, in the group of a database,", () => {
    const opened = (inputs: object, type?: string): GraphBuilder => {
      const { b, databaseGroup } = lab();
      b.ingress("from-all", databaseGroup, { cidrIpv4: "0.0.0.0/0" }, 3306);
      const database = b.resources.find((one) => one.type === TYPES.database)!;
      Object.assign(database.inputs, inputs);
      if (type !== undefined) database.type = type;
      return b;
    };

    it("do not open the internet where it has no public address, as it has none by itself, and say why", () => {
      for (const b of [
        opened({ publiclyAccessible: false }),
        opened({}),
        opened({}, "aws:docdb/cluster:Cluster"),
        opened({ securityGroupIds: [], port: 3306 }, "aws:elasticache/replicationGroup:ReplicationGroup"),
      ]) {
        const found = reachability(b.graph()).find(({ from, to }) => from === "internet" && to === DATABASE)!;
        assert.equal(found.allowed, false);
      }
      const { because } = verdict(opened({ publiclyAccessible: false }), "internet", DATABASE, 3306);
      assert.equal(because, "rules let it in, but catalog has no public address (publiclyAccessible is off)");
      assert.equal(verdict(opened({}), "nodes", DATABASE, 3306).allowed, true);
    });

    it("leave it open where that is not known, and where a cluster has no instance here", () => {
      for (const b of [opened({ publiclyAccessible: UNKNOWN }), opened({}, "aws:rds/cluster:Cluster")]) {
        const { allowed, because } = verdict(b, "internet", DATABASE, 3306);
        assert.equal(allowed, null);
        assert.equal(because, "whether catalog has a public address (publiclyAccessible) is not in the graph");
      }
      const closed = lab().b;
      closed.resources.find((one) => one.type === TYPES.database)!.inputs.publiclyAccessible = UNKNOWN;
      assert.equal(verdict(closed, "internet", DATABASE, 3306).allowed, false);
    });

    it("open a cluster where one of its instances has a public address", () => {
      for (const [second, allowed] of [
        [true, true],
        [false, false],
        [UNKNOWN, null],
      ] as const) {
        const b = opened({}, "aws:rds/cluster:Cluster");
        const clusterIdentifier = new Ref(b.resources.find((one) => one.type === "aws:rds/cluster:Cluster")!.urn);
        const type = "aws:rds/clusterInstance:ClusterInstance";
        b.add(type, "one", { clusterIdentifier, publiclyAccessible: false });
        b.add(type, "two", { clusterIdentifier, publiclyAccessible: second });
        assert.equal(verdict(b, "internet", DATABASE, 3306).allowed, allowed);
      }
    });

    it("are no path from the internet to it", () => {
      const from = (b: GraphBuilder): unknown[] =>
        paths(read(b.graph())).filter((path) => path.from === "internet" && path.to === DATABASE);
      assert.equal(from(opened({ publiclyAccessible: true })).length, 1);
      assert.deepEqual(from(opened({})), []);
    });
  });

  it("leave it open whether a private range holds nodes of which the graph has neither subnet nor VPC", () => {
    const { b, databaseGroup } = lab();
    b.resources.splice(0, 2);
    b.ingress("from-private", databaseGroup, { cidrIpv4: "10.0.0.0/8" }, 3306);
    const { allowed, because } = verdict(b, "nodes", DATABASE, 3306);
    assert.equal(allowed, null);
    assert.equal(because, "whether 10.0.0.0/8 holds every address of nodes is not in the graph");
  });

  it("open what they hold together, and leave open what they hold in part", () => {
    const { b, databaseGroup } = lab();
    b.ingress("low", databaseGroup, { cidrIpv4: "10.42.96.0/20" }, 3306);
    assert.equal(verdict(b, "nodes", DATABASE, 3306).allowed, null);
    b.ingress("high", databaseGroup, { cidrIpv4: "10.42.112.0/20" }, 3306);
    assert.equal(verdict(b, "nodes", DATABASE, 3306).allowed, true);
    assert.equal(verdict(b, "internet", DATABASE, 3306).allowed, false);
  });

  it("open all ports of a protocol by rules that each open a part of them, and no others", () => {
    const { b, pods } = lab();
    const other = new Ref(b.group("other"));
    b.binding("ui", "catalog", [other]);
    const open = (name: string, from: number, to: number): void => {
      b.ingress(name, pods, { referencedSecurityGroupId: other }, from);
      b.get(name).inputs.toPort = to;
    };
    b.egress("all-tcp", other, { referencedSecurityGroupId: pods }, 0);
    b.get("all-tcp").inputs.toPort = 65535;
    open("lower", 0, 3305);
    open("upper", 3307, 65535);
    const all = (): boolean | null =>
      reachability(b.graph()).find(
        ({ from, to, protocol, port }) =>
          from === "bound:catalog/ui" && to === CATALOG && protocol === "tcp" && port === null,
      )!.allowed;
    assert.equal(all(), null, "a part is open");
    open("between", 3306, 3306);
    assert.equal(all(), true);
  });

  it("of a prefix list count as its entries, where the graph has it", () => {
    const { b, pods } = lab();
    b.egress("s3", pods, { prefixListId: "pl-63a5400a" }, 443);
    assert.equal(verdict(b, CATALOG, "internet", 443).allowed, null);
    const list = b.add("aws:ec2/managedPrefixList:ManagedPrefixList", "s3", { entries: [{ cidr: "52.218.0.0/17" }] });
    b.get("s3").propertyDependencies.prefixListId = [list];
    assert.equal(verdict(b, CATALOG, "internet", 443).allowed, true);
    b.resources.at(-1)!.inputs.entries = [{ cidr: "10.42.0.0/16" }];
    assert.equal(verdict(b, CATALOG, "internet", 443).allowed, false);
  });
});

describe("the Kubernetes API", () => {
  it("is reached from the internet by its public endpoint, which no group filters", () => {
    const { b } = lab();
    assert.equal(verdict(b, "internet", "kubernetes-api", 443).allowed, true);
    b.resources.find(({ type }) => type === TYPES.cluster)!.inputs.endpointPublicAccess = false;
    assert.equal(verdict(b, "internet", "kubernetes-api", 443).allowed, false);
    b.resources.find(({ type }) => type === TYPES.cluster)!.inputs.endpointPublicAccess = UNKNOWN;
    assert.equal(verdict(b, "internet", "kubernetes-api", 443).allowed, null);
  });

  it("tells which ranges its public endpoint answers, where these are not everything", () => {
    const { b } = lab();
    const { inputs } = b.resources.find(({ type }) => type === TYPES.cluster)!;
    const because = (): string => verdict(b, "internet", "kubernetes-api", 443).because;
    const open = "the cluster's endpoint is public; security groups do not filter it";
    assert.equal(because(), open);
    for (const everything of [["0.0.0.0/0"], ["203.0.113.0/24", "0.0.0.0/0"], UNKNOWN, [UNKNOWN]]) {
      inputs.publicAccessCidrs = everything;
      assert.equal(because(), open);
    }
    const some =
      "the cluster's endpoint is public for 198.51.100.7/32 and 203.0.113.0/24; security groups do not filter it";
    inputs.publicAccessCidrs = ["203.0.113.0/24", "198.51.100.7/32"];
    assert.equal(because(), some);
    delete inputs.publicAccessCidrs;
    inputs.vpcConfig = { publicAccessCidrs: ["203.0.113.0/24", "198.51.100.7/32"] };
    assert.equal(because(), some);
  });

  it("is reached by bound pods with rules for the cluster security group", () => {
    const { b, pods, cluster } = lab();
    b.path("api", pods, cluster, 443);
    assert.equal(verdict(b, CATALOG, "kubernetes-api", 443).allowed, true);
  });
});

describe("rows between bound pods", () => {
  /** A lab with `count` further bindings in one namespace, none of which has a rule. */
  function crowd(count: number): GraphBuilder {
    const { b } = lab();
    for (let i = 0; i < count; i++) {
      b.binding(`pod-${i}`, "catalog", [new Ref(b.group(`group-${i}`))]);
      b.deployment(`pod-${i}`, "catalog", { app: `pod-${i}` }, [8080]);
    }
    return b;
  }
  const between = (b: GraphBuilder) =>
    reachability(b.graph()).filter(({ from, to }) => from.startsWith("bound:") && to.startsWith("bound:"));

  it("are there for all neighbours of a namespace while these are few", () => {
    assert.equal(between(crowd(FULL_MATRIX_LIMIT - 1)).length, FULL_MATRIX_LIMIT ** 2);
  });

  it("are there for pairs that rules name, and each to itself, once bindings are many", () => {
    const b = crowd(FULL_MATRIX_LIMIT);
    const [first, second] = [new Ref(b.get("group-0").urn), new Ref(b.get("group-1").urn)];
    b.egress("half", first, { referencedSecurityGroupId: second }, 9000);
    const rows = between(b).filter(({ from, to }) => from !== to);
    assert.deepEqual(
      rows.map(({ from, to, port, allowed }) => ({ from, to, port, allowed })),
      [8080, 9000].map((port) => ({ from: "bound:catalog/pod-0", to: "bound:catalog/pod-1", port, allowed: false })),
    );
    assert.equal(rows[1].because, "no ingress rule of group-1 for tcp 9000 from group-0");
  });

  it("are there across namespaces where a rule names the other", () => {
    const { b, pods } = lab();
    const other = new Ref(b.group("other"));
    b.binding("ui", "ui", [other]);
    b.path("ui", other, pods, 8080);
    assert.equal(verdict(b, "bound:ui/ui", CATALOG, 8080).allowed, true);
    assert.ok(!reachability(b.graph()).some(({ from, to }) => from === CATALOG && to === "bound:ui/ui"));
  });
});
