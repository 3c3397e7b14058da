import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { construct } from "./construct";

/** A program in Pulumi YAML, as far as the examples use it. */
export interface YamlProgram {
  name: string;
  config: { [key: string]: unknown };
  resources: { [name: string]: YamlResource };
  outputs: { [name: string]: unknown };
}

/** A resource of such a program. */
export interface YamlResource {
  type: string;
  properties: { [key: string]: unknown };
  options?: { provider?: string; providers?: string[] };
}

/** Reads the program of a folder. */
export function readYamlProgram(folder: string): YamlProgram {
  return parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as YamlProgram;
}

/** An expression that is a whole value: a name, and properties of what it names. */
export const EXPRESSION = /^\$\{(\w+)((?:\.\w+|\["[^"\]]+"\])*)\}$/;

/** Runs a program and gives its outputs. Types and expressions that it does not know fail. */
export async function runYaml(program: YamlProgram): Promise<pulumi.Inputs> {
  const config = new pulumi.Config();
  const made = new Map<string, Promise<unknown>>();

  const resource = (name: string): Promise<unknown> => {
    const known = made.get(name) ?? make(name, program.resources[name]);
    made.set(name, known);
    return known;
  };
  const named = (name: string): unknown => (name in program.resources ? resource(name) : config.require(name));

  const valueOf = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(valueOf));
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).map(async ([key, inner]) => [key, await valueOf(inner)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }
    if (typeof value !== "string" || !value.includes("${")) return value;
    const [, name, path] = EXPRESSION.exec(value) ?? [];
    if (name === undefined) throw new Error(`${value} is more than a name with properties`);
    const keys = [...path.matchAll(/\.(\w+)|\["([^"\]]+)"\]/g)].map(([, plain, quoted]) => plain ?? quoted);
    const [first, ...others] = keys;
    const found = await named(name);
    if (first === undefined) return found;
    const start = (found as pulumi.Inputs)[first] as unknown;
    if (start === undefined) throw new Error(`${value}: ${name} has no output ${first}`);
    return others.reduce(
      (from, key) => pulumi.output(from).apply((all) => (all as pulumi.Inputs)[key] as unknown),
      start,
    );
  };

  const make = async (name: string, { type, properties, options }: YamlResource): Promise<unknown> => {
    const [args, opts] = [(await valueOf(properties)) as pulumi.Inputs, (await valueOf(options ?? {})) as object];
    if (type === "pulumi:providers:aws") return new aws.Provider(name, args, opts);
    if (type === "pulumi:providers:kubernetes") return new k8s.Provider(name, args, opts);
    if (type.startsWith("pod-security-groups:")) return construct(type, name, args, opts);
    if (type === "kubernetes:apps/v1:Deployment") return new k8s.apps.v1.Deployment(name, args as never, opts);
    throw new Error(`${type} is no type of the examples`);
  };

  await Promise.all(Object.keys(program.resources).map(resource));
  return (await valueOf(program.outputs)) as pulumi.Inputs;
}
