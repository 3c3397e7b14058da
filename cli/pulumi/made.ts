import { KINDS } from "../leftovers/kinds";
import { awsClients } from "../aws/clients";
import { placeOf, type StackState, type StateResource } from "./state";

/** How far AWS has come with a creation that was cut off. */
export type Progress =
  | { has: "nothing" }
  | { has: "all" }
  /** It is there and not ready: commands that wait for it, and that remove it. */
  | { has: "part"; status: string; wait: string; remove: string }
  | { has: "unknown"; reason: string };

/** Asks AWS how far it has come with a creation, as the role and in the region of the stack's own provider. */
export async function progressOf(
  resource: StateResource,
  state: StackState,
  clientsOf: typeof awsClients = awsClients,
): Promise<Progress> {
  const kind = KINDS.find(({ slow }) => slow?.type === resource.type);
  // Everything else is there at once or not at all, and the engine's own refresh finds out.
  if (!kind?.slow) return { has: "all" };
  const { ask, remove, slow } = kind;
  const names = slow.named.map((key) => String(resource.inputs?.[key]));
  const { region, role } = placeOf(state);
  if (region === undefined) return { has: "unknown", reason: "the state names no region" };
  try {
    const status = await ask(await clientsOf({ region, role, sessionName: "lab-settle" }), names);
    if (status === slow.ready) return { has: "all" };
    const command = (call: string): string => `aws ${call} --region ${region}`;
    return {
      has: "part",
      status: status ?? "no status",
      wait: command(slow.wait(names)),
      remove: command(remove(names)),
    };
  } catch (error) {
    const { name, message } = error as Error;
    return /NotFound/.test(name) ? { has: "nothing" } : { has: "unknown", reason: message.split("\n")[0] };
  }
}
