import type { AwsClients } from "../aws/clients";
import { type AccountFacts, SERVICE_ROLES } from "./account-facts";
import type { FixedRole } from "./verdict";

/** What was done, and the roles that are there now. */
export interface Fixed {
  done: FixedRole[];
  roles: AccountFacts["roles"];
}

/** Creates the service-linked roles that are missing. IAM is not asked again: it lists a new role only after a while. */
export async function fixRoles({ iam }: AwsClients, { roles }: Pick<AccountFacts, "roles">): Promise<Fixed> {
  const { CreateServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
  const fixed: Fixed = { done: [], roles: { ...roles } };
  for (const [service, exists] of Object.entries(roles)) {
    if ("error" in exists || exists.value) continue;
    const role = SERVICE_ROLES[service];
    try {
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
      fixed.done.push({ role, outcome: "created" });
    } catch (error) {
      // Somebody else was quicker, which is as good.
      if (!/has been taken/.test((error as Error).message)) {
        fixed.done.push({ role, outcome: "failed", error: (error as Error).message.split("\n")[0] });
        continue;
      }
      fixed.done.push({ role, outcome: "exists" });
    }
    fixed.roles[service] = { value: true };
  }
  return fixed;
}
