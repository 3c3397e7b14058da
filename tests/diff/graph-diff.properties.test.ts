import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, parseCidr } from "../../model/addresses/cidr";
import { isEmptyDiff, type PathChange } from "../../model/diff/graph-diff";
import { moves, type Place } from "../../model/diff/moves";
import type { Graph } from "../../model/graph/graph";
import { type Path, paths as pathsWith } from "../../model/reachability/paths";
import { read } from "../../model/reading/reading";
import { graphDiff, SmallLab } from "./support";
import { Ref } from "../model/fixtures";
import { paths } from "../model/questions";

/** How many rules were made, so that no two get one name. */
let made = 0;

/** One change to the small program. */
type Change = (lab: SmallLab) => unknown;

const port = fc.integer({ min: 0, max: 65535 });
const groups = fc.subarray<"pods" | "metrics" | "database">(["pods", "metrics", "database"], { minLength: 1 });
const peer = fc.oneof(
  fc.constantFrom("10.0.0.0/16", "0.0.0.0/0", "10.0.1.0/24").map((cidrIpv4) => () => ({ cidrIpv4 })),
  fc
    .constantFrom<"pods" | "metrics" | "database" | "cluster">("pods", "metrics", "database", "cluster")
    .map((name) => (lab: SmallLab) => ({ referencedSecurityGroupId: new Ref(lab[name]) })),
);
const rule = fc
  .record({
    group: fc.constantFrom<"pods" | "metrics" | "database">("pods", "metrics", "database"),
    direction: fc.constantFrom<"ingress" | "egress">("ingress", "egress"),
    protocol: fc.constantFrom("tcp", "udp", "-1", "icmp"),
    ...{ peer, from: port, to: port, label: fc.constantFrom("a", "b", "c") },
  })
  .map(({ group, direction, protocol, peer: who, from, to, label }): Change => {
    return (lab) => {
      // Of ICMP these are a type and a code, of a byte each.
      const [first, last] = protocol === "icmp" ? [from % 256, to % 256] : [from, to].sort((a, b) => a - b);
      lab[direction](`${label}${(made += 1)}`, new Ref(lab[group]), who(lab), first, protocol);
      Object.assign(lab.resources.at(-1)!.inputs, { toPort: last, description: label });
    };
  });
/** A second Deployment, of none, one or both of two bindings. */
const worker = fc.subarray(["app", "more"]).map((names): Change => {
  return (lab) => {
    lab.remove("extra", "extra-policy", "worker");
    lab.binding("extra", "shop", [new Ref(lab.metrics)], { more: "more" });
    lab.deployment("worker", "shop", Object.fromEntries(names.map((name) => [name, name])));
  };
});
const other: fc.Arbitrary<Change> = fc.oneof(
  worker,
  groups.map(
    (names): Change =>
      (lab) =>
        lab.bind(names.map((name) => lab[name])),
  ),
  fc.constantFrom("app-to-db-egress", "app-to-db-ingress", "app-policy", "metrics", "db").map(
    (name): Change =>
      (lab) =>
        lab.remove(name),
  ),
  fc.constantFrom("pods", "database-group").map(
    (name): Change =>
      (lab) =>
        lab.set(name, "description", "other"),
  ),
);
const graph = fc.array(fc.oneof(rule, other), { maxLength: 5 }).map((changes): Graph => {
  const lab = new SmallLab();
  // A change that finds nothing left to change is none.
  for (const change of changes) {
    try {
      change(lab);
    } catch {
      continue;
    }
  }
  return lab.graph();
});

