/**
 * Small helpers for reading the JSON values of a graph, unknown ones included, and for a fixed order.
 */
import { at, type GraphResource, type Json, SECRET, UNKNOWN } from "./graph";

/** True for a value that is not known yet, or that is secret. */
export function isUnknown(value: Json | undefined): boolean {
  return value === UNKNOWN || value === SECRET;
}

/** True for a value that was left out. */
export function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** The value at a path of keys; {@link UNKNOWN} where the path goes through a value that is not known. */
export function find(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  for (let length = 0; length <= path.length; length++) {
    if (isUnknown(at(value, ...path.slice(0, length)))) return UNKNOWN;
  }
  return at(value, ...path);
}

/** True for a JSON object. */
export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The elements of a list; one value counts as a list of it, none as an empty one. */
export function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

/** Order of two texts by code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The values of a list without repetitions, in order. */
export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** Adds a value to the list of a key. */
export function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The resources of a graph by URN, whatever order they were registered in. */
export function sorted(resources: GraphResource[]): GraphResource[] {
  return [...resources].sort((a, b) => compareText(a.urn, b.urn));
}

/** The ancestors of a resource, nearest first; each once, also where parents go in a circle. */
export function ancestors(resource: GraphResource, resources: Map<string, GraphResource>): GraphResource[] {
  const found = new Set<GraphResource>();
  let next = resource.parent === undefined ? undefined : resources.get(resource.parent);
  while (next !== undefined && !found.has(next)) {
    found.add(next);
    next = next.parent === undefined ? undefined : resources.get(next.parent);
  }
  return [...found];
}

/** URN of the provider of a resource; empty where it is not told. */
export function providerOf({ provider }: GraphResource): string {
  return provider?.slice(0, provider.lastIndexOf("::")) ?? "";
}
