/**
 * Which verdicts the picture draws. All of them would hide the ones that matter: the rest is in the plan's table.
 */
import type { Box, Edge, Numbered } from "./shapes";

/** The lines between boxes, each with the verdicts that it stands for. */
export function edgesOf(boxes: Box[], verdicts: Numbered[]): Edge[] {
  const boxOf = new Map(boxes.flatMap((box) => box.ends.map((end): [string, Box] => [end, box])));
  const edges = new Map<string, Edge>();
  for (const verdict of verdicts) {
    const [from, to] = [boxOf.get(verdict.from), boxOf.get(verdict.to)];
    if (from === undefined || to === undefined || from === to || !isDrawn(from, to, verdict.allowed)) continue;
    const answer = verdict.allowed;
    const other = edges.get(key(to, from, answer));
    const known = edges.get(key(from, to, answer));
    if (known !== undefined) known.verdicts.push(verdict);
    // Two denied ways between two boxes are one line; of allowed ones the direction matters.
    else if (other !== undefined && answer === false) other.back.push(verdict);
    else edges.set(key(from, to, answer), { from, to, answer, verdicts: [verdict], back: [], main: isMain(from, to) });
  }
  return [...edges.values()];
}

function key(from: Box, to: Box, answer: boolean | null): string {
  return JSON.stringify([from.id, to.id, answer]);
}

function isMain(from: Box, to: Box): boolean {
  return to.isStore === true || [from.role, to.role].some((role) => role === "bound" || role === "database");
}

function isDrawn(from: Box, to: Box, allowed: boolean | null): boolean {
  if (from.role === "others" && to.role === "others") return to.isStore === true;
  // What single workloads reach besides is what all ordinary pods do.
  if ([from, to].some(isWorkload)) return to.role === "database";
  if (allowed !== false) return true;
  // That a database opens no connections is written into its box.
  if (from.role === "database") return false;
  return to.role === "database" || (isMain(from, to) && from.role !== to.role);
}

function isWorkload({ id }: Box): boolean {
  return id.startsWith("pods:");
}
