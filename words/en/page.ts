/** The language, as HTML names it. */
export const language: string = "en";

/** What the page of a plan says beside what the plan itself says. */
export const page = {
  /** What stands between two sentences. */
  space: " ",
  title: (headline: string, stack: string): string => `${headline} – plan of ${stack}`,
  heading: (stack: string, stage: string | undefined): string =>
    `Plan of stack ${stack}${stage === undefined ? "" : `, stage ${stage}`}`,
  lead: (project: string): string =>
    `Made offline from the real program ${project}. Nothing was deployed, no account was asked.`,
  skip: "Skip to the plan",
  navigation: "Sections",
  footer: "Made by lab plan --html, from the plan alone: the same plan gives the same page.",
  sections: {
    answer: "The answer",
    stages: "The three stages",
    pod: "What happens to a pod",
    topology: "The picture",
    reachability: "Who reaches what",
    policies: "Pulumi policies",
    time: "Time",
    cost: "Cost",
    "branch-interfaces": "Branch interfaces",
    rules: "Rules per security group",
    "not-judged": "What was not judged",
    resources: "What will be made",
    binding: "The binding",
  },
  warning: (text: string): string => `Warning: ${text}`,
  pointAtLine: "Choose a line, by mouse, touch or keyboard, for the rule that decides it.",
  scrolls: "The picture is wider than this screen: it scrolls sideways.",
  pictureLabel: "Picture of the topology",
  thisPlan: "this plan",
  tryStage: (stage: string): string => `npm start -- --config stage=${stage}`,
};

/** The figures at the top. */
export const tiles = {
  resources: "Resources",
  inComponents: (components: string): string => `in ${components}`,
  ready: "Ready after",
  slow: (minutes: string): string => `${minutes} where every step is slow`,
  costs: "Costs",
  anHour: (amount: string): string => `${amount} an hour`,
  atLeast: "at least",
  listPrice: "list price",
  interfaces: "Branch interfaces",
  of: (needed: number, total: number): string => `${needed} of ${total}`,
  atWorst: "taken at the worst moment",
  whoReaches: (database: string, ports: string): string => `Who reaches ${database} on ${ports}?`,
  answer: (end: string, word: string): string => `${end}: ${word}`,
};

/** The table of answers and the reasons. */
export const reach = {
  note: "Rows open a connection, columns take it.",
  table: "Table of answers",
  hint: "Choose an answer, by mouse, touch or keyboard, for its reason; follow it to the list below.",
  reasons: "The reason of every answer",
  from: (end: string): string => `From ${end}`,
  to: (end: string): string => `to ${end}`,
};

/** Capacity and rules. */
export const limits = {
  free: (count: number): string => `free: ${count}`,
  quota: "quota of each",
  exceeded: "exceeded",
  morePossible: (why: string): string => `more is possible: ${why}`,
  none: "The plan makes no security group.",
};

/** Resources and the binding. */
export const made = {
  nothing: "Nothing.",
  none: "The program exports none.",
  later: "known after deployment",
  empty: "none",
};
