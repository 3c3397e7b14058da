import type { ConfigProblem } from "../../../config-problem";
import { quoted, shownKey } from "../../../words/en/phrases";
import { configProblemText } from "../../../words/en/config-problems";
import { effectiveConfig, type Project, readProject } from "../project";
import { ROSTER_KEYS, stackValues } from "../stack-values";
import { ACCOUNT } from "./checks";
import { ID, PRINCIPAL_KEYS } from "./check-students";
import { isDay, isRegion, meant, principalAccount, type Report, roleAccount } from "./checks";
import type { Cell, RawEntry, RawRoster, RosterNote, RosterOptions, Student } from "./types";

/**
 * Checks each student's config: the names of its keys, their types, and then all that the lab's own `config.ts` checks, on
 * exactly the values that the student's stack will get. Gives what is to be known of configs, with the students it is of.
 */
export async function checkConfigs(
  raw: RawRoster,
  students: Student[],
  program: string,
  { today, pastDay }: Pick<RosterOptions, "today" | "pastDay">,
  report: Report,
): Promise<RosterNote[]> {
  const project = readProject(program);
  const badOfHead = checkKeys(raw.head, project, "", report);
  const { configChecker } = await import("./run-checks");
  const check = configChecker(program, project.name, today);
  const told = new Set<string>();
  const notes = new Map<string, RosterNote>();
  for (const [i, student] of students.entries()) {
    const entry = raw.students[i];
    const who = `student ${student.id || "without id"}: `;
    const bad = [...badOfHead, ...checkKeys(entry, project, who, report)];
    for (const { place, text } of foreignPrincipals(student, entry, raw.head))
      report.add(place.line, `${place.inHead ? "" : who}${text}`);
    const config = effectiveConfig(project, stackValues(student, project));
    const judged = await check(ID.test(student.id) ? student.id : "x", config);
    for (const note of judged.notes) {
      const key = JSON.stringify(note);
      notes.set(key, { note, students: [...(notes.get(key)?.students ?? []), student.id] });
    }
    for (const problem of judged.problems) {
      if (pastDay && problem.kind === "past") continue;
      const found = bad.includes(keyOf(problem)) ? undefined : placeOf(problem, student, entry, raw.head);
      // Something else may have been judged with the roster's own words, and a head's mistake is told once.
      if (!found) continue;
      const shown = found.written === undefined ? problem : { ...problem, found: found.written };
      const text = `${found.inHead ? "" : who}${found.what} ${configProblemText(shown)}`;
      if (found.inHead && told.has(text)) continue;
      told.add(text);
      report.add(found.line, text);
    }
  }
  return [...notes.values()];
}

interface Place {
  line: number;
  inHead: boolean;
  /** What the roster calls the value. */
  what: string;
  /** The value as it is written there, where the student's account is put into it. */
  written?: string;
}

/** Where a problem of `config.ts` comes from; undefined for what the roster's own checks tell. */
function placeOf(
  { key, ...problem }: ConfigProblem,
  student: Student,
  entry: RawEntry,
  head: RawEntry,
): Place | undefined {
  const found = "found" in problem ? problem.found : undefined;
  const of = (label: string, cells: "cells" | "config", name: string): Place | undefined =>
    cellOf(label, cells, name, entry, head);
  const what = `config ${key}`;
  if (key === "stack" && !ID.test(student.id)) return undefined;
  if (PRINCIPAL_KEYS.includes(key)) {
    // With another account in them, and as the student's own, they are told there.
    if (!/^\d{12}$/.test(student.account)) return undefined;
    if (found === student.principal && principalAccount(found) === undefined) return undefined;
  }
  if (key === "stack" || key === "adminPrincipals") return { what, line: entry.line, inHead: false };
  if (key === "owner") return of(what, "cells", key);
  if (key === "student") return undefined;
  if (key === "expiry") return isDay(student.expiry) ? of(what, "cells", key) : undefined;
  const name = keyOf({ key });
  // With a region, account and role that look right, the lab knows better: which regions there are, and their partitions.
  if (name === "aws:region") return isRegion(student.region) ? of("region", "cells", "region") : undefined;
  if (name === "aws:allowedAccountIds") return undefined;
  if (name === "aws:assumeRoles") {
    // The student's id is a part of the session's name.
    if (!ID.test(student.id)) return undefined;
    if (roleAccount(student.role) !== student.account) return undefined;
    // A role of the head does not fit a region of the student's own.
    if (!entry.cells.has("role") && entry.cells.has("region")) return { what: "role", line: entry.line, inHead: false };
    const role = of("role", "cells", "role")!;
    return role.inHead ? { ...role, written: head.cells.get("role")!.text } : role;
  }
  const place = of(what, "config", key);
  if (place) return place;
  // A key that was not set cannot be wrong alone: it is one that another of the config does not fit.
  const [first] = [...entry.config.values(), ...head.config.values()];
  return { what, line: first?.line ?? entry.line, inHead: entry.config.size === 0 && head.config.size > 0 };
}

