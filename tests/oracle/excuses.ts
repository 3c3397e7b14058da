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
  const blocks = world.rules.filter(
    (rule) => rule.style === "inline" && rule.group === group && rule.direction === direction,
  );
  const named = blocks.map(({ peers }) => peers.flatMap((peer) => ("group" in peer ? [peer.group] : [])));
  // The same group twice in one block looks like two groups, of which one has no source.
  const isTwice = named.some((groups) => new Set(groups).size < groups.length);
  const lists = blocks.flatMap(({ peers }) => peers.flatMap((peer) => ("prefixList" in peer ? [peer.prefixList] : [])));
  if (blocks.length > 1 && new Set(lists).size > 1) return true;
  return isTwice || (blocks.length > 1 && new Set(named.flat()).size > 1);
}
