import { type Json, SECRET } from "../../model/graph/graph";

/** Key and values by which Pulumi marks special objects. Source: sdk/nodejs/runtime/rpc.ts of pulumi/pulumi */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Turns a wire value into plain JSON: secrets hidden and their places noted, resource references as URNs. */
export function plainInputs(value: unknown): { value: { [key: string]: Json }; secretPaths: string[] } {
  const secretPaths: string[] = [];
  const plain = convert(value ?? {}, "", secretPaths);
  return { value: plain as { [key: string]: Json }, secretPaths: secretPaths.sort() };
}

function convert(value: unknown, pointer: string, secretPaths: string[]): Json {
  if (value === null || typeof value !== "object") return (value ?? null) as Json;
  if (Array.isArray(value)) return value.map((entry, i) => convert(entry, `${pointer}/${i}`, secretPaths));
  const object = value as { [key: string]: unknown };
  if (object[SIGNATURE] === SECRET_SIGNATURE) {
    secretPaths.push(pointer);
    return SECRET;
  }
  if (object[SIGNATURE] !== undefined && typeof object.urn === "string") return object.urn;
  const entries = Object.entries(object).map(([key, inner]): [string, Json] => [
    key,
    convert(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, secretPaths),
  ]);
  return Object.fromEntries(entries);
}
