/** What a check of a stack's file says. */
export const check = {
  title: (source: string, stack: string, project: string, resources: string): string =>
    `The ${source} of stack ${stack}, project ${project}: ${resources}.`,
  offline: "Nothing was asked but this file.",
  signs: "-: not tested, such as a database from itself; ?: this file alone does not tell.",
  open: "OPEN",
  closed: "CLOSED",
  notKnown: "NOT KNOWN",
  notTheSame: "NOT THE SAME FOR ALL",
};

/** Where a graph comes from. */
export function source(name: string): string {
  return name === "live" ? "living cluster" : name;
}

/** The colon and space between a thing and what is said of it. */
export function said(what: string, text: string): string {
  return `${what}: ${text}`;
}
