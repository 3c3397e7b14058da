import type { ConfigNote, EnvironmentNote, SupportNote } from "../../config-problem";
import { shownKey } from "./phrases";

/** What is to be known of a config that is taken. */
export function configNoteText(note: ConfigNote): string {
  return note.kind === "environment" ? environmentText(note) : supportText(note);
}

function environmentText({ file, environments }: EnvironmentNote): string {
  return (
    `${file}: environment ${environments.join(", ")} (Pulumi ESC) cannot be read offline. What only it sets has its default here, or ` +
    "is missing: the stack can differ from what is shown. Give such values with --config, as --config aws:region=us-west-2"
  );
}

function supportText({ key, found, ended, supported, asOf }: SupportNote): string {
  const when = ended === undefined ? "long ago" : `on ${ended}`;
  return (
    `${shownKey(key)}: ${found} left standard support ${when} (table of ${asOf}). No cluster is made with it; one that lives ` +
    `goes on, and EKS upgrades it. Move to ${supported.join(", ") || "a later one"}, one minor version at a time`
  );
}
