/**
 * What is wrong with the network paths of bound pods, and with who else reaches their databases.
 */
import { isTrue } from "../../../model/aws/vpc-cni";
import { pushTo, unique } from "../../../model/graph/values";
import { keysOf } from "../../../model/reading/endpoints";
import { type Finding, finding } from "../findings";
import { branchSubnetsOf, hasTrunk } from "../nodes";
import { type BindingPaths, groupIds, type PathRow, probeResults } from "../paths";
import { valueOr } from "../read";
import type { View } from "../view";

/** Everything that is wrong with paths. */
export function pathFindings(view: View, paths: BindingPaths[]): Finding[] {
  return [
    ...paths.flatMap((one) => ofBinding(view, one)),
    ...openDatabases(view, paths),
    ...publicSubnets(view, paths),
    ...leaked(view),
  ];
}

function ofBinding(view: View, paths: BindingPaths): Finding[] {
  const { bound, groups } = paths;
  const at = [bound.id];
  // A policy with a group that is not there is told by itself: until that is fixed it has no paths.
  if (groups.some((id) => isMissing(view, id))) return [];
  const closedEgress = hasNoEgress(view, paths);
  const egress = closedEgress
    ? [finding("no-egress", "error", at, { groups }, addRule(view, groups, "egress", 53))]
    : [];
  const told = (row: PathRow): PathRow["missing"] =>
    closedEgress ? row.missing.filter((one) => one === "ingress") : row.missing;
  const dns = paths.dnsParts.filter(({ row }) => row.allowed === false && told(row).length > 0);
  return [
    ...egress,
    ...dnsFindings(view, paths, dns, told),
    ...probeFindings(view, paths),
    ...databaseFindings(view, paths, told),
  ];
}

function isMissing({ facts: { groups } }: View, id: string): boolean {
  return "value" in groups && !groups.value.some(({ GroupId }) => GroupId === id);
}

/** Whether nothing that is known lets bound pods send anything. */
function hasNoEgress({ reading }: View, { bound }: BindingPaths): boolean {
  const keys = keysOf(bound);
  return (
    keys.length > 0 &&
    keys.every((key) => !reading.groups.hasUnknownRules(key) && reading.rules.of(key, "egress").length === 0)
  );
}

function dnsFindings(
  view: View,
  { bound, groups }: BindingPaths,
  closed: BindingPaths["dnsParts"],
  told: (row: PathRow) => PathRow["missing"],
): Finding[] {
  // Where Auto Mode answers DNS on the node itself, whether rules are asked at all is not published.
  if (closed.length === 0 || view.allAuto) return [];
  const { reading } = view;
  const named = unique(
    keysOf(bound)
      .flatMap((key) => reading.rules.of(key, "egress"))
      .filter(({ fromPort, toPort }) => fromPort <= 53 && toPort >= 53)
      .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : [])),
  );
  const dnsGroups = unique(closed.flatMap((one) => one.groups)).sort();
  const missing = unique(closed.flatMap(({ row }) => told(row))).sort();
  const data = {
    ...{ protocols: unique(closed.map(({ row }) => row.protocol)).sort(), missing, dnsGroups },
    named: named.map((key) => view.live.idOf(key) ?? key).sort(),
  };
  const [protocol] = data.protocols;
  const command = missing.includes("egress")
    ? ruleCommand(view, "egress", groups[0], dnsGroups[0], 53, protocol)
    : ruleCommand(view, "ingress", dnsGroups[0], groups[0], 53, protocol);
  return [finding("dns-closed", "error", [bound.id], data, { command })];
}

function probeFindings(view: View, { bound, probes, groups }: BindingPaths): Finding[] {
  const nodes = view.reading.nodesEndpoint;
  return probes
    .filter(({ allowed }) => allowed === false)
    .map(({ port }) => {
      const nodeGroups = nodes === undefined ? [] : groupIds(view, nodes);
      const command = ruleCommand(view, "ingress", groups[0], nodeGroups[0], port!, "tcp");
      return finding("probe-port-closed", "error", [bound.id], { port: port!, nodeGroups, groups }, { command });
    });
}

function databaseFindings(
  view: View,
  { bound, databases, groups }: BindingPaths,
  told: (row: PathRow) => PathRow["missing"],
): Finding[] {
  const { mode, setting } = view;
  return databases.flatMap(({ name, row, groups: databaseGroups, otherVpc }): Finding[] => {
    const isExternal = isTrue(setting?.env.AWS_VPC_K8S_CNI_EXTERNALSNAT);
    if (otherVpc && mode === "standard" && !isExternal && !isIpv6(view)) {
      // Whether these ranges have the database's address is not known: its VPC was not read.
      if (setting?.env.AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS) return [];
      const command = "kubectl --namespace kube-system set env daemonset/aws-node AWS_VPC_K8S_CNI_EXTERNALSNAT=true";
      return [finding("standard-leaves-as-node", "error", [bound.id], { database: name }, { command })];
    }
    const missing = told(row);
    if (row.allowed !== false || missing.length === 0) return [];
    const command = missing.includes("ingress")
      ? ruleCommand(view, "ingress", databaseGroups[0], groups[0], row.port!, "tcp")
      : ruleCommand(view, "egress", groups[0], databaseGroups[0], row.port!, "tcp");
    const data = { database: name, port: row.port!, missing, groups, databaseGroups };
    return [finding("database-half-closed", "error", [bound.id], data, { command })];
  });
}

