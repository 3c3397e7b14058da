/**
 * In which order the engine makes and deletes the resources of a graph.
 *
 * A resource waits for its parent, its provider and its dependencies; and, where it depends on a component from outside,
 * for everything in that component that is registered before it. A graph does not tell what is registered when: of what is
 * in the component, all counts but what waits for the resource itself, directly or through others. Deletion goes the same
 * way backwards.
 * Source: https://github.com/pulumi/pulumi/blob/09c8227/pkg/resource/graph/dependency_graph.go, `DependenciesOf`
 */
import { byUrn, type Graph, type GraphResource } from "../graph/graph";
import { stronglyConnected } from "../graph/strongly-connected";
import { compareText, pushTo, unique } from "../graph/values";

/** The order of a graph, read once: for many questions about one graph. */
export interface Order {
  /** For each step the steps that it waits for: the URNs, and steps between them that stand for what is in a resource. */
  steps: Map<string, string[]>;
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

/** Resources that wait for each other, so that no engine can make them. */
export class CycleError extends Error {
  /** The resources by name and type, each waiting for the next, the first again at the end; of a long cycle the first ten. */
  readonly names: string[];

  /** @param cycle each waiting for the next, the last for the first */
  constructor(cycle: GraphResource[]) {
    const shown = cycle.slice(0, MOST_NAMES).map(({ name, type }) => `${name} (${type})`);
    const more = cycle.length > MOST_NAMES ? [`${cycle.length - MOST_NAMES} more`] : [];
    const names = [...shown, ...more, shown[0]];
    super(`Resources wait for each other: ${names.join(" → ")}`);
    this.names = names;
  }
}

/** Most resources that a {@link CycleError} names. */
const MOST_NAMES = 10;

/**
 * The order of a graph.
 *
 * @throws CycleError where resources wait for each other
 */
export function orderOf(graph: Graph): Order {
  const resources = byUrn(graph);
  const steps = waitsFor(resources);
  const creation = inWaves(steps).filter((step) => resources.has(step));
  let last: { step: string; before: Set<string> } | undefined;
  return {
    steps,
    creation,
    precedes(a, b) {
      // Questions come in runs about one resource.
      if (last?.step !== b) last = { step: b, before: everythingBefore(steps, b) };
      return a !== b && last.before.has(a);
    },
  };
}

/** The step "all that is in this resource". */
const allIn = (urn: string): string => `all in ${urn}`;

/** The step "all that is in this resource, but for what waits for who waits for it". */
const earlierIn = (urn: string): string => `earlier in ${urn}`;

/** For each step the steps that it waits for. Steps are the URNs, and two for each resource that has others in it. */
function waitsFor(resources: Map<string, GraphResource>): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const { urn, parent } of resources.values()) if (parent !== undefined) pushTo(children, parent, urn);
  const isInside = nesting(resources, children);
  const isComponent = (urn: string): boolean => resources.get(urn)?.custom === false && children.has(urn);
  const needs = new Map<string, string[]>();
  const wholes = new Map<string, string[]>();
  for (const { urn, custom, parent, provider, dependencies, propertyDependencies } of resources.values()) {
    const named = unique([...dependencies, ...Object.values(propertyDependencies).flat()])
      // A component is made before what is in it, whatever it names.
      .filter((dependency) => custom || !isInside(dependency, urn));
    // What is in a component cannot wait for all of the component: it is part of that.
    wholes.set(
      urn,
      named.filter((dependency) => isComponent(dependency) && !isInside(urn, dependency)),
    );
    const steps = [...named, ...(parent === undefined ? [] : [parent]), ...providerUrn(provider)];
    needs.set(urn, unique(steps.filter((step) => resources.has(step))));
  }
  const made = new Set(inWaves(needs));
  if (made.size < needs.size) throw new CycleError(findCycle(needs, made).map((urn) => resources.get(urn)!));
  return withComponents(needs, wholes, children);
}

