/**
 * How English messages of the policies name things, and what is missing.
 */
import { unique } from "../../model/graph/values";
import type { GroupName, Missing, PeerName, ResourceName, RuleName, Traffic } from "../../policies/references";
import { autoModeText } from "./reasons";

/** A resource by its kind and logical name: `Deployment "catalog"`. */
export function resourceText({ type, name }: ResourceName): string {
  return `${type.split(":").at(-1)} "${name}"`;
}

/** Several things as a list: `a, b and c`. */
export function list(texts: string[]): string {
  const all = unique(texts);
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** Several resources as a list. */
export function resourcesText(resources: ResourceName[]): string {
  return list(resources.map(resourceText));
}

/** A security group. */
export function groupText(group: GroupName): string {
  switch (group.kind) {
    case "declared":
      return `security group "${group.name}"`;
    case "cluster":
      return `the cluster security group of "${group.name}"`;
    case "remote access":
      return `the security group that EKS makes for the SSH key of "${group.name}"`;
    case "id":
      return `security group ${group.id}`;
    case "other account":
      return `security group ${group.id} of account ${group.account}`;
    case "elsewhere":
      return "a security group of another stack";
    case "no id":
      return "what is not a valid security group id";
    case "not known":
      return "a security group not known";
  }
}

/** Several security groups as a list. */
export function groupsText(groups: GroupName[]): string {
  return list(groups.map(groupText));
}

/** A security group rule by the resource that it is written in. */
export function ruleText(rule: RuleName): string {
  switch (rule.kind) {
    case "own":
      return `rule "${rule.name}"`;
    case "inline":
      return `an inline ${rule.direction} rule of "${rule.name}"`;
    case "EKS":
      return rule.nodes === undefined ? "EKS's own rule" : `EKS's own rule for the SSH key of "${rule.nodes}"`;
  }
}

/** What a rule lets in from, or out to. */
export function peerText(peer: PeerName): string {
  switch (peer.kind) {
    case "groups":
      return groupsText(peer.groups);
    case "addresses":
      return peer.name;
    case "not known":
      return "addresses not known";
  }
}

/** Protocol and ports of a rule. */
export function trafficText({ protocol, fromPort, toPort, portsKnown }: Traffic): string {
  if (!portsKnown) return "ports not known";
  if (protocol === "-1") return "all traffic";
  if (protocol === null) return "another protocol";
  if (!["tcp", "udp"].includes(protocol)) return protocol;
  return fromPort === toPort ? `${protocol} ${fromPort}` : `${protocol} ${fromPort}-${toPort}`;
}

/** An EC2 instance type; null is a text that is none. */
export function instanceTypeText(type: string | null): string {
  return type ?? "an instance type";
}

/** What is not told, as a part of a sentence; empty where nothing is named. */
export function missingText(missing: Missing): string {
  switch (missing.kind) {
    case "only read":
      return `"${missing.name}" was only read`;
    case "referred to":
      return `${resourceText(missing.by)}, which is not read here, refers to "${missing.name}"`;
    case "outside":
      return "it is not in the stack";
    case "other account":
      return `it is account ${missing.account}'s`;
    case "rules of group":
      return "some rules of that group are not told here";
    case "group of rule":
      return `to which group ${ruleText(missing.rule)} belongs is not told`;
    case "peer of rule":
      return `whom ${ruleText(missing.rule)} means is not told`;
    case "ports of rule":
      return `the ports of ${ruleText(missing.rule)} are not known`;
    case "group of a rule":
      return "to which group some rules belong is not told";
    case "prefix list":
      return `what is in ${missing.name} is not told`;
    case "prefix list size":
      return `how many entries ${missing.name} can have is not told`;
    case "addresses":
      return `whether ${missing.range} holds all addresses that it would have to is not told`;
    case "between VPCs":
      return "whether something connects the two VPCs is not told";
    case "groups of the other end":
      return "it depends on which groups the other end carries";
    case "pods with groups":
      return "whether pods of this cluster get security groups is not told";
    case "Auto Mode":
      return `${autoModeText(missing.what)} is not documented for EKS Auto Mode`;
    case "selected":
      return "whether a policy selects these pods is not known";
    case "Fargate":
      return "whether the pods run on Fargate is not told";
    case "unread":
      return `${resourceText(missing.by)} can make or set it, and is not read here`;
    case "not shown":
      return `what "${missing.name}" makes is not shown`;
    case "nodes":
      return `what nodes "${missing.name}" makes is not told`;
    case "add-on":
      return `whether "${missing.name}" is its VPC CNI add-on is not told`;
    case "handed out":
      return "which groups some policies hand out is not told";
    case "differs":
      return "it differs with the node or workload";
    case "no nodes":
      return "the nodes are not in the stack";
    case "not known":
      return "";
  }
}

/** A finding that says what is wrong and what to do where it is certain, and else that just this is open. */
export function either(certain: boolean, what: string, remedy: string): string {
  return certain ? `${what}; ${remedy}` : `whether ${what}`;
}
