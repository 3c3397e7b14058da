import { type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import type { Words } from "../../words";
import { wrap } from "../text";

/** The components of a graph. */
export function componentsOf(graph: Graph): GraphResource[] {
  return graph.resources.filter((resource) => !resource.custom);
}

/** Components as a tree, each with what it makes itself, counted by kind. */
export function showTree(graph: Graph, words: Words): string[] {
  const children = (urn: string | undefined): GraphResource[] => graph.resources.filter(({ parent }) => parent === urn);
  const show = (urn: string | undefined, depth: number): string[] =>
    children(urn)
      .filter((resource) => !resource.custom)
      .flatMap((component) => {
        const kinds = tally(
          children(component.urn).filter((child) => child.custom),
          words,
        );
        const title = `${kindOf(component.type, words)} ${component.name}`;
        const made = kinds ? `${title}: ${kinds}` : title;
        return [...wrap(made, 2 + 2 * depth, 6 + 2 * depth), ...show(component.urn, depth + 1)];
      });
  const alone = children(undefined).filter((resource) => resource.custom);
  return [...wrap(tally(alone, words), 2, 6), ...show(undefined, 0)];
}

function tally(resources: GraphResource[], words: Words): string {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(kindOf(type, words), (counts.get(kindOf(type, words)) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(", ");
}

/** The short name of a type; of a provider, which package it is for. */
export function kindOf(type: string, { plan }: Words): string {
  const [pkg, , name] = type.split(":");
  if (pkg === "pulumi") return plan.provider(name);
  return type === "eks:index:Cluster" ? "eks.Cluster" : (name ?? type);
}

/** The binding's output as an outline; a path is one line. */
export function showBinding(binding: Json, { plan: { binding: say } }: Words): string[] {
  const plain = (value: Json): string => {
    if (value === UNKNOWN) return say.later;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const item = (value: Json): string => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return plain(value);
    return `${plain(value.protocol)} ${plain(value.port)} ${plain(value.peer)}`;
  };
  const walk = (value: Json, depth: number): string[] =>
    Object.entries(value as { [key: string]: Json }).flatMap(([key, inner]) => {
      const indent = " ".repeat(2 + 2 * depth);
      if (Array.isArray(inner)) return [`${indent}${key}: ${inner.map(item).join(", ") || say.nothing}`];
      if (inner === null || typeof inner !== "object") return [`${indent}${key}: ${plain(inner)}`];
      return [`${indent}${key}:`, ...walk(inner, depth + 1)];
    });
  return binding === null ? [`  ${say.none}`] : walk(order(binding), 0);
}

const BINDING_ORDER = [
  "bound",
  "securityGroup",
  "securityGroupPolicy",
  "enforcedBy",
  "vpcCni",
  "reaches",
  "reachableFrom",
];

function order(binding: Json): Json {
  if (binding === null || typeof binding !== "object" || Array.isArray(binding)) return binding;
  const rank = (key: string): number => (BINDING_ORDER.includes(key) ? BINDING_ORDER.indexOf(key) : 99);
  return Object.fromEntries(Object.entries(binding).sort(([a], [b]) => rank(a) - rank(b)));
}
