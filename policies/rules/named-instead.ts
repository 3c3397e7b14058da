import { unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { Direction } from "../../model/reading/rules";
import { type GroupName, groupName } from "../references";

/**
 * The groups that rules of `own` name for this traffic where one of `right` is wanted: as where nodes were thought to carry a
 * group that they do not.
 */
export function namedInstead(
  reading: Reading,
  direction: Direction,
  { own, right }: { own: string[]; right: string[] },
  { protocol, port }: { protocol: string; port: number },
): GroupName[] {
  const rules = unique(own).flatMap((group) => reading.rules.of(group, direction));
  const keys = rules.flatMap((rule) =>
    rule.certain &&
    !rule.eksMade &&
    rule.portsKnown &&
    [protocol, "-1"].includes(rule.protocol) &&
    rule.fromPort <= port &&
    port <= rule.toPort &&
    rule.peer.kind === "groups"
      ? rule.peer.keys
      : [],
  );
  return unique(keys)
    .filter((key) => ![...own, ...right].includes(key))
    .map((key) => groupName(reading, key));
}
