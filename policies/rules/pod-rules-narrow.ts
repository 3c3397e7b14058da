import { isPrivate, overlaps } from "../../model/addresses/cidr";
import type { Reading } from "../../model/reading/reading";
import type { Rule as GroupRule } from "../../model/reading/rules";
import type { Finding } from "../findings";
import { handedOut } from "../pod-eni";
import { openedBy } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";
import { isForAllPorts, isWhole } from "../wide-ranges";

/** Rules of pods say who and on which port. */
export const podRulesNarrow: Rule = rule<{ allow: string[] }>({
  name: "pod-rules-narrow",
  description: "Rules of and for pod security groups name a group rather than addresses of the VPC, and a port.",
  severity: "medium",
  enforcementLevel: "advisory",
  remediationSteps: "Name the group at the other end and the one port that it serves: one intent, one rule a half.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html",
  configSchema: {
    properties: { allow: names("Logical names of rules, or of groups with inline rules, that may be wide") },
  },
  check(reading, { allow }) {
    const handed = handedOut(reading);
    return reading.declaredRules
      .filter((entry) => entry.certain && isAboutPods(reading, handed, entry) && !isForEverybody(entry))
      .filter(({ urn }) => !allow.includes(reading.resources.get(urn ?? "")?.name ?? ""))
      .flatMap((entry): Finding[] => {
        const { urn, portsKnown, protocol, fromPort, toPort } = entry;
        const values = openedBy(reading, entry);
        const answer = isOfVpc(reading, entry);
        const isWide = protocol === "-1" || (["tcp", "udp"].includes(protocol) && toPort - fromPort >= WIDE);
        return [
          ...(answer === false ? [] : [(answer ? wrong : unsure)(urn, "pod-rules-narrow: addresses", values)]),
          ...(portsKnown && isWide ? [wrong(urn, "pod-rules-narrow: ports", values)] : []),
        ];
      });
  },
});

/** More ports than a service needs: passive FTP and RPC ranges stay below. */
const WIDE = 4096;

function isAboutPods({ groups }: Reading, handed: Map<string, boolean>, { group, peer }: GroupRule): boolean {
  const isPods = (key: string): boolean => handed.get(key) === true;
  if (isPods(group) || (peer.kind === "groups" && peer.keys.some(isPods))) return true;
  // What the cluster security group admits reaches every node; that of addresses is somebody's shortcut.
  return groups.get(group).kind === "cluster" && peer.kind === "addresses" && handed.size > 0;
}

/** Such rules are the matter of no-open-ingress and pod-egress: what these were told to allow is not told again here. */
function isForEverybody(entry: GroupRule): boolean {
  const { peer, direction } = entry;
  const isWholeInternet = peer.kind === "addresses" && peer.ranges.some((range) => isWhole([range], range.family));
  return isWholeInternet && (direction === "ingress" || isForAllPorts(entry));
}

/**
 * True for addresses of the VPC, a single one aside, which is a host that has no group; undefined where the VPC's are not
 * told.
 */
function isOfVpc(reading: Reading, { peer, group }: GroupRule): boolean | undefined {
  if (peer.kind !== "addresses" && peer.kind !== "prefix list") return false;
  const ranges = peer.ranges.filter(({ first, last }) => first !== last);
  const { ranges: own, incomplete } = reading.vpcs.inVpc(reading.vpcOfGroup(group));
  if (ranges.some((range) => own.some((one) => overlaps(one, range)))) return true;
  return incomplete !== undefined && ranges.some((range) => isPrivate(range)) ? undefined : false;
}
