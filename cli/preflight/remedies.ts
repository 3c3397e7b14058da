/** How one fixes what a preflight finds: a stack of one's own has other commands than a class. */
export interface Remedies {
  /** Creates missing service-linked roles. */
  fix: string;
  /** Lists what earlier labs have left. */
  leftovers: string;
  /** When the credentials turn out to be of another account. */
  account: string;
  /** Takes a principal out of those that get access to the cluster. */
  leaveOut: (principal: string) => string;
  /** Changes a value of the lab's config; without a value, to one that the user chooses. */
  set: (key: string, value?: string) => string;
}

/** For a stack that `Pulumi.<stack>.yaml` describes. */
export const STACK_REMEDIES: Remedies = {
  fix: "npm run lab -- preflight --fix",
  leftovers: "npm run lab -- leftovers",
  leaveOut: (principal) => `Take ${principal} out of adminPrincipals and viewerPrincipals`,
  account: "Use that account's credentials, or aws:assumeRoles",
  set: (key, value) => `pulumi config set ${key} ${value ? `'${value}'` : "…"}`,
};

/** For a class: its stacks are what the roster says, and any other change is lost. */
export function rosterRemedies(roster: string): Remedies {
  const command = (name: string): string => `npm run lab -- fleet ${name} --roster ${roster} --only …`;
  return {
    fix: `${command("preflight")} --fix`,
    leftovers: command("leftovers"),
    leaveOut: (principal) => `Take ${principal} out of the student's row and the config in ${roster}`,
    account: `Correct the student's account or role in ${roster}`,
    set: (key, value) => `Set config.${key}${value ? `: ${value}` : ""} in ${roster}`,
  };
}
