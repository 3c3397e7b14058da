/**
 * A world in a few lines, for messages of failed tests.
 */
import type { Peer, Selector, World } from "./world";

/** The parts of a world, one a line. */
export function described(world: World): string {
  const { vpcs, subnets, groups, cluster, nodeGroups, eniConfigs, policies, workloads, databases, prefixLists } = world;
  return [
    ...vpcs.map(({ name, ranges, ipv6 }) => `${name} ${[...ranges, ipv6 ?? []].flat().join(" ")}`),
    ...subnets.map(({ name, vpc, cidr, ipv6 }) => `  ${name} ${cidr} ${ipv6 ?? ""} in ${vpc}`),
    `groups ${groups.map(({ name, vpc }) => (vpc === "vpc-a" ? name : `${name} (${vpc})`)).join(" ")}`,
    `cluster in ${cluster.subnets.join(" ")}, groups ${["cluster", ...cluster.groups].join(" ")}, ${cluster.publicEndpoint ? "public" : "private"}`,
    ...nodeGroups.map(({ name, subnets, groups }) => `nodes ${name} in ${subnets.join(" ")} as ${of(groups)}`),
    ...eniConfigs.map(
      ({ zone, subnet, groups }) => `ENIConfig ${zone}: ${subnet} as ${groups.join(" ") || "the node"}`,
    ),
    ...(world.externalSnat ? ["external SNAT"] : []),
    ...policies.map(({ name, namespace, groups, podSelector, serviceAccountSelector }) =>
      [`policy ${namespace}/${name} as ${of(groups)}`, text("pods", podSelector), text("sa", serviceAccountSelector)]
        .filter(Boolean)
        .join(", "),
    ),
    ...workloads.map(
      ({ name, namespace, labels, account, hostNetwork, ports }) =>
        `workload ${namespace}/${name} ${JSON.stringify(labels)} sa ${account ?? "default"}${hostNetwork ? " host" : ""} ports ${ports.join(" ")}`,
    ),
    ...databases.map(
      ({ name, kind, engine, port, groups, vpc, subnets }) =>
        `${kind} ${name} ${engine} ${port ?? ""} as ${of(groups)} in ${subnets?.join(" ") ?? `somewhere in ${vpc}`}`,
    ),
    ...prefixLists.map(({ name, cidrs }) => `${name} = ${cidrs.join(" ")}`),
    ...world.rules.map(
      ({ direction, group, style, protocol, ports, peers }) =>
        `${direction} of ${group}: ${protocol} ${ports ? `${ports.from}-${ports.to}` : ""} ${peers.map(peerText).join(", ")} (${style})`,
    ),
  ].join("\n");
}

function of(groups: string[] | undefined): string {
  return groups?.join(" ") ?? "cluster";
}

function text(name: string, selector: Selector | undefined): string {
  return selector === undefined ? "" : `${name} ${JSON.stringify(selector)}`;
}

function peerText(peer: Peer): string {
  return "group" in peer ? peer.group : "cidr" in peer ? peer.cidr : "prefixList" in peer ? peer.prefixList : "self";
}
