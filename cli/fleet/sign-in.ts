import { TIMEOUTS } from "../aws/clients";

/** Asks AWS who calls; fails where it does not accept the credentials. */
async function askIdentity(region: string): Promise<unknown> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  return new STSClient({ region, maxAttempts: 3, requestHandler: TIMEOUTS }).send(new GetCallerIdentityCommand({}));
}

/** Why AWS does not accept the environment's credentials, and what to do, as a sentence; undefined where it does. */
export async function signInProblem(
  region: string,
  ask: (region: string) => Promise<unknown> = askIdentity,
): Promise<string | undefined> {
  try {
    await ask(region);
    return undefined;
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0].replace(/\.$/, "");
    return `AWS does not accept the credentials of this shell: ${reason}. Sign in (aws sso login, or new keys), and run this again.`;
  }
}
