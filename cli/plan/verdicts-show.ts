import type { NotJudged } from "../../model/reading/completeness";
import { RULES } from "../../policies/rules";
import { en, type Words } from "../../words";
import { wrap } from "../text";
import { isMandatory, type ToldVerdict, verdictText } from "./verdicts";

/**
 * The verdicts of the policy pack as lines of at most 80 columns; mandatory ones with what to do about them. Of one policy,
 * at most `most` advisory ones are told in full; `count` policies were asked. That policies hold is said only of a graph of which nothing was left unjudged.
 */
export function showVerdicts(
  verdicts: ToldVerdict[],
  notJudged: NotJudged[],
  { words = en, most = Infinity, count = RULES.length }: { words?: Words; most?: number; count?: number } = {},
): string[] {
  const { amounts, policies } = words;
  const say = policies.verdicts;
  if (verdicts.length === 0) {
    return wrap(notJudged.length === 0 ? say.hold(count) : say.nothingFound(count), 2);
  }
  const mandatory = verdicts.filter(isMandatory).length;
  const advisory = verdicts.length - mandatory;
  const parts = [
    ...(mandatory > 0 ? [say.stops(amounts.mandatory(mandatory))] : []),
    ...(advisory > 0 ? [amounts.advisory(advisory)] : []),
  ];
  return [
    ...wrap(say.found(count, parts), 2),
    ...verdicts.flatMap((verdict) => {
      const { policy, enforcementLevel } = verdict;
      const level = policies.level(enforcementLevel);
      const alike = verdicts.filter((one) => !isMandatory(one) && one.policy === policy);
      const at = alike.indexOf(verdict);
      if (at > most) return [];
      if (at === most) return wrap(say.more(level, policy, alike.length - most), 2, 6);
      return wrap(say.line(level, policy, verdictText(verdict, words)), 2, 6);
    }),
    ...remediesOf(verdicts, words).flatMap(({ name, steps, url }) => [
      "",
      ...wrap(`${name}: ${steps}`, 2, 6),
      // An address is not broken, so that it can be opened.
      `      ${url}`,
    ]),
  ];
}

/** What to do about a policy that stops a deployment, and where more is written. */
export interface Remedy {
  name: string;
  steps: string;
  url: string;
}

/** What to do about each policy that stops a deployment. */
export function remediesOf(verdicts: ToldVerdict[], { policies }: Words): Remedy[] {
  return RULES.filter(({ name }) => verdicts.some((one) => one.policy === name && isMandatory(one))).map(
    ({ name, remediationSteps, url }) => ({ name, steps: policies.remedyOf(name) ?? remediationSteps, url }),
  );
}
