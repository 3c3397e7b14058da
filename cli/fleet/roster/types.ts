import type { ConfigNote } from "../../../config-problem";

/** One student's lab, as the roster orders it: all defaults filled in, all checks passed. */
export interface Student {
  /** The student's id; also the name of the stack, and a tag on everything. */
  id: string;
  /** The only account that the stack may touch, 12 digits. */
  account: string;
  /** ARN of the role in that account which Pulumi assumes. */
  role: string;
  region: string;
  /** Group of students that is run together; see {@link Roster.rings}. */
  ring: string;
  /** Day after which the lab may be deleted, `YYYY-MM-DD`. */
  expiry: string;
  owner: string;
  /** ARN of the student's own role or user, which gets access to the cluster. Empty for none. */
  principal: string;
  /** Overrides of the lab's config, by key without namespace. */
  config: { [key: string]: unknown };
  /** Where it stands in the file. */
  line: number;
}

/** A class of students, checked. */
export interface Roster {
  /** The file it was read from. */
  file: string;
  /** Name of the class; results and logs are kept under it. */
  fleet: string;
  /** URL of the Pulumi backend, outside of the students' accounts. */
  backend: string;
  /** Pulumi secrets provider, such as `awskms://…` or `passphrase`. */
  secretsProvider: string;
  /** The rings in the order in which they run. */
  rings: string[];
  students: Student[];
  /** What is to be known of the students' configs, each once. */
  notes: RosterNote[];
}

/** What is to be known of the config of some students; of all where none is named. */
export interface RosterNote {
  note: ConfigNote;
  students: string[];
}

/** Something wrong with a roster. */
export interface RosterProblem {
  line: number;
  /** What was found, what is allowed, what to do. */
  text: string;
  /** Set where the file has no form from there on: whatever else it seems to lack may be a consequence. */
  unreadable?: true;
}

/** A value of the file, and where it stands. */
export interface Cell {
  value: unknown;
  /** A scalar as it is written, so that an account id keeps its leading zeros. */
  text: string;
  line: number;
}

/** The cells of one entry by name; config overrides apart. */
export interface RawEntry {
  line: number;
  cells: Map<string, Cell>;
  config: Map<string, Cell>;
}

/** A roster as read, before any check of its meaning. */
export interface RawRoster {
  head: RawEntry;
  students: RawEntry[];
  /** What kept parts of the file from being read. */
  problems: RosterProblem[];
}

/** Keys of the head that are defaults for each student. */
export const DEFAULT_KEYS = ["role", "region", "ring", "expiry", "owner"];
/** Keys of the head; `config` is read apart. */
export const HEAD_KEYS = ["fleet", "backend", "secretsProvider", "rings", ...DEFAULT_KEYS];
/** Keys of a student; `config` is read apart. */
export const STUDENT_KEYS = ["id", "account", "principal", ...DEFAULT_KEYS];

/** How a roster is judged. */
export interface RosterOptions {
  /** Day for which expiry and versions must hold, `YYYY-MM-DD`. */
  today: string;
  /** Stage to which the students are moved, whatever the roster says. */
  stage?: string;
  /** What is there is to be shown or removed: it may be past its day, or of a version that is not offered any more. */
  removal?: boolean;
  /** Accounts alone are asked, and nothing is made: a lab may be past its day. */
  pastDay?: boolean;
}
