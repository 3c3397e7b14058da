import { deepStrictEqual } from "node:assert";
import * as fc from "fast-check";
import { isMandatory, policyVerdicts } from "../../cli/plan/verdicts";
import { type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { Ref, TYPES } from "../model/fixtures";
import { complete } from "./small-stack";
import { DAY } from "./support";

/** Type of a resource that nobody reads. */
const UNREAD = "acme:net/thing:Thing";

/** Ways to hide a fact of a graph so that a trace of it is left; `place` chooses among what there is. */
const WAYS: { [way: string]: (graph: Graph, place: number) => void } = {
  "a value": (graph, place) => hideValue(graph, place, true),
  "a value and where it comes from": (graph, place) => hideValue(graph, place, false),
  "what a resource is": (graph, place) => {
    const resource = chosen(graph, place);
    const outputs = resource.inputs;
    Object.assign(resource, { external: true, inputs: {}, outputs, dependencies: [], propertyDependencies: {} });
  },
  "the type of a resource": (graph, place) => {
    const { urn, type } = chosen(graph, place);
    // Of what selects pods, and of pods, nothing else in a graph speaks.
    if (type.startsWith("kubernetes:")) return;
    const hidden = `${urn}-hidden`;
    graph.resources = JSON.parse(
      JSON.stringify(graph.resources).replaceAll(`"${urn}"`, `"${hidden}"`),
    ) as GraphResource[];
    Object.assign(
      graph.resources.find((resource) => resource.urn === hidden)!,
      { type: UNREAD },
    );
  },
};

function chosen({ resources }: Graph, place: number): GraphResource {
  // The trace of what was hidden before stays.
  const all = resources.filter(({ custom, external, type }) => custom && external !== true && type !== UNREAD);
  return all[place % all.length];
}

function hideValue(graph: Graph, place: number, keepsSources: boolean): void {
  const resource = chosen(graph, place);
  const ways = waysInto(resource.inputs);
  if (ways.length === 0) return;
  const way = ways[Math.floor(place / 7) % ways.length];
  const holder = way.slice(0, -1).reduce((at, key) => at[key] as { [key: string]: Json }, resource.inputs);
  holder[way.at(-1)!] = UNKNOWN;
  if (!keepsSources) delete resource.propertyDependencies[way[0]];
}

function waysInto(value: Json, way: string[] = []): string[][] {
  const inner = value === null || typeof value !== "object" ? [] : Object.entries(value);
  const own = way.length > 0 ? [way] : [];
  return [...own, ...inner.flatMap(([key, one]) => waysInto(one, [...way, key]))];
}

/** Names of the policies that are violated for certain. */
function violated(graph: Graph): string[] {
  const found = policyVerdicts(read(graph), {}, DAY).filter(isMandatory);
  return [...new Set(found.map(({ policy }) => policy))];
}

/** A small stack in which more than one thing is right for a reason that can be hidden. */
function stack(): Graph {
  const { b, databaseGroup, cluster } = complete();
  const proxyGroup = new Ref(b.group("proxy"));
  const proxy = new Ref(
    b.add("aws:rds/proxy:Proxy", "orders", { engineFamily: "MYSQL", vpcSecurityGroupIds: [proxyGroup] }),
  );
  const database = new Ref(b.resources.find(({ type }) => type === TYPES.database)!.urn);
  b.add("aws:rds/proxyTarget:ProxyTarget", "orders", { dbProxyName: proxy, dbInstanceIdentifier: database });
  b.path("proxy", proxyGroup, databaseGroup, 3306);
  const small = { clusterName: cluster, instanceTypes: ["t3.medium"] };
  b.add(TYPES.nodeGroup, "system", { ...small, scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 } });
  return b.graph();
}

describe("hiding facts of a stack, each with a trace", () => {
  it("makes nothing certainly wrong that was not", function () {
    this.timeout(60_000);
    const before = new Set(violated(stack()));
    const hiding = fc.record({ way: fc.constantFrom(...Object.keys(WAYS)), place: fc.nat(10_000) });
    const property = fc.property(fc.array(hiding, { minLength: 1, maxLength: 3 }), (hidings) => {
      const graph = stack();
      for (const { way, place } of hidings) WAYS[way](graph, place);
      deepStrictEqual(
        violated(graph).filter((policy) => !before.has(policy)),
        [],
      );
    });
    fc.assert(property, { numRuns: Number(process.env.POLICY_RUNS ?? 300), seed: 11 });
  });
});
