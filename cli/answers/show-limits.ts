import { pushTo, unique } from "../../model/graph/values";
import type { Words } from "../../words";
import { columns, wrap } from "../text";
import type { Answers } from "./answers";

/** Branch interfaces of the nodes, and who takes them. */
export function showCapacity({ capacity }: Answers, { limits }: Words): string[] {
  const say = limits.capacity;
  if (!capacity) return wrap(say.notKnown, 2);
  const who = capacity.byPods.map((pods) => `${pods.name} ${pods.needed}`).join(", ") || say.nobody;
  const open = unique(capacity.doubts.map(limits.capacityDoubtText)).join("; ");
  return [
    ...wrap(say.taken(capacity, who), 2),
    ...wrap(say.coolDown, 2),
    ...(open === "" ? [] : wrap(say.notCertain(open), 2, 4)),
  ];
}

/** Rules of each security group against the quota. */
export function showRuleCounts({ ruleCounts }: Answers, { limits, things }: Words): string[] {
  const say = limits.rules;
  if (ruleCounts.length === 0) return [`  ${say.none}`];
  const header = [`  ${say.group}`, say.inbound, say.outbound, say.quota];
  const rows = ruleCounts.map(({ name, inbound, outbound, quota, over }) => [
    `  ${things.groupName(name)}`,
    String(inbound),
    String(outbound),
    over ? `${quota} ${say.exceeded}` : String(quota),
  ]);
  const byDoubt = new Map<string, string[]>();
  for (const { name, doubts } of ruleCounts) {
    for (const text of unique(doubts.map(limits.countDoubtText))) pushTo(byDoubt, text, name);
  }
  return [
    ...columns([header, ...rows]),
    ...(ruleCounts.some(({ over }) => over) ? wrap(say.remedy, 2, 4) : []),
    ...[...byDoubt].flatMap(([text, names]) => wrap(say.morePossible(names.map(things.groupName), text), 2, 4)),
  ];
}

/** What was not judged, under a heading of its own; nothing where all was. */
export function showNotJudged({ notJudged }: Pick<Answers, "notJudged">, { limits, plan }: Words): string[] {
  if (notJudged.length === 0) return [];
  return ["", plan.headings.notJudged, ...notJudged.flatMap((one) => wrap(limits.notJudgedText(one), 2, 4))];
}
