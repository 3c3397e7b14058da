import { counted } from "../text";
import { UserError } from "../user-error";
import { meant } from "./roster/checks";
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
  const ids = (choice.only ?? "").split(",").map((id) => id.trim());
  const wanted = ids.filter((id) => id !== "");
  const known = students.map(({ id }) => id);
  const strange = wanted.filter((id) => !known.includes(id));
  if (strange.length > 0) {
    throw new UserError(
      `${file} lists no student ${strange.join(", ")}: only listed stacks are touched${near(strange[0], known)}`,
    );
  }
  if (choice.ring && !rings.includes(choice.ring)) {
    throw new UserError(`${file} has no ring ${choice.ring}; use ${rings.join(", ")}`);
  }
  const chosen = students
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .filter(({ ring }) => !choice.ring || ring === choice.ring)
    // The expiry names the last day on which the lab is wanted.
    .filter(({ expiry }) => !choice.expired || expiry < today);
  if (chosen.length === 0) {
    const why = choice.expired ? `is past the expiry (today is ${today})` : "fits the options";
    throw new UserError(`None of the ${counted(students.length, "student")} of ${file} ${why}`);
  }
  return chosen;
}

function near(name: string, known: string[]): string {
  const hint = meant(name, known);
  return hint.includes("did you mean") ? hint : "";
}
