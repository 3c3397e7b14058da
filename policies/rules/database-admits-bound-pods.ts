import type { Reading } from "../../model/reading/reading";
import type { Database } from "../../model/reading/databases";
import { keysOf } from "../../model/reading/endpoints";
import type { Rule as GroupRule } from "../../model/reading/rules";
import type { GroupReference } from "../../model/reading/security-groups";
import { isPrivate } from "../../model/addresses/cidr";
import { unique } from "../../model/graph/values";
import type { Finding } from "../findings";
import { handedOut } from "../pod-eni";
import { groupName, isForAddresses, isNamed, type Missing, missingOf, openedBy, resourceName } from "../references";
import { allowedBy, found, hangingOn, names, type Rule, rule, unsure, wrong } from "../rule";

/** The database admits pods with a security group of their own, and nothing else. */
export const databaseAdmitsBoundPods: Rule = rule<{ alsoAllow: string[] }>({
  name: "database-admits-bound-pods",
  description:
    "Security groups of databases, and of proxies that lead to them, admit only groups that a SecurityGroupPolicy hands out, on the database's port.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Remove the rule, and let a PodSecurityGroupBinding declare the path (reaches: [{ database }]); or list a group that must reach the database in `alsoAllow`.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  configSchema: {
    properties: { alsoAllow: names("Logical names or ids of further security groups that databases may admit") },
  },
  check(reading, { alsoAllow }, _day, neighbours) {
    const { databases, proxies } = reading.databases;
    const admissions = new Admissions(reading, alsoAllow, allowedBy("no-open-ingress", neighbours));
    const doors = [...databases, ...proxies];
    const stray = doors.length === 0 ? [] : reading.rules.ofNobody("ingress");
    return [
      ...doors.flatMap((door) => ofDoor(reading, door, doors, admissions)),
      ...stray
        .filter((entry) => admissions.of(entry, undefined).answer !== "pods")
        .map((entry) => unsure(entry.urn, "database-admits-bound-pods: stray rule", openedBy(reading, entry))),
    ];
  },
});

/** What is wrong with a database, or with a proxy that leads to one: each is a door to the data. */
function ofDoor(reading: Reading, door: Database, doors: Database[], admissions: Admissions): Finding[] {
  const { resource, endpoint } = door;
  // Without any of its own it takes the default group, which the stack can have with its rules.
  const isInStack = ({ key }: GroupReference): boolean => reading.groups.get(key).kind === "declared";
  const groups = door.groups.length > 0 ? door.groups : endpoint.interfaces[0].groups.filter(isInStack);
  const { urn } = resource;
  const database = resourceName(resource);
  const untold = missingOf(reading.completeness.of(urn));
  const open =
    untold.length > 0 ? [unsure(urn, "database-admits-bound-pods: groups not known", { database }, untold)] : [];
  if (groups.length === 0) {
    return untold.length > 0 ? open : [wrong(urn, "database-admits-bound-pods: default group", { database })];
  }
  return [...open, ...groups.flatMap(({ key, certain }) => ofGroup(reading, door, key, certain, doors, admissions))];
}

function ofGroup(
  reading: Reading,
  door: Database,
  key: string,
  certain: boolean,
  doors: Database[],
  admissions: Admissions,
): Finding[] {
  const { urn } = door.resource;
  const database = resourceName(door.resource);
  const group = groupName(reading, key);
  const { kind, incomplete } = reading.groups.get(key);
  const doubts = certain ? [] : [{ kind: "groups of the other end" as const }];
  if (kind === "cluster") {
    return hangingOn(doubts, [wrong(urn, "database-admits-bound-pods: cluster group", { database, group })]);
  }
  const rules = reading.rules.of(key, "ingress");
  return [
    ...(incomplete === undefined
      ? []
      : [unsure(urn, "database-admits-bound-pods: rules not known", { database, group }, missingOf(incomplete))]),
    ...hangingOn(
      doubts,
      rules.flatMap((entry) => ofRule(reading, door, entry, doors, admissions.of(entry, door))),
    ),
  ];
}

function ofRule(reading: Reading, door: Database, entry: GroupRule, doors: Database[], who: Admission): Finding[] {
  const { urn } = entry;
  const values = { ...openedBy(reading, entry), database: resourceName(door.resource) };
  const doubts = entry.certain ? [] : [{ kind: "group of rule" as const, rule: values.rule }];
  if (who.answer === "nobody") return [];
  if (who.answer === "others") {
    const { because, missing } = who;
    return [found([...missing, ...doubts], urn, "database-admits-bound-pods: others", { ...values, because })];
  }
  const carriers = doors.filter(({ groups }) => groups.some(({ key }) => key === entry.group));
  const ports = unique(carriers.flatMap(({ endpoint }) => endpoint.ports.map(({ port }) => port)));
  const isOnePort = entry.protocol === "tcp" && entry.fromPort === entry.toPort;
  if (entry.portsKnown && isOnePort && ports.includes(entry.fromPort)) return [];
  const isTold = entry.portsKnown && carriers.every((one) => one.endpoint.portKnown && !hasMorePorts(one));
  if (!isTold) return [unsure(urn, "database-admits-bound-pods: ports not known", values)];
  return hangingOn(doubts, [wrong(urn, "database-admits-bound-pods: other ports", { ...values, ports })]);
}

