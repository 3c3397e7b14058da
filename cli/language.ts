import { Option } from "commander";
import { type Language, LANGUAGES } from "../words";
import { UserError } from "./user-error";

/** The option of each command that shows something. */
export function language(): Option {
  return new Option("--lang <language>", "language of what is shown, en or ja; default by LC_ALL, LC_MESSAGES or LANG");
}

/** What an environment says of the language, the first that is set: as POSIX orders them. */
const VARIABLES = ["LC_ALL", "LC_MESSAGES", "LANG"];

/**
 * The language of what is shown: the one asked for, else that of the environment, where `ja…` is Japanese and all else English.
 *
 * @throws UserError where another one is asked for
 */
export function languageOf(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  if (asked !== undefined) {
    const language = LANGUAGES.find((one) => one === asked);
    if (language !== undefined) return language;
    throw new UserError(
      `--lang ${JSON.stringify(asked)} is not a language of this program; use ${LANGUAGES.join(" or ")}`,
    );
  }
  const locale = VARIABLES.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  return locale !== undefined && /^ja(?![a-z])/i.test(locale) ? "ja" : "en";
}
