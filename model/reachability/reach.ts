/**
 * Everything that one endpoint of a network can reach.
 */
import { type PortInterval, subtract } from "../addresses/port-intervals";
import { compareText, pushTo, unique } from "../graph/values";
import type { Path } from "./paths";

/** Everything that one endpoint can reach at one target over one protocol. */
export interface Reach {
  /** As `Path.to`. A rule for public addresses opens both `internet` and its address range. */
  to: string;
  /** `-1` for all protocols; then there is no other opening of the same certainty to this target. */
  protocol: string;
  /** The exact union of the ports. */
  ports: PortInterval[];
  /** False where the graph does not tell whether it is open; then without the ports that are certain. */
  certain: boolean;
  /** Labels of the rules that open it. */
  rules: string[];
}

/**
 * Everything that an endpoint can reach, per target and protocol: from it a plan can say that nothing else is open. It holds
 * as far as every opening is certain.
 *
 * @param found all paths of a graph
 * @param end id of the endpoint, such as `bound:catalog/catalog`
 */
export function reachOf(found: Path[], end: string): Reach[] {
  const byTarget = new Map<string, Path[]>();
  for (const path of found) if (path.from === end) pushTo(byTarget, path.to, path);
  return [...byTarget.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([to, toTarget]) => {
      const certain = reachAt(
        to,
        toTarget.filter((path) => path.certain),
        true,
        [],
      );
      return [
        ...certain,
        ...reachAt(
          to,
          toTarget.filter((path) => !path.certain),
          false,
          certain,
        ),
      ];
    });
}

function reachAt(to: string, found: Path[], certain: boolean, known: Reach[]): Reach[] {
  const protocols = unique(found.map(({ protocol }) => protocol)).sort();
  return protocols
    .map((protocol): Reach => {
      const same = found.filter((path) => path.protocol === protocol);
      const ports = same.map(({ fromPort, toPort }) => ({ from: fromPort, to: toPort }));
      const covered = known.filter((opening) => ["-1", protocol].includes(opening.protocol));
      const left = covered.some((opening) => opening.protocol === "-1")
        ? []
        : subtract(
            ports,
            covered.flatMap((o) => o.ports),
          );
      const rules = same.flatMap(({ egress, ingress }) => [...egress.rules, ...ingress.rules]);
      return { to, protocol, ports: left, certain, rules: unique(rules.map(({ label }) => label)).sort() };
    })
    .filter(({ ports, protocol }) => ports.length > 0 && (protocol === "-1" || !protocols.includes("-1")));
}
