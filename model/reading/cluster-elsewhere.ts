/**
 * The groups of a cluster that is not in the graph, as far as the rules of bound pods let one guess them.
 */
import { unique } from "../graph/values";
import { doubtful } from "./endpoints";
import type { RuleIndex } from "./rule-index";
import type { Direction } from "./rules";
import type { GroupReference, SecurityGroups } from "./security-groups";

/** Groups that what belongs to a cluster may carry; none of them is certain. */
export interface ClusterElsewhere {
  nodes: GroupReference[];
  dns: GroupReference[];
  api: GroupReference[];
}

const DNS_PORT = 53;
const API_PORT = 443;

/**
 * Guesses the groups of a cluster of somewhere else: what bound pods send DNS to, and which external groups they admit, as
 * for probes.
 *
 * @param carried keys of the groups that bound pods carry
 * @param open key of the group that they may carry besides
 */
export function clusterElsewhere(
  groups: SecurityGroups,
  rules: RuleIndex,
  carried: string[],
  open: string,
): ClusterElsewhere {
  const own = new Set(carried);
  const peersOf = (direction: Direction, port?: number): string[] => {
    const peers = carried
      .flatMap((key) => rules.of(key, direction))
      .filter((rule) => port === undefined || (rule.portsKnown && rule.fromPort === port && rule.toPort === port))
      .flatMap(({ peer }) => (peer.kind === "groups" ? peer.keys : []));
    return unique(peers).filter((key) => groups.get(key).kind !== "unresolved" && !own.has(key));
  };
  const isElsewhere = (key: string): boolean => groups.hasUnknownRules(key);
  const asked = peersOf("egress", DNS_PORT);
  const admitted = peersOf("ingress").filter(isElsewhere);
  const api = peersOf("egress", API_PORT).filter(isElsewhere);
  const nodes = [...asked, ...admitted].sort();
  return {
    nodes: doubtful(nodes, open),
    dns: doubtful(asked.length > 0 ? asked : nodes, open),
    api: doubtful([...api, ...nodes], open),
  };
}
