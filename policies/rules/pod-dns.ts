import type { Graph } from "../../model/graph/graph";
import { half } from "../../model/reachability/halves";
import { networkOf } from "../facts";
import { type PodPolicy, podPoliciesOf } from "../pods";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { groupNames, named } from "../say";
import { interfacesOf } from "../interfaces";

/** Bound pods resolve names. */
export const podDns = rule<{ allowWithout: string[] }>({
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
  check(graph, { allowWithout }) {
    return podPoliciesOf(graph)
      .filter(({ resource, groups }) => groups.length > 0 && !allowWithout.includes(resource.name))
      .flatMap((policy) => ["udp", "tcp"].flatMap((protocol) => ofProtocol(graph, policy, protocol)));
  },
});

const DNS_PORT = 53;

function ofProtocol(graph: Graph, policy: PodPolicy, protocol: string): Violation[] {
  const model = networkOf(graph);
  const dns = model.ends.filter(({ kind }) => kind === "dns");
  const traffic = { protocol, port: DNS_PORT };
  const pairs = interfacesOf(graph, policy).flatMap((from) =>
    dns.flatMap((end) => end.interfaces.map((groups) => ({ from, to: { end, groups } }))),
  );
  const found = pairs.map(({ from, to }) => {
    const egress = half(model, "egress", from, to, traffic).answer;
    const ingress = half(model, "ingress", to, from, traffic).answer;
    const target = groupNames(
      graph,
      to.groups.map(({ key }) => key),
    );
    const missing = [
      ...(egress === "no" ? [`no egress rule towards ${target}`] : []),
      ...(ingress === "no" ? [`no ingress rule of ${target}`] : []),
    ];
    return { missing, open: egress === "yes" && ingress === "yes" };
  });
  const { urn } = policy.resource;
  const who = `the pods of ${named(policy.resource)}`;
  const what = `DNS over ${protocol.toUpperCase()} (${protocol} 53)`;
  const closed = found.filter(({ missing }) => missing.length > 0);
  if (closed.length > 0 && closed.length === found.length) {
    return [wrong(urn, `${who} have no ${what}: ${closed[0].missing.join(", and ")}; add both halves`)];
  }
  if (found.every(({ open }) => open)) return [];
  return [
    unsure(urn, `whether ${who} have ${what}: it hangs on a group whose rules, or whose pods, are not told here`),
  ];
}
