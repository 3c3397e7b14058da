import type { Graph, GraphResource } from "../../model/graph/graph";
import type { Rule as GroupRule } from "../../model/reading/rules";
import { UNRESOLVED } from "../../model/reading/security-groups";
import { databasesOf, isForAddresses, networkOf } from "../facts";
import { handedOut } from "../pods";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { groupName, groupNames, named, peerName, ruleName, trafficName } from "../say";

/** The database admits pods with a security group of their own, and nothing else. */
export const databaseAdmitsBoundPods = rule<{ alsoAllow: string[] }>({
  name: "database-admits-bound-pods",
  description:
    "Database security groups admit only groups that a SecurityGroupPolicy hands out, on the database's port.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Remove the rule, and let a PodSecurityGroupBinding declare the path (reaches: [{ database }]); or list a group that must reach the database in `alsoAllow`.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  configSchema: {
    properties: { alsoAllow: names("Logical names or ids of further security groups that databases may admit") },
  },
  check(graph, { alsoAllow }) {
    const { groups } = networkOf(graph);
    return databasesOf(graph).flatMap((database) => {
      const carried = groups.resolve(database, "vpcSecurityGroupIds", database.inputs.vpcSecurityGroupIds);
      if (carried.length === 0) {
        const text = `${named(database)} names no security group, so it takes the VPC's default one, which admits all that carries it; give it a group of its own`;
        return [wrong(database.urn, text)];
      }
      return carried.flatMap(({ key, certain }) => ofGroup(graph, database, key, certain, alsoAllow));
    });
  },
});

function ofGroup(
  graph: Graph,
  database: GraphResource,
  key: string,
  certain: boolean,
  alsoAllow: string[],
): Violation[] {
  const { groups, rules } = networkOf(graph);
  if (groups.get(key).kind === "cluster") {
    const text = `${named(database)} carries ${groupName(graph, key)}, as every node and every ordinary pod does, and all that carries it reaches all else that does; give the database a group of its own`;
    return [certain ? wrong(database.urn, text) : unsure(database.urn, `whether ${text}`)];
  }
  const elsewhere = groups.hasUnknownRules(key)
    ? [
        unsure(
          database.urn,
          `what ${groupName(graph, key)} of ${named(database)} admits: its rules are not in the stack`,
        ),
      ]
    : [];
  return [
    ...elsewhere,
    ...rules.of(key, "ingress").flatMap((entry) => ofRule(graph, database, entry, certain && entry.certain, alsoAllow)),
  ];
}

function ofRule(
  graph: Graph,
  database: GraphResource,
  entry: GroupRule,
  certain: boolean,
  alsoAllow: string[],
): Violation[] {
  const who = peerName(graph, entry.peer);
  const admits = `${ruleName(graph, entry)} admits ${who} to ${named(database)} on ${trafficName(entry)}`;
  const answer = isAdmissible(graph, entry, alsoAllow);
  if (answer === undefined || (answer === false && !certain)) {
    return [unsure(entry.urn, `whether ${admits}, and a SecurityGroupPolicy hands that group out`)];
  }
  if (!answer) {
    const text = `${admits}, and ${reason(graph, entry)}; admit the security group of the pods that need the database`;
    return [wrong(entry.urn, text)];
  }
  const ports = portsOf(graph, entry.group);
  if (ports === undefined) return [];
  if (!entry.portsKnown)
    return [unsure(entry.urn, `on which ports ${ruleName(graph, entry)} opens ${named(database)}`)];
  if (entry.protocol === "tcp" && entry.fromPort === entry.toPort && ports.includes(entry.fromPort)) return [];
  return [wrong(entry.urn, `${admits}, but the database listens on tcp ${ports.join(" and ")} alone; open just that`)];
}

/** Whether a rule admits pod security groups and nothing else; undefined where the graph does not tell. */
function isAdmissible(graph: Graph, entry: GroupRule, alsoAllow: string[]): boolean | undefined {
  const { peer } = entry;
  if (peer.kind === "unknown") return isForAddresses(graph, entry) ? false : undefined;
  if (peer.kind !== "groups") return false;
  const answers = peer.keys.map((key) => isAdmissibleGroup(graph, key, alsoAllow));
  if (answers.every((answer) => answer === answers[0])) return answers[0];
  return undefined;
}

function isAdmissibleGroup(graph: Graph, key: string, alsoAllow: string[]): boolean | undefined {
  const { groups } = networkOf(graph);
  if (key === UNRESOLVED) return undefined;
  if (groups.get(key).kind === "cluster") return false;
  if (alsoAllow.includes(groups.name(key))) return true;
  if (isOfNodes(graph, key)) return false;
  const handed = handedOut(graph).get(key);
  return handed === undefined ? false : handed || undefined;
}

function isOfNodes(graph: Graph, key: string): boolean {
  const nodes = networkOf(graph).ends.filter(({ kind }) => kind === "nodes");
  return nodes.some(({ interfaces }) => interfaces.flat().some((group) => group.key === key && group.certain));
}

function reason(graph: Graph, { peer }: GroupRule): string {
  if (peer.kind !== "groups") return "addresses are not pods: whatever gets one of them gets in";
  const { groups } = networkOf(graph);
  if (peer.keys.some((key) => groups.get(key).kind === "cluster"))
    return "every node and every ordinary pod carries that group";
  if (peer.keys.some((key) => isOfNodes(graph, key))) return "nodes carry that group, and ordinary pods with them";
  return `no SecurityGroupPolicy of this stack hands out ${groupNames(graph, peer.keys)}`;
}

/** Ports of the databases that carry a group; undefined where one is not known. */
function portsOf(graph: Graph, key: string): number[] | undefined {
  const ends = networkOf(graph).ends.filter(
    ({ kind, interfaces }) => kind === "database" && interfaces.flat().some((group) => group.key === key),
  );
  return ends.every(({ portKnown }) => portKnown)
    ? ends.flatMap(({ ports }) => ports.map(({ port }) => port))
    : undefined;
}
