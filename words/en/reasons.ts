/**
 * Reasons of verdicts and paths as English sentences, without a full stop.
 */
import type { AutoModeFact, Doubt, Reason, RuleReference } from "../../model/reachability/reasons";
import type { Incomplete } from "../../model/reading/completeness";
import type { ModeDoubt } from "../../model/reading/policy-setting";
import { endName, list } from "./ends";
import { trafficText } from "./traffic";

/** Why a verdict is what it is. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "open":
      return openText(reason.egress, reason.ingress);
    case "closed":
      return closedText(reason);
    case "no common address family":
      return `${reason.from} and ${reason.to} have no addresses of the same family`;
    case "not known":
      return doubtText(reason.doubt);
    case "differs":
      return `it depends on the node or workload: ${reason.reasons.map(reasonText).join(", but ")}`;
    case "same node":
      return `traffic that stays on one node is not filtered; else ${reasonText(reason.otherwise)}`;
    case "same node in standard mode":
      return `standard mode does not filter traffic that stays on the same node; else ${reasonText(reason.otherwise)}`;
    case "leaves under the node's group":
      return `in standard mode it leaves the VPC under the node's group: ${reasonText(reason.by)}`;
    case "no public address":
      return `rules let it in, but ${endName(reason.endpoint)} has no public address (publiclyAccessible is off)`;
    case "public endpoint":
      return `the cluster's endpoint is public${reason.ranges ? ` for ${list(reason.ranges)}` : ""}; security groups do not filter it`;
    case "hangs on the mode":
      return `${modeDoubts[reason.modeDoubt]}; in strict mode ${reasonText(reason.strict)}`;
    case "not documented for Auto Mode":
      return `AWS does not document for EKS Auto Mode ${autoModeText(reason.what)}; by the rules alone, ${reasonText(reason.byRules)}`;
    case "early demux is on":
      return `${reasonText(reason.then)}; the kubelet's probes also need DISABLE_TCP_EARLY_DEMUX, which is off`;
    case "by proxy":
      return `by way of ${endName(reason.proxy)}: ${reasonText(reason.to)}; and from there ${reasonText(reason.from)}`;
  }
}

const modeDoubts: Record<ModeDoubt, string> = {
  "not told": "the enforcing mode is not in the graph",
  declared: "the enforcing mode is declared, and nothing checked it",
  contradictory: "the VPC CNI and the binding tell different enforcing modes",
};

/** What AWS does not document of EKS Auto Mode. */
export function autoModeText(what: AutoModeFact): string {
  switch (what) {
    case "DNS":
      return "whether DNS, which it answers on the node, asks these rules";
    case "same node":
      return "whether traffic that stays on one node is filtered";
    case "leaving the VPC":
      return "under which group traffic leaves the VPC";
    case "probes":
      return "whether the kubelet's probes need a rule";
  }
}

/** What is not known, as a sentence that begins with it. */
export function doubtText(doubt: Doubt): string {
  switch (doubt.kind) {
    case "rules of group":
      return `the rules of ${doubt.group} are not in the graph${incompleteText(doubt.incomplete)}`;
    case "group of rule":
      return `which group ${quoted(doubt.rule)} belongs to is not in the graph`;
    case "peer group of rule":
      return `which group ${quoted(doubt.rule)} means is not in the graph`;
    case "peer of rule":
      return `the peer of ${quoted(doubt.rule)} is not known`;
    case "ports of rule":
      return `the ports of ${quoted(doubt.rule)} are not known`;
    case "prefix list":
      return `what is in ${doubt.rule.range ?? "a prefix list"} is not in the graph${incompleteText(doubt.incomplete)}`;
    case "addresses":
      return `whether ${doubt.range} holds every address of ${endName(doubt.endpoint)} is not in the graph`;
    case "at addresses":
      return `what is at ${doubt.range}, and what filters there, is not in the graph`;
    case "groups of endpoint":
      return `whether ${endName(doubt.endpoint)} carries that group is not in the graph`;
    case "address family":
      return `whether ${endName(doubt.endpoint)} has an IPv${doubt.family} address is not in the graph`;
    case "between VPCs":
      return "the two are, or may be, in different VPCs, and what connects these is not in the graph";
    case "database port":
      return "the port of the database is not known";
    case "public endpoint":
      return "whether the cluster's endpoint is public is not in the graph";
    case "public address":
      return `whether ${endName(doubt.endpoint)} has a public address (publiclyAccessible) is not in the graph`;
    case "over the internet":
      return "whether it gets to the cluster's public endpoint over the internet is not in the graph";
    case "source NAT":
      return "whether pods leave the VPC under the node's group or their own is not in the graph";
    case "part of traffic":
      return doubt.protocol === "all"
        ? "rules let a part of the traffic through"
        : `rules let a part of ${doubt.protocol} through`;
    case "target of proxy":
      return `to which database ${endName(doubt.proxy)} leads is not in the graph`;
  }
}

/** Why something is not complete, to stand behind what is not; empty where there is nothing to add. */
export function incompleteText(incomplete: Incomplete): string {
  switch (incomplete.kind) {
    case "only read":
      return ": it was only read";
    case "referred to":
      return `: ${incomplete.by} (${incomplete.type}) refers to it, which is not read here`;
    case "other account":
      return `: they are the other account's, ${incomplete.account}`;
    case "outside":
    case "not known":
      return "";
  }
}

function closedText({ missing, from, to, protocol, port }: Extract<Reason, { kind: "closed" }>): string {
  const what = trafficText(protocol, port);
  const noEgress = `no egress rule of ${from} for ${what} towards ${to}`;
  if (!missing.includes("ingress")) return noEgress;
  if (!missing.includes("egress")) return `no ingress rule of ${to} for ${what} from ${from}`;
  return `${noEgress}, and no ingress rule of ${to} from ${from}`;
}

function openText(egress: RuleReference[], ingress: RuleReference[]): string {
  const rules = [...egress, ...ingress];
  const [out, into] = rules;
  const isPair = egress.length === 1 && ingress.length === 1;
  if (isPair && out.eksMade && into.eksMade && out.group === into.group) {
    return `EKS's own rules of ${out.group} (${out.label}, ${into.label})`;
  }
  if (isPair && out.label === into.label && !out.eksMade && !into.eksMade) {
    // Both halves of one intent carry one description: say it once.
    return `${quoted(out)}: egress rule of ${out.group}${range(out)}, ingress rule of ${into.group}${range(into)}`;
  }
  if (rules.length === 0) return "nothing filters it here";
  return rules
    .map((rule) => {
      const text = rule.eksMade ? quoted(rule) : `${rule.direction} rule ${quoted(rule)}`;
      return `${text} of ${rule.group}${range(rule)}`;
    })
    .join(" and ");
}

function range({ range: found }: RuleReference): string {
  return found === undefined ? "" : ` for ${found}`;
}

/** A rule as messages name it. */
export function quoted({ label, eksMade, direction }: RuleReference): string {
  return eksMade ? `EKS's own ${direction} rule (${label})` : `"${label}"`;
}
