import type { Json } from "../../model/graph/graph";
import { instanceTypeLimits, nearestTrunkCapable } from "../../model/aws/instance-types";
import { DEFAULT_TYPE, type Nodes } from "../../model/reading/nodes";
import { isUnknown, unique } from "../../model/graph/values";
import { podEniClusters } from "../clusters";
import { text } from "../facts";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { instanceTypeName, named } from "../say";

/** Nodes can carry branch interfaces. */
export const trunkCapableNodes = rule<{ allow: string[] }>({
  name: "trunk-capable-nodes",
  description: "Every node group is of instance types that carry a trunk interface.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take a type that carries a trunk interface, such as m6g.large; list a node group for ordinary pods only in `allow`.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  configSchema: { properties: { allow: names("Logical names of node groups on which no bound pod runs") } },
  check(graph, { allow }) {
    return podEniClusters(graph)
      .flatMap(({ nodes }) => nodes)
      .filter(({ resource }) => !allow.includes(resource.name))
      .flatMap(ofNodes);
  },
});

function ofNodes({ resource, types, templates }: Nodes): Violation[] {
  const { urn, inputs } = resource;
  const name = named(resource);
  if (text(inputs.amiType).startsWith("WINDOWS")) {
    return [wrong(urn, `${name} is of Windows nodes, on which no pod gets a branch interface; take Linux nodes`)];
  }
  if (types.length === 0) return [unsure(urn, `of which instance type ${name} is`)];
  const isDefault =
    types[0] === DEFAULT_TYPE &&
    inputs.instanceTypes === undefined &&
    templates.every((t) => t.inputs.instanceType === undefined);
  return unique(types).flatMap((type) => ofType(urn, name, type, isDefault));
}

function ofType(urn: string, name: string, type: Json, isDefault: boolean): Violation[] {
  if (isUnknown(type)) return [unsure(urn, `of which instance type ${name} is`)];
  const limits = instanceTypeLimits(text(type));
  const which = `${instanceTypeName(type)}${isDefault ? " (EKS's default)" : ""}`;
  // The table inside the control plane can be newer than the one here.
  if (limits === undefined)
    return [unsure(urn, `whether ${which} of ${name} carries a trunk interface: it is not in the table of types`)];
  if (limits.branchInterfaces > 0) return [];
  const { instanceType } = nearestTrunkCapable(text(type));
  return [
    wrong(
      urn,
      `${name} is of ${which}, which carries no trunk interface: bound pods stay pending on it; take ${instanceType}`,
    ),
  ];
}
