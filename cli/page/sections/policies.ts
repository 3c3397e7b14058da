/**
 * What the policies say of the plan.
 */
import { RULES } from "../../../policies/rules";
import type { Words } from "../../../words";
import type { MadePlan } from "../../plan/make";
import { isMandatory, type ToldVerdict, verdictText } from "../../plan/verdicts";
import { remediesOf } from "../../plan/verdicts-show";
import { markup, type Markup } from "../markup";

/** All that the policies have found, mandatory findings first, with what to do about these. */
export function policies({ plan }: MadePlan, verdicts: ToldVerdict[], words: Words): Markup {
  const { amounts, policies: say } = words;
  if (verdicts.length === 0) {
    const all = plan.notJudged.length === 0 ? say.verdicts.hold : say.verdicts.nothingFound;
    return markup`<p>${all(RULES.length)}</p>`;
  }
  const mandatory = verdicts.filter(isMandatory).length;
  const parts = [
    ...(mandatory > 0 ? [say.verdicts.stops(amounts.mandatory(mandatory))] : []),
    ...(verdicts.length > mandatory ? [amounts.advisory(verdicts.length - mandatory)] : []),
  ];
  const names = [...new Set(verdicts.map(({ policy }) => policy))];
  const remedies = new Map(remediesOf(verdicts, words).map((remedy) => [remedy.name, remedy]));
  return markup`<p>${say.verdicts.found(RULES.length, parts)}</p>
<ul class="policies">${names.map((name) => {
    const own = verdicts.filter(({ policy }) => policy === name);
    const level = own.some(isMandatory) ? "mandatory" : "advisory";
    const remedy = remedies.get(name);
    return markup`<li><p><span class="answer ${level === "mandatory" ? "no" : "maybe"}">${say.level(level)}</span> <strong>${name}</strong></p><ul>${own.map((verdict) => markup`<li>${words.plan.answer.because(verdictText(verdict, words))}</li>`)}</ul>${remedy && markup`<p>${remedy.steps}</p>`}</li>
`;
  })}</ul>`;
}
