import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isLiteral, type Problems } from "../support/checks";
import { accountOf, LONGEST_DESCRIPTION } from "./ends";
import type { PlannedPath } from "./plan";

/**
 * Makes both halves of a path: egress on the source, ingress on the target, each with a description that says why. The
 * group of the nodes gets no egress half, since it lets all out; a prefix list and addresses have no group to open, and a
 * group of another account is that account's to open.
 */
export function makeHalves(
  binding: string,
  group: aws.ec2.SecurityGroup,
  path: PlannedPath,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { peer, protocol, port, toPort } = path;
  const child = `${binding}-${path.key}`;
  const rule = {
    ipProtocol: protocol,
    fromPort: port,
    toPort: toPort ?? port,
    description: description(binding, path),
  };
  const { cidr, prefixListId } = peer;
  const peerGroup = peer.self ? group.id : peer.securityGroupId;
  const other = {
    referencedSecurityGroupId: peerGroup,
    prefixListId,
    ...(cidr !== undefined && (cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr })),
  };
  const own = { ...rule, ...other, securityGroupId: group.id };
  const hasOther = peerGroup !== undefined && accountOf(peerGroup) === undefined;
  const back = hasOther ? { ...rule, securityGroupId: peerGroup, referencedSecurityGroupId: group.id } : undefined;
  const [egress, ingress] = path.direction === "to" ? [own, back] : [peer.nodes ? undefined : back, own];
  return [
    ...(egress ? [new aws.vpc.SecurityGroupEgressRule(`${child}-egress`, egress, { parent })] : []),
    ...(ingress ? [new aws.vpc.SecurityGroupIngressRule(`${child}-ingress`, ingress, { parent })] : []),
  ];
}

/** Notes the reasons that make a description longer than EC2 takes it. */
export function checkDescriptions(binding: string, paths: PlannedPath[], problems: Problems): void {
  for (const path of paths) {
    const { length } = description(binding, path);
    if (length <= LONGEST_DESCRIPTION) continue;
    const most = `EC2 takes ${LONGEST_DESCRIPTION}; shorten it by ${length - LONGEST_DESCRIPTION}`;
    problems.add(`${path.declared}.addresses.reason`, `makes a description of ${length} characters, and ${most}`);
  }
}

/** Why a rule is there, in the characters that EC2 allows in a description. */
function description(binding: string, { direction, peer, protocol, port, toPort }: PlannedPath): string {
  const own = `pods of ${binding}`;
  const on = isLiteral(port) ? `${protocol} ${[port, ...(toPort === undefined ? [] : [toPort])].join("-")}` : protocol;
  const why = peer.reason === undefined ? "" : `: ${peer.reason.trim()}`;
  if (direction === "to") return `P${own.slice(1)} reach ${peer.self ? "each other" : peer.name} on ${on}${why}`;
  // Every ordinary pod shares the nodes' group with the kubelet: the rule cannot admit one without the other.
  const who = peer.nodes ? "Kubelet probes, nodes and ordinary pods" : peer.name;
  return `${who} reach ${own} on ${on}${why}`;
}
