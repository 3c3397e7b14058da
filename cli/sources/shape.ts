import type { GraphResource, Json } from "../../model/graph/graph";
import { keptOutputs } from "../../model/graph/outputs";
import { compareText, find, isUnknown, unique } from "../../model/graph/values";
import { withJsonConfiguration } from "../../policies/addon-json";
import { plainInputs } from "../record/values";

/** An object of which nothing is known yet. */
export interface JsonObject {
  [key: string]: unknown;
}

/** True for a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Project and stack of a URN, `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export function stackOf(urn: string): { project: string; stack: string } {
  const [, stack, project] = /^urn:pulumi:(.+?)::(.+?)::/.exec(urn) ?? [];
  return { project: project ?? "", stack: stack ?? "" };
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Marks of the Pulumi bridges for their own use, inside inputs; the first lists the keys that a provider filled in. */
const DEFAULTS = "__defaults";
const INTERNAL = "__internal";

/** Mark of the Kubernetes provider on an object that it named itself. */
const AUTONAMED = "pulumi.com/autonamed";

const PROVIDER_TYPE = "pulumi:providers:";

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isText = (value: unknown): boolean => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/**
 * What the fields of a resource are where they are there: a field of another form would pass for none, and a stack without it
 * for the whole. Source: `ResourceV3` in `sdk/go/common/apitype/core.go` of pulumi/pulumi
 */
const FIELDS: { [field: string]: [isOne: (value: unknown) => boolean, noun: string] } = {
  ...{ custom: [isFlag, "true or false"], external: [isFlag, "true or false"], delete: [isFlag, "true or false"] },
  ...{ protect: [isFlag, "true or false"], retainOnDelete: [isFlag, "true or false"] },
  ...{
    pendingReplacement: [isFlag, "true or false"],
    inputs: [isObject, "an object"],
    outputs: [isObject, "an object"],
  },
  ...{ id: [isText, "a text"], parent: [isText, "a text"], provider: [isText, "a text"], viewOf: [isText, "a text"] },
  dependencies: [isTexts, "a list of texts"],
  propertyDependencies: [
    (value) => isObject(value) && Object.values(value).every((list) => list === null || isTexts(list)),
    "an object of lists of texts",
  ],
};

/** Which field of a resource has another form than the engine writes, as a sentence; undefined where none has. */
export function fieldProblem(raw: JsonObject): string | undefined {
  for (const [field, [isOne, noun]] of Object.entries(FIELDS)) {
    const value = raw[field];
    // Go writes null for a list or map that was never made.
    if (value !== undefined && value !== null && !isOne(value)) return `${field} of ${String(raw.urn)} is not ${noun}`;
  }
  return undefined;
}

/**
 * A resource as the engine writes it, as one of a graph; undefined for the stack itself. Fails with a plain `Error` that
 * says what is missing.
 */
export function engineResource(raw: unknown): GraphResource | undefined {
  if (!isObject(raw) || typeof raw.urn !== "string" || typeof raw.type !== "string") {
    throw new Error("a resource of it has no urn or type");
  }
  const { urn, type } = raw;
  if (stackOf(urn).stack === "") throw new Error("a resource of it has no proper urn");
  const problem = fieldProblem(raw);
  if (problem !== undefined) throw new Error(problem);
  if (type === STACK_TYPE) return undefined;
  const { value, secretPaths } = plainInputs(raw.inputs);
  const parent = typeof raw.parent === "string" && !raw.parent.includes(`::${STACK_TYPE}::`) ? raw.parent : undefined;
  // What a provider shows of its own resource's inside (a view) is nobody's component.
  const custom = raw.custom === true || typeof raw.viewOf === "string";
  return {
    ...{ urn, type, name: urn.split("::").slice(3).join("::"), custom },
    ...(parent !== undefined && parent !== "" && { parent }),
    inputs: withJsonConfiguration(type, asWritten(value) as { [key: string]: Json }),
    dependencies: strings(raw.dependencies),
    propertyDependencies: stringLists(raw.propertyDependencies),
    ...(typeof raw.provider === "string" && raw.provider !== "" && { provider: raw.provider }),
    secretPaths,
    ...engineFacts(type, { ...raw, outputs: plainInputs(raw.outputs).value }),
  };
}

/** What the engine alone knows of a resource, as far as it is there in the right shape; of outputs those that a graph carries. */
export function engineFacts(type: string, raw: JsonObject): Partial<GraphResource> {
  const { id, external, protect, retainOnDelete } = raw;
  const isId = typeof id === "string" && id !== "" && !isUnknown(id) && !type.startsWith(PROVIDER_TYPE);
  const outputs = keptOutputs(type, (raw.outputs ?? null) as Json, external === true);
  return {
    ...(isId && { id }),
    ...(external === true && { external }),
    ...(protect === true && { protect }),
    ...(retainOnDelete === true && { retainOnDelete }),
    ...(outputs !== undefined && { outputs }),
  };
}

/** Lists of texts by key, without the empty ones. */
export function stringLists(value: unknown): { [key: string]: string[] } {
  const lists = Object.entries(isObject(value) ? value : {}).map(([key, list]) => [key, strings(list)] as const);
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

/** The texts of a list, sorted, each once. */
export function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
  return unique(list).sort(compareText);
}

/**
 * Inputs without what a provider filled in, names above all: they are not the program's, and a new one in every preview.
 */
function asWritten(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(asWritten);
  const filledIn = [DEFAULTS, INTERNAL, AUTONAMED, ...strings(value[DEFAULTS])];
  if (find(value, "annotations", AUTONAMED) === "true") filledIn.push("name");
  const kept = Object.entries(value).filter(([key]) => !filledIn.includes(key));
  const entries = kept.map(([key, inner]): [string, Json] => [key, asWritten(inner)]);
  // Annotations that were nothing but such a mark were not there.
  return Object.fromEntries(entries.filter(([key, inner]) => key !== "annotations" || !isEmptied(value[key], inner)));
}

function isEmptied(before: Json, after: Json): boolean {
  const count = (value: Json): number => (isObject(value) ? Object.keys(value).length : 1);
  return count(before) > 0 && count(after) === 0;
}

/** The resources in the order of their URNs. */
export function byUrnOrder(resources: GraphResource[]): GraphResource[] {
  return resources.sort((a, b) => compareText(a.urn, b.urn));
}
