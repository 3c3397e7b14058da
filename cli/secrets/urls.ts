/** Secrets inside of URLs: a password or token before the @, and parameters that are named as secrets are. */

/** What stands between `//` and the last @ of a URL, and where the host begins. */
const USER = /([a-z][\w+.-]*:)?\/\/([^\s"'<>`]*)@/gi;
/** A parameter of a URL that is a secret by its name: what stands before its value, and the value. */
export const SECRET_PARAMETER =
  /([?&;#](?:[\w.-]*(?:pass|pwd|secret|token|credential|signature|api[_-]?key|access[_-]?key)[\w.-]*|sig|jwt|auth)=)([^\s&;#"'<>`]+)/gi;
/** A path with an @ in it, as of a package: after a host, and perhaps a port, comes a slash. */
const PATH = /^[\w.-]+(:\d+)?\//;

/** The secrets in one URL, as they are written; empty where it holds none. A user without a password is none. */
export function urlSecrets(url: string): string[] {
  const users = [...url.matchAll(USER)].flatMap(([, scheme = "", user]) => userSecrets(scheme, user));
  return [...users, ...[...url.matchAll(SECRET_PARAMETER)].map(([, , value]) => value)].filter(
    (secret) => secret !== undefined && secret !== "",
  );
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
  return text
    .replace(USER, (whole, scheme: string | undefined, user: string) =>
      PATH.test(user) ? whole : `${scheme ?? ""}//…@`,
    )
    .replace(SECRET_PARAMETER, "$1…");
}

/** A text in which URLs tell their users, as far as these are none of the web's, and no secret. */
export function withUrlSecretsAs(hidden: string, text: string): string {
  return text
    .replace(USER, (whole, scheme: string | undefined, user: string) => {
      if (PATH.test(user)) return whole;
      const [name, password] = user.split(/:(.*)/s);
      if (isWeb(scheme ?? "")) return `${scheme}//${hidden}@`;
      return password === undefined ? whole : `${scheme ?? ""}//${name}:${hidden}@`;
    })
    .replace(SECRET_PARAMETER, `$1${hidden}`);
}

/** A URL without user and secrets: what two ways of writing one backend have in common. */
export function bareUrl(url: string): string {
  const [place, query = ""] = url.replace(USER, "$1//").split(/\?(.*)/s);
  const kept = query.split("&").filter((parameter) => parameter !== "" && urlSecrets(`?${parameter}`).length === 0);
  return kept.length > 0 ? `${place}?${kept.join("&")}` : place;
}
