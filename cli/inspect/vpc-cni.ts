/**
 * The VPC CNI as it runs: what stands in the DaemonSet aws-node, beside what the add-on was told.
 */
import { sortedJson } from "../../model/aws/vpc-cni";
import type { ClusterFacts } from "./cluster-facts";
import type { Container, DaemonSet, EnvironmentVariable, PodSpec } from "./kubernetes-types";
import { valueOr } from "./read";

/** Variables that are read; no other value of a container is ever told. */
const READ = [
  "ENABLE_POD_ENI",
  "POD_SECURITY_GROUP_ENFORCING_MODE",
  "AWS_VPC_K8S_CNI_EXTERNALSNAT",
  "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
  "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
  "ENI_CONFIG_LABEL_DEF",
  "ENABLE_PREFIX_DELEGATION",
];
const READ_INIT = ["DISABLE_TCP_EARLY_DEMUX"];

/** A VPC CNI setting as a container has it: values by variable. */
export interface RunningSetting {
  env: { [name: string]: string };
  init: { env: { [name: string]: string } };
}

/** The DaemonSet of the VPC CNI; undefined where there is none, as in Auto Mode, or it could not be read. */
export function awsNodeOf({ daemonSets }: Pick<ClusterFacts, "daemonSets">): DaemonSet | undefined {
  return valueOr(daemonSets, []).find(
    ({ metadata }) => metadata.namespace === "kube-system" && metadata.name === "aws-node",
  );
}

/** The setting that pods of a specification run with. */
export function settingOf(spec: PodSpec | undefined): RunningSetting {
  return {
    env: chosen(containerNamed(spec?.containers, "aws-node")?.env, READ),
    init: { env: chosen(containerNamed(spec?.initContainers, "aws-vpc-cni-init")?.env, READ_INIT) },
  };
}

/** The setting that aws-node runs with, as JSON of an add-on's form; undefined where the DaemonSet is not told. */
export function runningConfiguration(facts: Pick<ClusterFacts, "daemonSets">): string | undefined {
  const awsNode = awsNodeOf(facts);
  return awsNode === undefined ? undefined : sortedJson(settingOf(awsNode.spec.template.spec));
}

/** Version of a VPC CNI by its image, such as `v1.21.1`; undefined where the tag is none. */
export function imageVersion(awsNode: DaemonSet | undefined): string | undefined {
  const image = containerNamed(awsNode?.spec.template.spec.containers, "aws-node")?.image;
  return /:(v?\d+\.\d+\.\d+(?:-eksbuild\.\d+)?)(?:@|$)/.exec(image ?? "")?.[1];
}

function containerNamed(containers: Container[] | undefined, name: string): Container | undefined {
  return containers?.find((container) => container.name === name);
}

function chosen(env: EnvironmentVariable[] | undefined, names: string[]): { [name: string]: string } {
  return Object.fromEntries(
    (env ?? [])
      .filter(({ name, value }) => names.includes(name) && value !== undefined)
      .map((one) => [one.name, one.value!]),
  );
}
