import { byUrn, type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { ancestors } from "../../model/graph/values";
import { read } from "../../model/reading/reading";
import type { Finding } from "../../policies/findings";
import type { Rule, RuleConfig } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { findingText } from "../../words/en/findings";
import { lab } from "../support/lab";

/** The day on which the tests ask. */
export const DAY = "2026-11-26";

/** Records the lab before the tests of a suite: the first run loads the SDKs of all providers, longer than a test may take. */
export function recordLabFirst(): void {
  before("the lab is recorded", async function () {
    this.timeout(20_000);
    await lab("bound", true);
  });
}

/** A change of a graph, in place. */
export type Edit = (graph: Graph) => void;

/** A copy of the lab's graph in one stage, as a preview records it, changed by the edits. */
export async function labGraph(edits: Edit[] = [], stage = "bound"): Promise<Graph> {
  const { graph } = await lab(stage, true);
  return edited(withVersion(graph), edits);
}

/** A copy of a graph, changed by edits. */
export function edited(graph: Graph, edits: Edit[]): Graph {
  const copy = structuredClone(graph);
  for (const edit of edits) edit(copy);
  return copy;
}

/** The lab's graph with the add-on version that an engine looks up, so that nothing is left open. */
function withVersion(graph: Graph): Graph {
  return edited(graph, [set("Addon", "lab-pod-eni-vpc-cni", "addonVersion", "v1.21.1-eksbuild.1")]);
}

/** The resource of a type (its last part) and name. */
export function get(graph: Graph, type: string, name: string): GraphResource {
  const found = graph.resources.filter((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name}`);
  return found[0];
}

/** Sets an input; `undefined` removes it. */
export function set(type: string, name: string, path: string, value: Json | undefined): Edit {
  return (graph) => {
    const keys = path.split(".");
    let at = get(graph, type, name).inputs;
    for (const key of keys.slice(0, -1)) at = at[key] as { [key: string]: Json };
    if (value === undefined) delete at[keys.at(-1)!];
    else at[keys.at(-1)!] = value;
  };
}

/** Makes an input unknown. */
export function hide(type: string, name: string, path: string): Edit {
  return set(type, name, path, UNKNOWN);
}

/** Takes a resource out, and out of whatever depends on it. */
export function remove(type: string, name: string): Edit {
  return (graph) => {
    const { urn } = get(graph, type, name);
    graph.resources.splice(0, graph.resources.length, ...graph.resources.filter((resource) => resource.urn !== urn));
    for (const resource of graph.resources) forget(resource, urn);
  };
}

/** Takes a dependency of a resource away, wherever it is noted. */
function forget(resource: GraphResource, urn: string): void {
  resource.dependencies = resource.dependencies.filter((dependency) => dependency !== urn);
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    resource.propertyDependencies[key] = urns.filter((dependency) => dependency !== urn);
  }
}

/** Says where an input comes from. */
export function from(type: string, name: string, property: string, ...sources: [type: string, name: string][]): Edit {
  return (graph) => {
    const resource = get(graph, type, name);
    const urns = sources.map((source) => get(graph, ...source).urn).sort();
    resource.propertyDependencies[property] = urns;
    resource.dependencies = [...new Set([...resource.dependencies, ...urns])].sort();
  };
}

/** Takes a dependency away, wherever it is noted. */
export function unorder(type: string, name: string, on: [type: string, name: string]): Edit {
  return (graph) => forget(get(graph, type, name), get(graph, ...on).urn);
}

/** Nothing waits for a resource any more, nor for a component that it is in. */
export function detach(type: string, name: string): Edit {
  return (graph) => {
    const resources = byUrn(graph);
    const resource = get(graph, type, name);
    const urns = [resource, ...ancestors(resource, resources)].map(({ urn }) => urn);
    for (const other of graph.resources) for (const urn of urns) forget(other, urn);
  };
}

/** Adds a copy of a resource under another name, changed by `change`. */
export function copy(type: string, name: string, as: string, change: (made: GraphResource) => void = () => {}): Edit {
  return (graph) => {
    const original = get(graph, type, name);
    const made = structuredClone({ ...original, name: as, urn: original.urn.replace(/::[^:]*$/, `::${as}`) });
    change(made);
    graph.resources.push(made);
  };
}

/** The rule of a name. */
export function ruleOf(name: string): Rule {
  const found = RULES.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
}

/** What a rule finds in a graph. */
export function findings(rule: Rule, graph: Graph, config?: RuleConfig): Finding[] {
  return rule.check(read(graph), config, DAY);
}

/** What all rules find in a graph, which is read once, by rule. */
export function allFindings(graph: Graph): { rule: Rule; found: Finding[] }[] {
  const reading = read(graph);
  return RULES.map((rule) => ({ rule, found: rule.check(reading, undefined, DAY) }));
}

/** Messages of what a rule is certain of. */
export function certain(rule: Rule, graph: Graph, config?: RuleConfig): string[] {
  return findings(rule, graph, config)
    .filter((found) => found.certain)
    .map(findingText);
}

/** Messages of what a rule leaves open. */
export function open(rule: Rule, graph: Graph, config?: RuleConfig): string[] {
  return findings(rule, graph, config)
    .filter((found) => !found.certain)
    .map(findingText);
}

/** Short names of the resources that most tests change. */
export const LAB = {
  podGroup: ["SecurityGroup", "catalog-pods"],
  databaseGroup: ["SecurityGroup", "catalog-db-database"],
  policy: ["SecurityGroupPolicy", "catalog-policy"],
  catalog: ["Deployment", "catalog"],
  probe: ["Job", "probe-bound"],
  cni: ["Addon", "lab-pod-eni-vpc-cni"],
  nodes: ["NodeGroup", "lab-nodes"],
  template: ["LaunchTemplate", "lab-nodes"],
  cluster: ["Cluster", "lab-eks"],
  controller: ["RolePolicyAttachment", "lab-cluster-AmazonEKSVPCResourceController"],
  database: ["Instance", "catalog-db"],
  password: ["RandomPassword", "catalog-db-password"],
  parameter: ["Parameter", "catalog-db-password"],
  databaseIngress: ["SecurityGroupIngressRule", "catalog-to-catalog-db-tcp-3306-ingress"],
  databaseEgress: ["SecurityGroupEgressRule", "catalog-to-catalog-db-tcp-3306-egress"],
  dnsUdpEgress: ["SecurityGroupEgressRule", "catalog-to-dns-udp-53-egress"],
  dnsTcpEgress: ["SecurityGroupEgressRule", "catalog-to-dns-tcp-53-egress"],
  dnsUdpIngress: ["SecurityGroupIngressRule", "catalog-to-dns-udp-53-ingress"],
  dnsTcpIngress: ["SecurityGroupIngressRule", "catalog-to-dns-tcp-53-ingress"],
  probeIngress: ["SecurityGroupIngressRule", "catalog-from-nodes-tcp-8080-ingress"],
} satisfies { [name: string]: [string, string] };
