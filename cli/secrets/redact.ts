import { urlSecrets, withUrlSecretsAs } from "./urls";

/** Names of environment variables whose values never belong in a log. */
const SECRET_NAMES =
  /SECRET|TOKEN|PASSPHRASE|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_KEY|(^|_)(PASS|PAT|AUTH|COOKIE)$|_PWD$|(?<!PUBLIC)_KEY$/i;
/** Variables that are named so, and hold a place. */
const PLACES = /_FILE$|_URI$|_SOCK$|_PATH$|^OLD_?PWD$/i;
/** Shorter values are words that stand in texts for other reasons. */
const SHORTEST = 6;

/** What a log shows in place of a secret. */
export const HIDDEN = "[hidden]";

/** Headers that carry credentials. */
const HEADER =
  /(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?|\b(?:x-api-key|x-amz-security-token|private-token|set-cookie|cookie)["']?\s*:\s*["']?)[^\s"'][^\r\n"']*/gi;
/** What is called a secret where a value is given to it: `name=value`, or a member of JSON. A command that reads it from its input tells none. */
const NAMED =
  /((?:password|passwd|passphrase|secret_?access_?key|session_?token|access_?token|refresh_?token|client_?secret|private_?key)["']?(?:=|\s=\s|\\?":\s*\\?"|':\s*')["']?)(?!\/dev\/stdin(?![^\s"',;&\\]))[^\s"',;&\\]+/gi;
/**
 * Credentials that show what they are: keys of AWS, tokens of GitHub, Pulumi and EKS, bearer tokens, private keys.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids,
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
const TELLING: [RegExp, string][] = [
  [/\b(A[KS]IA)[A-Z0-9]{12,}\b/g, `$1${HIDDEN}`],
  [/\b(gh[pousr]_|github_pat_|pul-|k8s-aws-v1\.)[A-Za-z0-9_-]{16,}/g, `$1${HIDDEN}`],
  [/\b(Bearer|Basic)\s+[\w.~+/-]{8,}=*/g, `$1 ${HIDDEN}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  [/(%3A%2F%2F)[^\s"'<>&]{0,2000}?%40/gi, `$1${HIDDEN}%40`],
];

/**
 * A function that hides secrets in a text: the values of secret environment variables in the forms in which tools print
 * them, the secrets in URLs and headers, and what is a credential by its look. Pulumi masks the secrets of a stack itself;
 * this is for what this program, providers and tools may tell of their surroundings.
 *
 * @param urls URLs of the user's, such as the backend's, whose secrets are hidden wherever they stand.
 */
export function redactor(env: { [name: string]: string | undefined }, ...urls: string[]): (text: string) => string {
  const hidden = hiddenTexts(env, urls);
  return (text) => {
    const known = hidden.reduce((shown, value) => shown.replaceAll(value, HIDDEN), text);
    const named = withUrlSecretsAs(HIDDEN, known).replace(HEADER, `$1${HIDDEN}`).replace(NAMED, `$1${HIDDEN}`);
    return TELLING.reduce((shown, [pattern, instead]) => shown.replace(pattern, instead), named);
  };
}

function hiddenTexts(env: { [name: string]: string | undefined }, urls: string[]): string[] {
  const values = Object.entries(env).flatMap(([name, value = ""]) => {
    if (SECRET_NAMES.test(name) && !PLACES.test(name) && value.length >= SHORTEST) return [value];
    return value.includes("://") ? urlSecrets(value).filter(({ length }) => length >= SHORTEST) : [];
  });
  const ofUrls = urls.flatMap(urlSecrets).filter(isTelling);
  const forms = [...values, ...ofUrls].flatMap((secret) => [secret, decoded(secret)]).flatMap(formsOf);
  // The longest first, so that no rest of one is left standing.
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** A value of a letter or two stands in texts for other reasons. */
function isTelling({ length }: string): boolean {
  return length > 2;
}

/** A secret as tools print it: as it is, line by line, as part of a URL, of JSON, of HTML, of a shell's word, of base64 and in hex. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter(({ length }) => length >= SHORTEST);
  const json = JSON.stringify(secret).slice(1, -1);
  const urls = percentEncoded(secret).flatMap((url) => [url, url.replaceAll("%20", "+")]);
  const plain = [
    ...[secret, ...lines, json, JSON.stringify(json).slice(1, -1)],
    ...[...urls, ...urls.map((url) => url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))],
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    secret.replaceAll("'", "'\\''"),
  ];
  const encoded = secret.length < SHORTEST ? [] : [Buffer.from(secret).toString("hex"), ...base64Forms(secret)];
  return [...plain, ...encoded];
}

/** What base64 makes of a secret wherever it stands in the encoded text; that may begin at any of three places of a byte. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const forms = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // Characters that also carry bits of what stands before or behind are left out.
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(from, to);
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** A text as a part of a URL, in the ways of RFC 3986, of JavaScript and of forms; none for what is no Unicode. */
function percentEncoded(text: string): string[] {
  try {
    const url = encodeURIComponent(text);
    const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
    return [url, url.replace(/[!'()*]/g, escaped), url.replace(/[!'()~]/g, escaped)];
  } catch {
    return [];
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
