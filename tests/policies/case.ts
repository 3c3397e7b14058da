import type { Json } from "../../model/graph/graph";
import type { RuleConfig } from "../../policies/rule";
import { type Edit, from, set } from "./support";

/** What is tested of a rule: the lab complies, one change does not, an unknown value is left open, config decides. */
export interface Case {
  /** Changes that the rule objects to, each by itself, with what the message must say. */
  wrong: [message: RegExp, ...edits: Edit[]][];
  /** A value that is not known; the rule must leave it open. Left out where nothing unknown can matter. */
  unknown?: [message: RegExp, ...edits: Edit[]];
  /** Config under which the first change is right. */
  allowed?: RuleConfig;
  /** Config under which the lab itself is wrong. */
  refused?: RuleConfig;
}

/** Makes an ingress rule one for addresses. */
export const addresses = (name: string, cidr: Json): Edit[] => [
  set("SecurityGroupIngressRule", name, "referencedSecurityGroupId", undefined),
  from("SecurityGroupIngressRule", name, "referencedSecurityGroupId"),
  set("SecurityGroupIngressRule", name, "cidrIpv4", cidr),
];
