/**
 * Keys of the security groups that no resource of a graph is: made by EKS, or not told. Each form stands here once, beside its
 * inverse; the keys are part of what commands print as JSON.
 */

/** Key of every group of which only is known that it is some group, this graph's or another's. */
export const UNRESOLVED = "a security group not known";

/** Key of every group of which only is known that it is none of this graph's, such as another stack's output in a preview. */
export const ELSEWHERE = "a security group that is not in the graph";

/** What reasons call the other end where it is any address outside the VPC. */
export const THE_INTERNET = "the internet";

/** Key of the cluster security group that EKS makes. */
export function clusterGroupKey(cluster: string): string {
  return `${CLUSTER}${cluster}`;
}

/** Key of the group that EKS makes for nodes with an SSH key. */
export function remoteAccessGroupKey(nodes: string): string {
  return `${REMOTE_ACCESS}${nodes}`;
}

/**
 * The account that a literal id of a group names before it, as AWS takes the groups of peered VPCs of another account.
 * Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */
export function accountOfGroup(id: string): string | undefined {
  return /^(\d{12})\/sg-[0-9a-f]{8,17}$/.exec(id)?.[1];
}

/** Names of the groups of one interface, as one name. */
export function joinedGroups(names: string[]): string {
  return names.join(OR);
}

/** A group by what its key tells; `named` is the logical name or id of any other group. */
export type KeyedGroup =
  | { kind: "cluster" | "remote access" | "named"; name: string }
  | { kind: "not known" | "elsewhere" | "internet" };

/** The groups that {@link joinedGroups} has put together. */
export function groupsOfKey(joined: string): KeyedGroup[] {
  return joined.split(OR).map((key): KeyedGroup => {
    if (key === UNRESOLVED) return { kind: "not known" };
    if (key === ELSEWHERE) return { kind: "elsewhere" };
    if (key === THE_INTERNET) return { kind: "internet" };
    if (key.startsWith(CLUSTER)) return { kind: "cluster", name: key.slice(CLUSTER.length) };
    if (key.startsWith(REMOTE_ACCESS)) return { kind: "remote access", name: key.slice(REMOTE_ACCESS.length) };
    return { kind: "named", name: key };
  });
}

const CLUSTER = "cluster security group of ";
const REMOTE_ACCESS = "remote access group of ";
const OR = " or ";
