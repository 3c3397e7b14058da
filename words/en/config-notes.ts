import type { ConfigNote } from "../../config-problem";
import { shownKey } from "./phrases";

/** What is to be known of a config that is taken. */
export function configNoteText({ key, found, ended, supported, asOf }: ConfigNote): string {
  const when = ended === undefined ? "long ago" : `on ${ended}`;
  return (
    `${shownKey(key)}: ${found} left standard support ${when} (table of ${asOf}). No cluster is made with it; one that lives ` +
    `goes on, and EKS upgrades it. Move to ${supported.join(", ") || "a later one"}, one minor version at a time`
  );
}
