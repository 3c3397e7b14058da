/** Secrets inside of URLs: a password or token before the @, and parameters that are named as secrets are. */

/** What a URL is written in. */
const WORD = /[^\s"'<>`]+/g;
/** What stands between `//` and the last @ of a word, with which the text ends. */
const USER = /([a-z][\w+.-]{0,30}:)?\/\/(.*)@$/is;
/** A parameter of a URL that is a secret by its name: what stands before its value, and the value. */
export const SECRET_PARAMETER =
  /([?&;#](?:[\w.-]{0,60}(?:pass|pwd|secret|token|credential|signature|api[_-]?key|access[_-]?key)[\w.-]{0,60}|sig|jwt|auth)=)([^\s&;#"'<>`]+)/gi;
/** A path with an @ in it, as of a package: after a host, and perhaps a port, comes a slash. */
const PATH = /^[\w.-]+(:\d+)?\//;

/** The secrets in one URL, as they are written; empty where it holds none. A user without a password is none. */
export function urlSecrets(url: string): string[] {
  const users: string[] = [];
  withUsers(url, (whole, scheme, user) => {
    users.push(...userSecrets(scheme, user));
    return whole;
  });
  return [...users, ...[...url.matchAll(SECRET_PARAMETER)].map(([, , value]) => value)].filter(
    (secret) => secret !== undefined && secret !== "",
  );
}

/** A text in which something stands in place of each URL's scheme and user. Long texts of nothing but slashes take no longer. */
function withUsers(text: string, instead: (whole: string, scheme: string, user: string) => string): string {
  return text.replace(WORD, (word) => {
    const end = word.lastIndexOf("@") + 1;
    const replace = (whole: string, scheme: string | undefined, user: string): string =>
      instead(whole, scheme ?? "", user);
    return end === 0 ? word : word.slice(0, end).replace(USER, replace) + word.slice(end);
  });
}

function userSecrets(scheme: string, user: string): string[] {
  if (PATH.test(user)) return [];
  const [name, password] = user.split(/:(.*)/s);
  // What stands alone before the @ of a web address is a token; some put it in place of the user.
  return isWeb(scheme) ? [name, password] : [password];
}

function isWeb(scheme: string): boolean {
  return /^(git\+)?https?:$/i.test(scheme);
}

/** A text as it may be shown: no URL in it tells a user or a secret. */
export function withoutUrlSecrets(text: string): string {
  const shown = withUsers(text, (whole, scheme, user) => (PATH.test(user) ? whole : `${scheme}//…@`));
  return shown.replace(SECRET_PARAMETER, "$1…");
}

/** A text in which URLs tell their users, as far as these are none of the web's, and no secret. */
export function withUrlSecretsAs(hidden: string, text: string): string {
  const shown = withUsers(text, (whole, scheme, user) => {
    if (PATH.test(user)) return whole;
    const [name, password] = user.split(/:(.*)/s);
    if (isWeb(scheme)) return `${scheme}//${hidden}@`;
    return password === undefined ? whole : `${scheme}//${name}:${hidden}@`;
  });
  return shown.replace(SECRET_PARAMETER, `$1${hidden}`);
}

/** A URL without user and secrets: what two ways of writing one backend have in common. */
export function bareUrl(url: string): string {
  const [place, query = ""] = withUsers(url, (_, scheme) => `${scheme}//`).split(/\?(.*)/s);
  const kept = query.split("&").filter((parameter) => parameter !== "" && urlSecrets(`?${parameter}`).length === 0);
  return kept.length > 0 ? `${place}?${kept.join("&")}` : place;
}
