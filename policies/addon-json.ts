/**
 * The configuration of an EKS add-on in one form: AWS takes JSON and YAML, and `model/` reads JSON.
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
 */
import { parseDocument } from "yaml";
import type { Json } from "../model/graph/graph";
import { isObject } from "../model/graph/values";

/** Most times that a YAML text may repeat a part of itself by aliases. */
const MOST_ALIASES = 100;

/** Longest YAML text that is read: reading takes time in proportion to the square of its keys. */
const MOST_CHARACTERS = 32_768;

/**
 * Inputs of a resource, of an `aws:eks/addon:Addon` with its `configurationValues` as JSON where they are YAML. JSON stays
 * as it is, byte for byte, and so does what is neither, what is far too long, and a value that is not known yet.
 */
export function withJsonConfiguration(type: string, inputs: { [key: string]: Json }): { [key: string]: Json } {
  const { configurationValues: text } = inputs;
  if (type !== "aws:eks/addon:Addon" || typeof text !== "string" || isJson(text)) return inputs;
  const configurationValues = jsonOfYaml(text);
  return configurationValues === undefined ? inputs : { ...inputs, configurationValues };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The JSON of a YAML mapping; undefined for any other text. */
function jsonOfYaml(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const document = parseDocument(text, { merge: true, logLevel: "silent", prettyErrors: false });
    if (document.errors.length > 0) return undefined;
    const value = document.toJS({ maxAliasCount: MOST_ALIASES }) as Json;
    return isObject(value) ? JSON.stringify(value) : undefined;
  } catch {
    // Too many aliases, or too deep to be meant.
    return undefined;
  }
}
