import { adopt, hasKnownId } from "./pending";
import { exportState, importState, type RunPulumi, type StateResource } from "./state";

/** As much of an event of the engine as is read here. */
export interface EngineEvent {
  resourcePreEvent?: {
    metadata: { urn: string; type: string; op?: string; new?: StateResource & { provider?: string } };
  };
  resOutputsEvent?: object;
  resOpFailedEvent?: object;
  diagnosticEvent?: { urn?: string; severity: string; message: string };
}

/** The event in a line of the engine's event log; an empty one where the line is cut. */
export function eventIn(line: string): EngineEvent {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return {};
  }
}

/** How AWS refuses a second thing of one name. */
const EXISTS = /already exists|AlreadyExists|ResourceInUseException/;

/** Follows which creations AWS refuses because there is one of that name, as far as their ids are known. */
export class RefusedCreations {
  /** What is being created under a name of its own, by URN. */
  private readonly named = new Map<string, StateResource>();
  readonly found = new Map<string, StateResource>();

  add({ resourcePreEvent, diagnosticEvent }: EngineEvent): void {
    if (resourcePreEvent) {
      const { urn, type, op, new: made } = resourcePreEvent.metadata;
      if (op === "create" && made && hasKnownId(type)) this.named.set(urn, made);
    }
    const { urn = "", severity, message = "" } = diagnosticEvent ?? {};
    const made = this.named.get(urn);
    if (made && severity === "error" && EXISTS.test(message)) this.found.set(urn, made);
  }
}

/**
 * A crash can also swallow the last lines of a state: AWS then has things of which the state knows nothing, and refuses their
 * names. Takes them into the state, for the next refresh to read. Only after a run that was cut off: otherwise they are somebody's.
 *
 * @param folder A folder of the caller's own.
 * @param agree Asked before anything is changed; hears the resources' names.
 * @returns The names of what was taken in.
 */
export async function adoptRefused(
  run: RunPulumi,
  stack: string,
  refused: StateResource[],
  folder: string,
  agree: (names: string[]) => Promise<boolean> = () => Promise.resolve(true),
): Promise<string[]> {
  if (refused.length === 0) return [];
  const exported = await exportState(run, stack);
  const { state, adopted } = adopt(exported.deployment ?? {}, refused);
  if (adopted.length === 0 || !(await agree(adopted))) return [];
  await importState(run, stack, { ...exported, deployment: state }, folder);
  return adopted;
}
