/**
 * What the ends of network paths are called: one name for one thing, in every table, picture and sentence. Ids stay as they are.
 */

const FIXED: { [id: string]: string } = {
  anything: "anything",
  "same-node": "all on the same node",
  "unbound-pods": "other pods",
  nodes: "nodes",
  dns: "DNS",
  "kubernetes-api": "Kubernetes API",
  internet: "internet",
};

/** An end by its id; an address range is its own name. */
export function endName(id: string): string {
  return FIXED[id] ?? nameInId(id);
}

/** What an id names; of `<namespace>/<name>` the name alone where both are the same. */
export function nameInId(id: string): string {
  const name = id.replace(/^(bound|pods|database|proxy|group|addresses):/, "");
  const [namespace, own, ...more] = name.split("/");
  return more.length === 0 && namespace === own && /^(bound|pods):/.test(id) ? own : name;
}

/** What kind of end it is, where its name does not tell. */
export function endKind(id: string): string {
  if (id.startsWith("bound:")) return "own security group";
  if (id.startsWith("pods:")) return "the node's group";
  if (id.startsWith("proxy:")) return "proxy";
  return id.startsWith("database:") ? "database" : "";
}

/** Names in a row: `a`, `a and b`, `a, b and c`. */
export function list(names: string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** An answer in a table of text. */
export function cell(allowed: boolean | null): string {
  if (allowed === null) return "?";
  return allowed ? "YES" : "no";
}

/** An answer as a word in a sentence or on a page. */
export function answerWord(allowed: boolean | null): string {
  if (allowed === null) return "not known";
  return allowed ? "yes" : "no";
}

/** An end that is perhaps reached. */
export function perhaps(name: string): string {
  return `perhaps ${name}`;
}
