import * as assert from "node:assert/strict";
import { doubtText } from "../../words/ja/reasons";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { ask } from "../../model/reachability/reachability";
import { reachability } from "./questions";
import { CATALOG, type GraphBuilder, lab, type Lab, verdict } from "./fixtures";

const LEDGER = "123456789012/sg-0123456789abcdef0";
const CACHE = "sg-0fedcba9876543210";

/** The lab whose pods have a path more; `extend` makes its halves. */
function extended(extend: (made: Lab) => void, mode = "strict"): GraphBuilder {
  const made = lab({ mode });
  extend(made);
  return made.b;
}

/** Rows between the catalog and an end. */
function rowsOf(b: GraphBuilder, end: string): string[] {
  return reachability(b.graph())
    .filter(({ from, to }) => from === end || to === end)
    .map(({ from, to, protocol, port, allowed }) => `${from} -> ${to} ${protocol} ${port} ${allowed}`);
}

describe("a group of another account that bound pods reach", () => {
  const out = (mode = "strict") =>
    extended(({ b, pods }) => b.egress("ledger", pods, { referencedSecurityGroupId: LEDGER }, 443), mode);

  it("has a row that is not known, and says whose the other half is", () => {
    const b = out();
    assert.deepEqual(rowsOf(b, `group:${LEDGER}`), [`${CATALOG} -> group:${LEDGER} tcp 443 null`]);
    const { because, reason } = verdict(b, CATALOG, `group:${LEDGER}`, 443);
    assert.equal(because, `the rules of ${LEDGER} are not in the graph: they are the other account's, 123456789012`);
    assert.ok(reason.kind === "not known");
    assert.match(doubtText(reason.doubt), /別のアカウント 123456789012 のものです/);
  });

  it("that reaches the pods has its row as a source", () => {
    const b = extended(({ b: builder, pods }) =>
      builder.ingress("ledger", pods, { referencedSecurityGroupId: LEDGER }, 8443),
    );
    assert.deepEqual(rowsOf(b, `group:${LEDGER}`), [`group:${LEDGER} -> ${CATALOG} tcp 8443 null`]);
  });

  it("is closed for certain at a port that our own half does not open", () => {
    const reading = read(out().graph());
    const ends = new Map(reading.endpoints.map((end) => [end.id, end]));
    const asked = ask(reading, ends.get(CATALOG)!, ends.get(`group:${LEDGER}`)!, { protocol: "tcp", port: 80 });
    assert.equal(asked.allowed, false);
  });
});

describe("a group that no other end carries", () => {
  it("has rows of a range at its first and last port, open where both halves are", () => {
    const b = extended(({ b: builder, pods }) => {
      const ports = { ipProtocol: "tcp", fromPort: 6379, toPort: 6390 };
      const [egress, ingress] = ["Egress", "Ingress"].map(
        (way) => `aws:vpc/securityGroup${way}Rule:SecurityGroup${way}Rule`,
      );
      builder.add(egress, "out", { securityGroupId: pods, referencedSecurityGroupId: CACHE, ...ports });
      builder.add(ingress, "in", { securityGroupId: CACHE, referencedSecurityGroupId: pods, ...ports });
    });
    assert.deepEqual(rowsOf(b, `group:${CACHE}`), [
      `${CATALOG} -> group:${CACHE} tcp 6379 true`,
      `${CATALOG} -> group:${CACHE} tcp 6390 true`,
    ]);
  });

  it("has no row where no rule names both it and bound pods", () => {
    const b = extended(({ b: builder }) => builder.egress("web", CACHE, { cidrIpv4: "192.0.2.0/28" }, 443));
    assert.deepEqual(rowsOf(b, `group:${CACHE}`), []);
  });
});

