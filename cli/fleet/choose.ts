import { nearest } from "../../nearest";
import { shownKey } from "../../words/en/phrases";
import { counted } from "../text";
import { UserError } from "../user-error";
import type { Roster, Student } from "./roster/types";

/** Which students of a roster are meant. */
export interface Choice {
  /** Ids, by comma. */
  only?: string;
  ring?: string;
  /** Only those past their date. */
  expired?: boolean;
}

/** The students that are meant, in the roster's order. Fails with a {@link UserError} for names that the roster lacks. */
export function chooseStudents({ students, rings, file }: Roster, choice: Choice, today: string): Student[] {
  const known = students.map(({ id }) => id);
  const wanted = choice.only?.split(",").flatMap((id) => id.trim() || []) ?? [];
  // An empty variable of a script must never mean everybody.
  if (choice.only !== undefined && wanted.length === 0) {
    throw new UserError(`--only names nobody; name students by comma, such as ${known.slice(0, 2).join(",")}`);
  }
  const strange = wanted.filter((id) => !known.includes(id));
  if (strange.length > 0) {
    const named = strange.map((id) => {
      const meant = nearest(id, known);
      return meant === undefined ? shownKey(id) : `${shownKey(id)} (did you mean ${meant}?)`;
    });
    throw new UserError(`${file} lists no student ${named.join(", ")}: only listed stacks are touched`);
  }
  if (choice.ring !== undefined && !rings.includes(choice.ring)) {
    const what = choice.ring.trim() === "" ? "--ring names none" : `${file} has no ring ${shownKey(choice.ring)}`;
    throw new UserError(`${what}; use ${rings.join(", ")}`);
  }
  const chosen = students
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .filter(({ ring }) => choice.ring === undefined || ring === choice.ring)
    // The expiry names the last day on which the lab is wanted.
    .filter(({ expiry }) => !choice.expired || expiry < today);
  if (chosen.length === 0) {
    const why = choice.expired ? `is past the expiry (today is ${today})` : "fits the options";
    throw new UserError(`None of the ${counted(students.length, "student")} of ${file} ${why}`);
  }
  return chosen;
}
