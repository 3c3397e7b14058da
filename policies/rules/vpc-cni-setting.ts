import { parseVpcCniConfiguration, vpcCniFaults, vpcCniVersionFault } from "../../model/aws/vpc-cni";
import type { GraphResource } from "../../model/graph/graph";
import { isUnknown } from "../../model/graph/values";
import type { Cluster } from "../../model/reading/clusters";
import type { Reading } from "../../model/reading/reading";
import { vpcCniMakers, vpcCniPatches } from "../../model/reading/vpc-cni-setting";
import { withJsonConfiguration } from "../addon-json";
import { configurationProblems } from "../addon-schema";
import type { Finding } from "../findings";
import { podEniClusters, text } from "../pod-eni";
import { type Missing, missingOf, resourceName } from "../references";
import { found, hangingOn, names, type Rule, rule, unsure, wrong } from "../rule";

/** The VPC CNI gives pods branch interfaces, and the kubelet reaches them. */
export const vpcCniSetting: Rule = rule<{ alsoKnown: string[] }>({
  name: "vpc-cni-setting",
  description:
    "Where pods have security groups, the VPC CNI add-on has pod ENI on, a fitting version and a valid configuration.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    'Set configurationValues to {"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}} and replace nodes that run already.',
  url: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html",
  configSchema: { properties: { alsoKnown: names("Further keys that the add-on's configuration may have") } },
  check(reading, { alsoKnown }) {
    const { bindings, clusters, completeness } = reading;
    const [first] = bindings.all;
    if (first !== undefined && clusters.all.length === 0) {
      return [unsure(first.policy.urn, "vpc-cni-setting: cluster elsewhere", {})];
    }
    return podEniClusters(reading).flatMap(({ cluster, missing, nodeGroups }) => {
      const set = [...missingOf(cluster.incomplete), ...patches(reading, cluster)];
      return [
        ...cluster.vpcCni.flatMap((addon) => {
          const untold = missingOf(completeness.of(addon.urn));
          if (addon.external) return ofReadAddon(addon, untold);
          return [
            ...hangingOn(missing, ofForm(addon, alsoKnown)),
            ...hangingOn([...missing, ...untold, ...set], ofSetting(addon, alsoKnown)),
            ...hangingOn(missing, ofVersion(addon)),
          ];
        }),
        ...withoutAddon(reading, cluster, [...missing, ...set, ...(nodeGroups.length > 0 ? [] : NO_NODES)]),
      ];
    });
  },
});

const NO_NODES: Missing[] = [{ kind: "no nodes" }];

/** What else in a graph can set the VPC CNI of a cluster. */
function patches({ ordered, clusters }: Reading, cluster: Cluster): Missing[] {
  return vpcCniPatches(ordered)
    .filter((resource) => [cluster, undefined].includes(clusters.ofObject(resource)))
    .map((resource): Missing => ({ kind: "unread", by: resourceName(resource) }));
}

function withoutAddon(reading: Reading, cluster: Cluster, doubts: Missing[]): Finding[] {
  const { root, hidden, vpcCni } = cluster;
  const { bindings, clusters, ordered, resources } = reading;
  const binding = bindings.all.find(({ policy }) => clusters.ofObject(policy) === cluster);
  if (root === undefined || vpcCni.length > 0 || binding === undefined) return [];
  // A component can make the add-on itself.
  const isHidden = hidden && resources.get(root.urn)?.inputs.useDefaultVpcCni !== true;
  const missing: Missing[] = [
    ...doubts,
    ...perhapsVpcCni(reading),
    ...vpcCniMakers(ordered)
      .slice(0, 1)
      .map((maker): Missing => ({ kind: "unread", by: resourceName(maker) })),
    ...(isHidden ? [{ kind: "not shown" as const, name: root.name }] : []),
  ];
  const values = { cluster: resourceName(root), policy: resourceName(binding.policy) };
  return [found(missing, root.urn, "vpc-cni-setting: no add-on", values)];
}

/** Add-ons that may be the VPC CNI of any cluster. */
function perhapsVpcCni(reading: Reading): Missing[] {
  const placed = reading.clusters.inGraph().flatMap(({ vpcCni }) => vpcCni);
  return reading
    .ofType("aws:eks/addon:Addon")
    .filter(
      ({ inputs, external }) => external === true || isUnknown(inputs.addonName) || inputs.addonName === "vpc-cni",
    )
    .filter((addon) => !placed.includes(addon))
    .map(({ name }) => ({ kind: "add-on", name }));
}

function ofReadAddon(resource: GraphResource, missing: Missing[]): Finding[] {
  const addon = { addon: resourceName(resource) };
  return [unsure(resource.urn, "vpc-cni-setting: configuration not known", addon, missing)];
}

/** The configuration of an add-on as JSON, also where it is YAML. */
function configurationOf({ type, inputs }: GraphResource): string {
  return text(withJsonConfiguration(type, inputs).configurationValues ?? "{}");
}

function ofForm(resource: GraphResource, alsoKnown: string[]): Finding[] {
  const { urn, inputs } = resource;
  const addon = resourceName(resource);
  if (isUnknown(inputs.configurationValues)) {
    return [unsure(urn, "vpc-cni-setting: configuration not known", { addon })];
  }
  const problems = configurationProblems(configurationOf(resource), alsoKnown);
  return problems.map((problem) => wrong(urn, "vpc-cni-setting: form", { addon, problem }));
}

function ofSetting(resource: GraphResource, alsoKnown: string[]): Finding[] {
  const { urn, inputs } = resource;
  const configuration = configurationOf(resource);
  // What the API refuses sets nothing.
  if (isUnknown(inputs.configurationValues) || configurationProblems(configuration, alsoKnown).length > 0) return [];
  const faults = vpcCniFaults(parseVpcCniConfiguration(configuration, ""));
  return faults.map((fault) => wrong(urn, "vpc-cni-setting: fault", { addon: resourceName(resource), fault }));
}

function ofVersion(resource: GraphResource): Finding[] {
  const { urn, inputs } = resource;
  const addon = resourceName(resource);
  const version = inputs.addonVersion;
  if (typeof version !== "string" || isUnknown(version)) {
    return [unsure(urn, "vpc-cni-setting: version not known", { addon })];
  }
  const fault = vpcCniVersionFault(version);
  if (fault === undefined) return [];
  const isReadable = /^v?\d{1,3}\.\d{1,3}\.\d{1,3}(-eksbuild\.\d{1,3})?$/.test(version);
  return [wrong(urn, "vpc-cni-setting: version", { addon, version: isReadable ? version : null, fault })];
}
