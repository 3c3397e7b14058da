/**
 * What runs out first: branch interfaces, and rules per security group.
 */
import { unique } from "../../../model/graph/values";
import type { Words } from "../../../words";
import type { Plan } from "../../plan/make";
import { markup, type Markup } from "../markup";

/** Branch interfaces of the nodes, and who takes them. */
export function branchInterfaces({ capacity }: Plan, { limits, page }: Words): Markup {
  const say = limits.capacity;
  if (!capacity) return markup`<p>${say.notKnown}</p>`;
  const { total, needed, headroom, byPods, ordinaryPodAddressesPerNode, doubts } = capacity;
  const width = (count: number): string => `${Math.round((10000 * count) / Math.max(total, needed, 1)) / 100}%`;
  const open = unique(doubts.map(limits.capacityDoubtText)).join("; ");
  const { space } = page.page;
  return markup`<p><strong>${say.sentence(say.short(capacity))}</strong>${space}${say.ordinary(ordinaryPodAddressesPerNode)}</p>
<div class="shares" aria-hidden="true">${byPods.map((pods) => markup`<span style="width:${width(pods.needed)}">${pods.needed}</span>`)}${headroom > 0 && markup`<span class="free" style="width:${width(headroom)}">${headroom}</span>`}</div>
<ul class="plain">${byPods.map((pods) => markup`<li>${pods.name}: ${pods.needed}</li>`)}${headroom > 0 && markup`<li>${page.limits.free(headroom)}</li>`}</ul>
<p class="note">${say.coolDown}${open !== "" && `${space}${say.notCertain(open)}`}</p>`;
}

/** Rules of each security group against the quota. */
export function ruleTable({ ruleCounts }: Plan, { limits, page, things }: Words): Markup {
  const say = limits.rules;
  if (ruleCounts.length === 0) return markup`<p>${page.limits.none}</p>`;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${page.page.sections.rules}"><table class="numbers">
<thead><tr><th scope="col">${say.group}</th><th scope="col">${say.inbound}</th><th scope="col">${say.outbound}</th><th scope="col">${page.limits.quota}</th></tr></thead>
<tbody>${ruleCounts.map(
    ({
      name,
      inbound,
      outbound,
      quota,
      over,
      doubts,
    }) => markup`<tr><th scope="row">${things.groupName(name)}${doubts.length > 0 && markup`<small>${page.limits.morePossible(unique(doubts.map(limits.countDoubtText)).join("; "))}</small>`}</th><td data-label="${say.inbound}">${inbound}</td><td data-label="${say.outbound}">${outbound}</td><td data-label="${page.limits.quota}">${quota}${over && markup` <strong>${page.limits.exceeded}</strong>`}</td></tr>
`,
  )}</tbody></table></div>`;
}

/** What was not judged, by family. */
export function notJudged({ notJudged: families }: Plan, { limits }: Words): Markup {
  return markup`<ul class="plain">${families.map((one) => markup`<li>${limits.notJudgedText(one)}</li>`)}</ul>`;
}
