/**
 * Small stacks that something else made, as `pulumi stack export` writes them; each is told by what differs from the first,
 * `00-clean`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A case of `cases/`. */
export interface Case {
  name: string;
  /** What is right, in words. */
  right: string;
  /** `<from> -> <to> <protocol> <port>`: `yes`, `no` or `maybe`; several that are right, with `|` between them. */
  reach: { [row: string]: string };
  /**
   * By policy, `*` for any: `mandatory` (such a finding is there), `not-mandatory` (none is), `present` (one of any level,
   * or what was not judged is told).
   */
  policies: { [policy: string]: "mandatory" | "not-mandatory" | "present" };
  /** What `pulumi stack export` prints of it. */
  state: State;
}

/** An exported state, as far as it is read. */
export interface State {
  version: number;
  deployment: { resources: { [key: string]: unknown; urn: string; inputs?: { [key: string]: unknown } }[] };
}

/** A resource as it is written down; URNs without their beginning, `~` for it inside values. */
interface Written {
  /** The end of its URN. */
  is: string;
  inputs?: { [key: string]: unknown };
  /** What the outputs have beside id and inputs. */
  alsoOutputs?: { [key: string]: unknown };
  /** All outputs; null for none. */
  outputs?: { [key: string]: unknown } | null;
  /** For each input the resources that it comes from. */
  from?: { [input: string]: string | string[] };
  /** Where these are not the ones that inputs come from. */
  dependencies?: string[];
  /** True where it says nothing of dependencies. */
  bare?: boolean;
  /** Where that is not the stack. */
  parent?: string | null;
  /** Where that is not the one of its package. */
  provider?: string | null;
  [other: string]: unknown;
}

interface File extends Omit<Case, "name" | "state"> {
  /** What of the clean stack is not there. */
  without?: string[];
  /** What of the clean stack is there; everything where it is left out. */
  only?: string[];
  /** What is there besides, or otherwise. */
  resources: Written[];
}

const FOLDER = join(__dirname, "cases");
const START = "urn:pulumi:prod::shop::";
const PROVIDERS = new Map([
  ["kubernetes", `${START}pulumi:providers:kubernetes::k8s::22222222-2222-4222-8222-222222222222`],
]);
const AWS = `${START}pulumi:providers:aws::default_7_48_0::11111111-1111-4111-8111-111111111111`;

/** All cases, the clean one first. */
export const CASES: Case[] = readdirSync(FOLDER)
  .sort()
  .map((file) => {
    const { right, reach, policies } = read(file);
    return { name: file.replace(".yaml", ""), right, reach, policies, state: stateOf(file) };
  });

/** The clean stack; a new one each time. */
export function cleanState(): State {
  return structuredClone(CASES[0].state);
}

function read(file: string): File {
  return parse(readFileSync(join(FOLDER, file), "utf8")) as File;
}

function stateOf(file: string): State {
  const { without = [], only, resources } = read(file);
  const changed = resources.map(({ is }) => is);
  const kept = read("00-clean.yaml").resources.filter(
    ({ is }) => !without.includes(is) && !changed.includes(is) && (only?.includes(is) ?? true),
  );
  return { version: 3, deployment: { resources: [...kept, ...resources].map(exported) } };
}

function exported({ is, alsoOutputs, from = {}, bare, ...written }: Written): State["deployment"]["resources"][0] {
  const type = is.split("::")[0].split("$").at(-1)!;
  const sources = Object.entries(from).map(([input, names]): [string, string[]] => [input, [names].flat()]);
  const {
    inputs,
    outputs,
    dependencies = sources.flatMap(([, names]) => names),
    parent,
    provider,
    ...others
  } = written;
  const made = { id: written.id, ...inputs, ...alsoOutputs };
  const whole = {
    ...{ urn: is, type, custom: true, ...others, inputs },
    ...(outputs !== null && { outputs: outputs ?? made }),
    ...(!bare && { dependencies: urns(dependencies), propertyDependencies: byInput(sources) }),
    ...(parent !== null && { parent: `${START}${parent ?? "pulumi:pulumi:Stack::shop-prod"}` }),
    ...(provider !== null && { provider: provider ?? PROVIDERS.get(type.split(":")[0]) ?? AWS }),
  };
  const text = JSON.stringify(whole).replaceAll("~", START);
  return { ...(JSON.parse(text) as object), urn: `${START}${is}` };
}

function byInput(sources: [string, string[]][]): { [input: string]: string[] } {
  return Object.fromEntries(sources.map(([input, names]) => [input, urns(names)]));
}

function urns(names: string[]): string[] {
  return names.map((name) => `${START}${name}`);
}
