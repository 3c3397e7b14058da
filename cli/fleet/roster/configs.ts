import { effectiveConfig, type Project, readProject } from "../project";
import { ROSTER_KEYS, stackValues } from "../stack-values";
import { isDay, meant, type Report } from "./checks";
import type { Cell, RawEntry, RawRoster, Student } from "./types";

/**
 * Checks each student's config: the names of its keys, their types, and then all that the lab's own `config.ts` checks, on
 * exactly the values that the student's stack will get.
 */
export async function checkConfigs(
  raw: RawRoster,
  students: Student[],
  program: string,
  today: string,
  report: Report,
): Promise<void> {
  const project = readProject(program);
  const headSound = checkKeys(raw.head, project, "", report);
  const { configChecker } = await import("./run-checks");
  const check = configChecker(program, project.name, today);
  const told = new Set<string>();
  for (const [i, student] of students.entries()) {
    const entry = raw.students[i];
    const who = `student ${student.id || "without id"}: `;
    if (!checkKeys(entry, project, who, report) || !headSound) continue;
    for (const { key, reason } of await check(
      student.id || "x",
      effectiveConfig(project, stackValues(student, project)),
    )) {
      const found = placeOf(key, entry, raw.head);
      // Roles, regions and days have been judged with their own words, and a head's mistake is told once.
      if (!found) continue;
      const text = `${found.inHead ? "" : who}config ${key} ${reason}`;
      if (found.inHead && told.has(text)) continue;
      told.add(text);
      report.add(found.line, text);
    }
  }
}

/** Where a problem of `config.ts` comes from; undefined for what the roster's own checks tell. */
function placeOf(key: string, entry: RawEntry, head: RawEntry): { line: number; inHead: boolean } | undefined {
  if (key === "stack" || key === "adminPrincipals" || key === "owner") return { line: entry.line, inHead: false };
  if (key === "expiry") {
    const cell = entry.cells.get(key) ?? head.cells.get(key);
    return cell && isDay(cell.text) ? { line: cell.line, inHead: !entry.cells.has(key) } : undefined;
  }
  if (key === "student" || key.startsWith("aws:")) return undefined;
  const cell = entry.config.get(key) ?? head.config.get(key);
  if (cell) return { line: cell.line, inHead: !entry.config.has(key) };
  // A key that was not set cannot be wrong alone: it is one that another of the config does not fit.
  const [first] = [...entry.config.values(), ...head.config.values()];
  return { line: first?.line ?? entry.line, inHead: entry.config.size === 0 && head.config.size > 0 };
}

function checkKeys({ config }: RawEntry, project: Project, who: string, report: Report): boolean {
  const before = report.problems.length;
  const known = Object.keys(project.keys).filter((key) => !ROSTER_KEYS.includes(key));
  for (const [key, cell] of config) {
    const problem = (reason: string): void => report.add(cell.line, `${who}config ${key} ${reason}`);
    if (ROSTER_KEYS.includes(key)) problem(`has a place of its own; write ${key === "student" ? "id" : key}: instead`);
    else if (!known.includes(key)) problem(`is not a config key of the lab${meant(key, known)}`);
    else if (!hasType(cell, project.keys[key].type)) {
      problem(`is ${shown(cell)}, and must be ${NOUNS[project.keys[key].type] ?? project.keys[key].type}`);
    }
  }
  return report.problems.length === before;
}

const NOUNS: { [type: string]: string } = {
  string: "a text; put it in quotes",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list of texts",
};

function hasType({ value }: Cell, type: string): boolean {
  if (type === "array") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function shown({ value, text }: Cell): string {
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : text || "empty";
}
