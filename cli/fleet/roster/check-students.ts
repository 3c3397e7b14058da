import { distance } from "fastest-levenshtein";
import { quoted } from "../../../words/en/phrases";
import {
  ACCOUNT,
  arnProblem,
  isDay,
  isRegion,
  principalAccount,
  type Report,
  ringProblem,
  roleAccount,
} from "./checks";
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
  const own = (key: string): string => entry.cells.get(key)?.text.trim() ?? "";
  const given = (key: string): string => (entry.cells.get(key) ?? head.cells.get(key))?.text.trim() ?? "";
  const id = own("id");
  const who = id ? `student ${id}: ` : "a student: ";
  report.unknownKeys(entry, STUDENT_KEYS, who);
  const account = own("account");
  const student: Student = {
    id,
    account,
    role: given("role").replaceAll(ACCOUNT, account),
    region: given("region"),
    ring: given("ring") || (rings.at(-1) ?? DEFAULT_RING),
    expiry: given("expiry"),
    owner: given("owner"),
    principal: own("principal").replaceAll(ACCOUNT, account),
    config: Object.fromEntries(
      [...head.config, ...entry.config].map(([key, { value }]) => [key, ofAccount(key, value, account)]),
    ),
    line: entry.line,
  };
  const judge = (key: string, reason: string | undefined): void => {
    if (reason !== undefined) report.add(entry.cells.get(key)?.line ?? entry.line, `${who}${key} ${reason}`);
  };
  judge("id", idProblem(id));
  judge("account", accountProblem(account));
  judge("role", roleProblem(student, entry.cells.has("role")));
  judge("principal", principalProblem(student));
  // What the head says for all is judged there.
  judge("region", regionProblem(student.region, entry.cells.has("region")));
  judge("ring", (entry.cells.has("ring") ? ringProblem(student.ring) : undefined) ?? orderProblem(student.ring, rings));
  judge("expiry", expiryProblem(student.expiry, entry.cells.has("expiry")));
  return student;
}

function idProblem(id: string): string | undefined {
  if (id === "") return "is missing; it names the stack";
  return ID.test(id)
    ? undefined
    : `${quoted(id)} is not a valid name; use up to 38 of a-z, 0-9 and -, a letter first, no - last`;
}

const isAccount = (account: string): boolean => /^\d{12}$/.test(account);

function accountProblem(account: string): string | undefined {
  if (account === "") return "is missing; the lab must not land in an account by accident";
  if (isAccount(account)) return undefined;
  return `${quoted(account)} is not a valid account id; write its 12 digits${lostZeros(account)}`;
}

function roleProblem({ role, account }: Student, isOwn: boolean): string | undefined {
  if (role === "") return "is missing; name the role to assume, or one for all in the head";
  if (!isOwn) return undefined;
  const owner = roleAccount(role);
  if (owner !== undefined) return foreign(owner, account);
  return isAccount(account) ? arnProblem(role, "role", account) : undefined;
}

function principalProblem({ principal, account }: Student): string | undefined {
  if (principal === "") return undefined;
  const owner = principalAccount(principal);
  if (owner !== undefined) return foreign(owner, account);
  return arnProblem(principal, "role or user", account);
}

function foreign(owner: string, account: string): string | undefined {
  return owner === account ? undefined : `belongs to account ${owner}, the student to ${account}; make them agree`;
}

function regionProblem(region: string, isOwn: boolean): string | undefined {
  if (region === "") return "is missing; name one, or one for all in the head";
  return isOwn && !isRegion(region) ? `${quoted(region)} is not a valid region; write it as us-west-2` : undefined;
}

/** Why a ring has no place in the order of rings. */
function orderProblem(ring: string, rings: string[]): string | undefined {
  if (rings.length > 0)
    return rings.includes(ring) ? undefined : `${quoted(ring)} is not allowed; use ${rings.join(", ")}`;
  if (ring === CANARY || distance(ring.toLowerCase(), CANARY) > 2) return undefined;
  return `${quoted(ring)} is almost ${CANARY}, the one that runs first; write that, or list all in rings:`;
}

function expiryProblem(expiry: string, isOwn: boolean): string | undefined {
  if (expiry === "") return "is missing; a lab without a last day is forgotten and bills on";
  return isOwn && !isDay(expiry) ? `${quoted(expiry)} is not a day; write it as 2027-03-31` : undefined;
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
