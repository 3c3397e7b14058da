import type { Graph, GraphResource } from "../../model/graph/graph";
import {
  ENFORCING_MODES,
  parseVpcCniConfiguration,
  vpcCniProblems,
  vpcCniVersionProblem,
} from "../../model/aws/vpc-cni";
import { isUnknown } from "../../model/graph/values";
import { configurationProblems } from "../addon-schema";
import { type Cluster, clusterOfObject, podEniClusters } from "../clusters";
import { podPoliciesOf } from "../pods";
import { text } from "../facts";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** The VPC CNI gives pods branch interfaces, and the kubelet reaches them. */
export const vpcCniSetting = rule<{ alsoKnown: string[] }>({
  name: "vpc-cni-setting",
  description:
    "Where pods have security groups, the VPC CNI add-on has pod ENI on, a fitting version and a valid configuration.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    'Set configurationValues to {"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}} and replace nodes that run already.',
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  configSchema: { properties: { alsoKnown: names("Further keys that the add-on's configuration may have") } },
  check(graph, { alsoKnown }) {
    const bound = podPoliciesOf(graph);
    const found = podEniClusters(graph).flatMap((cluster) => [
      ...cluster.vpcCni.flatMap((addon) => [...ofConfiguration(addon, alsoKnown), ...ofVersion(addon)]),
      ...withoutAddon(graph, cluster),
    ]);
    const isElsewhere = bound.length > 0 && podEniClusters(graph).length === 0;
    return isElsewhere
      ? [unsure(bound[0].resource.urn, "how the VPC CNI is set: the cluster is not in the stack")]
      : found;
  },
});

function withoutAddon(graph: Graph, cluster: Cluster): Violation[] {
  const { root, hidden, vpcCni } = cluster;
  const policy = podPoliciesOf(graph).find(({ resource }) => clusterOfObject(graph, resource) === cluster);
  if (root === undefined || vpcCni.length > 0 || policy === undefined) return [];
  // A component can make the add-on itself, and a chart or a patch can set the DaemonSet.
  const isElsewhere = (hidden && root.inputs.useDefaultVpcCni !== true) || graph.resources.some(isOtherWay);
  if (isElsewhere)
    return [unsure(root.urn, `how the VPC CNI of ${named(root)} is set: its add-on is not in the graph`)];
  return [
    wrong(
      root.urn,
      `${named(root)} has no VPC CNI add-on with ENABLE_POD_ENI, so pods of ${named(policy.resource)} stay pending; add it`,
    ),
  ];
}

function isOtherWay({ type }: GraphResource): boolean {
  return (
    /^kubernetes:(helm\.sh|apps)\/.*:(Chart|Release|DaemonSet|DaemonSetPatch)$/.test(type) ||
    type === "eks:index:VpcCniAddon"
  );
}

function ofConfiguration(addon: GraphResource, alsoKnown: string[]): Violation[] {
  const { urn, inputs } = addon;
  const given = inputs.configurationValues ?? "{}";
  if (isUnknown(given)) return [unsure(urn, `the configuration of ${named(addon)}`)];
  const problems = configurationProblems(text(given), alsoKnown);
  if (problems.length > 0)
    return problems.map((problem) => wrong(urn, `the configuration of ${named(addon)} ${problem}`));
  const setting = parseVpcCniConfiguration(text(given), "");
  // A mode that is none can be any text, which is not printed.
  const enforcingMode = ENFORCING_MODES.includes(setting.enforcingMode) ? setting.enforcingMode : "(another text)";
  return vpcCniProblems({ ...setting, enforcingMode }).map((problem) => wrong(urn, `${named(addon)}: ${problem}`));
}

function ofVersion(addon: GraphResource): Violation[] {
  const { urn, inputs } = addon;
  const version = inputs.addonVersion;
  if (typeof version !== "string" || isUnknown(version)) return [unsure(urn, `which version ${named(addon)} gets`)];
  const isReadable = /^v?\d{1,3}\.\d{1,3}\.\d{1,3}(-eksbuild\.\d{1,3})?$/.test(version);
  const problem = vpcCniVersionProblem(isReadable ? version : "(another text)");
  return problem === undefined ? [] : [wrong(urn, `${named(addon)}: ${problem}`)];
}
