import { evaluateHalf } from "../../model/reachability/halves";
import { Connections } from "../../model/reachability/connections";
import { endpoint, type Endpoint } from "../../model/reading/endpoints";
import type { Reading } from "../../model/reading/reading";
import type { Direction, Rule as GroupRule } from "../../model/reading/rules";
import type { Finding } from "../findings";
import { groupName, type Missing, missingOf, missingOfDoubt, openedBy } from "../references";
import { found, type Rule, rule } from "../rule";

/** A path between two groups of the stack has both its halves. */
export const bothHalves: Rule = rule({
  name: "both-halves",
  description: "A rule from group to group has its other half: egress on the source, ingress on the target.",
  severity: "medium",
  enforcementLevel: "advisory",
  remediationSteps: "Add the missing half, or remove the rule that opens nothing without it.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/sg-pods-example-deployment.html",
  check(reading) {
    return reading.declaredRules.flatMap((entry): Finding[] => {
      const { peer, certain, portsKnown, protocol } = entry;
      const isPlain = certain && portsKnown && ["tcp", "udp"].includes(protocol) && peer.kind === "groups";
      if (!isPlain || peer.keys.length !== 1) return [];
      const missing = whyHalfMissing(reading, entry, peer.keys[0]);
      if (missing === undefined) return [];
      const values = { ...openedBy(reading, entry), other: groupName(reading, peer.keys[0]) };
      return [found(missing, entry.urn, "both-halves: half missing", values)];
    });
  },
});

/** What is not told of whether the other half is missing: nothing where it surely is; undefined where it is there. */
function whyHalfMissing(reading: Reading, entry: GroupRule, key: string): Missing[] | undefined {
  const { direction, group, protocol, fromPort: port } = entry;
  const other: Direction = direction === "ingress" ? "egress" : "ingress";
  const [own, peer] = [group, key].map((one) => groupEndpoint(reading, one));
  const [source, target] = direction === "egress" ? [own, peer] : [peer, own];
  const answers = new Connections(reading, source, target).ways
    .flat()
    .map((way) => evaluateHalf(way[other], { protocol, port }));
  if (answers.some(({ answer }) => answer === "yes")) return undefined;
  const doubtful = answers.find(({ answer }) => answer === "maybe");
  if (doubtful === undefined) return [];
  const { doubt } = doubtful.by ?? {};
  return doubt === undefined ? missingOf({ kind: "not known", name: "" }) : missingOfDoubt(reading, doubt);
}

function groupEndpoint(reading: Reading, key: string): Endpoint {
  const addresses = reading.vpcs.inVpc(reading.vpcOfGroup(key));
  return endpoint(`group:${key}`, { interfaces: [{ groups: [{ key, certain: true }], addresses }], ports: [] });
}
