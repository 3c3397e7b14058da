import { SECRET_PARAMETER, urlSecrets } from "../url-secrets";

/** Names of environment variables whose values never belong in a log. */
const SECRET_NAMES = /SECRET|TOKEN|PASSPHRASE|PASSWORD|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_KEY/i;
/** Shorter values are words that stand in texts for other reasons. */
const SHORTEST = 6;

/** What a log shows in place of a secret. */
export const HIDDEN = "[hidden]";

/**
 * A function that hides secrets in a text: the values of secret environment variables, passwords in URLs, AWS keys. Pulumi
 * masks the secrets of a stack itself; this is for what providers and tools may print of their own surroundings.
 */
export function redactor(env: { [name: string]: string | undefined }, backend = ""): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => SECRET_NAMES.test(name) && !/_FILE$/.test(name) && (value ?? "").length >= SHORTEST)
    .map(([, value]) => value!);
  const hidden = [
    ...new Set([
      ...values,
      ...urlSecrets(backend)
        .filter(isTelling)
        .flatMap((secret) => [secret, decoded(secret)]),
    ]),
  ]
    // The longest first, so that no rest of one is left standing.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    hidden
      .reduce((shown, value) => shown.replaceAll(value, HIDDEN), text)
      .replace(/\b(A[KS]IA)[A-Z0-9]{12,}\b/g, `$1${HIDDEN}`)
      .replace(/(:\/\/[^\s/@:]*):[^\s/@]+@/g, `$1:${HIDDEN}@`)
      .replace(SECRET_PARAMETER, `$1${HIDDEN}`);
}

/** A value of a letter or two stands in texts for other reasons. */
function isTelling({ length }: string): boolean {
  return length > 2;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
