import { RULES } from "../../policies/rules";
import { counted, wrap } from "../text";
import { isMandatory, type PolicyVerdict } from "./verdicts";

/** The verdicts of the policy pack as lines of at most 80 columns; mandatory ones with what to do about them. */
export function showVerdicts(verdicts: PolicyVerdict[]): string[] {
  if (verdicts.length === 0) return wrap(`All ${RULES.length} policies hold.`, 2);
  const mandatory = verdicts.filter(isMandatory).length;
  const advisory = verdicts.length - mandatory;
  const parts = [
    ...(mandatory > 0 ? [`${counted(mandatory, "mandatory violation")}: these stop a deployment`] : []),
    ...(advisory > 0 ? [counted(advisory, "advisory note")] : []),
  ];
  const remedies = RULES.filter(({ name }) => verdicts.some((one) => one.policy === name && isMandatory(one)));
  return [
    ...wrap(`${RULES.length} policies; ${parts.join(", ")}.`, 2),
    ...verdicts.flatMap(({ policy, enforcementLevel, message }) =>
      wrap(`${enforcementLevel} ${policy}: ${message}.`, 2, 6),
    ),
    ...remedies.flatMap(({ name, remediationSteps, url }) => [
      "",
      ...wrap(`${name}: ${remediationSteps}`, 2, 6),
      // An address is not broken, so that it can be opened.
      `      ${url}`,
    ]),
  ];
}
