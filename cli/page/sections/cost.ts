/**
 * What the plan costs, and what others would.
 */
import { PRICES_DATE } from "../../../model/aws/prices";
import { classCost, type Cost, type CostItem, isPriced, variants } from "../../../model/cost/cost";
import type { Words } from "../../../words";
import { CLASS } from "../../answers/class";
import type { MadePlan } from "../../plan/make";
import { costSentence } from "../../plan/show-time-and-cost";
import { markup, Markup } from "../markup";

/** The bill of the plan, and the comparison. */
export function costs({ cost: own }: MadePlan, words: Words): Markup {
  const { amounts, cost: say } = words;
  const { bill } = say;
  if (!isPriced(own)) return markup`<p>${costSentence(own, words)}</p>`;
  const count = (id: keyof typeof CLASS): string => markup`<span data-count="${id}">${CLASS[id]}</span>`.text;
  return markup`<p class="note">${bill.listPrices(own.region || undefined, PRICES_DATE)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${bill.what}"><table class="numbers">
<thead><tr><th scope="col">${bill.what}</th><th scope="col">${bill.count}</th><th scope="col">${bill.each}</th><th scope="col">${bill.perHour}</th><th scope="col">${bill.perDay}</th></tr></thead>
<tbody>${own.items.map((item) => line(item, words))}</tbody>
<tfoot><tr><th scope="row">${own.missing.length > 0 ? bill.atLeast : bill.total}</th><td></td><td></td><td data-label="${bill.perHour}">${amounts.dollars(own.perHour, 3)}</td><td data-label="${bill.perDay}">${amounts.dollars(own.perDay)}</td></tr></tfoot>
</table></div>
${own.missing.length > 0 && markup`<p class="note">${bill.notCounted(own.missing)}</p>`}
<h3>${bill.forClass}</h3>
<p>${new Markup(bill.classOf(count("students"), count("hours")))}</p>
<p class="inputs" id="class-inputs" hidden><label>${bill.students} <input type="number" id="students" min="1" max="500" value="${CLASS.students}"></label> <label>${bill.hours} <input type="number" id="hours" min="1" max="200" value="${CLASS.hours}"></label></p>
${comparison(own, words)}`;
}

function line({ of, count, unitPrice, unit, perHour, notes }: CostItem, { amounts, cost: say }: Words): Markup {
  const { bill } = say;
  const money = (amount: number | null, decimals: number): string =>
    amount === null ? "–" : amounts.dollars(amount, decimals);
  const price = unitPrice === null ? "" : `$${exact(unitPrice)}`;
  const each = unitPrice === null ? bill.byUse : unit === "hour" ? bill.anHour(price) : bill.aGigabyteMonth(price);
  const amount = unit === "hour" ? String(count) : unit === "GB-month" ? say.gigabytes(count) : "";
  const note = notes.map(say.costNoteText).join("; ");
  return markup`<tr><th scope="row">${say.paidFor(of)}${note !== "" && markup`<small>${note}</small>`}</th><td data-label="${bill.count}">${amount}</td><td data-label="${bill.each}">${each}</td><td data-label="${bill.perHour}">${money(perHour, 3)}</td><td data-label="${bill.perDay}">${money(perHour === null ? null : perHour * 24, 2)}</td></tr>
`;
}

/** A list price with all its decimals, at least two. */
function exact(price: number): string {
  return price.toFixed(Math.max(2, (String(price).split(".")[1] ?? "").length));
}

function comparison(own: Cost, { amounts, cost: say }: Words): Markup {
  const { bill } = say;
  const others = variants(own.region).map((variant) => ({
    ...{ name: say.variantName(variant), what: say.variantText(variant), cost: variant.cost },
  }));
  const rows = [{ name: bill.thisPlan, what: "", cost: own }, ...others];
  const highest = Math.max(...rows.map((row) => row.cost.perHour));
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${bill.forClass}"><table class="numbers" id="class-costs">
<thead><tr><th scope="col">${bill.variant}</th><th scope="col">${bill.perHour}</th><th scope="col" class="wide"><span class="visually-hidden">${bill.asBar}</span></th><th scope="col">${bill.perDay}</th><th scope="col">${bill.theClass}</th></tr></thead>
<tbody>${rows.map(
    ({
      name,
      what,
      cost: { perHour, perDay, missing },
    }) => markup`<tr class="${what === "" && "own"}"><th scope="row">${name}<small>${what}</small></th><td data-label="${bill.perHour}">${missing.length > 0 && "≥ "}${amounts.dollars(perHour, 3)}</td><td class="wide" aria-hidden="true"><span class="meter" style="--share:${highest === 0 ? 0 : (100 * perHour) / highest}%"></span></td><td data-label="${bill.perDay}">${amounts.dollars(perDay)}</td><td data-label="${bill.theClass}" data-per-hour="${exact(perHour)}">${amounts.dollars(classCost(perHour, CLASS.students, CLASS.hours))}</td></tr>
`,
  )}</tbody></table></div>`;
}
