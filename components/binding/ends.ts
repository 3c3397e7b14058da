/** The ends of paths, and what can be wrong with them. */
import type * as pulumi from "@pulumi/pulumi";
import { isEverything, parseCidr } from "../../model/addresses/cidr";
import { accountOfGroup } from "../../model/aws/group-keys";
import { isLiteral, type Problems } from "../support/checks";

/** The other end of a path, as rules need it. */
export interface Peer {
  /** What messages call it. */
  name: string;
  /** Its security group; undefined for a prefix list and for addresses. */
  securityGroupId?: pulumi.Input<string>;
  /** Its prefix list, instead of a security group. */
  prefixListId?: pulumi.Input<string>;
  /** Its addresses, instead of a security group. */
  cidr?: string;
  /** Why it is addresses. */
  reason?: string;
  /** True for the binding's own group. */
  self?: boolean;
  /** True for the group that nodes and ordinary pods carry. It lets all out, and so gets no egress half. */
  nodes?: boolean;
}

/**
 * Characters that EC2 takes in a rule's description.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
 */
const DESCRIPTION = "a-zA-Z0-9 ._\\-:/()#,@[\\]+=&;{}!$*";

/** The same for people. */
const DESCRIPTION_TEXT = "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*";

/** Most characters of a rule's description. */
export const LONGEST_DESCRIPTION = 255;

const PEER_NAME = new RegExp(`^[${DESCRIPTION}]{1,100}$`);
const REASON = new RegExp(`^[${DESCRIPTION}]+$`);

/** The one end that a declaration names; notes what is wrong with it. */
export function theOnlyEnd(
  ends: { [kind: string]: Peer | undefined },
  declared: string,
  problems: Problems,
): { kind: string; peer: Peer } | undefined {
  const set = Object.entries(ends).filter(([, peer]) => peer !== undefined);
  if (set.length !== 1) {
    const found = set.length === 0 ? "names no end" : `names ${set.map(([kind]) => kind).join(" and ")}`;
    problems.add(declared, `${found}; name exactly one of ${Object.keys(ends).join(", ")}`);
    return undefined;
  }
  const [kind, peer] = set[0];
  checkPeer(peer!, `${declared}.${kind}`, problems);
  return { kind, peer: peer! };
}

function checkPeer(
  { name, securityGroupId: id, prefixListId: list, cidr, reason }: Peer,
  at: string,
  problems: Problems,
) {
  if (!PEER_NAME.test(name)) {
    problems.add(`${at}.name`, `"${name}" becomes part of rule descriptions: up to 100 ${DESCRIPTION_TEXT}`);
  }
  if (isLiteral(id) && accountOf(id) === undefined) problems.add(`${at}.securityGroupId`, securityGroupIdProblem(id));
  if (isLiteral(list) && !/^pl-[0-9a-f]+$/.test(list)) {
    problems.add(`${at}.prefixListId`, `"${list}" is not a valid prefix list id; write it as pl-…`);
  }
  if (cidr !== undefined) problems.add(`${at}.cidr`, cidrProblem(cidr));
  if (reason === undefined || REASON.test(reason.trim())) return;
  const found = reason.trim() === "" ? "is empty" : `"${reason}" becomes part of rule descriptions`;
  problems.add(`${at}.reason`, `${found}; say why no group can be named, in ${DESCRIPTION_TEXT}`);
}

/** The other account whose group an id means; undefined for a group of this account, and for an Output. */
export function accountOf(id: pulumi.Input<string> | undefined): string | undefined {
  const account = isLiteral(id) ? accountOfGroup(id) : undefined;
  return account !== undefined && securityGroupIdProblem((id as string).split("/")[1]) === undefined
    ? account
    : undefined;
}

/**
 * What a program calls groups that it names by plain ids, for whoever reads the stack later: no resource of it tells. The
 * cluster's own groups have names of their own.
 */
export function namedEnds(peers: Peer[], ofCluster: (pulumi.Input<string> | undefined)[]): NamedEnd[] {
  const found = new Map<string, NamedEnd>();
  for (const { name, securityGroupId: id } of peers) {
    if (isLiteral(id) && !ofCluster.includes(id)) found.set(`${name} ${id}`, { name, securityGroupId: id });
  }
  return [...found.values()];
}

/** A security group by the name that a path gives it. */
export interface NamedEnd {
  name: string;
  securityGroupId: string;
}

/** Why a text is no security group id, or undefined where it is one. */
export function securityGroupIdProblem(id: string): string | undefined {
  if (/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) return undefined;
  return `"${id}" is not a valid security group id; write it as sg- and 8 or 17 hex digits (names are not accepted)`;
}

/** Why a text is no range that a rule can be for, or undefined where it is one. */
function cidrProblem(cidr: string): string | undefined {
  const range = cidr.includes("/") ? parseCidr(cidr) : undefined;
  const [address] = cidr.split("/");
  const given = parseCidr(address);
  if (range === undefined || given === undefined) {
    return `"${cidr}" is not an address range; write it as 192.0.2.0/28, one host as 192.0.2.7/32`;
  }
  if (isEverything(range)) return `${cidr} is everybody; name the range that is meant`;
  // EC2 would store another range than the one that was written.
  return given.first === range.first ? undefined : `${cidr} begins inside its range; write the range's first address`;
}
