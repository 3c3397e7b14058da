import type { Recording, Registration } from "../../cli/record/recorder";
import type { Json } from "../../model/graph/graph";
import { all, inputs } from "./program";
import { hexId } from "./deploy-mocks";

const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** All standalone security group rules. */
export function allRules(recording: Recording): Registration[] {
  return [...all(recording, EGRESS), ...all(recording, INGRESS)];
}

/**
 * Each rule as one line, `<group> to <group> tcp 53` for egress and `<group> from <group> tcp 53` for ingress, `all` for all
 * traffic, sorted. Groups of the program go by their names, others by their ids.
 */
export function ruleLines(recording: Recording): string[] {
  const names = new Map(
    all(recording, "aws:ec2/securityGroup:SecurityGroup").map(({ name }): [string, string] => [
      `sg-${hexId(name)}`,
      name,
    ]),
  );
  const end = (id: Json): string => names.get(text(id)) ?? text(id);
  return allRules(recording)
    .map((rule) => {
      const { securityGroupId, referencedSecurityGroupId, prefixListId, ipProtocol, fromPort, toPort } = inputs(rule);
      const { cidrIpv4, cidrIpv6 } = inputs(rule);
      const ports = fromPort === toPort ? fromPort : `${text(fromPort)}-${text(toPort)}`;
      const traffic = ipProtocol === "-1" ? "all" : `${text(ipProtocol)} ${text(ports)}`;
      const way = rule.type === EGRESS ? "to" : "from";
      const other = end(referencedSecurityGroupId ?? prefixListId ?? cidrIpv4 ?? cidrIpv6);
      return `${end(securityGroupId)} ${way} ${other} ${traffic}`;
    })
    .sort();
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
