import assert from "node:assert/strict";
import * as stack from "./one-stack";

/** What the emulator has of a region or an account, by kind; of a cluster its parts. */
interface Kinds {
  [kind: string]: string[] | { [cluster: string]: { nodegroups: string[]; addons: string[] } };
}

/** What AWS makes by itself for what was asked of it, and removes with it. */
const BY_AWS = /^(sg-\w+ eks-cluster-sg-|eni-)/;

/** Everything that somebody has asked the emulator for, as `<kind> <id>`. */
export async function inventory(): Promise<Set<string>> {
  const answer = await fetch(new URL("/_lab/state", process.env.AWS_ENDPOINT_URL));
  assert.equal(answer.status, 200, "the emulator tells of nothing that it has at /_lab/state");
  const places = Object.values((await answer.json()) as { [place: string]: Kinds });
  return new Set(places.flatMap((kinds) => Object.entries(kinds).flatMap(([kind, found]) => named(kind, found))));
}

function named(kind: string, found: Kinds[string]): string[] {
  if (Array.isArray(found))
    return found.filter((one) => !BY_AWS.test(one)).map((one) => `${kind} ${one.split(" ")[0]}`);
  return Object.entries(found).flatMap(([cluster, { nodegroups, addons }]) => [
    `cluster ${cluster}`,
    ...nodegroups.map((name) => `node group ${cluster}:${name}`),
    ...addons.map((name) => `add-on ${cluster}:${name}`),
  ]);
}

/** What the emulator has and the stack's state has not, beside what was there before; and what the state alone has. */
export async function astray(before: ReadonlySet<string> = new Set()): Promise<{ lost: string[]; gone: string[] }> {
  const now = [...(await inventory())].filter((one) => !before.has(one));
  const idOf = (one: string): string => one.split(" ").at(-1)!;
  const known = stack.resources().filter(({ type }) => type.startsWith("aws:"));
  // A launch template's id is not its name.
  const names = new Set(known.flatMap(({ id, outputs }) => [id, outputs?.name, outputs?.identifier]));
  const there = new Set(now.map(idOf));
  return {
    lost: now.filter((one) => !names.has(idOf(one))),
    gone: known
      .filter(({ type }) => TOLD.test(type))
      .filter(({ id, outputs }) => ![id, outputs?.name, outputs?.identifier].some((one) => there.has(String(one))))
      .map(({ urn }) => urn),
  };
}

/** Types that the emulator's inventory tells of. */
const TOLD =
  /:(Vpc|NatGateway|Subnet|SecurityGroup|Eip|InternetGateway|LaunchTemplate|Role|Cluster|NodeGroup|Addon|SubnetGroup)$|rds.*:Instance$/;
