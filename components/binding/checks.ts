import { isLiteral, type Problems } from "../support/checks";
import { checkHome } from "../support/names";
import type { PodSecurityGroupBindingArgs } from "./args";
import { securityGroupIdProblem } from "./ends";
import { checkEnforcement } from "./enforcement";
import { selectorProblems } from "./selectors";

/**
 * Quota of security groups per network interface: 5, which AWS raises to 16 on request.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const SECURITY_GROUPS_PER_INTERFACE = { default: 5, most: 16 };

/** Label values: up to 63 letters, digits, `-`, `_` and `.`, and a binding's name is one. */
const LABEL_VALUE = /^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/;

/** Notes all problems of a binding's arguments, its paths aside. */
export function checkBinding(name: string, args: PodSecurityGroupBindingArgs, problems: Problems): void {
  if (!LABEL_VALUE.test(name)) {
    problems.add("name", `"${name}" becomes a label: up to 50 lower-case letters, digits and hyphens, a letter first`);
  }
  checkHome(args, problems);
  for (const property of ["podSelector", "serviceAccountSelector"] as const) {
    const selector = args[property];
    for (const { path, reason } of selector ? selectorProblems(selector, property) : []) problems.add(path, reason);
  }
  const domain = args.labelDomain;
  if (domain !== undefined && !/^[a-z0-9]([a-z0-9-.]{0,251}[a-z0-9])?$/.test(domain)) {
    problems.add("labelDomain", `"${domain}" is not a valid DNS domain; write it as labels.example.com`);
  }
  checkGroups(args, problems);
  checkEnforcement(args.cluster, problems);
  for (const property of ["clusterSecurityGroupId", "nodeSecurityGroupId", "dnsSecurityGroupId"] as const) {
    const id = args.cluster[property];
    if (isLiteral(id)) problems.add(`cluster.${property}`, securityGroupIdProblem(id));
  }
}

function checkGroups(args: PodSecurityGroupBindingArgs, problems: Problems): void {
  const { default: usual, most } = SECURITY_GROUPS_PER_INTERFACE;
  const quota = args.securityGroupsPerInterface ?? usual;
  if (!(Number.isInteger(quota) && quota >= usual && quota <= most)) {
    problems.add("securityGroupsPerInterface", `${quota} is not a valid quota that AWS gives; use ${usual} to ${most}`);
  }
  const additional = args.additionalSecurityGroupIds ?? [];
  const literal = additional.filter(isLiteral<string>);
  for (const [i, id] of additional.entries()) {
    if (isLiteral(id)) problems.add(`additionalSecurityGroupIds[${i}]`, securityGroupIdProblem(id));
  }
  if (new Set(literal).size !== literal.length) problems.add("additionalSecurityGroupIds", "names a group twice");
  if (additional.length + 1 > quota) {
    const remedy =
      quota < most
        ? `take fewer, or raise the quota (to ${most} at most) and say so in securityGroupsPerInterface`
        : "take fewer";
    problems.add(
      "additionalSecurityGroupIds",
      `makes ${additional.length + 1} groups with the binding's own, the quota is ${quota} per interface; ${remedy}`,
    );
  }
}
