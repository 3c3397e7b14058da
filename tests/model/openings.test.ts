import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { ANYTHING, SAME_NODE } from "../../model/reachability/paths";
import type { Reach } from "../../model/reachability/reach";
import { openings, paths } from "./questions";
import { CATALOG, DATABASE, type GraphBuilder, lab, Ref, TYPES } from "./fixtures";

/** Openings as `target protocol ports`, uncertain ones with a question mark. */
function texts(found: Reach[]): string[] {
  return found.map(({ to, protocol, ports, certain }) => {
    const list = ports.map(({ from, to: last }) => (from === last ? `${from}` : `${from}-${last}`)).join(",");
    return `${to} ${protocol} ${list}${certain ? "" : "?"}`;
  });
}

function ofCatalog(b: GraphBuilder): string[] {
  return texts(openings(b.graph(), CATALOG));
}

const LAB = [
  `${DATABASE} tcp 3306`,
  ...["dns", "nodes", "unbound-pods"].flatMap((to) => [`${to} tcp 53`, `${to} udp 53`]),
];

/** The public endpoint of the API, which what reaches the internet may reach. */
const API_OVER_INTERNET = "kubernetes-api tcp 443?";

describe("openings", () => {
  it("of the lab's catalog are nothing but DNS and the database", () => {
    assert.deepEqual(ofCatalog(lab().b), LAB);
  });

  it("are the exact union of ranges that overlap, touch or stand apart", () => {
    const { b, pods, databaseGroup } = lab();
    for (const [index, [fromPort, toPort]] of [
      [3300, 3305],
      [3307, 3400],
      [3350, 3500],
      [9000, 9001],
    ].entries()) {
      b.path(`range-${index}`, pods, databaseGroup, 0);
      for (const half of ["egress", "ingress"])
        Object.assign(b.get(`range-${index}-${half}`).inputs, { fromPort, toPort });
    }
    assert.ok(ofCatalog(b).includes(`${DATABASE} tcp 3300-3500,9000-9001`));
  });

  it("are what both halves share", () => {
    const { b } = lab();
    Object.assign(b.get("database-egress").inputs, { fromPort: 3000, toPort: 4000 });
    Object.assign(b.get("database-ingress").inputs, { ipProtocol: "-1", fromPort: UNKNOWN });
    assert.ok(ofCatalog(b).includes(`${DATABASE} tcp 3000-4000`));
  });

  it("list address ranges and prefix lists besides the ends", () => {
    const { b, pods } = lab();
    b.egress("office", pods, { cidrIpv4: "192.168.0.0/16" }, 22);
    b.egress("web", pods, { cidrIpv4: "0.0.0.0/0" }, 443);
    b.egress("s3", pods, { prefixListId: "pl-63a5400a" }, 443);
    assert.deepEqual(
      ofCatalog(b).filter((text) => !LAB.includes(text)),
      [
        "0.0.0.0/0 tcp 443",
        "192.168.0.0/16 tcp 22",
        "internet tcp 443",
        API_OVER_INTERNET,
        "prefix list pl-63a5400a tcp 443",
      ],
    );
  });

  it("list groups that no end carries, and need both halves there, too", () => {
    const { b, pods } = lab();
    const endpoint = new Ref(b.group("endpoint"));
    b.egress("sts", pods, { referencedSecurityGroupId: endpoint }, 443);
    assert.deepEqual(ofCatalog(b), LAB);
    b.ingress("sts-in", endpoint, { referencedSecurityGroupId: pods }, 443);
    assert.ok(ofCatalog(b).includes("group:endpoint tcp 443"));
    b.egress("foreign", pods, { referencedSecurityGroupId: "sg-0123456789abcdef0" }, 6379);
    assert.ok(ofCatalog(b).includes("group:sg-0123456789abcdef0 tcp 6379?"));
  });

  it("that are not certain stand apart, without what is certain", () => {
    const { b, pods, databaseGroup } = lab();
    b.path("unknown", pods, databaseGroup, UNKNOWN);
    b.egress("where", pods, { cidrIpv4: UNKNOWN }, 8443);
    const found = ofCatalog(b);
    assert.ok(found.includes(`${DATABASE} tcp 3306`));
    assert.ok(found.includes(`${DATABASE} tcp 0-3305,3307-65535?`));
    assert.ok(found.includes(`${ANYTHING} tcp 8443?`));
  });

  it("of all protocols swallow the others", () => {
    const { b, pods, databaseGroup } = lab();
    b.path("everything", pods, databaseGroup, null, "-1");
    assert.deepEqual(
      ofCatalog(b).filter((text) => text.startsWith(DATABASE)),
      [`${DATABASE} -1 0-65535`],
    );
  });

  it("keep ICMP types apart from ports", () => {
    const { b, pods, databaseGroup } = lab();
    b.path("ping", pods, databaseGroup, 8, "icmp");
    b.path("errors", pods, databaseGroup, -1, "icmpv6");
    assert.ok(ofCatalog(b).includes(`${DATABASE} icmp ${8 * 256 + 8}`));
    assert.ok(ofCatalog(b).includes(`${DATABASE} icmpv6 0-65535`));
  });

  it("swallow what is uncertain where everything is open for sure", () => {
    const { b, pods, databaseGroup } = lab();
    b.path("everything", pods, databaseGroup, null, "-1");
    b.path("unknown", pods, databaseGroup, UNKNOWN);
    assert.ok(paths(b.graph()).every(({ to, certain }) => to !== DATABASE || certain));
  });

  it("say nothing of two ends whose rules both stand outside the graph", () => {
    const { b } = lab();
    b.binding("foreign", "catalog", ["sg-0123456789abcdef0"]);
    b.add("aws:rds/instance:Instance", "orders", { engine: "mysql", vpcSecurityGroupIds: ["sg-0fedcba9876543210"] });
    b.ingress("from-orders", "sg-0123456789abcdef0", { referencedSecurityGroupId: "sg-0fedcba9876543210" }, 22);
    b.egress("elsewhere", "sg-0123456789abcdef0", { referencedSecurityGroupId: "sg-0fedcba9876543210" }, 3306);
    const found = texts(openings(b.graph(), "bound:catalog/foreign"));
    assert.deepEqual(found, [
      ...[`${ANYTHING} -1 0-65535?`, "database:orders tcp 3306?", "internet -1 0-65535?", API_OVER_INTERNET],
    ]);
  });

  it("in standard mode leave out ranges outside the VPC of the pod's own rules, and inside it of the node's", () => {
    const { b, pods, cluster } = lab({ mode: "standard" });
    b.egress("office", pods, { cidrIpv4: "192.168.0.0/16" }, 22);
    b.egress("subnet", pods, { cidrIpv4: "10.42.96.0/19" }, 22);
    b.egress("node-subnet", cluster, { cidrIpv4: "10.42.128.0/19" }, 23);
    b.egress("node-office", cluster, { cidrIpv4: "172.16.0.0/12" }, 23);
    const ranges = ofCatalog(b).filter((text) => /^[\d.]+\//.test(text));
    assert.deepEqual(ranges, ["0.0.0.0/0 -1 0-65535", "10.42.96.0/19 tcp 22", "172.16.0.0/12 tcp 23"]);
  });

  it("in standard mode contain the node, and leave the VPC as the node does", () => {
    const found = ofCatalog(lab({ mode: "standard" }).b);
    assert.deepEqual(
      found.filter((text) => !LAB.includes(text)),
      ["0.0.0.0/0 -1 0-65535", "internet -1 0-65535", API_OVER_INTERNET, `${SAME_NODE} -1 0-65535`],
    );
  });
});

describe("paths", () => {
  it("name the two rules of each opening", () => {
    const found = paths(lab().b.graph()).filter(({ from, to }) => from === CATALOG && to === DATABASE);
    assert.deepEqual(
      found.map(({ egress, ingress, ...path }) => ({
        ...path,
        groups: [egress, ingress].map((side) => side.rules[0].group),
      })),
      [
        {
          ...{ from: CATALOG, to: DATABASE, protocol: "tcp", fromPort: 3306, toPort: 3306 },
          ...{ egressRule: "database-egress", ingressRule: "database-ingress", certain: true },
          groups: ["catalog-pods", "catalog-database"],
        },
      ],
    );
  });

  it("show what comes in from address ranges and from the internet", () => {
    const { b, databaseGroup } = lab();
    b.ingress("world", databaseGroup, { cidrIpv4: "0.0.0.0/0" }, 3306);
    b.resources.find(({ type }) => type === TYPES.database)!.inputs.publiclyAccessible = true;
    const toDatabase = paths(b.graph()).filter(({ to }) => to === DATABASE);
    const sources = [...new Set(toDatabase.map(({ from }) => from))];
    assert.deepEqual(sources, ["0.0.0.0/0", CATALOG, "internet", "nodes", "unbound-pods"]);
  });

  it("are found by the rules of either side", () => {
    const found = paths(lab().b.graph()).filter(({ to }) => to === CATALOG);
    assert.deepEqual(
      found.map(({ from, toPort, egressRule, ingressRule }) => ({ from, toPort, egressRule, ingressRule })),
      ["nodes", "unbound-pods"].map((from) => {
        return { from, toPort: 8080, egressRule: "EKS's own egress rule (all out)", ingressRule: "probes-ingress" };
      }),
    );
  });

  it("show the public endpoint of the cluster", () => {
    const { b } = lab();
    const atApi = () => paths(b.graph()).filter(({ from, to }) => from === "internet" && to === "kubernetes-api");
    assert.equal(atApi().length, 1);
    b.resources.find(({ type }) => type === "eks:index:Cluster")!.inputs.endpointPublicAccess = false;
    assert.equal(atApi().length, 0);
  });
});
