import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { DEFAULT_RULE_QUOTA } from "../../model/capacity/rule-counts";
import { Ref } from "./fixtures";
import { ruleCounts } from "./questions";
import { type GraphBuilder, lab, TYPES } from "./fixtures";

function countOf(b: GraphBuilder, name: string, quota?: number) {
  const found = ruleCounts(b.graph(), quota).find((count) => count.name === name);
  assert.ok(found, `no count of ${name}`);
  return found;
}

describe("rule counts", () => {
  it("count inbound and outbound rules of each group of the lab, EKS's own included", () => {
    const { b, pods, databaseGroup } = lab();
    const common = { quota: DEFAULT_RULE_QUOTA, over: false, doubts: [] };
    const cluster = "cluster security group of lab";
    assert.deepEqual(ruleCounts(b.graph()), [
      { group: databaseGroup.urn, name: "catalog-database", inbound: 1, outbound: 0, ...common },
      { group: pods.urn, name: "catalog-pods", inbound: 1, outbound: 3, ...common },
      { group: cluster, name: cluster, inbound: 3, outbound: 2, ...common },
    ]);
  });

  it("are over the quota with one rule too many: two DNS rules for each binding land on the cluster group", () => {
    const { b, cluster } = lab();
    const name = "cluster security group of lab";
    for (let i = 0; i < 57; i++) b.ingress(`dns-${i}`, cluster, { cidrIpv4: `10.42.${i}.0/24` }, 53);
    assert.deepEqual([countOf(b, name).inbound, countOf(b, name).over], [60, false]);
    b.ingress("one-more", cluster, { cidrIpv4: "10.42.99.0/24" }, 53);
    assert.deepEqual([countOf(b, name).inbound, countOf(b, name).over], [61, true]);
    assert.equal(countOf(b, name, 100).over, false);
  });

  it("count IPv4 and IPv6 apart, and a rule for a group in both", () => {
    const { b, pods } = lab();
    b.egress("v4", pods, { cidrIpv4: "10.0.0.0/8" }, 443);
    b.egress("v6-a", pods, { cidrIpv6: "2001:db8::/32" }, 443);
    b.egress("v6-b", pods, { cidrIpv6: "2001:db9::/32" }, 443);
    assert.equal(countOf(b, "catalog-pods").outbound, 5);
  });

  it("count every source of a classic or inline rule", () => {
    const { b, databaseGroup } = lab();
    const ports = { protocol: "tcp", fromPort: 1, toPort: 2 };
    const cidrBlocks = ["10.1.0.0/16", "10.2.0.0/16"];
    b.add(TYPES.rule, "classic", { ...ports, type: "ingress", securityGroupId: databaseGroup, cidrBlocks, self: true });
    b.get("catalog-database").inputs.egress = [{ ...ports, cidrBlocks }, UNKNOWN];
    const { inbound, outbound } = countOf(b, "catalog-database");
    assert.deepEqual([inbound, outbound], [4, 3]);
  });

  it("note prefix lists, of which the size is not in the graph", () => {
    const { b, pods } = lab();
    b.egress("s3", pods, { prefixListId: "pl-63a5400a" }, 443);
    const { outbound, doubts } = countOf(b, "catalog-pods");
    assert.equal(outbound, 4);
    assert.deepEqual(doubts, [{ kind: "size of prefix list", list: "prefix list pl-63a5400a" }]);
  });

  it("take a prefix list of the graph as the most entries that it can have, for its family", () => {
    const { b, pods } = lab();
    const list = b.add("aws:ec2/managedPrefixList:ManagedPrefixList", "big", { maxEntries: 100, entries: [] });
    b.egress("big", pods, { prefixListId: new Ref(list) }, 443);
    const { outbound, over, doubts } = countOf(b, "catalog-pods");
    assert.deepEqual([outbound, over, doubts], [103, true, []]);
  });

  it("note external groups, whose other rules are not in the graph", () => {
    const { b, pods } = lab();
    b.ingress("in", "sg-0123456789abcdef0", { referencedSecurityGroupId: pods }, 3306);
    const { inbound, outbound, doubts } = countOf(b, "sg-0123456789abcdef0");
    assert.deepEqual([inbound, outbound], [1, 0]);
    assert.deepEqual(
      doubts.map(({ kind }) => kind),
      ["rules outside the graph"],
    );
  });
});
