import { isLiteral, type Problems } from "./checks";
import type * as pulumi from "@pulumi/pulumi";

/** Characters that Pulumi adds to the name of an object that has none of its own: a hyphen and eight hex digits. */
const ADDED_BY_PULUMI = 9;

/**
 * Most characters of a name by what it becomes: a label's value is one, and part of a host name; a Job's pods carry its name
 * as a label; those of a StatefulSet carry its name, a hyphen and a hash of ten characters.
 * Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and
 * https://github.com/kubernetes/kubernetes/issues/64023
 */
export const LONGEST: { label: number; autoNamedJob: number; autoNamedStatefulSet: number } = {
  label: 63,
  autoNamedJob: 63 - ADDED_BY_PULUMI,
  autoNamedStatefulSet: 63 - 11 - ADDED_BY_PULUMI,
};

/** Why a text cannot be a name of the RFC 1123 kind, which is a label's value too; undefined where it can. */
export function nameProblem(name: string, longest: number = LONGEST.label): string | undefined {
  if (name.length <= longest && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return undefined;
  return `"${name}" cannot be a Kubernetes name: use 1 to ${longest} lower-case letters, digits and hyphens, no hyphen at an end`;
}

/** Why a text cannot be a Service's name, which does not begin with a digit; undefined where it can. */
export function serviceNameProblem(name: string): string | undefined {
  const problem = nameProblem(name);
  if (problem !== undefined || /^[a-z]/.test(name)) return problem;
  return `"${name}" cannot be a Service's name: begin it with a letter`;
}

/** Why a text cannot be a ServiceAccount's name: names joined by dots, 253 characters at most. */
function accountNameProblem(name: string): string | undefined {
  if (name.length <= 253 && name.split(".").every((part) => nameProblem(part, 253) === undefined)) return undefined;
  return `"${name}" cannot be a ServiceAccount's name: use up to 253 lower-case letters, digits, hyphens and dots, a letter or digit at each end`;
}

/** Notes what is wrong with the names of where pods live, as far as they are known at once. */
export function checkHome(
  home: { namespace: pulumi.Input<string>; serviceAccountName?: pulumi.Input<string> },
  problems: Problems,
): void {
  if (isLiteral(home.namespace)) problems.add("namespace", nameProblem(home.namespace));
  const account = home.serviceAccountName;
  if (isLiteral(account)) problems.add("serviceAccountName", accountNameProblem(account));
}
