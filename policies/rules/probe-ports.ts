import { EnforcingMode } from "../../model/aws/vpc-cni";
import type { Json } from "../../model/graph/graph";
import { Connections } from "../../model/reachability/connections";
import { type Answer, evaluateHalf } from "../../model/reachability/halves";
import { find, isObject, isUnknown, listOf, unique } from "../../model/graph/values";
import { canBeBound } from "../../model/reading/bindings";
import { endpoint, type Endpoint } from "../../model/reading/endpoints";
import { runsOnFargate } from "../../model/reading/fargate";
import type { Reading } from "../../model/reading/reading";
import { containersOf, type Workload } from "../../model/reading/workloads";
import type { Finding } from "../findings";
import { groupName, type Missing, missingOf, missingOfDoubt, resourceName } from "../references";
import { namedInstead } from "./named-instead";
import { hangingOn, type Rule, rule, unsure, wrong } from "../rule";

/** The kubelet reaches the probe ports of bound pods. */
export const probePorts: Rule = rule({
  name: "probe-ports",
  description: "In strict mode, the groups of bound pods admit the kubelet's probes from the nodes.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Declare { nodes: true, port } in what the pods are reachable from, for each port that a probe asks.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  check(reading) {
    const byId = new Map(reading.endpoints.map((one) => [one.id, one]));
    const nodes = byId.get("nodes");
    if (nodes === undefined) return [];
    return reading.workloads.flatMap((workload) => {
      const selecting = reading.bindings.of(workload.urn);
      const pods = selecting.map(({ binding }) => byId.get(binding.id)).find((one) => one !== undefined);
      // On Fargate the kubelet is in the pod's own machine.
      const onFargate = runsOnFargate(reading, workload);
      if (pods === undefined || !canBeBound(workload) || onFargate === true) return [];
      if (pods.vpcCni?.enforcingMode === EnforcingMode.standard) return [];
      const doubts: Missing[] = [
        ...(selecting.some(({ certain }) => certain) ? [] : [{ kind: "selected" as const }]),
        ...(onFargate === undefined ? [{ kind: "Fargate" as const }] : []),
      ];
      return hangingOn(doubts, ofWorkload(reading, workload, nodes, pods));
    });
  },
});

function ofWorkload(reading: Reading, { urn, resource, spec }: Workload, nodes: Endpoint, bound: Endpoint): Finding[] {
  const workload = resourceName(resource);
  const { ports, isOpen } = probedPorts(spec);
  const groups = reading.bindings.groupsOf(urn);
  const [{ addresses }] = bound.interfaces;
  const pods = endpoint(bound.id, { ...bound, interfaces: [{ groups, addresses }] });
  const { ways } = new Connections(reading, nodes, pods);
  const untold = missingOf(resource.external ? reading.completeness.of(urn) : undefined);
  const open = isOpen ? [unsure(urn, "probe-ports: ports not known", { workload }, untold)] : [];
  return [
    ...open,
    ...ports.flatMap((port): Finding[] => {
      const answers = ways.map((families) => {
        const halves = families.map(({ ingress }) => evaluateHalf(ingress, { protocol: "tcp", port }));
        const best = (["yes", "maybe", "no"] as Answer[]).map((answer) => halves.find((one) => one.answer === answer));
        return { ...best.find((one) => one !== undefined)!, source: families[0].source };
      });
      if (answers.every(({ answer }) => answer === "yes")) return [];
      if (answers.every(({ answer }) => answer === "no")) {
        const from = unique(answers.flatMap(({ source }) => source.groups.map(({ key }) => key)));
        const names = (keys: string[]) => keys.map((key) => groupName(reading, key));
        const own = groups.map(({ key }) => key);
        const instead = namedInstead(reading, "ingress", { own, right: from }, { protocol: "tcp", port });
        const values = { workload, port, own: names(own), from: names(from), instead };
        if (bound.autoMode) {
          return hangingOn([{ kind: "Auto Mode", what: "probes" }], [wrong(urn, "probe-ports: closed", values)]);
        }
        if (bound.vpcCni?.enforcingMode !== undefined) return [wrong(urn, "probe-ports: closed", values)];
        return [unsure(urn, "probe-ports: closed in strict mode", values)];
      }
      const doubt = answers.find(({ answer }) => answer === "maybe")?.by?.doubt;
      const missing = doubt === undefined ? [] : missingOfDoubt(reading, doubt);
      return [unsure(urn, "probe-ports: not known", { workload, port }, missing)];
    }),
  ];
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
const HANDLERS = ["httpGet", "tcpSocket", "grpc"];

/** The ports that the kubelet asks over the network; a command inside the container needs none. */
function probedPorts(spec: Json | undefined): { ports: number[]; isOpen: boolean } {
  const handlers = containersOf(spec).flatMap((container) =>
    PROBES.flatMap((probe) => HANDLERS.map((handler) => find(container, probe, handler)))
      .filter((handler) => handler !== undefined && handler !== null)
      .map((handler) => (isObject(handler) ? portOf(container, handler.port) : undefined)),
  );
  const ports = unique(handlers.filter((port) => port !== undefined));
  return {
    ports: ports.sort((a, b) => a - b),
    isOpen: handlers.includes(undefined) || isUnknown(find(spec, "containers")),
  };
}

/** A port of a container by number or name; undefined where it is not known. */
function portOf(container: Json, port: Json | undefined): number | undefined {
  if (typeof port === "number") return port;
  if (typeof port === "string" && /^\d+$/.test(port)) return Number(port);
  const found = listOf(find(container, "ports")).find((entry) => find(entry, "name") === port);
  const number = find(found, "containerPort");
  return typeof number === "number" ? number : undefined;
}
