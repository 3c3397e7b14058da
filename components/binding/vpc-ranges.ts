/** Ranges of addresses that a binding may not name, since a whole CIDR block of its VPC lies in them. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { contains, parseCidr } from "../../model/addresses/cidr";
import type { Gate } from "./enforcement";
import type { PlannedPath } from "./plan";

/**
 * For each path to or from addresses what is wrong with its range, once the VPC's own are looked up; nothing is looked up
 * where no path names addresses.
 */
export function addressRangeProblems(
  vpcId: pulumi.Input<string>,
  paths: PlannedPath[],
  parent: pulumi.Resource,
): Gate[] {
  const named = paths.filter(({ peer }) => peer.cidr !== undefined);
  if (named.length === 0) return [];
  const vpc = aws.ec2.getVpcOutput({ id: vpcId }, { parent });
  return named.map(({ declared, peer }) => ({
    at: `${declared}.addresses.cidr`,
    found: vpc.apply(({ cidrBlockAssociations, ipv6CidrBlock }) =>
      problems(peer.cidr!, [...cidrBlockAssociations.map(({ cidrBlock }) => cidrBlock), ipv6CidrBlock]),
    ),
  }));
}

function problems(cidr: string, blocks: string[]): string[] {
  const range = parseCidr(cidr)!;
  const held = blocks.filter((block) => {
    const own = parseCidr(block);
    return own !== undefined && contains(range, own);
  });
  if (held.length === 0) return [];
  return [`${cidr} holds all of the VPC's ${held.join(" and ")}, and so every pod and node; name a security group`];
}
