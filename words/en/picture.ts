/** What is written into the pictures. */
import { list } from "./ends";

/** Names of boxes, and lines in them. */
export const boxes = {
  podsOf: (names: string[]): string => `pods of ${list(names)}`,
  coreDns: "CoreDNS",
  clusterDns: "cluster DNS",
  otherPods: "other pods",
  otherPodsAndNode: "other pods and nodes",
  node: "nodes",
  nodeLine: "kubelet and host network",
  api: "Kubernetes API",
  controlPlane: (version: string | undefined): string =>
    version === undefined ? "control plane" : `control plane ${version}`,
  internet: "internet",
  anyAddress: "any public address",
  silent: "opens no connection",
  moreBindings: (count: number): string => `${count} more bindings`,
  moreDatabases: (count: number): string => `${count} more databases`,
  inTable: "in the plan's table",
  inCluster: "database in the cluster",
};

/** The lines at the top. */
export const head = {
  noNetwork: "This plan makes no network",
  general: "Who reaches what",
  notAllKnown: (what: string): string => `Who reaches ${what} is not all known`,
  nothing: (what: string): string => `Nothing reaches ${what}`,
  whoAndWhoNot: (what: string): string => `Who reaches ${what}, and who does not`,
  only: (who: string[], what: string): string =>
    `Only ${list(who)} ${who.length === 1 && !["other pods", "nodes"].includes(who[0]) ? "reaches" : "reach"} ${what}`,
  databases: (count: number): string => `${count} databases`,
  refused: (what: string, who: string[]): string => `Do not reach ${what}: ${list(who)}.`,
  /** The picture in words: what stands over it, as a sentence, and more sentences. */
  description: (headline: string, sentences: string[]): string => [`${headline}.`, ...sentences].join(" "),
  lines: "Solid lines are allowed connections, dashed ones do not get through.",
  stage: (stage: string): string => `stage ${stage}`,
  stack: (stack: string): string => `stack ${stack}`,
  cluster: (cluster: string): string => `EKS cluster ${cluster}`,
};

/** Lines and their meaning. */
export const lines = {
  allowed: "allowed",
  denied: "not allowed: no rule lets it through",
  notKnown: "not known before deployment",
  out: (ports: string): string => `${ports} out`,
  in: (ports: string): string => `${ports} in`,
  sentence: (from: string, to: string, ports: string, word: string, because: string): string =>
    `${from} to ${to}, ${ports}: ${word}: ${because}.`,
  on: (carriers: string[]): string => `on ${list(carriers)}`,
};

/** What boxes stand in. */
export const surroundings = {
  inZone: (name: string, range: string): string => `zone ${name} ${range}`,
  privateSubnets: (subnets: string[]): string => `private subnets, one a zone: ${subnets.join(", ")}`,
  publicSubnet: (zone: string, range: string): string => `public subnet, zone ${zone} ${range}`,
  nat: "NAT gateway",
  nodes: "Nodes",
  anyZone: ", in any of the zones",
  branch: "branch interface",
  trunk: "trunk interface",
  room: (count: number): string => `: room for ${count} branch interfaces`,
  noneBound: "no pod has security groups of its own",
  throughNode: "via the node",
};

/** The small pictures of the stages. */
export const stages = {
  order: ["before", "expected failure", "after"],
  works: "The catalog works.",
  fails: "The catalog does not start.",
  other: "other pods",
  own: "a group of its own",
  shared: "the node's group",
  notPlanned: "This config cannot be built in this stage.",
  picture: (stage: string): string => `Picture of stage ${stage}`,
};

/** What happens to a pod. */
export const pod = {
  bound: "A pod that a SecurityGroupPolicy selects",
  ordinary: "Any other pod",
  pod: "pod",
  neighbours: "other pods",
  resource: "vpc.amazonaws.com/pod-eni: 1",
  vlan: "VLAN",
  branch: "branch network interface",
  trunk: "trunk network interface",
  primary: "primary network interface",
  own: "a security group of its own",
  shared: "the node's security group",
  node: "node",
  boundSteps: [
    "The webhook adds the resource vpc.amazonaws.com/pod-eni to the pod; the scheduler finds a node with a free branch interface.",
    "The VPC resource controller makes a branch network interface on the node's trunk.",
    "The VPC CNI connects the pod to it by its VLAN.",
    "The security group of its own filters what this pod sends and takes, and nothing else.",
  ],
  ordinarySteps: [
    "The webhook adds nothing; any node with room will do.",
    "The VPC CNI gives the pod an address of the node's primary network interface.",
    "The node's security group filters for all pods of the node alike: a database that allows traffic from the node's group allows it from every pod.",
  ],
};
