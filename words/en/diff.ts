/**
 * What a comparison of two graphs says, as English parts of sentences.
 */
import type { RollReason } from "../../model/diff/bindings";
import type { PathChange } from "../../model/diff/paths";
import { doubtText } from "./reasons";

/** Why pods are made anew. */
export function rollReasonText({ kind, name }: RollReason): string {
  switch (kind) {
    case "joins":
      return `joins ${name}`;
    case "leaves":
      return `leaves ${name}`;
    case "gets":
      return `gets the group ${name}`;
    case "loses":
      return `loses the group ${name}`;
    case "replaced":
      return `its group ${name} is replaced`;
    case "selector":
      return "its binding selects in another way";
    case "vpc-cni":
      return `${name} of the VPC CNI changes`;
    case "setting":
      return `${name}, which it reads, is replaced`;
    case "template":
      return "its pod template changes";
  }
}

/** By which rules a path is open, and what of that is not known. */
export function openedByText({ rules, doubts }: PathChange): string {
  const by = rules.map((rule) => `"${rule}"`).join(" and ");
  const open = doubts.map(doubtText).join("; ");
  if (by === "") return open === "" ? "no rule: nothing filters it" : open;
  return open === "" ? by : `${by}; ${open}`;
}
