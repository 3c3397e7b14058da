import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isLiteral } from "../support/checks";
import type { PlannedPath } from "./plan";

/**
 * Makes both halves of a path: egress on the source, ingress on the target, each with a description that says why. The
 * group of the nodes gets no egress half, since it lets all out; a prefix list has no group to open.
 */
export function makeHalves(
  binding: string,
  group: aws.ec2.SecurityGroup,
  path: PlannedPath,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { peer, protocol, port } = path;
  const peerGroup = peer.self ? group.id : peer.securityGroupId;
  const [source, target] = path.direction === "to" ? [group.id, peerGroup] : [peerGroup, group.id];
  const child = `${binding}-${path.key}`;
  const rule = { ipProtocol: protocol, fromPort: port, toPort: port, description: reason(binding, path) };
  const halves: pulumi.Resource[] = [];
  if (path.direction === "to" || !peer.nodes) {
    const args = {
      ...rule,
      securityGroupId: source!,
      referencedSecurityGroupId: target,
      prefixListId: peer.prefixListId,
    };
    halves.push(new aws.vpc.SecurityGroupEgressRule(`${child}-egress`, args, { parent }));
  }
  if (target) {
    const args = { ...rule, securityGroupId: target, referencedSecurityGroupId: source! };
    halves.push(new aws.vpc.SecurityGroupIngressRule(`${child}-ingress`, args, { parent }));
  }
  return halves;
}

/** Why a rule is there, in the characters that EC2 allows in a description. */
function reason(binding: string, { direction, peer, protocol, port }: PlannedPath): string {
  const own = `pods of ${binding}`;
  const on = isLiteral(port) ? `${protocol} ${port}` : protocol;
  if (direction === "to") return `P${own.slice(1)} reach ${peer.self ? "each other" : peer.name} on ${on}`;
  // Every ordinary pod shares the nodes' group with the kubelet: the rule cannot admit one without the other.
  const who = peer.nodes ? "Kubelet probes, nodes and ordinary pods" : peer.name;
  return `${who} reach ${own} on ${on}`;
}
