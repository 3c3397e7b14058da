/** Secrets inside of URLs: a password before the @, and parameters that are named as secrets are. */

const USER = /\/\/\S*@/g;
/** A parameter of a URL that is a secret by its name: what stands before its value, and the value. */
export const SECRET_PARAMETER =
  /([?&;](?:[\w.-]*(?:pass|pwd|secret|token|credential|signature|api[_-]?key|access[_-]?key)[\w.-]*|sig)=)([^\s&;"]+)/gi;

/** The secrets in one URL, as they are written; empty where it holds none. A user without a password is none. */
export function urlSecrets(url: string): string[] {
  const user = /\/\/(\S*)@/.exec(url)?.[1] ?? "";
  // What stands alone before the @ of a web address is a token.
  const password = /^https?:/i.test(url) && !user.includes(":") ? user : user.split(/:(.*)/s)[1];
  return [password, ...[...url.matchAll(SECRET_PARAMETER)].map(([, , value]) => value)].filter(
    (secret) => secret !== undefined && secret !== "",
  );
}

/** A text as it may be shown: no URL in it tells a user or a secret. */
export function withoutUrlSecrets(text: string): string {
  return text.replace(USER, "//…@").replace(SECRET_PARAMETER, "$1…");
}

/** A URL without user and secrets: what two ways of writing one backend have in common. */
export function bareUrl(url: string): string {
  const [place, query = ""] = url.replace(USER, "//").split(/\?(.*)/s);
  const kept = query.split("&").filter((parameter) => parameter !== "" && urlSecrets(`?${parameter}`).length === 0);
  return kept.length > 0 ? `${place}?${kept.join("&")}` : place;
}
