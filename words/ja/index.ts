import type { Words } from "../en";
import * as amounts from "./amounts";
import * as check from "./check";
import { closedUp } from "./closed-up";
import * as configNotes from "./config-notes";
import * as cost from "./cost";
import * as diff from "./diff";
import * as ends from "./ends";
import * as exercises from "./exercises";
import * as findings from "./findings";
import * as fleet from "./fleet";
import * as leftovers from "./leftovers";
import * as limits from "./limits";
import * as page from "./page";
import * as picture from "./picture";
import * as plan from "./plan";
import * as policies from "./policies";
import * as preflight from "./preflight";
import * as reasons from "./reasons";
import * as things from "./things";
import * as time from "./time";
import * as traffic from "./traffic";

const words: Words = {
  ...{ amounts, check, configNotes, cost, diff, ends, exercises, findings, fleet, leftovers, limits },
  ...{ page, picture, plan, policies, preflight, reasons, things, time, traffic },
};

/** All that is shown, in Japanese; the compiler checks that it has every key of the English one. */
export const ja: Words = closedUp(words);
