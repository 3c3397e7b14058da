/**
 * Where "not known" is accepted although the oracle, which sees the world, is certain: each entry is something that the
 * graph of a complete world does not tell.
 */
import type { Excuse } from "./compare";
import type { Style } from "./sketch";
import type { World } from "./world";

/** The reasons that hold for one way of writing graphs. */
export function excuses(style: Style): Excuse[] {
  return style === "plan" ? [...ALWAYS, groupsOfBlocks] : ALWAYS;
}

/** Without a subnet group a database is put into the default VPC's, so that its addresses are not in the graph. */
const databaseSomewhere: Excuse = ({ world }, { from, to }) =>
  world.databases.some(({ name, subnets }) => subnets === undefined && [from, to].includes(`database:${name}`));

const ALWAYS = [databaseSomewhere];

/** In a plan the ids inside the blocks of one direction are unknown, and which block means which group or list is not told. */
const groupsOfBlocks: Excuse = ({ world, ends }, { from, to }) => {
  const carried = [from, to].flatMap(
    (id) => ends.get(id)?.interfaces.flatMap(({ groups, leavesAs = [] }) => [...groups, ...leavesAs]) ?? [],
  );
  return carried.some((group) =>
    (["ingress", "egress"] as const).some((direction) => isMixed(world, group, direction)),
  );
};

function isMixed(world: World, group: string, direction: "ingress" | "egress"): boolean {
  const rules = world.rules.filter((rule) => rule.group === group && rule.direction === direction);
  const blocks = rules.filter(({ style }) => style === "inline");
  const named = blocks.map(({ peers }) => peers.flatMap((peer) => ("group" in peer ? [peer.group] : [])));
  const listsOf = ({ peers }: (typeof rules)[0]) =>
    peers.flatMap((peer) => ("prefixList" in peer ? [peer.prefixList] : []));
  const lists = blocks.map(listsOf);
  const ofOldRules = rules.filter(({ style }) => style === "old").map(listsOf);
  // The same group or list twice in one block looks like two, of which one has no source.
  const isTwice = [...named, ...lists, ...ofOldRules].some((peers) => new Set(peers).size < peers.length);
  const isSeveral = [named, lists].some((peers) => peers.flat().length > 1);
  return isTwice || (blocks.length > 1 && isSeveral);
}
