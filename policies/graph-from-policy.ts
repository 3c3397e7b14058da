/**
 * From what the policy SDK hands to a pack to the graph that `model/` reads.
 *
 * A stack policy gets what resources will *have*, not what they were given: in previews every computed property is unknown,
 * and Kubernetes objects of a cluster that does not exist yet are empty. So the inputs are noted while the engine asks
 * about each resource (`noteInputs`), and a stack policy adds only what it alone knows: parents and dependencies.
 */
import { isDeepStrictEqual } from "node:util";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy/policy";
import { entry, type Graph, GRAPH_VERSION, type GraphResource, type Json, UNKNOWN } from "../model/graph/graph";
import { keptOutputs } from "../model/graph/outputs";
import { compareText, find, isUnknown } from "../model/graph/values";
import { withJsonConfiguration } from "./addon-json";

/** What the engine writes for unknown values of each kind. Source: sdk/nodejs/policy/proxy.ts of pulumi/pulumi-policy */
const UNKNOWNS = [
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_TYPE = "pulumi:providers:";

/**
 * A value of the SDK as plain JSON; what is not known yet is `UNKNOWN`. The SDK's proxies throw when an unknown property
 * is read, so properties are taken from their descriptors, which no proxy of it watches.
 */
export function plainJson(value: unknown): Json {
  if (typeof value === "string") return UNKNOWNS.includes(value) ? UNKNOWN : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || typeof value !== "object") return null;
  const own = Object.getOwnPropertyDescriptors<{ [key: string]: unknown }>(value as { [key: string]: unknown });
  if (Array.isArray(value)) {
    const { length } = own;
    return Array.from({ length: length.value as number }, (_, index) => plainJson(own[String(index)]?.value));
  }
  const entries = Object.entries(own).filter(([, { enumerable, value: inner }]) => enumerable && inner !== undefined);
  return Object.fromEntries(entries.map(([key, { value: inner }]) => [key, plainJson(inner)]));
}

/** The inputs of resources by URN, as the engine has shown them so far. */
const noted = new Map<string, { [key: string]: Json }>();

/** Notes what a resource was given; the check of a resource policy, which finds nothing. */
export function noteInputs({ urn, props }: Pick<ResourceValidationArgs, "urn" | "props">): void {
  noted.set(urn, plainJson(props) as { [key: string]: Json });
}

let last: Graph | undefined;

/**
 * The graph of a stack policy's resources. Every policy of a pack is asked with its own copy of the same resources: the
 * graph of the question before is given again where nothing differs, so that what was read from it once serves all rules.
 */
export function graphFromPolicy(resources: PolicyResource[]): Graph {
  const made: Graph = {
    version: GRAPH_VERSION,
    source: "policy",
    resources: resources
      .filter(({ type }) => type !== STACK_TYPE)
      .map(graphResource)
      .sort((a, b) => compareText(a.urn, b.urn)),
  };
  if (last === undefined || !isDeepStrictEqual(made, last)) last = made;
  return last;
}

function graphResource(resource: PolicyResource): GraphResource {
  const { urn, type, name, parent, provider, opts } = resource;
  const sources = Object.entries(resource.propertyDependencies).filter(([, from]) => from.length > 0);
  const propertyDependencies = Object.fromEntries(
    sources.map(([key, from]) => [key, from.map((source) => source.urn).sort(compareText)]),
  );
  const isProvider = type.startsWith(PROVIDER_TYPE);
  // The SDK tells neither what was only read nor what is retained; an id is an output as any other.
  const outputs = plainJson(resource.props);
  const id = find(outputs, "id");
  const kept = keptOutputs(type, outputs, false);
  return {
    ...{ urn, type, name, custom: provider !== undefined || isProvider },
    ...(parent !== undefined && parent.type !== STACK_TYPE && { parent: parent.urn }),
    inputs: withJsonConfiguration(type, noted.get(urn) ?? withoutComputed(outputs, propertyDependencies)),
    dependencies: resource.dependencies.map((dependency) => dependency.urn).sort(compareText),
    propertyDependencies,
    // The id of a provider is not in what a policy gets, and nothing here needs it.
    ...(provider !== undefined && { provider: `${provider.urn}::${UNKNOWN}` }),
    ...(typeof id === "string" && id !== "" && !isUnknown(id) && !isProvider && { id }),
    ...(opts.protect && { protect: true }),
    ...(kept !== undefined && { outputs: kept }),
  };
}

/** Outputs, where inputs were not seen: what is unknown and comes from no other resource was computed, not given. */
function withoutComputed(props: Json, sources: { [key: string]: string[] }): { [key: string]: Json } {
  const entries = Object.entries(props as { [key: string]: Json });
  return Object.fromEntries(entries.filter(([key, value]) => value !== UNKNOWN || entry(sources, key) !== undefined));
}
