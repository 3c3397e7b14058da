/**
 * What is shown, by language. Errors, JSON and all that runs on the engine are English.
 */
import { en, type Words } from "./en";

export { en, type Words };

/** Languages of what is shown. */
export const LANGUAGES = ["en", "ja"] as const;

/** One of them. */
export type Language = (typeof LANGUAGES)[number];

/** The words of a language. Japanese is loaded only where it is wanted. */
export async function wordsOf(language: Language): Promise<Words> {
  return language === "ja" ? (await import("./ja")).ja : en;
}
