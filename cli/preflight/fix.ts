import type { AwsClients } from "../aws/clients";
import { type AccountFacts, SERVICE_ROLES } from "./account-facts";

/** What was done, one line each, and the roles that are there now. */
export interface Fixed {
  done: string[];
  roles: AccountFacts["roles"];
}

/** Creates the service-linked roles that are missing. IAM is not asked again: it lists a new role only after a while. */
export async function fixRoles({ iam }: AwsClients, { roles }: Pick<AccountFacts, "roles">): Promise<Fixed> {
  const { CreateServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
  const fixed: Fixed = { done: [], roles: { ...roles } };
  for (const [service, exists] of Object.entries(roles)) {
    if ("error" in exists || exists.value) continue;
    const { role } = SERVICE_ROLES[service];
    try {
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
      fixed.done.push(`created ${role}`);
    } catch (error) {
      // Somebody else was quicker, which is as good.
      if (!/has been taken/.test((error as Error).message)) {
        fixed.done.push(`could not create ${role}: ${(error as Error).message.split("\n")[0]}`);
        continue;
      }
      fixed.done.push(`${role} exists by now`);
    }
    fixed.roles[service] = { value: true };
  }
  return fixed;
}
