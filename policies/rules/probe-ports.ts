import type { Graph, GraphResource } from "../../model/graph/graph";
import { half } from "../../model/reachability/halves";
import { find, isObject, unique } from "../../model/graph/values";
import { EnforcingMode } from "../../model/aws/vpc-cni";
import { networkOf, resourcesOf } from "../facts";
import { interfacesOf } from "../interfaces";
import { containersOf, type PodPolicy, podPoliciesOf, podSpec, portOf } from "../pods";
import { rule, unsure, type Violation, wrong } from "../rule";
import { groupNames, named } from "../say";

/** The kubelet reaches the probe ports of bound pods. */
export const probePorts = rule({
  name: "probe-ports",
  description: "In strict mode, the groups of bound pods admit the kubelet's probes from the nodes.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Declare { nodes: true, port } in what the pods are reachable from, for each port that a probe asks.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(graph) {
    if (networkOf(graph).vpcCni.enforcingMode === EnforcingMode.standard) return [];
    return podPoliciesOf(graph).flatMap((policy) =>
      policy.workloads.flatMap(({ urn }) => ofWorkload(graph, policy, urn)),
    );
  },
});

function ofWorkload(graph: Graph, policy: PodPolicy, urn: string): Violation[] {
  const resource = resourcesOf(graph).get(urn)!;
  const { ports, isOpen } = probedPorts(resource);
  const model = networkOf(graph);
  const nodes = model.ends.filter(({ kind }) => kind === "nodes");
  const pods = interfacesOf(graph, { ...policy, workloads: policy.workloads.filter((own) => own.urn === urn) });
  const open = isOpen ? [unsure(urn, `which ports the probes of ${named(resource)} ask`)] : [];
  return [
    ...open,
    ...ports.flatMap((port): Violation[] => {
      const answers = pods.flatMap((local) =>
        nodes.flatMap((end) =>
          end.interfaces.map((groups) => ({
            groups,
            ...half(model, "ingress", local, { end, groups }, { protocol: "tcp", port }),
          })),
        ),
      );
      const closed = answers.filter(({ answer }) => answer === "no");
      const who = `${named(resource)} is probed on tcp ${port}`;
      if (closed.length > 0) {
        const from = groupNames(
          graph,
          closed.flatMap(({ groups }) => groups.map(({ key }) => key)),
        );
        const own = groupNames(
          graph,
          pods.flatMap(({ groups }) => groups.map(({ key }) => key)),
        );
        const refused = `${who}, which ${own} does not admit from ${from}`;
        return model.vpcCni.enforcingMode === undefined
          ? [unsure(urn, `whether the mode is strict, in which the pods never get ready: ${refused}`)]
          : [wrong(urn, `${refused}: the pods never get ready in strict mode; admit it`)];
      }
      return answers.every(({ answer }) => answer === "yes")
        ? []
        : [unsure(urn, `whether ${who} from nodes that its groups admit`)];
    }),
  ];
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
const HANDLERS = ["httpGet", "tcpSocket", "grpc"];

/** The ports that the kubelet asks over the network; a command inside the container needs none. */
function probedPorts(resource: GraphResource): { ports: number[]; isOpen: boolean } {
  const handlers = containersOf(podSpec(resource)).flatMap((container) =>
    PROBES.flatMap((probe) => HANDLERS.map((handler) => find(container, probe, handler)))
      .filter((handler) => handler !== undefined && handler !== null)
      .map((handler) => (isObject(handler) ? portOf(container, handler.port) : undefined)),
  );
  const ports = unique(handlers.filter((port) => port !== undefined));
  return { ports: ports.sort((a, b) => a - b), isOpen: handlers.includes(undefined) };
}