/**
 * Adds what follows from dependencies on components.
 *
 * @param needs for each URN the URNs that it waits for in any case
 * @param wholes for each URN the components of whose contents it waits
 */
function withComponents(
  needs: Map<string, string[]>,
  wholes: Map<string, string[]>,
  children: Map<string, string[]>,
): Map<string, string[]> {
  const inner = (urn: string): string[] => children.get(urn)!.filter((child) => children.has(child));
  const steps = new Map([...needs].map(([urn, before]) => [urn, [...before, ...(wholes.get(urn) ?? []).map(allIn)]]));
  for (const [urn, contents] of children) steps.set(allIn(urn), [...contents, ...inner(urn).map(allIn)]);
  const circle = stronglyConnected(steps);
  const isTogether = (a: string, b: string): boolean => circle.get(a) === circle.get(b);
  // In a circle the engine has registered who waits before, and the contents that are in the circle after.
  for (const [urn, whole] of wholes) {
    const all = whole.map((component) => (isTogether(urn, allIn(component)) ? earlierIn(component) : allIn(component)));
    steps.set(urn, [...needs.get(urn)!, ...all].sort(compareText));
  }
  for (const [urn, contents] of children) {
    const all = inner(urn).map((child) => (isTogether(allIn(child), allIn(urn)) ? earlierIn(child) : allIn(child)));
    steps.set(earlierIn(urn), [...contents.filter((child) => !isTogether(child, allIn(urn))), ...all]);
  }
  return steps;
}

/** Tells of two resources whether the first is inside the second, at any depth. What has no root is inside nothing. */
function nesting(
  resources: Map<string, GraphResource>,
  children: Map<string, string[]>,
): (inner: string, outer: string) => boolean {
  // Each resource gets the first and last number of what is in it.
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { urn: root, parent } of resources.values()) {
    if (parent !== undefined && resources.has(parent)) continue;
    const open = [root];
    while (open.length > 0) {
      const urn = open.at(-1)!;
      if (first.has(urn)) last.set(open.pop()!, first.size);
      else {
        first.set(urn, first.size);
        for (const child of children.get(urn) ?? []) open.push(child);
      }
    }
  }
  return (inner, outer) => {
    const [at, from, to] = [first.get(inner), first.get(outer), last.get(outer)];
    return at !== undefined && from !== undefined && to !== undefined && at > from && at < to;
  };
}

function providerUrn(reference: string | undefined): string[] {
  const end = reference?.lastIndexOf("::") ?? -1;
  return reference === undefined || end < 0 ? [] : [reference.slice(0, end)];
}

/** The steps in waves, each with all that has nothing left to wait for; without those that wait for each other. */
function inWaves(needs: Map<string, string[]>): string[] {
  const left = new Map([...needs].map(([step, before]) => [step, before.length]));
  const followers = new Map<string, string[]>();
  for (const [step, before] of needs) for (const earlier of before) pushTo(followers, earlier, step);
  const order: string[] = [];
  let wave = [...needs.keys()].filter((step) => left.get(step) === 0);
  while (wave.length > 0) {
    for (const step of wave.sort(compareText)) order.push(step);
    const next: string[] = [];
    for (const follower of wave.flatMap((step) => followers.get(step) ?? [])) {
      left.set(follower, left.get(follower)! - 1);
      if (left.get(follower) === 0) next.push(follower);
    }
    wave = next;
  }
  return order;
}

/** Steps that wait for each other, each for the next; `done` are those that wait for none such. */
function findCycle(needs: Map<string, string[]>, done: Set<string>): string[] {
  const seen = new Set<string>();
  let step = [...needs.keys()].filter((key) => !done.has(key)).sort(compareText)[0];
  while (!seen.has(step)) {
    seen.add(step);
    step = needs.get(step)!.find((before) => !done.has(before))!;
  }
  const way = [...seen];
  return way.slice(way.indexOf(step));
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
