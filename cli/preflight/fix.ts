import type { AwsClients } from "./clients";
import { type Facts, SERVICE_ROLES } from "./facts";

/** Creates the service-linked roles that are missing; gives what it did, one line each. */
export async function fixRoles({ iam }: AwsClients, { roles }: Pick<Facts, "roles">): Promise<string[]> {
  const { CreateServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
  const done: string[] = [];
  for (const [service, exists] of Object.entries(roles)) {
    if ("error" in exists || exists.value) continue;
    const { role } = SERVICE_ROLES[service];
    try {
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
      done.push(`created ${role}`);
    } catch (error) {
      // Somebody else was quicker, which is as good.
      if (/has been taken/.test((error as Error).message)) done.push(`${role} exists by now`);
      else done.push(`could not create ${role}: ${(error as Error).message.split("\n")[0]}`);
    }
  }
  return done;
}
