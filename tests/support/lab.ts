import type { Recording, Registration } from "../../cli/record/recorder";
import { type Order, orderOf } from "../../model/reading/order";
import { runLab } from "./program";

/** The lab's stages, as the config key `stage` names them. */
export const LAB_STAGES = ["in-cluster", "rds-unbound", "bound"];

const recordings = new Map<string, Promise<Recording>>();

/** The lab in one stage with the config of the stack `dev` and a last day, run once however many tests look at it. */
export function lab(stage: string, preview = false): Promise<Recording> {
  const key = `${stage} ${preview}`;
  const recording = recordings.get(key) ?? runLab({ config: [`stage=${stage}`, "expiry=2027-03-31"], preview });
  recordings.set(key, recording);
  return recording;
}

/** Type and name, as messages of tests call a registration. */
export function title({ type, name }: Registration): string {
  return `${type} ${name}`;
}

const orders = new WeakMap<Recording, Order>();

function order(recording: Recording): Order {
  const known = orders.get(recording) ?? orderOf(recording.graph);
  orders.set(recording, known);
  return known;
}

/** True where the engine makes `first` before it starts on `second`, and deletes it only after `second` is gone. */
export function precedes(recording: Recording, first: Registration, second: Registration): boolean {
  return order(recording).precedes(first.urn, second.urn);
}

/** Titles of all that the engine makes before it starts on a registration, and deletes after it. */
export function waitsFor(recording: Recording, registration: Registration): string[] {
  return recording.registrations.filter((other) => precedes(recording, other, registration)).map(title);
}
