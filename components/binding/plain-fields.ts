const NAMED = ["binding.name", "securityGroup.name"];
const ADDRESSES = ["addresses.name", "addresses.cidr", "addresses.reason"];
const PORTS = ["port", "toPort", "protocol"];
const SELECTOR = [
  "matchLabels.*",
  "matchExpressions.*.key",
  "matchExpressions.*.operator",
  "matchExpressions.*.values.*",
];

const within = (argument: string, fields: string[]): string[] => fields.map((field) => `${argument}.${field}`);

/** Fields inside of a binding's arguments whose values decide which resources there are, and what they are called. */
export const PLAIN_FIELDS: string[] = [
  ...within("reaches.*", ["dns", "kubernetesApi", "self", "database.name", "prefixList.name"]),
  ...within("reaches.*", [...NAMED, ...ADDRESSES, ...PORTS]),
  ...within("reachableFrom.*", ["nodes", ...NAMED, ...ADDRESSES, ...PORTS]),
  ...within("podSelector", SELECTOR),
  ...within("serviceAccountSelector", SELECTOR),
];
