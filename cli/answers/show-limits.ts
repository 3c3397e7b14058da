import { pushTo, unique } from "../../model/graph/values";
import { capacityDoubtText, countDoubtText, notJudgedText } from "../../words/en/limits";
import { columns, counted, wrap } from "../text";
import type { Answers } from "./answers";

/** Branch interfaces of the nodes, and who takes them. */
export function showCapacity({ capacity }: Answers): string[] {
  if (!capacity) return ["  Unknown: there are no nodes, or their type is not told or not in the table."];
  const { nodes, instanceType, perNode, total, needed, headroom, byPods, doubts } = capacity;
  const who = byPods.map((pods) => `${pods.name} ${pods.needed}`).join(", ") || "none";
  const first = `${counted(nodes, "node")} ${instanceType} x ${perNode} = ${total}; at worst ${needed} taken (${who}), ${headroom} free.`;
  const second = "Interfaces of stopped pods stay taken for 60 to 90 s, so pods that roll count twice.";
  const open = unique(doubts.map(capacityDoubtText)).join("; ");
  return [...wrap(first, 2), ...wrap(second, 2), ...(open === "" ? [] : wrap(`Not certain: ${open}.`, 2, 4))];
}

/** Rules of each security group against the quota. */
export function showRuleCounts({ ruleCounts }: Answers): string[] {
  if (ruleCounts.length === 0) return ["  No security group."];
  const header = ["  group", "in", "out", "quota"];
  const rows = ruleCounts.map(({ name, inbound, outbound, quota, over }) => [
    `  ${name}`,
    String(inbound),
    String(outbound),
    over ? `${quota} EXCEEDED: share one DNS-client group among bindings` : String(quota),
  ]);
  const byDoubt = new Map<string, string[]>();
  for (const { name, doubts } of ruleCounts) {
    for (const text of unique(doubts.map(countDoubtText))) pushTo(byDoubt, text, name);
  }
  return [
    ...columns([header, ...rows]),
    ...[...byDoubt].flatMap(([text, names]) => wrap(`More is possible of ${names.join(", ")}: ${text}.`, 2, 4)),
  ];
}

/** What was not judged, under a heading of its own; nothing where all was. */
export function showNotJudged({ notJudged }: Pick<Answers, "notJudged">): string[] {
  if (notJudged.length === 0) return [];
  return ["", "NOT JUDGED", ...notJudged.flatMap((one) => wrap(notJudgedText(one), 2, 4))];
}
