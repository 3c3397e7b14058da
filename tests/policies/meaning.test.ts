import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as fc from "fast-check";
import { type Json, UNKNOWN } from "../../model/graph/graph";
import { type PackConfig, policyVerdicts } from "../../cli/plan/verdicts";
import { read } from "../../model/reading/reading";
import type { RuleConfig } from "../../policies/rule";
import { type GraphBuilder, type Input, Ref, TYPES } from "../model/fixtures";
import { complete, said } from "./small-stack";
import { DAY } from "./support";

const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** What no-open-ingress says of a group with these inline ingress blocks. */
function openings(blocks: Json, config?: RuleConfig): { certain: string[]; open: string[] } {
  const { b } = complete();
  b.group("web", { ingress: blocks });
  return said(b, "no-open-ingress", config);
}

const ssh = (...cidrBlocks: string[]): Json => [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks }];

describe("rules for nodes of another group", () => {
  /** A small stack whose bound pods are probed. */
  const probed = (): ReturnType<typeof complete> => {
    const made = complete();
    const readinessProbe = { tcpSocket: { port: 8080 } };
    const template = {
      metadata: { labels: { app: "catalog" } },
      spec: { containers: [{ name: "main", readinessProbe }] },
    };
    made.b.resources.find(({ type }) => type.endsWith(":Deployment"))!.inputs.spec = { template };
    return made;
  };

  it("are named where DNS and probes need the group that nodes have", () => {
    const { b, pods } = probed();
    const rules = ["dns-udp-egress", "dns-tcp-egress", "probes-ingress"];
    for (const rule of ["pod-dns", "probe-ports"]) deepStrictEqual(said(b, rule), { certain: [], open: [] });
    b.remove(...rules);
    for (const text of [...said(b, "pod-dns").certain, ...said(b, "probe-ports").certain])
      match(text, /; (add both halves|admit it)$/);
    const other = new Ref(b.group("other-nodes"));
    for (const protocol of ["udp", "tcp"])
      b.egress(`dns-${protocol}`, pods, { referencedSecurityGroupId: other }, 53, protocol);
    b.ingress("probes", pods, { referencedSecurityGroupId: other }, 8080);
    const instead = "instead, a group that the nodes do not have: correct the group there";
    const [udp, tcp] = said(b, "pod-dns").certain;
    for (const text of [udp, tcp])
      match(text, /; a rule opens it towards security group "other-nodes" instead, a group that CoreDNS does not have/);
    match(
      said(b, "probe-ports").certain.join(),
      new RegExp(`; a rule admits it from security group "other-nodes" ${instead}`),
    );
  });

  it("are not named where they are for other ports or protocols", () => {
    const { b, pods } = probed();
    b.remove("dns-udp-egress", "probes-ingress");
    const other = new Ref(b.group("other-nodes"));
    b.egress("names", pods, { referencedSecurityGroupId: other }, 53, "tcp");
    b.egress("more", pods, { referencedSecurityGroupId: other }, 54, "udp");
    b.ingress("probes", pods, { referencedSecurityGroupId: other }, 8081);
    for (const rule of ["pod-dns", "probe-ports"]) {
      const { certain } = said(b, rule);
      strictEqual(certain.length, 1);
      ok(!certain[0].includes("instead"), certain[0]);
    }
  });
});

