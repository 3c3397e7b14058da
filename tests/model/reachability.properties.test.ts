import * as assert from "node:assert/strict";
import fc from "fast-check";
import { type Graph, type Json, UNKNOWN } from "../../model/graph/graph";
import { openings, paths, reachability, ruleCounts, type Verdict } from "./questions";
import { creationOrder } from "../../model/reading/order";
import type { GraphBuilder } from "./fixtures";
import { CATALOG, DATABASE, type Input, lab, Ref, TYPES } from "./fixtures";

/** A rule in random terms: its two groups by index, where there are groups to choose from. */
interface RandomRule {
  direction: "ingress" | "egress";
  group: number;
  peer: { group: number } | { cidr: string } | { prefixList: string } | { unknown: true };
  protocol: string;
  fromPort: number | null;
  width: number;
}

const PORTS = [53, 443, 3306, 8080];

const rule = fc.record<RandomRule>({
  direction: fc.constantFrom("ingress", "egress"),
  group: fc.nat(5),
  peer: fc.oneof(
    { weight: 4, arbitrary: fc.record({ group: fc.nat(5) }) },
    fc.record({ cidr: fc.constantFrom("0.0.0.0/0", "10.42.0.0/16", "192.168.0.0/16", "203.0.113.0/24", "::/0") }),
    fc.record({ prefixList: fc.constant("pl-63a5400a") }),
    fc.record({ unknown: fc.constant(true as const) }),
  ),
  protocol: fc.constantFrom("tcp", "udp", "-1", "icmp"),
  fromPort: fc.option(fc.constantFrom(...PORTS), { freq: 10 }),
  width: fc.constantFrom(0, 0, 100, 60000),
});

const MODES = ["strict", "standard", "none"];
const mode = fc.constantFrom(...MODES);

/** Two bindings, a database, nodes, an external group, and the rules. */
function world(rules: RandomRule[], mode: string, id: (name: string) => Json = () => UNKNOWN): GraphBuilder {
  const { b, pods, databaseGroup, cluster } = lab({ mode, id });
  const other = new Ref(b.group("other-pods"), id("other-pods"));
  const spare = new Ref(b.group("spare"), id("spare"));
  b.ingress("other-probes", other, { referencedSecurityGroupId: cluster }, 8080);
  b.binding("other", "catalog", [other, "sg-0123456789abcdef0"]);
  const groups: Input[] = [pods, databaseGroup, cluster, other, spare, "sg-0123456789abcdef0"];
  rules.forEach((entry, index) => addRule(b, groups, entry, `random-${index}`));
  return b;
}

function addRule(b: GraphBuilder, groups: Input[], rule: RandomRule, name: string): void {
  const { peer, fromPort, width, protocol } = rule;
  const from: Json = fromPort ?? UNKNOWN;
  const to: Json = fromPort === null ? UNKNOWN : Math.min(fromPort + width, 65535);
  const peerInputs: { [key: string]: Input } =
    "group" in peer
      ? { referencedSecurityGroupId: groups[peer.group] }
      : "cidr" in peer
        ? { [peer.cidr.includes(":") ? "cidrIpv6" : "cidrIpv4"]: peer.cidr }
        : "prefixList" in peer
          ? { prefixListId: peer.prefixList }
          : { cidrIpv4: UNKNOWN };
  b.add(rule.direction === "ingress" ? TYPES.ingressRule : TYPES.egressRule, name, {
    ...{ securityGroupId: groups[rule.group], ...peerInputs, ipProtocol: protocol, fromPort: from, toPort: to },
  });
}

const key = ({ from, to, protocol, port }: Verdict): string => `${from} ${to} ${protocol} ${port}`;
const byKey = (rows: Verdict[]): Map<string, Verdict> => new Map(rows.map((row) => [key(row), row]));

/** Worlds that each property tries; LAB_GRAPHS makes it more. */
const RUNS = { numRuns: Number(process.env.LAB_GRAPHS ?? 50) };

