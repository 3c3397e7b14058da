import { distance } from "fastest-levenshtein";
import { quoted } from "../../../words/en/phrases";
import { ACCOUNT, refuseSecret } from "./check-head";
import { isDay, isRegion, principalAccount, type Report, ringProblem, roleAccount } from "./checks";
import { type RawEntry, type RawRoster, type Roster, type Student, STUDENT_KEYS } from "./types";

/** Ring that runs before all others where the head names no order. */
export const CANARY = "canary";
/** The ring of students who name none. */
export const DEFAULT_RING = "main";

/** Keys of the lab's config that name principals. */
export const PRINCIPAL_KEYS = ["adminPrincipals", "viewerPrincipals"];

/** The operator's name for a student is `lab-<id>`, and it takes no name of more than 42 characters. */
export const ID = /^[a-z]([a-z0-9-]{0,36}[a-z0-9])?$/;

/** Checks the students of a roster, and fills in what the head says for all. */
export function checkStudents(raw: RawRoster, roster: Omit<Roster, "students" | "notes">, report: Report): Student[] {
  if (raw.students.length === 0 && raw.problems.length === 0) {
    report.add(raw.head.line, "there is no student; add one with an id and an account");
  }
  const students = raw.students.map((entry) => checkStudent(entry, raw.head, roster, report));
  refuseDuplicates(students, "id", "", report);
  refuseDuplicates(students, "account", "a lab has an account of its own", report);
  refuseDuplicates(students, "principal", "everybody has one of their own", report);
  return students;
}

function checkStudent(
  entry: RawEntry,
  head: RawEntry,
  { rings }: Omit<Roster, "students" | "notes">,
  report: Report,
): Student {
  const given = (key: string): string => (entry.cells.get(key) ?? head.cells.get(key))?.text.trim() ?? "";
  const id = entry.cells.get("id")?.text.trim() ?? "";
  const who = id ? `student ${id}: ` : "a student: ";
  const problem = (key: string, reason: string): void =>
    report.add(entry.cells.get(key)?.line ?? entry.line, `${who}${key} ${reason}`);
  report.unknownKeys(entry, STUDENT_KEYS, who);

  if (id === "") problem("id", "is missing; it names the stack");
  else if (!ID.test(id)) {
    problem("id", `${quoted(id)} is no name; use up to 38 of a-z, 0-9 and -, a letter first, no - last`);
  }
  const account = entry.cells.get("account")?.text.trim() ?? "";
  if (account === "") problem("account", "is missing; the lab must not land in an account by accident");
  else if (!/^\d{12}$/.test(account))
    problem("account", `${quoted(account)} is no account id; write its 12 digits${lostZeros(account)}`);

  const role = given("role").replaceAll(ACCOUNT, account);
  const owned = roleAccount(role);
  if (role === "") problem("role", "is missing; name the role to assume, or one for all in the head");
  else if (owned === undefined && /^\d{12}$/.test(account)) {
    problem("role", `${quoted(role)} is no role; write it as arn:aws:iam::${account}:role/<name>`);
  } else if (owned !== undefined && owned !== account) {
    problem("role", `belongs to account ${owned}, the student to ${account}; make them agree`);
  }
  const principal = entry.cells.get("principal")?.text.trim() ?? "";
  const home = principalAccount(principal);
  if (principal && home === undefined) {
    problem("principal", `${quoted(principal)} is no role or user; write it as arn:aws:iam::${account}:role/<name>`);
  } else if (home !== undefined && home !== account) {
    problem("principal", `belongs to account ${home}, the student to ${account}; make them agree`);
  }
  const region = given("region");
  if (region === "") problem("region", "is missing; name one, or one for all in the head");
  else if (!isRegion(region) && entry.cells.has("region")) {
    problem("region", `${quoted(region)} is no region; write it as us-west-2`);
  }
  const ring = given("ring") || (rings.at(-1) ?? DEFAULT_RING);
  const noRing = entry.cells.has("ring") ? ringProblem(ring) : undefined;
  if (noRing !== undefined) problem("ring", noRing);
  else if (rings.length === 0 && ring !== CANARY && distance(ring, CANARY) <= 2) {
    problem("ring", `${quoted(ring)} is almost ${CANARY}, the one that runs first; write that, or list all in rings:`);
  } else if (rings.length > 0 && !rings.includes(ring))
    problem("ring", `${quoted(ring)} is not allowed; use ${rings.join(", ")}`);
  const expiry = given("expiry");
  if (expiry === "") problem("expiry", "is missing; a lab without a last day is forgotten and bills on");
  else if (!isDay(expiry) && entry.cells.has("expiry")) {
    problem("expiry", `${quoted(expiry)} is not a day; write it as 2027-03-31`);
  }
  if (entry.cells.has("owner")) refuseSecret(given("owner"), (reason) => problem("owner", reason));
  const config = Object.fromEntries(
    [...head.config, ...entry.config].map(([key, { value }]) => [key, ofAccount(key, value, account)]),
  );
  return { id, account, role, region, ring, expiry, owner: given("owner"), principal, config, line: entry.line };
}

/** A value of the config, the student's account put into principals that are named for all. */
function ofAccount(key: string, value: unknown, account: string): unknown {
  if (!PRINCIPAL_KEYS.includes(key) || !Array.isArray(value)) return value;
  return value.map((arn: unknown) => (typeof arn === "string" ? arn.replaceAll(ACCOUNT, account) : arn));
}

/** Spreadsheets take an account id for a number, and a number has no zeros in front. */
function lostZeros(account: string): string {
  return /^\d{9,11}$/.test(account) ? `, "${account.padStart(12, "0")}" if it has lost a zero in front` : "";
}

function refuseDuplicates(students: Student[], key: "id" | "account" | "principal", why: string, report: Report): void {
  const first = new Map<string, Student>();
  for (const student of students) {
    const value = student[key];
    const before = first.get(value);
    if (value === "") continue;
    if (!before) first.set(value, student);
    else {
      const also = key === "id" ? "" : ` of ${before.id}`;
      const reason = `is already that${also} on line ${before.line}${why ? `; ${why}` : "; choose another"}`;
      report.add(student.line, `student ${student.id || "without id"}: ${key} ${value} ${reason}`);
    }
  }
}
