/**
 * What the plan costs, and what others would.
 */
import { classCost, variants } from "../../../model/cost/cost";
import { PRICES_DATE } from "../../../model/aws/prices";
import { variantText } from "../../../words/en/cost";
import type { Plan, PlannedCost, PlannedItem } from "../../plan/make";
import { markup, type Markup } from "../markup";
import { dollars } from "./units";

/** The class that the page is made for; its reader can ask for another. */
const CLASS = { students: 20, hours: 4 };

/** The bill of the plan, and the comparison. */
export function costs({ cost: own }: Plan): Markup {
  if (own.items.length === 0) return markup`<p>Nothing: the plan makes nothing that has a price.</p>`;
  return markup`<p class="note">List prices of ${own.region || "a region that is not known"} in US dollars, of ${PRICES_DATE}, before tax and free tiers.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Cost by item"><table class="numbers">
<thead><tr><th scope="col">what</th><th scope="col">count</th><th scope="col">each</th><th scope="col">per hour</th><th scope="col">per day</th></tr></thead>
<tbody>${own.items.map(line)}</tbody>
<tfoot><tr><th scope="row">${own.missing.length > 0 ? "at least" : "in all"}</th><td></td><td></td><td>${dollars(own.perHour)}</td><td>${dollars(own.perDay)}</td></tr></tfoot>
</table></div>
${own.missing.length > 0 && markup`<p class="note">Not counted: ${own.missing.join(", ")}.</p>`}
<h3>For a class, and beside others</h3>
<p>A class of <span data-count="students">${CLASS.students}</span> students, each with a lab of their own, for <span data-count="hours">${CLASS.hours}</span> hours.</p>
<p class="inputs" id="class-inputs" hidden><label>Students <input type="number" id="students" min="1" max="500" value="${CLASS.students}"></label> <label>Hours <input type="number" id="hours" min="1" max="200" value="${CLASS.hours}"></label></p>
${comparison(own)}`;
}

function line({ what, count, unitPrice, unit, perHour, note }: PlannedItem): Markup {
  const money = (amount: number | null): string => (amount === null ? "–" : dollars(amount));
  const each = unitPrice === null ? "by use" : `${exact(unitPrice)} a ${unit === "hour" ? "hour" : "GB and month"}`;
  const amount = unit === "hour" ? String(count) : unit === "GB-month" ? `${count} GB` : "";
  return markup`<tr><th scope="row">${what}${note !== undefined && markup`<small>${note}</small>`}</th><td>${amount}</td><td>${each.replace("a hour", "an hour")}</td><td>${money(perHour)}</td><td>${money(perHour === null ? null : perHour * 24)}</td></tr>
`;
}

/** A list price with all its decimals, at least two. */
function exact(price: number): string {
  return `$${price.toFixed(Math.max(2, (String(price).split(".")[1] ?? "").length))}`;
}

function comparison(own: PlannedCost): Markup {
  const others = variants(own.region).map((variant) => ({ ...variant, what: variantText(variant) }));
  const rows = [{ id: "this plan", what: "", cost: own }, ...others];
  const highest = Math.max(...rows.map((row) => row.cost.perHour));
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Cost beside others"><table class="numbers" id="class-costs">
<thead><tr><th scope="col">variant</th><th scope="col">per hour</th><th scope="col" class="wide"><span class="visually-hidden">as a bar</span></th><th scope="col">per day</th><th scope="col">the class</th></tr></thead>
<tbody>${rows.map(
    ({
      id,
      what,
      cost: { perHour, perDay, missing },
    }) => markup`<tr class="${what === "" && "own"}"><th scope="row">${id.replaceAll("-", " ")}<small>${what}</small></th><td>${missing.length > 0 && "≥ "}${dollars(perHour)}</td><td class="wide" aria-hidden="true"><span class="meter" style="--share:${highest === 0 ? 0 : (100 * perHour) / highest}%"></span></td><td>${dollars(perDay)}</td><td data-per-hour="${exact(perHour).slice(1)}">${dollars(classCost(perHour, CLASS.students, CLASS.hours))}</td></tr>
`,
  )}</tbody></table></div>`;
}