describe("properties of reachability", function () {
  this.timeout(20_000 + RUNS.numRuns * 100);

  it("a further rule never closes what is open, and never makes it uncertain", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), rule, mode, (rules, further, mode) => {
        const before = reachability(world(rules, mode).graph());
        const after = byKey(reachability(world([...rules, further], mode).graph()));
        for (const row of before) {
          const now = after.get(key(row));
          // One that is closed at all ports makes way for the ports that a further rule names.
          if (now === undefined && row.allowed === false && row.port === null) continue;
          assert.ok(now !== undefined, `the row ${key(row)} is gone`);
          if (row.allowed === true) assert.equal(now.allowed, true, `${key(row)}: ${now.because}`);
          if (row.allowed === null) assert.notEqual(now.allowed, false, `${key(row)}: ${now.because}`);
        }
      }),
      RUNS,
    );
  });

  it("the order of resources does not matter, to anything", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), mode, fc.infiniteStream(fc.nat()), (rules, mode, random) => {
        const graph = world(rules, mode).graph();
        const mixed = { ...graph, resources: shuffled(graph.resources, random) };
        for (const read of [reachability, paths, creationOrder, ruleCounts] as ((graph: Graph) => unknown)[]) {
          assert.deepEqual(read(mixed), read(graph));
        }
      }),
      RUNS,
    );
  });

  it("ids do not matter where references tell what they mean", () => {
    const names = ["cluster", "catalog-pods", "catalog-database", "other-pods", "spare"];
    const ids = names.map((_, index) => `sg-0000000${index}`);
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 8 }),
        mode,
        fc.shuffledSubarray(ids, { minLength: names.length }),
        (rules, mode, swapped) => {
          const unknown = world(rules, mode).graph();
          const known = world(rules, mode, (name) => swapped[names.indexOf(name)]).graph();
          assert.deepEqual(reachability(known), reachability(unknown));
          assert.deepEqual(paths(known), paths(unknown));
        },
      ),
      RUNS,
    );
  });

  for (const half of ["database-egress", "database-ingress"]) {
    it(`removing either half of the only path closes it: ${half}`, () => {
      for (const mode of MODES) {
        const { b } = lab({ mode });
        const answer = () =>
          reachability(b.graph()).find(({ from, to }) => from === CATALOG && to === DATABASE)?.allowed;
        assert.equal(answer(), true);
        b.remove(half);
        assert.equal(answer(), false);
      }
    });
  }

  it("openings and verdicts of bound pods agree", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), mode, (rules, mode) => {
        const graph = world(rules, mode).graph();
        const rows = reachability(graph).filter(
          ({ from, because }) => from === CATALOG && !because.includes("same node"),
        );
        const found = openings(graph, CATALOG);
        for (const { to, protocol, port, allowed, because } of rows) {
          const open = found.filter(
            (opening) =>
              opening.to === to &&
              ["-1", protocol].includes(opening.protocol) &&
              opening.ports.some(({ from, to: last }) => port === null || (from <= port && port <= last)),
          );
          const text = `${to} ${protocol} ${port}: ${because}`;
          if (allowed === true)
            assert.ok(
              open.some(({ certain }) => certain),
              text,
            );
          if (allowed === false) assert.deepEqual(open, [], text);
          // Of a whole protocol a part can be open for sure.
          if (allowed === null && port !== null) assert.ok(!open.some(({ certain }) => certain), text);
        }
      }),
      RUNS,
    );
  });

  it("references resolve alike in whichever style a rule is written", () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 8 }), mode, (rules, mode) => {
        const modern = world(rules, mode);
        const classic = world(rules, mode);
        for (const resource of classic.resources.filter(({ name }) => name.startsWith("random-"))) {
          const {
            referencedSecurityGroupId: source,
            cidrIpv4,
            cidrIpv6,
            prefixListId,
            ipProtocol,
            ...rest
          } = resource.inputs;
          const list = (value: Json | undefined): Json[] => (value === undefined ? [] : [value]);
          resource.inputs = {
            ...{ ...rest, protocol: ipProtocol, type: resource.type === TYPES.ingressRule ? "ingress" : "egress" },
            ...(source !== undefined && { sourceSecurityGroupId: source }),
            ...{ cidrBlocks: list(cidrIpv4), ipv6CidrBlocks: list(cidrIpv6), prefixListIds: list(prefixListId) },
          };
          const { referencedSecurityGroupId: urns, ...others } = resource.propertyDependencies;
          resource.propertyDependencies = { ...others, ...(urns && { sourceSecurityGroupId: urns }) };
          resource.type = TYPES.rule;
        }
        assert.deepEqual(reachability(classic.graph()), reachability(modern.graph()));
      }),
      RUNS,
    );
  });
});

function shuffled<T>(values: T[], random: IterableIterator<number>): T[] {
  return values
    .map((value) => ({ value, weight: random.next().value as number }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ value }) => value);
}