describe("no-open-ingress", () => {
  it("takes rules that are everybody together for what they are, once", () => {
    const { certain } = openings(ssh("0.0.0.0/1", "128.0.0.0/1"));
    strictEqual(certain.length, 1);
    match(
      certain[0],
      /inline ingress rule of "web" open.* on tcp 22 to 0\.0\.0\.0\/1 and 128\.0\.0\.0\/1, which is everybody/,
    );
  });

  it("puts together only what is open at the same port", () => {
    const block = (port: number, cidr: string): Json => ({
      ...{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: [cidr] },
    });
    const halves = { widestPublicPrefix: 0 };
    deepStrictEqual(openings([block(22, "0.0.0.0/1"), block(23, "128.0.0.0/1")], halves).certain, []);
    strictEqual(openings([block(22, "0.0.0.0/1"), block(22, "128.0.0.0/1")], halves).certain.length, 1);
  });

  it("finds 0.0.0.0/0 into however many pieces it is cut", () => {
    const cuts = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cuts, (way) => {
        const pieces = piecesOf(way);
        const { certain } = openings(ssh(...pieces), { widestPublicPrefix: 0 });
        ok(
          certain.some((text) => text.includes("which is everybody")),
          pieces.join(),
        );
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it("tells of IPv4 and IPv6 each, also beside self", () => {
    const block = { self: true, protocol: "tcp", fromPort: 22, toPort: 22 };
    const { certain } = openings([{ ...block, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }]);
    deepStrictEqual(
      certain.map((text) => /to (\S+), which is everybody/.exec(text)?.[1]),
      ["0.0.0.0/0", "::/0"],
    );
  });

  it("takes a rule of protocol -1 for all traffic, whatever its ports say", () => {
    const { certain } = openings([{ protocol: "-1", fromPort: 8080, toPort: 8080, cidrBlocks: ["0.0.0.0/0"] }]);
    match(certain.join(), /on all traffic to 0\.0\.0\.0\/0/);
  });

  it("finds wide ranges of the internet, lets an office be, and takes the widest from its config", () => {
    const office = ["203.0.113.0/24", "198.51.0.0/16"];
    for (const cidr of office) deepStrictEqual(openings(ssh(cidr)).certain, [], cidr);
    match(openings(ssh("3.0.0.0/8")).certain.join(), /to 3\.0\.0\.0\/8, more of the internet than a \/16/);
    strictEqual(openings(ssh(...office)).certain.length, 1);
    strictEqual(openings(ssh(office[1]), { widestPublicPrefix: 24 }).certain.length, 1);
    deepStrictEqual(openings(ssh("3.0.0.0/8"), { widestPublicPrefix: 8 }).certain, []);
    const ipv6 = (cidr: string): Json => [{ protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: [cidr] }];
    deepStrictEqual(openings(ipv6("2001:db8:1::/48")).certain, []);
    strictEqual(openings(ipv6("2000::/3")).certain.length, 1);
    deepStrictEqual(openings(ipv6("2000::/3"), { widestPublicPrefixIpv6: 3 }).certain, []);
  });

  it("lets private ranges be, however wide", () => {
    deepStrictEqual(openings(ssh("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")).certain, []);
  });

  it("reads prefix lists that are made here, and leaves others open", () => {
    const list = (peer: Input): { certain: string[]; open: string[] } => {
      const { b } = complete();
      b.ingress("in", new Ref(b.group("web")), { prefixListId: peer }, 22);
      return said(b, "no-open-ingress");
    };
    match(
      list("pl-0123abcd").open.join(),
      /whether rule "in" opens .* to everybody: what is in prefix list pl-0123abcd/,
    );
    const { b } = complete();
    const entries = [{ cidr: "0.0.0.0/1" }, { cidr: "128.0.0.0/1" }];
    const made = b.add(PREFIX_LIST, "all", { addressFamily: "IPv4", maxEntries: 2, entries });
    b.ingress("in", new Ref(b.group("web")), { prefixListId: new Ref(made) }, 22);
    match(said(b, "no-open-ingress").certain.join(), /to prefix list "all", which is everybody/);
  });

  const withKey = (
    remoteAccess: { [key: string]: Input },
    config?: RuleConfig,
    further: { [key: string]: Input } = {},
  ): { certain: string[]; open: string[] } => {
    const { b } = complete();
    b.remove("nodes", "node-template");
    b.add(TYPES.nodeGroup, "nodes", { instanceTypes: ["m5.large"], remoteAccess, ...further });
    return said(b, "no-open-ingress", config);
  };

  it("knows that EKS opens SSH to everybody for a key without source groups", () => {
    match(
      withKey({ ec2SshKey: "ops" }).certain.join(),
      /EKS's own rule for the SSH key of "nodes" .* on tcp 22 to 0\.0\.0\.0\/0/,
    );
    deepStrictEqual(withKey({ ec2SshKey: "ops", sourceSecurityGroupIds: ["sg-0123456789abcdef0"] }).certain, []);
    deepStrictEqual(withKey({ ec2SshKey: "ops" }, { allow: ["nodes"] }), { certain: [], open: [] });
    const elsewhere = { launchTemplate: { id: "lt-0123456789abcdef0" } };
    deepStrictEqual(withKey({ ec2SshKey: "ops" }, {}, elsewhere).certain, [], "with a template EKS takes no key");
  });

  it("leaves open what it cannot see: unknown addresses, a group that was only read", () => {
    match(openings(ssh(UNKNOWN)).open.join(), /peers are not known/);
    const { b } = complete();
    b.group("legacy");
    Object.assign(b.get("legacy"), { external: true, inputs: {}, outputs: { ingress: ssh("0.0.0.0/0") } });
    deepStrictEqual(said(b, "no-open-ingress"), {
      certain: [],
      open: [`whether security group "legacy" is open to everybody: "legacy" was only read`],
    });
  });

  it("keeps what it was told to allow from its neighbours", () => {
    const { b } = complete();
    b.get("catalog-pods").inputs.ingress = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
    strictEqual(said(b, "no-open-ingress").certain.length, 1);
    deepStrictEqual(said(b, "no-open-ingress", { allow: ["catalog-pods"] }).certain, []);
    deepStrictEqual(said(b, "pod-rules-narrow").certain, []);
  });

  it("keeps a database's group that it was told to allow from the rule about databases, but for private ranges", () => {
    const { b, databaseGroup } = complete();
    b.ingress("everybody", databaseGroup, { cidrIpv4: "0.0.0.0/0" }, 3306);
    const found = (config: PackConfig): string[] =>
      policyVerdicts(read(b.graph()), config, DAY)
        .filter(({ policy }) => ["no-open-ingress", "database-admits-bound-pods"].includes(policy))
        .map(({ policy }) => policy);
    deepStrictEqual(found({}), ["no-open-ingress", "database-admits-bound-pods"]);
    const config = { "no-open-ingress": { allow: ["catalog-database"] } };
    deepStrictEqual(found(config), []);
    b.ingress("office", databaseGroup, { cidrIpv4: "10.0.0.0/8" }, 3306);
    deepStrictEqual(found(config), ["database-admits-bound-pods"]);
  });
});

describe("pod-egress", () => {
  it("takes rules that are everywhere together for what they are, and keeps what it allows from its neighbour", () => {
    const out = (cidr: string): Json => ({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [cidr] });
    const egress = (...cidrs: string[]): GraphBuilder => {
      const { b } = complete();
      b.get("catalog-pods").inputs.egress = cidrs.map(out);
      return b;
    };
    match(
      said(egress("0.0.0.0/1", "128.0.0.0/1"), "pod-egress").certain.join(),
      /out to 0\.0\.0\.0\/1 and 128\.0\.0\.0\/1/,
    );
    deepStrictEqual(said(egress("0.0.0.0/1"), "pod-egress").certain, []);
    deepStrictEqual(said(egress("0.0.0.0/0"), "pod-rules-narrow").certain, []);
  });
});

/** Ranges that together are 0.0.0.0/0: each step halves the last one, and goes on with one of its halves. */
function piecesOf(way: number[]): string[] {
  let first = 0;
  const pieces = way.map((step, index) => {
    const size = 2 ** (31 - index);
    const other = step === 0 ? first + size : first;
    if (step === 1) first += size;
    return cidr(other, index + 1);
  });
  return [...pieces, cidr(first, way.length)];
}

function cidr(address: number, prefix: number): string {
  return `${[24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".")}/${prefix}`;
}