/** The key of a problem, without the part of its value that is meant. */
function keyOf({ key }: { key: string }): string {
  return key.split(/[.[]/)[0];
}

/** Principals of other accounts: EKS takes them, and nobody means to give somebody else's account a student's cluster. */
function foreignPrincipals(student: Student, entry: RawEntry, head: RawEntry): { place: Place; text: string }[] {
  return PRINCIPAL_KEYS.flatMap((key) => {
    const place = cellOf(`config ${key}`, "config", key, entry, head);
    const arns = student.config[key];
    if (!place || !Array.isArray(arns)) return [];
    return arns.flatMap((arn: unknown) => {
      const account = typeof arn === "string" ? principalAccount(arn) : undefined;
      if (account === undefined || account === student.account) return [];
      const text = place.inHead
        ? `${place.what} names account ${account} for all students; write ${ACCOUNT} in its place`
        : `${place.what} names one of account ${account}, the student has ${student.account}; make them agree`;
      return [{ place, text }];
    });
  });
}

/** Where a value stands: in the student's own entry, or in the head. */
function cellOf(
  what: string,
  cells: "cells" | "config",
  name: string,
  entry: RawEntry,
  head: RawEntry,
): Place | undefined {
  const cell = entry[cells].get(name) ?? head[cells].get(name);
  return cell && { what, line: cell.line, inHead: !entry[cells].has(name) };
}

/** Tells of keys that the lab has not, and of values of another type; gives the keys. */
function checkKeys({ config }: RawEntry, project: Project, who: string, report: Report): string[] {
  const bad: string[] = [];
  const known = Object.keys(project.keys).filter((key) => !ROSTER_KEYS.includes(key));
  for (const [key, cell] of config) {
    const problem = (reason: string): void => {
      bad.push(key);
      report.add(cell.line, `${who}config ${shownKey(key)} ${reason}`);
    };
    if (ROSTER_KEYS.includes(key)) problem(`has a place of its own; write ${key === "student" ? "id" : key}: instead`);
    else if (!known.includes(key)) problem(`is not a config key of the lab${meant(key, known)}`);
    else if (!hasType(cell, project.keys[key].type)) {
      problem(`is ${shown(cell)}, and must be ${NOUNS[project.keys[key].type] ?? project.keys[key].type}`);
    }
  }
  return bad;
}

const NOUNS: { [type: string]: string } = {
  string: "a text; put it in quotes",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list of texts and nothing else",
};

function hasType({ value, text }: Cell, type: string): boolean {
  if (type === "array") return Array.isArray(value) && value.every((item) => typeof item === "string");
  // 010 is eight to some readers and ten to others.
  if (type === "integer") return Number.isInteger(value) && /^-?(0|[1-9]\d*)$/.test(text);
  return typeof value === type;
}

function shown({ value, text }: Cell): string {
  if (value === null) return "empty";
  // In quotes it is a text, whatever it looks like.
  if (typeof value === "string" && /^(true|false|-?\d+)$/.test(text)) return quoted(text);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : text || "empty";
}