/** A serverless cache listens on more than one port, for its readers. */
function hasMorePorts({ resource }: Database): boolean {
  return resource.type === "aws:elasticache/serverlessCache:ServerlessCache";
}

/** Whom a rule admits. */
type Admission =
  /** Nobody, as an empty prefix list does, or nobody who is not meant. */
  | { answer: "nobody" }
  | { answer: "pods" }
  /** Others, surely where nothing is missing. */
  | { answer: "others"; because: "addresses" | "nodes" | "not handed out"; missing: Missing[] };

/** Whom rules of databases admit, for many rules of one reading. */
class Admissions {
  private readonly handed: Map<string, boolean>;
  /** For each group that nodes, or pods without a group of their own, carry: whether it is certain. */
  private readonly ofNodes = new Map<string, boolean>();

  /**
   * @param allowed groups that databases may admit all the same
   * @param open groups that may be open to everybody
   */
  constructor(
    private readonly reading: Reading,
    private readonly allowed: string[],
    private readonly open: string[],
  ) {
    this.handed = handedOut(reading);
    const { nodes, pods } = reading.nodeInterfaces;
    for (const { key, certain } of [...nodes, ...pods].flatMap(({ groups }) => groups)) {
      this.ofNodes.set(key, (this.ofNodes.get(key) ?? false) || certain);
    }
  }

  /**
   * Whom a rule admits.
   *
   * @param door the database or proxy that it is a door to
   */
  of(entry: GroupRule, door: Database | undefined): Admission {
    const { peer } = entry;
    switch (peer.kind) {
      case "unknown": {
        const missing = isForAddresses(this.reading, entry) ? [] : [{ kind: "not known" as const }];
        return { answer: "others", because: "addresses", missing };
      }
      case "addresses": {
        // What may be open to everybody is not told again.
        const isMeant = !peer.ranges.some(isPrivate) && isNamed(this.reading, entry.group, this.open);
        return isMeant ? { answer: "nobody" } : { answer: "others", because: "addresses", missing: [] };
      }
      case "prefix list": {
        const { ranges, incomplete, name } = peer;
        const isSure = incomplete === undefined || (incomplete.kind === "not known" && ranges.length > 0);
        if (incomplete === undefined && ranges.length === 0) return { answer: "nobody" };
        const missing = isSure ? [] : [{ kind: "prefix list" as const, name }, ...missingOf(incomplete)];
        return { answer: "others", because: "addresses", missing };
      }
      case "groups":
        return this.ofGroups(peer.keys, door);
    }
  }

  private ofGroups(keys: string[], door: Database | undefined): Admission {
    const answers = keys.map((key) => this.ofGroup(key, door));
    const others = answers.find((one) => one.answer === "others");
    if (others === undefined) return { answer: "pods" };
    const isEach = answers.every((one) => one.answer === "others" && one.missing.length === 0);
    if (isEach || others.missing.length > 0) return others;
    // Which of the groups it means is not told.
    return { ...others, missing: [{ kind: "not known" }] };
  }

  private ofGroup(key: string, door: Database | undefined): Exclude<Admission, { answer: "nobody" }> {
    const { groups } = this.reading;
    const { kind, incomplete } = groups.get(key);
    const others = (because: "nodes" | "not handed out", missing: Missing[] = []) => ({
      ...{ answer: "others" as const, because, missing },
    });
    const ofNodes = this.ofNodes.get(key);
    if (kind === "cluster") return others(ofNodes === true ? "nodes" : "not handed out");
    if (kind === "unresolved") return others("not handed out", [{ kind: "not known" }]);
    if (isNamed(this.reading, key, this.allowed)) return { answer: "pods" };
    if (ofNodes !== undefined) return others("nodes", ofNodes ? [] : [{ kind: "groups of the other end" }]);
    const { databases, completeness } = this.reading;
    const isPerhaps = ({ endpoint, resource }: Database): boolean =>
      // One of which not all is told can carry any group.
      completeness.of(resource.urn) !== undefined ||
      keysOf(endpoint).some((own) => own === key || groups.get(own).kind === "unresolved");
    const proxies = databases.proxies.filter(isPerhaps);
    const leading = door?.endpoint.proxies.filter(({ certain }) => certain).map(({ endpoint }) => endpoint) ?? [];
    // The proxy is judged by itself.
    if (leading.some((endpoint) => keysOf(endpoint).includes(key))) return { answer: "pods" };
    const handed = this.handed.get(key);
    if (handed === true) return { answer: "pods" };
    // Where a proxy leads can stand elsewhere.
    if (handed !== undefined || proxies.length > 0) return others("not handed out", [{ kind: "not known" }]);
    // Files of YAML that show nothing of what they make can hold a policy.
    const isHidden = completeness.unread.some(({ type, custom }) => !custom && type.startsWith("kubernetes:"));
    const isOpen = isHidden || [...this.handed.keys()].some((one) => groups.get(one).kind === "unresolved");
    return others("not handed out", [...missingOf(incomplete), ...(isOpen ? [{ kind: "handed out" as const }] : [])]);
  }
}