describe("a group that a binding names by its id", () => {
  const OTHER = "sg-00000000000000000";
  const TYPE = "pod-security-groups:index:PodSecurityGroupBinding";
  const named = (...ends: [name: string, id: string][]): GraphBuilder =>
    extended(({ b, pods }) => {
      b.path("cache", pods, CACHE, 6379);
      b.path("other", pods, OTHER, 6380);
      const given = ends.map(([name, securityGroupId]) => ({ name, securityGroupId }));
      b.add(TYPE, "orders", { ends: given }, { custom: false });
    });

  it("is called as the binding calls it, in rows and in reasons", () => {
    const b = named(["orders-cache", CACHE]);
    assert.deepEqual(rowsOf(b, "group:orders-cache"), [`${CATALOG} -> group:orders-cache tcp 6379 true`]);
    assert.match(
      verdict(b, CATALOG, "group:orders-cache", 6379).because,
      /ingress rule "cache-ingress" of orders-cache/,
    );
    assert.deepEqual(rowsOf(b, `group:${OTHER}`), [`${CATALOG} -> group:${OTHER} tcp 6380 true`]);
  });

  it("keeps its id as name where two names, or two groups, meet", () => {
    for (const ends of [
      [
        ["one", CACHE],
        ["two", CACHE],
      ],
      [
        ["one", CACHE],
        ["one", OTHER],
      ],
    ] as [string, string][][]) {
      assert.equal(rowsOf(named(...ends), `group:${CACHE}`).length, 1);
    }
    assert.equal(rowsOf(named(["one", CACHE], ["one", CACHE]), "group:one").length, 1);
  });

  it("keeps its id as name where the name is not known", () => {
    assert.equal(rowsOf(named([UNKNOWN, CACHE]), `group:${CACHE}`).length, 1);
  });
});

describe("addresses that rules of bound pods name", () => {
  const OFFICE = "192.0.2.0/28";
  const both = (range: string, mode = "strict") =>
    extended(({ b, pods }) => {
      b.egress("office-out", pods, { cidrIpv4: range }, 443);
      b.ingress("office-in", pods, { cidrIpv4: range }, 8443);
    }, mode);

  for (const range of [OFFICE, "172.16.9.0/24", "10.42.7.0/24"]) {
    it(`have rows that are not known both ways, since what is at ${range} has no group here`, () => {
      const b = both(range);
      assert.deepEqual(rowsOf(b, `addresses:${range}`), [
        `${CATALOG} -> addresses:${range} tcp 443 null`,
        `addresses:${range} -> ${CATALOG} tcp 8443 null`,
      ]);
      const { because } = verdict(b, CATALOG, `addresses:${range}`, 443);
      assert.equal(because, `what is at ${range}, and what filters there, is not in the graph`);
    });
  }

  it("are closed for certain to the pods at another port, in strict mode", () => {
    const reading = read(both(OFFICE).graph());
    const pods = reading.endpoints.find(({ id }) => id === CATALOG)!;
    const asked = (port: number) => ask(reading, pods, reading.addressEnds[0], { protocol: "tcp", port }).allowed;
    assert.deepEqual([asked(443), asked(80)], [null, false]);
  });

  it("outside the VPC hang on the node's group in standard mode, which lets out what the pods' own does not", () => {
    const asked = (range: string) => {
      const reading = read(both(range, "standard").graph());
      const pods = reading.endpoints.find(({ id }) => id === CATALOG)!;
      return ask(reading, pods, reading.addressEnds[0], { protocol: "tcp", port: 80 });
    };
    const outside = asked(OFFICE);
    assert.deepEqual([outside.allowed, outside.reason.kind], [null, "leaves under the node's group"]);
    assert.equal(asked("10.42.7.0/24").allowed, false);
  });

  it("that are everybody are the internet, and no end of their own", () => {
    assert.deepEqual(read(both("0.0.0.0/0").graph()).addressEnds, []);
  });

  it("of rules of other groups are no end", () => {
    const b = extended(({ b: builder, databaseGroup }) =>
      builder.ingress("office", databaseGroup, { cidrIpv4: OFFICE }, 3306),
    );
    assert.deepEqual(read(b.graph()).addressEnds, []);
  });
});
