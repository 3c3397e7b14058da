import { readFileSync } from "node:fs";
import { type EngineEvent, eventIn } from "../../cli/pulumi/refused";

/** An event of the engine, as far as it is read here. */
type Event = EngineEvent & {
  resourcePreEvent?: { metadata: { op: string }; planning?: boolean };
  resOutputsEvent?: { metadata: { urn: string; type: string; op: string }; planning?: boolean };
  resOpFailedEvent?: { metadata: { urn: string; type: string; op: string } };
};

/** What a provider was asked to do with a resource, from one line of the engine's log to another; no end where it failed. */
export interface Deed {
  urn: string;
  type: string;
  op: string;
  begun: number;
  ended?: number;
  failed: boolean;
}

/** What nobody was asked to do. */
const NOTHING = /^(same|read|read-replacement|refresh|discard|remove-pending-replace)$/;

/** The deeds of a run, by the file that `--event-log` has written; without those of a preview before it. */
export function deedsIn(file: string): Deed[] {
  const deeds: Deed[] = [];
  const open = new Map<string, Deed>();
  readFileSync(file, "utf8")
    .split("\n")
    .map((line) => eventIn(line) as Event)
    .forEach(({ resourcePreEvent: before, resOutputsEvent: after, resOpFailedEvent: failed }, at) => {
      if (before && before.planning !== true) {
        const { urn, type, op } = before.metadata;
        if (NOTHING.test(op) || !isCustom(type)) return;
        const deed = { urn, type, op, begun: at, failed: false };
        deeds.push(deed);
        open.set(`${op} ${urn}`, deed);
      }
      const end = after && after.planning !== true ? after : failed;
      const deed = end && open.get(`${end.metadata.op} ${end.metadata.urn}`);
      if (!deed) return;
      if (failed) deed.failed = true;
      else deed.ended = at;
    });
  return deeds;
}

/** Whether a provider is asked for resources of a type: components and providers are the engine's own. */
export function isCustom(type: string): boolean {
  return !/^(pulumi:|pod-security-groups:|eks:)/.test(type);
}

/** `Deployment catalog`. */
export function shortName({ urn }: { urn: string }): string {
  const [type, name] = urn.split("::").slice(2);
  return `${type.split(":").at(-1)} ${name}`;
}
