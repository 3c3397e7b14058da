import { Connections } from "../../model/reachability/connections";
import type { Doubt, Reason } from "../../model/reachability/reasons";
import { unique } from "../../model/graph/values";
import type { Binding } from "../../model/reading/bindings";
import type { Endpoint } from "../../model/reading/endpoints";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../findings";
import { groupName, missingOfDoubt, resourceName } from "../references";
import { namedInstead } from "./named-instead";
import { hangingOn, names, type Rule, rule, unsure, wrong } from "../rule";

/** Bound pods resolve names. */
export const podDns: Rule = rule<{ allowWithout: string[] }>({
  name: "pod-dns",
  description: "Pods with security groups of their own reach what runs CoreDNS on 53 over UDP and TCP.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Declare { dns: true } among what the binding reaches: egress of the pods and ingress where CoreDNS runs, each for UDP and TCP.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  configSchema: {
    properties: { allowWithout: names("Logical names of SecurityGroupPolicies whose pods need no DNS") },
  },
  check(reading, { allowWithout }) {
    const byId = new Map(reading.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const dns = byId.get("dns");
    return reading.bindings.all.flatMap((binding) => {
      const pods = byId.get(binding.id);
      if (pods === undefined || dns === undefined || allowWithout.includes(binding.policy.name)) return [];
      return ["udp", "tcp"].flatMap((protocol) => ofProtocol(reading, binding, pods, dns, protocol));
    });
  },
});

const DNS_PORT = 53;

function ofProtocol(
  reading: Reading,
  { policy: resource }: Binding,
  pods: Endpoint,
  dns: Endpoint,
  protocol: string,
): Finding[] {
  const { urn } = resource;
  const policy = resourceName(resource);
  // What stays on one node is left aside: the pods ask from any.
  const connections = new Connections(reading, pods, dns);
  const { allowed, reason } = connections.ask({ protocol, port: DNS_PORT });
  if (allowed === true) return [];
  if (allowed === false && reason.kind === "closed") {
    const target = unique(connections.ways.flat().flatMap((way) => way.target.groups.map(({ key }) => key)));
    const { missing } = reason;
    const groups = target.map((key) => groupName(reading, key));
    const own = unique(pods.interfaces.flatMap((one) => one.groups.map(({ key }) => key)));
    const instead = namedInstead(reading, "egress", { own, right: target }, { protocol, port: DNS_PORT });
    const closed = wrong(urn, "pod-dns: closed", { policy, protocol, missing, target: groups, instead });
    return hangingOn(pods.autoMode ? [{ kind: "Auto Mode", what: "DNS" }] : [], [closed]);
  }
  const doubts = doubtsOf(reason).flatMap((doubt) => missingOfDoubt(reading, doubt));
  const missing = doubts.length > 0 ? doubts : [{ kind: "differs" as const }];
  return [unsure(urn, "pod-dns: not known", { policy, protocol }, missing)];
}

function doubtsOf(reason: Reason): Doubt[] {
  if (reason.kind === "differs") return reason.reasons.flatMap(doubtsOf);
  return reason.kind === "not known" ? [reason.doubt] : [];
}