/** The command that adds a rule for a group. */
function ruleCommand(
  { facts }: View,
  direction: "ingress" | "egress",
  group: string | undefined,
  peer: string | undefined,
  port: number,
  protocol: string,
): string | undefined {
  if (group === undefined || peer === undefined) return undefined;
  const permission = `IpProtocol=${protocol},FromPort=${port},ToPort=${port},UserIdGroupPairs=[{GroupId=${peer}}]`;
  return `aws ec2 authorize-security-group-${direction} --region ${facts.target.region} --group-id ${group} --ip-permissions '${permission}'`;
}

function addRule(view: View, groups: string[], direction: "egress", port: number): { command?: string } {
  const dns = view.reading.endpoints.find(({ kind }) => kind === "dns");
  const peer = dns === undefined ? undefined : groupIds(view, dns)[0];
  const command = ruleCommand(view, direction, groups[0], peer, port, "udp");
  return command === undefined ? {} : { command };
}

/** Databases that bound pods are meant to reach, and every other pod reaches, too. */
function openDatabases(view: View, paths: BindingPaths[]): Finding[] {
  const meant = new Map(paths.flatMap(({ databases }) => databases.map((one) => [one.name, one])));
  return [...meant.values()].flatMap(({ name, others: row }) => {
    if (row?.allowed !== true) return [];
    const admitting = row.rules.filter(({ direction }) => direction === "ingress");
    const rules = admitting.flatMap(({ id }) => id ?? []);
    const told = valueOr(view.facts.rules, []);
    const byGroup = new Map<string, string[]>();
    for (const id of rules) {
      const group = told.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === id)?.GroupId;
      if (group !== undefined) pushTo(byGroup, group, id);
    }
    const revoke = `aws ec2 revoke-security-group-ingress --region ${view.facts.target.region}`;
    const commands = [...byGroup].map(
      ([group, ids]) => `${revoke} --group-id ${group} --security-group-rule-ids ${ids.join(" ")}`,
    );
    const command = commands.length === 0 ? undefined : commands.join(" && ");
    return [
      finding("database-open", "error", [`database:${name}`], { database: name, port: row.port!, rules }, { command }),
    ];
  });
}

/** Whether pods have IPv6 addresses only, which nothing translates on the way out. */
function isIpv6({ facts }: View): boolean {
  return facts.cluster.kubernetesNetworkConfig?.ipFamily === "ipv6";
}

/** In strict mode bound pods keep their own address, for which an internet gateway has no use; an IPv6 address can go out by it. */
function publicSubnets(view: View, paths: BindingPaths[]): Finding[] {
  const { facts, mode, nodes } = view;
  if (mode !== "strict" || paths.length === 0 || isIpv6(view)) return [];
  const subnets = unique(nodes.filter(hasTrunk).flatMap((node) => branchSubnetsOf(view, node)));
  const tables = valueOr(facts.routeTables, []);
  const isPublic = (subnet: string): boolean => {
    const own = tables.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnet));
    const table = own ?? tables.find(({ Associations }) => Associations?.some(({ Main }) => Main));
    return (
      table?.Routes?.some(
        (route) => route.DestinationCidrBlock === "0.0.0.0/0" && route.GatewayId?.startsWith("igw-"),
      ) === true
    );
  };
  const found = subnets.filter(isPublic).sort();
  const at = paths.map(({ bound }) => bound.id);
  return found.length === 0 ? [] : [finding("public-subnets", "warning", at, { subnets: found })];
}

/** Branch interfaces that nothing holds any more: they keep their groups from being deleted. */
function leaked({ facts, interfaces }: View): Finding[] {
  const loose = interfaces.branches.filter(({ Status }) => Status === "available");
  if (loose.length === 0) return [];
  const ids = loose.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  const groups = unique(loose.flatMap(({ Groups }) => (Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []))).sort();
  const command = `aws ec2 delete-network-interface --region ${facts.target.region} --network-interface-id ${ids[0]}`;
  return [finding("leaked-interfaces", "warning", ids, { groups }, { command })];
}

/** A proof of the lab's own that failed, where nothing else that was found tells why. */
export function proofFindings(view: View, others: Finding[]): Finding[] {
  if (others.some(({ severity }) => severity === "error")) return [];
  return probeResults(view)
    .filter(({ exit }) => exit !== undefined && exit !== 0)
    .map(({ name, exit, pod }) => {
      const [namespace, podName] = pod.split("/");
      const command = `kubectl --namespace ${namespace} logs ${podName}`;
      return finding("proof-failed", "error", [name], { exit: exit! }, { command });
    });
}
