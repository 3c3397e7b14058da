/**
 * A graph before it is written: references are things of their own, so that parts can be hidden, and the same graph be
 * written like a state or like a plan.
 */
import { type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";

/** A reference to an output of a resource. */
export class Reference {
  constructor(
    readonly urn: string,
    /** What a state has in its place. */
    readonly id: string,
  ) {}
}

/** A value that was hidden: unknown in every style, with what is still told of where it comes from. */
export class Hidden {
  constructor(readonly urns: string[]) {}
}

export type Sketched = Json | Reference | Hidden | Sketched[] | { [key: string]: Sketched };

/** A resource before it is written. */
export interface SketchedResource {
  urn: string;
  type: string;
  name: string;
  id: string;
  inputs: { [key: string]: Sketched };
  /** True where the stack only reads it; then `outputs` has all of it. */
  external?: boolean;
  /** What a state has among the outputs. */
  outputs?: { [key: string]: Sketched };
}

export type Sketch = SketchedResource[];

/** How a graph is written: with the ids that are known after deployment, or before. */
export type Style = "state" | "plan";

/** The graph of a sketch. */
export function graphOf(sketch: Sketch, style: Style): Graph {
  const known = new Set(sketch.map(({ urn }) => urn));
  // What is only read has its ids before the deployment, too.
  const read = new Set(sketch.filter(({ external }) => external).map(({ urn }) => urn));
  const write = (value: Sketched): Json => written(value, (urn) => style === "state" || read.has(urn));
  const resources = sketch.map(({ urn, type, name, id, inputs, external, outputs }): GraphResource => {
    const sources = Object.entries(inputs).map(([key, value]): [string, string[]] => [
      key,
      [...new Set(sourcesIn(value))].filter((source) => known.has(source)).sort(),
    ]);
    const propertyDependencies = Object.fromEntries(sources.filter(([, urns]) => urns.length > 0));
    return {
      ...{ urn, type, name, custom: true, inputs: write(inputs) as { [key: string]: Json } },
      dependencies: [...new Set(sources.flatMap(([, urns]) => urns))].sort(),
      propertyDependencies,
      // A plan, too, knows what it only reads.
      ...((style === "state" || external) && { id }),
      ...(external && { external }),
      ...(outputs && (style === "state" || external) && { outputs: write(outputs) as { [key: string]: Json } }),
    };
  });
  return { version: 2, source: style, resources };
}

/** Every value inside a value, itself included, with the way to it. */
export function valuesIn(value: Sketched, way: string[] = []): { value: Sketched; way: string[] }[] {
  const found = [{ value, way }];
  if (value === null || typeof value !== "object" || value instanceof Reference || value instanceof Hidden)
    return found;
  return [...found, ...Object.entries(value).flatMap(([key, inner]) => valuesIn(inner, [...way, key]))];
}

/** A value with every part of it replaced; `change` sees the innermost parts and returns what stands there then. */
export function mapped(value: Sketched, change: (leaf: Sketched) => Sketched): Sketched {
  if (value === null || typeof value !== "object" || value instanceof Reference || value instanceof Hidden) {
    return change(value);
  }
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, change));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapped(inner, change)]));
}

/** URNs of the resources that a value comes from. */
export function sourcesIn(value: Sketched): string[] {
  return valuesIn(value).flatMap(({ value }) =>
    value instanceof Reference ? [value.urn] : value instanceof Hidden ? value.urns : [],
  );
}

function written(value: Sketched, isKnown: (urn: string) => boolean): Json {
  return mapped(value, (leaf) => {
    if (leaf instanceof Hidden) return UNKNOWN;
    if (leaf instanceof Reference) return isKnown(leaf.urn) ? leaf.id : UNKNOWN;
    return leaf;
  }) as Json;
}
