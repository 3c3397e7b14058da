import type { Project } from "./project";
import type { Student } from "./roster/types";

/** Config keys that the roster's own columns set. */
export const ROSTER_KEYS = ["student", "owner", "expiry"];

/**
 * All that is in a student's `Pulumi.<stack>.yaml`, by full key: where the stack lives and as whom, and the lab's config.
 * Account ids stay texts: a number would lose leading zeros, and the provider refuses it.
 */
export function stackValues(student: Student, project: Project): { [key: string]: unknown } {
  const own = (key: string): string => `${project.name}:${key}`;
  const { adminPrincipals, ...config } = student.config;
  const admins = [
    ...((adminPrincipals as string[] | undefined) ?? []),
    ...(student.principal ? [student.principal] : []),
  ];
  const lab = {
    ...config,
    student: student.id,
    owner: student.owner,
    expiry: student.expiry,
    ...(admins.length > 0 ? { adminPrincipals: [...new Set(admins)] } : {}),
  };
  return {
    "aws:region": student.region,
    "aws:allowedAccountIds": [student.account],
    // The session's name is what CloudTrail shows in the student's account.
    "aws:assumeRoles": [{ roleArn: student.role, sessionName: `lab-fleet-${student.id}` }],
    ...Object.fromEntries(Object.entries(lab).map(([key, value]) => [own(key), value])),
  };
}
