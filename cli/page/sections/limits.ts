/**
 * What runs out first: branch interfaces, and rules per security group.
 */
import { unique } from "../../../model/graph/values";
import { capacityDoubtText, countDoubtText, notJudgedText } from "../../../words/en/limits";
import { counted } from "../../text";
import type { Plan } from "../../plan/make";
import { markup, type Markup } from "../markup";

/** Branch interfaces of the nodes, and who takes them. */
export function branchInterfaces({ capacity }: Plan): Markup {
  if (!capacity) return markup`<p>Not known: the plan makes no nodes, or their type is not in the table.</p>`;
  const { nodes, instanceType, perNode, total, needed, headroom, byPods, ordinaryPodAddressesPerNode, doubts } =
    capacity;
  const width = (count: number): string => `${Math.round((10000 * count) / Math.max(total, needed, 1)) / 100}%`;
  const open = unique(doubts.map(capacityDoubtText)).join("; ");
  const room = headroom < 0 ? `${-headroom} too few` : `${headroom} free`;
  return markup`<p>${counted(nodes, "node")} ${instanceType} with ${perNode} branch interfaces each: <strong>${total} in all, at worst ${needed} taken, ${room}</strong>. Besides, each node has ${ordinaryPodAddressesPerNode} addresses for ordinary pods.</p>
<div class="shares" aria-hidden="true">${byPods.map((pods) => markup`<span style="width:${width(pods.needed)}">${pods.needed}</span>`)}${headroom > 0 && markup`<span class="free" style="width:${width(headroom)}">${headroom}</span>`}</div>
<ul class="plain">${byPods.map((pods) => markup`<li>${pods.name}: ${pods.needed}</li>`)}${headroom > 0 && markup`<li>free: ${headroom}</li>`}</ul>
<p class="note">Interfaces of stopped pods stay taken for 60 to 90 s, so pods that roll count twice.${open !== "" && ` Not certain: ${open}.`}</p>`;
}

/** Rules of each security group against the quota. */
export function ruleTable({ ruleCounts }: Plan): Markup {
  if (ruleCounts.length === 0) return markup`<p>The plan makes no security group.</p>`;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Rules per security group"><table class="numbers">
<thead><tr><th scope="col">security group</th><th scope="col">inbound</th><th scope="col">outbound</th><th scope="col">quota of each</th></tr></thead>
<tbody>${ruleCounts.map(
    ({
      name,
      inbound,
      outbound,
      quota,
      over,
      doubts,
    }) => markup`<tr><th scope="row">${name}${doubts.length > 0 && markup`<small>more is possible: ${unique(doubts.map(countDoubtText)).join("; ")}</small>`}</th><td>${inbound}</td><td>${outbound}</td><td>${quota}${over && markup` <strong>exceeded</strong>`}</td></tr>
`,
  )}</tbody></table></div>`;
}

/** What was not judged, by family. */
export function notJudged({ notJudged: families }: Plan): Markup {
  return markup`<ul class="plain">${families.map((one) => markup`<li>${notJudgedText(one)}</li>`)}</ul>`;
}
