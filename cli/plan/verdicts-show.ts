import type { NotJudged } from "../../model/reading/completeness";
import { RULES } from "../../policies/rules";
import { counted, wrap } from "../text";
import { isMandatory, type PolicyVerdict } from "./verdicts";

/**
 * The verdicts of the policy pack as lines of at most 80 columns; mandatory ones with what to do about them. Of one policy,
 * at most `most` advisory ones are told in full; `count` policies were asked. That policies hold is said only of a graph of which nothing was left unjudged.
 */
export function showVerdicts(
  verdicts: PolicyVerdict[],
  notJudged: NotJudged[],
  most = Infinity,
  count = RULES.length,
): string[] {
  if (verdicts.length === 0) {
    return wrap(
      notJudged.length === 0
        ? `All ${count} policies hold.`
        : `${count} policies; none finds anything in what was judged.`,
      2,
    );
  }
  const mandatory = verdicts.filter(isMandatory).length;
  const advisory = verdicts.length - mandatory;
  const parts = [
    ...(mandatory > 0 ? [`${counted(mandatory, "mandatory violation")}: these stop a deployment`] : []),
    ...(advisory > 0 ? [counted(advisory, "advisory note")] : []),
  ];
  const remedies = RULES.filter(({ name }) => verdicts.some((one) => one.policy === name && isMandatory(one)));
  return [
    ...wrap(`${count} policies; ${parts.join(", ")}.`, 2),
    ...verdicts.flatMap((verdict) => {
      const { policy, enforcementLevel, message } = verdict;
      const alike = verdicts.filter((one) => !isMandatory(one) && one.policy === policy);
      const at = alike.indexOf(verdict);
      if (at > most) return [];
      if (at === most) return wrap(`advisory ${policy}: ${alike.length - most} more like these.`, 2, 6);
      return wrap(`${enforcementLevel} ${policy}: ${message}.`, 2, 6);
    }),
    ...remedies.flatMap(({ name, remediationSteps, url }) => [
      "",
      ...wrap(`${name}: ${remediationSteps}`, 2, 6),
      // An address is not broken, so that it can be opened.
      `      ${url}`,
    ]),
  ];
}
