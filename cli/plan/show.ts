import { type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { showCapacity, showNotJudged, showRuleCounts } from "../answers/show-limits";
import { showReachability } from "../answers/show-reachability";
import { counted, wrap } from "../text";
import type { MadePlan } from "./make";
import { showCost, showTime } from "./show-time-and-cost";

/** A plan as text of at most 80 columns, without colours. */
export function showPlan(made: MadePlan): string {
  const { plan } = made;
  const custom = plan.resources.filter((resource) => resource.custom).length;
  return [
    `Plan of stack ${plan.stack}: ${counted(custom, "resource")} in ${components(plan).length} components.`,
    "Made offline from the real program. Nothing was deployed, no account was asked.",
    ...plan.warnings.flatMap((warning) => ["", ...wrap(`WARNING: ${warning}`)]),
    "",
    "WHAT WILL BE MADE",
    ...tree(plan),
    "",
    "THE BINDING (stack output podSecurityGroupBinding)",
    ...showBinding(plan.binding),
    "",
    "WHO CAN REACH WHAT",
    ...showReachability(plan.reachability, made.reach),
    "",
    "BRANCH INTERFACES",
    ...showCapacity(plan),
    "",
    "RULES PER SECURITY GROUP",
    ...showRuleCounts(plan),
    "",
    "TIME",
    ...showTime(made),
    "",
    "COST",
    ...showCost(plan),
    ...showNotJudged(plan),
  ].join("\n");
}

function components(graph: Graph): GraphResource[] {
  return graph.resources.filter((resource) => !resource.custom);
}

/** Components as a tree, each with what it makes itself, counted by kind. */
function tree(graph: Graph): string[] {
  const children = (urn: string | undefined): GraphResource[] => graph.resources.filter(({ parent }) => parent === urn);
  const show = (urn: string | undefined, depth: number): string[] =>
    children(urn)
      .filter((resource) => !resource.custom)
      .flatMap((component) => {
        const kinds = tally(children(component.urn).filter((child) => child.custom));
        const title = `${kind(component.type)} ${component.name}`;
        const made = kinds ? `${title}: ${kinds}` : title;
        return [...wrap(made, 2 + 2 * depth, 6 + 2 * depth), ...show(component.urn, depth + 1)];
      });
  return [...wrap(tally(children(undefined).filter((resource) => resource.custom)), 2, 6), ...show(undefined, 0)];
}

function tally(resources: GraphResource[]): string {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(kind(type), (counts.get(kind(type)) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(", ");
}

/** The short name of a type; of a provider, which package it is for. */
function kind(type: string): string {
  const [pkg, , name] = type.split(":");
  if (pkg === "pulumi") return `${name} provider`;
  return type === "eks:index:Cluster" ? "eks.Cluster" : name;
}

/** The binding's output as an outline; a path is one line. */
function showBinding(binding: Json): string[] {
  const walk = (value: Json, depth: number): string[] =>
    Object.entries(value as { [key: string]: Json }).flatMap(([key, inner]) => {
      const indent = " ".repeat(2 + 2 * depth);
      if (Array.isArray(inner)) return [`${indent}${key}: ${inner.map(item).join(", ") || "none"}`];
      if (inner === null || typeof inner !== "object") return [`${indent}${key}: ${plain(inner)}`];
      return [`${indent}${key}:`, ...walk(inner, depth + 1)];
    });
  return binding === null ? ["  The program exports none."] : walk(order(binding), 0);
}

function item(value: Json): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return plain(value);
  return `${plain(value.protocol)} ${plain(value.port)} ${plain(value.peer)}`;
}

const BINDING_ORDER = ["bound", "securityGroup", "securityGroupPolicy", "vpcCni", "reaches", "reachableFrom"];

function order(binding: Json): Json {
  if (binding === null || typeof binding !== "object" || Array.isArray(binding)) return binding;
  const rank = (key: string): number => (BINDING_ORDER.includes(key) ? BINDING_ORDER.indexOf(key) : 99);
  return Object.fromEntries(Object.entries(binding).sort(([a], [b]) => rank(a) - rank(b)));
}

function plain(value: Json): string {
  if (value === UNKNOWN) return "(known after deployment)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
