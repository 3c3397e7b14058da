/**
 * What the model calls things: groups that no resource of a graph is, and what takes time, costs money or is lost.
 */

/** A security group by the name that a reason or a count has for it. */
export function groupName(name: string): string {
  return name;
}

/** What a step of a time line, or what a change replaces, is called: `node group`. */
export function thing(what: string): string {
  return what;
}

/** A family of resources that were not judged. */
export function family(name: string): string {
  return name;
}

/** An address range, or a prefix list by the words for it. */
export function rangeName(name: string): string {
  return name;
}
