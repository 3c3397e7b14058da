import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { type GraphBuilder, type Input, Ref, TYPES } from "../model/fixtures";
import { complete, said } from "./small-stack";
import { DAY } from "./support";

const NODE_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass";
const OUTSIDE = "sg-0123456789abcdef0";

/** A resource of a name becomes one that the stack only reads. */
function onlyRead(b: GraphBuilder, name: string): void {
  const resource = b.get(name);
  const outputs = structuredClone(resource.inputs);
  Object.assign(resource, { external: true, inputs: {}, outputs, dependencies: [], propertyDependencies: {} });
}

describe("a small stack of which all is known", () => {
  it("has nothing wrong where it matters, and nothing left open there", () => {
    const found = policyVerdicts(read(complete().b.graph()), {}, DAY);
    const own = found.filter(({ policy }) => !/^(database-(backups|encrypted|password)|node-|owner)/.test(policy));
    deepStrictEqual(
      own.filter(({ policy }) => !/-order$|after-pod-eni$/.test(policy)),
      [],
    );
  });
});

describe("database-admits-bound-pods", () => {
  const RULE = "database-admits-bound-pods";
  const admitting = (peer: { [key: string]: Input }, change: (b: GraphBuilder) => void = () => {}) => {
    const { b, databaseGroup } = complete();
    change(b);
    b.ingress("more", databaseGroup, peer, 3306);
    return said(b, RULE);
  };
  const list = (entries: Input) => (b: GraphBuilder) => {
    b.add("aws:ec2/managedPrefixList:ManagedPrefixList", "offices", { maxEntries: 5, entries });
  };
  const offices = new Ref("urn:pulumi:test::lab::aws:ec2/managedPrefixList:ManagedPrefixList::offices");

  it("takes a prefix list for the addresses in it, and leaves one of somewhere else open", () => {
    const made = admitting({ prefixListId: offices }, list([{ cidr: "10.42.0.0/16" }]));
    match(made.certain.join(), /rule "more" admits prefix list "offices" .* addresses are not pods/);
    deepStrictEqual(admitting({ prefixListId: offices }, list([])), { certain: [], open: [] });
    const other = admitting({ prefixListId: "pl-0123abcd" });
    deepStrictEqual(other.certain, []);
    match(other.open.join(), /what is in prefix list pl-0123abcd is not told/);
  });

  it("judges the default group that a database takes by its rules, where the stack has them", () => {
    const { b } = complete();
    const vpc = new Ref(b.get("lab").urn);
    const subnetIds = [new Ref(b.get("lab-a").urn)];
    const dbSubnetGroupName = new Ref(b.add("aws:rds/subnetGroup:SubnetGroup", "own", { subnetIds }));
    const { inputs, propertyDependencies } = b.resources.find(({ type }) => type === TYPES.database)!;
    delete inputs.vpcSecurityGroupIds;
    match(said(b, RULE).certain.join(), /takes the VPC's default one/);
    inputs.dbSubnetGroupName = UNKNOWN;
    propertyDependencies.dbSubnetGroupName = [dbSubnetGroupName.urn];
    const group = b.add("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId: vpc });
    deepStrictEqual(said(b, RULE), { certain: [], open: [] }, "it admits nobody");
    b.ingress("more", new Ref(group), { cidrIpv4: "10.42.0.0/16" }, 3306);
    match(said(b, RULE).certain.join(), /rule "more" admits 10\.42\.0\.0\/16/);
  });

  it("leaves open what YAML hands out that shows nothing", () => {
    const { b } = complete();
    b.remove("catalog-policy");
    strictEqual(said(b, RULE).certain.length, 1);
    b.component("kubernetes:yaml:ConfigFile", "policies");
    deepStrictEqual(said(b, RULE).certain, []);
    strictEqual(said(b, RULE).open.length, 1);
  });

  it("leaves open whether a policy elsewhere hands out a group of another stack or account", () => {
    for (const [id, name] of [
      [OUTSIDE, `security group ${OUTSIDE}`],
      [`444455556666/${OUTSIDE}`, `security group ${OUTSIDE} of account 444455556666`],
    ]) {
      const { certain, open } = admitting({ referencedSecurityGroupId: id });
      deepStrictEqual(certain, []);
      ok(open.join().includes(`whether rule "more" admits ${name} to Instance "catalog"`), open.join());
    }
  });

  it("never prints an id that is none", () => {
    const { certain, open } = admitting({ referencedSecurityGroupId: "Hunter2" });
    ok(!`${certain.join()}${open.join()}`.includes("Hunter2"));
    strictEqual(open.length, 1);
  });

  it("is certain of a group that nodes of the stack carry", () => {
    const { certain } = admitting({ referencedSecurityGroupId: OUTSIDE }, (b) => {
      b.add(NODE_CLASS, "general", { spec: { securityGroupSelectorTerms: [{ id: OUTSIDE }] } });
    });
    match(certain.join(), /nodes carry that group/);
  });

  it("leaves open what a group that was only read admits, and which groups a database has that was only read", () => {
    for (const name of ["catalog-database", "catalog"]) {
      const { b } = complete();
      // The namespace and the Deployment have the name of the database, too.
      const database = b.resources.findIndex((resource) => resource.type === TYPES.database);
      b.resources.unshift(...b.resources.splice(database, 1));
      onlyRead(b, name);
      const { certain, open } = said(b, RULE);
      deepStrictEqual(certain, [], name);
      match(open.join(), /"catalog(-database)?" was only read/);
    }
  });

  it("leaves open whether another policy hands a group out where one's groups are not told", () => {
    const { b } = complete();
    const policy = b.get("catalog-policy");
    (policy.inputs.spec as { securityGroups: object }).securityGroups = { groupIds: [UNKNOWN] };
    policy.propertyDependencies = {};
    const { certain, open } = said(b, RULE);
    deepStrictEqual(certain, []);
    match(open.join(), /which groups some policies hand out is not told/);
  });

  it("takes a proxy for a door to its database", () => {
    const { b, databaseGroup } = complete();
    const proxyGroup = new Ref(b.group("proxy"));
    const inputs = { name: "orders", engineFamily: "MYSQL", vpcSecurityGroupIds: [proxyGroup] };
    const proxy = new Ref(b.add("aws:rds/proxy:Proxy", "orders", inputs));
    const database = b.resources.find(({ type }) => type === TYPES.database)!;
    const target = { dbProxyName: proxy, dbInstanceIdentifier: new Ref(database.urn) };
    b.add("aws:rds/proxyTarget:ProxyTarget", "orders", target);
    b.path("proxy", proxyGroup, databaseGroup, 3306);
    deepStrictEqual(said(b, RULE), { certain: [], open: [] });
    b.ingress("from-vpc", proxyGroup, { cidrIpv4: "10.42.0.0/16" }, 3306);
    const { certain } = said(b, RULE);
    strictEqual(certain.length, 1);
    match(certain[0], /rule "from-vpc" admits 10\.42\.0\.0\/16 to Proxy "orders"/);
    b.remove("orders");
    match(said(b, RULE).certain.join(), /no SecurityGroupPolicy of this stack hands out security group "proxy"/);
  });

  for (const [type, property, port] of [
    ["aws:docdb/cluster:Cluster", "vpcSecurityGroupIds", 27017],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "securityGroupIds", 6379],
    ["aws:redshift/cluster:Cluster", "vpcSecurityGroupIds", 5439],
  ] as const) {
    it(`judges ${type} as it does RDS`, () => {
      const { b } = complete();
      const group = new Ref(b.group("store"));
      b.add(type, "store", { [property]: [group] });
      b.ingress("in", group, { cidrIpv4: "10.0.0.0/8" }, port);
      match(said(b, RULE).certain.join(), /rule "in" admits 10\.0\.0\.0\/8 to \w+ "store"/);
    });
  }
});

describe("both-halves", () => {
  it("never says that nothing gets through where the other group has rules elsewhere", () => {
    const { b } = complete();
    b.remove("database-ingress");
    strictEqual(said(b, "both-halves").certain.length, 1);
    onlyRead(b, "catalog-database");
    const { certain, open } = said(b, "both-halves");
    deepStrictEqual(certain, []);
    match(open.join(), /whether there is the ingress rule of security group "catalog-database"/);
  });
});

describe("pod-dns", () => {
  for (const [what, range] of [
    ["the VPC's resolver", "10.42.0.2/32"],
    ["the address of the Service", "172.20.0.10/32"],
  ]) {
    it(`is not by way of ${what}`, () => {
      const { b, pods } = complete();
      b.remove("dns-tcp-egress", "dns-udp-egress");
      for (const protocol of ["tcp", "udp"]) b.egress(`dns-${protocol}`, pods, { cidrIpv4: range }, 53, protocol);
      const { certain } = said(b, "pod-dns");
      strictEqual(certain.length, 2);
      match(certain[0], /no DNS over UDP \(udp 53\): no egress rule towards the cluster security group of "lab"/);
    });
  }
});

describe("rules-within-quota", () => {
  const withList = (maxEntries: Input) => {
    const { b, databaseGroup } = complete();
    const made = b.add("aws:ec2/managedPrefixList:ManagedPrefixList", "big", { maxEntries, entries: [] });
    b.ingress("in", databaseGroup, { prefixListId: new Ref(made) }, 3306);
    return said(b, "rules-within-quota");
  };

  it("counts a prefix list as the most entries that it can have, and leaves open where that is not told", () => {
    match(withList(100).certain.join(), /"catalog-database" has 101 inbound/);
    deepStrictEqual(withList(20), { certain: [], open: [] });
    match(withList(UNKNOWN).open.join(), /how many entries prefix list "big" can have is not told/);
  });
});

describe("the rules about what was only read", () => {
  it("conclude nothing from inputs that are not there", () => {
    const { b } = complete();
    const database = b.resources.find(({ type }) => type === TYPES.database)!;
    Object.assign(database, { external: true, inputs: {}, outputs: {}, propertyDependencies: {} });
    for (const rule of ["backups", "encrypted", "password", "private"]) {
      const { certain, open } = said(b, `database-${rule}`);
      deepStrictEqual(certain, [], rule);
      match(open.join(), /"catalog" was only read/, rule);
    }
  });

  it("say nothing of the order of what is made elsewhere", () => {
    const { b } = complete();
    strictEqual(said(b, "bound-pod-order").certain.length > 0, true);
    for (const name of ["catalog-policy", "nodes", "catalog-pods"]) onlyRead(b, name);
    for (const rule of ["bound-pod-order", "pod-group-order", "nodes-after-pod-eni"]) {
      deepStrictEqual(said(b, rule).certain, [], rule);
    }
  });

  it("leave the selector and the groups of a policy open", () => {
    const { b } = complete();
    onlyRead(b, "catalog-policy");
    for (const rule of ["policy-selector", "policy-groups"]) {
      const { certain, open } = said(b, rule);
      deepStrictEqual(certain, [], rule);
      match(open.join(), /"catalog-policy" was only read/, rule);
    }
  });
});