/** What is open at one point of one pair; with wider address ranges than its own where these are to count. */
function level(
  found: Path[],
  { from, to, protocol }: Pick<PathChange, "from" | "to" | "protocol">,
  at: number,
  withWider = false,
): string {
  const isOf = (own: string, asked: string): boolean => {
    const [outer, inner] = withWider ? [parseCidr(own), parseCidr(asked)] : [];
    return own === asked || (outer !== undefined && inner !== undefined && contains(outer, inner));
  };
  const open = found.filter(
    (path) =>
      isOf(path.from, from) &&
      isOf(path.to, to) &&
      [protocol, "-1"].includes(path.protocol) &&
      path.fromPort <= at &&
      path.toPort >= at,
  );
  return open.length === 0 ? "closed" : open.some(({ certain }) => certain) ? "open" : "perhaps";
}

describe("graph diff, for any graphs,", function () {
  // Pairs of graphs, each with its time line: slow on a loaded machine.
  this.timeout(20_000);

  const check = (property: fc.IProperty<[Graph, Graph]>): void => fc.assert(property, { numRuns: 15 });

  it("is empty from a graph to itself, in whatever order its resources are", () => {
    check(
      fc.property(graph, graph, (a, b) => {
        const shuffled = { ...a, resources: [...a.resources].reverse() };
        assert.ok(isEmptyDiff(graphDiff(a, shuffled)));
        assert.deepEqual(graphDiff(shuffled, b), graphDiff(a, b));
      }),
    );
  });

  it("has opened and closed change places the other way round", () => {
    check(
      fc.property(graph, graph, (a, b) => {
        const [there, back] = [graphDiff(a, b), graphDiff(b, a)];
        const turned = ({ before, after, ...rest }: PathChange): PathChange => ({
          ...rest,
          before: after,
          after: before,
        });
        assert.deepEqual(back.closed, there.opened.map(turned));
        assert.deepEqual(back.opened, there.closed.map(turned));
        assert.deepEqual(back.groups, { added: there.groups.removed, removed: there.groups.added });
        assert.deepEqual(back.resources.created, there.resources.deleted);
      }),
    );
  });

  it("says of every path that it lists how open it was and is", () => {
    check(
      fc.property(graph, graph, (a, b) => {
        const { opened, closed } = graphDiff(a, b);
        const found = moves(read(a), read(b));
        const moved = new Map(found.map((move) => [move.id, move]));
        // Pods that have other groups than others of their end are asked for as an end of their own.
        const withOwn = (graph: Graph, places: Place[]): Path[] =>
          pathsWith(
            read(graph),
            undefined,
            places.flatMap(({ own }) => own ?? []),
          );
        const before = withOwn(
          a,
          found.map((move) => move.before),
        );
        const after = withOwn(
          b,
          found.map((move) => move.after),
        );
        for (const change of [...opened, ...closed].filter(({ protocol }) => protocol !== "-1")) {
          const asked = (when: "before" | "after"): typeof change => {
            const [from, to] = [change.from, change.to].map((id) => {
              const place = moved.get(id)?.[when];
              return place?.own?.id ?? place?.end ?? id;
            });
            return { ...change, from, to };
          };
          const isOfPods = [change.from, change.to].some((end) => moved.has(end));
          for (const at of change.ports.flatMap(({ from, to }) => [from, to])) {
            const levels = [level(before, asked("before"), at, isOfPods), level(after, asked("after"), at, isOfPods)];
            assert.deepEqual(levels, [change.before, change.after]);
          }
        }
      }),
    );
  });

  it("misses no path that only one graph has", () => {
    check(
      fc.property(graph, graph, (a, b) => {
        const before = paths(a);
        const { opened } = graphDiff(a, b);
        for (const path of paths(b)) {
          if (level(before, path, path.fromPort) !== "closed") continue;
          const listed = opened.filter(
            ({ from, to, protocol }) =>
              from === path.from && to === path.to && [path.protocol, "-1"].includes(protocol),
          );
          const has = listed.some(
            ({ protocol, ports }) =>
              protocol === "-1" || ports.some(({ from, to }) => from <= path.fromPort && to >= path.fromPort),
          );
          assert.ok(has, JSON.stringify(path));
        }
      }),
    );
  });
});
