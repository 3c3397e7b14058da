import { localDay } from "../model/graph/local-day";

/** The day where this machine is, `YYYY-MM-DD`. A command takes it once and passes it on. */
export function today(): string {
  return localDay(new Date());
}
