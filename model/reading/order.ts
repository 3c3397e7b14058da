/**
 * In which order the engine makes and deletes the resources of a graph.
 *
 * A resource waits for its parent, its provider and its dependencies; and, where it depends on a component from outside,
 * for everything in that component. Deletion goes the same way backwards.
 * Source: https://github.com/pulumi/pulumi/blob/09c8227/pkg/resource/graph/dependency_graph.go
 */
import { byUrn, type Graph, type GraphResource } from "../graph/graph";
import { ancestors, compareText, pushTo, unique } from "../graph/values";

/** The order of a graph, read once: for many questions about one graph. */
export interface Order {
  /** URNs in order of creation; what can be made at the same time stands together, sorted. */
  creation: string[];
  /** True where `a` exists before the engine starts on `b`, and is deleted only after `b` is gone. */
  precedes(a: string, b: string): boolean;
}

/** URNs in an order in which the engine can create them; independent of the order of the graph's resources. */
export function creationOrder(graph: Graph): string[] {
  return orderOf(graph).creation;
}

/** URNs in an order in which the engine can delete them: {@link creationOrder} backwards. */
export function deletionOrder(graph: Graph): string[] {
  return creationOrder(graph).reverse();
}

/**
 * True where `a` must exist before the engine starts on `b`, directly or through others, so that `b` is deleted before `a`.
 * False for a resource and itself, and for one that the graph does not have.
 */
export function mustPrecede(graph: Graph, a: string, b: string): boolean {
  return orderOf(graph).precedes(a, b);
}

/**
 * The order of a graph.
 *
 * @throws Error naming the cycle, where resources wait for each other
 */
export function orderOf(graph: Graph): Order {
  const resources = byUrn(graph);
  const needs = waitsFor(resources);
  const creation = inWaves(needs, resources).filter((step) => resources.has(step));
  let last: { step: string; before: Set<string> } | undefined;
  return {
    creation,
    precedes(a, b) {
      // Questions come in runs about one resource.
      if (last?.step !== b) last = { step: b, before: everythingBefore(needs, b) };
      return a !== b && last.before.has(a);
    },
  };
}

/** What stands for "everything in this component" among the steps. */
const ALL_OF = "all of ";

/** For each step the steps that it waits for. Steps are the URNs, and one step for each component with all it contains. */
function waitsFor(resources: Map<string, GraphResource>): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  const children = new Map<string, GraphResource[]>();
  for (const resource of resources.values()) {
    if (resource.parent !== undefined) pushTo(children, resource.parent, resource);
  }
  const wholeOf = (urn: string): string => (children.has(urn) && !resources.get(urn)?.custom ? ALL_OF + urn : urn);
  for (const resource of resources.values()) {
    const { urn, parent, provider } = resource;
    const around = new Set([urn, ...ancestors(resource, resources).map((ancestor) => ancestor.urn)]);
    const dependencies = [...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()]
      .filter((dependency) => dependency !== urn && !isInside(dependency, resource, resources))
      // What is in a component cannot wait for all of the component: it is part of that.
      .map((dependency) => (around.has(dependency) ? dependency : wholeOf(dependency)));
    const steps = [...dependencies, ...(parent === undefined ? [] : [parent]), ...providerUrn(provider)];
    needs.set(urn, unique(steps.filter((step) => resources.has(step) || step.startsWith(ALL_OF))).sort(compareText));
    if (wholeOf(urn) !== urn) {
      const contents = (children.get(urn) ?? []).flatMap((child) => unique([child.urn, wholeOf(child.urn)]));
      needs.set(ALL_OF + urn, [urn, ...contents].sort(compareText));
    }
  }
  return needs;
}

/** True where a component names something of its own; it is made before its contents all the same. */
function isInside(urn: string, component: GraphResource, resources: Map<string, GraphResource>): boolean {
  const inner = resources.get(urn);
  return !component.custom && inner !== undefined && ancestors(inner, resources).includes(component);
}

function providerUrn(reference: string | undefined): string[] {
  const end = reference?.lastIndexOf("::") ?? -1;
  return reference === undefined || end < 0 ? [] : [reference.slice(0, end)];
}

/** The steps in waves, each with all that has nothing left to wait for. Takes out of `needs` what turns out to come later. */
function inWaves(needs: Map<string, string[]>, resources: Map<string, GraphResource>): string[] {
  const waiting = new Map([...needs].map(([step, before]) => [step, new Set(before)]));
  const followers = new Map<string, string[]>();
  for (const [step, before] of needs) for (const earlier of before) pushTo(followers, earlier, step);
  const order: string[] = [];
  let wave = [...needs.keys()].filter((step) => waiting.get(step)?.size === 0);
  while (waiting.size > 0) {
    if (wave.length === 0) wave = breakCycle(needs, waiting, resources);
    wave.sort(compareText);
    order.push(...wave);
    for (const step of wave) waiting.delete(step);
    const next = new Set<string>();
    for (const step of wave) {
      for (const follower of followers.get(step) ?? []) {
        const left = waiting.get(follower);
        left?.delete(step);
        if (left?.size === 0) next.add(follower);
      }
    }
    wave = [...next];
  }
  return order;
}

/**
 * Takes a child that waits for somebody who waits for the component out of what is "all of the component": the engine counts
 * only children that are registered before. Returns the steps that can go on then, which may be none yet.
 */
function breakCycle(
  needs: Map<string, string[]>,
  waiting: Map<string, Set<string>>,
  resources: Map<string, GraphResource>,
): string[] {
  const cycle = findCycle(waiting);
  const optional = [...cycle.keys()].filter((i) => cycle[i].startsWith(ALL_OF) && cycle[i] !== ALL_OF + cycle[i + 1]);
  // A single child rather than a whole inner component.
  const index = optional.find((i) => resources.has(cycle[i + 1])) ?? optional[0];
  if (index === undefined) {
    const names = cycle.map((step) => resources.get(step)).filter((resource) => resource !== undefined);
    const text = names.map(({ name, type }) => `${name} (${type})`).join(" → ");
    throw new Error(`Resources wait for each other: ${text}`);
  }
  const [component, child] = [cycle[index], cycle[index + 1]];
  waiting.get(component)?.delete(child);
  needs.set(
    component,
    (needs.get(component) ?? []).filter((step) => step !== child),
  );
  return waiting.get(component)?.size === 0 ? [component] : [];
}

/** A way through waiting steps that ends where it starts. */
function findCycle(waiting: Map<string, Set<string>>): string[] {
  const seen = new Set<string>();
  let step = [...waiting.keys()].sort(compareText)[0];
  while (!seen.has(step)) {
    seen.add(step);
    [step] = waiting.get(step) ?? [];
  }
  const way = [...seen];
  return [...way.slice(way.indexOf(step)), step];
}

function everythingBefore(needs: Map<string, string[]>, step: string): Set<string> {
  const found = new Set<string>();
  const open = [step];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const before of needs.get(next) ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      open.push(before);
    }
  }
  return found;
}
