/**
 * What is wrong with the VPC CNI, the cluster's role and the webhook.
 */
import {
  isTrue,
  parseVpcCniConfiguration,
  VPC_CNI_MINIMUM_VERSION,
  vpcCniConfiguration,
  vpcCniEnvironment,
  vpcCniVersionFault,
} from "../../../model/aws/vpc-cni";
import { autoModeBindsPods } from "../../../model/aws/kubernetes-versions";
import { partitionOf } from "../../../model/aws/partitions";
import { shellWord } from "../../text";
import { eventText } from "../base";
import { type Finding, finding } from "../findings";
import { isAlive } from "../graph";
import { roleName } from "../gather-aws";
import { type Pod, probedContainers } from "../kubernetes-types";
import { hasTrunk, isServed } from "../nodes";
import { valueOr } from "../read";
import { modeOf, type View } from "../view";
import { awsNodeOf, imageVersion, type RunningSetting, settingOf } from "../vpc-cni";

/** The policy that lets the VPC resource controller make trunk and branch interfaces. */
export const ROLE_POLICY = "AmazonEKSVPCResourceController";

/** The webhook that gives selected pods the resource. */
export const POD_WEBHOOK = "mpod.vpc.k8s.aws";

/** Everything that is wrong with the setting of a cluster. */
export function settingFindings(view: View): Finding[] {
  const isUsed = valueOr(view.facts.policies, []).length > 0;
  if (view.allAuto && isUsed) return autoModeFindings(view);
  if (!view.hasOrdinary) return [];
  return [
    ...podEniFindings(view),
    ...addonFindings(view),
    ...awsNodeFindings(view),
    ...versionFindings(view),
    ...coolDownFindings(view),
    ...roleFindings(view),
    ...webhookFindings(view),
  ];
}

function autoModeFindings({ facts }: View): Finding[] {
  const { version = "" } = facts.cluster;
  return autoModeBindsPods(version) === false ? [finding("auto-mode-old", "error", [], { version })] : [];
}

function podEniFindings(view: View): Finding[] {
  const { facts, setting, podEni, mode, pods, nodes } = view;
  if (setting === undefined) {
    // Without the nodes nobody knows whether there are any that need it; of an add-on that is there EKS says how it is.
    const isRead = "value" in facts.daemonSets && "value" in facts.nodes && "value" in facts.addon;
    const isMissing = isRead && valueOr(facts.addon, undefined) === undefined && !nodes.some(hasTrunk);
    return isMissing ? [finding("vpc-cni-missing", "error", [], {})] : [];
  }
  if (podEni === false) {
    const found = setting.env.ENABLE_POD_ENI ?? "";
    return [finding("pod-eni-off", "error", [], { found }, { command: settingCommand(view, mode ?? "strict") })];
  }
  const given = setting.env.POD_SECURITY_GROUP_ENFORCING_MODE ?? "";
  if (mode === undefined) {
    return [finding("mode-unknown", "error", [], { found: given }, { command: settingCommand(view, "strict") })];
  }
  if (mode !== "strict" || isTrue(setting.init.env.DISABLE_TCP_EARLY_DEMUX)) return [];
  const probed = pods.filter(({ pod, branches }) => branches !== undefined && hasTcpProbe(pod));
  const events = probed.flatMap((one) => one.events.filter(({ reason }) => reason === "Unhealthy").map(eventText));
  return [
    finding(
      "early-demux-on",
      probed.length > 0 ? "error" : "warning",
      probed.map(({ name }) => name),
      { probed: probed.length > 0 },
      { command: settingCommand(view, "strict"), events: events.slice(0, 3) },
    ),
  ];
}

/** Whether the kubelet opens TCP connections to a pod. */
export function hasTcpProbe({ spec }: Pod): boolean {
  return probedContainers(spec).some(({ livenessProbe, readinessProbe, startupProbe }) =>
    [livenessProbe, readinessProbe, startupProbe].some((probe) => probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc),
  );
}

/** The command that sets the VPC CNI: of the add-on where there is one, else of the DaemonSet itself. */
export function settingCommand({ facts }: Pick<View, "facts">, mode: string): string {
  const { cluster, region } = facts.target;
  const addon = valueOr(facts.addon, undefined);
  if (addon === undefined) {
    const env = `ENABLE_POD_ENI=true POD_SECURITY_GROUP_ENFORCING_MODE=${mode}`;
    const init = `DISABLE_TCP_EARLY_DEMUX=${mode === "strict"}`;
    const set = "kubectl --namespace kube-system set env daemonset/aws-node";
    return `${set} --containers aws-node ${env} && ${set} --containers aws-vpc-cni-init ${init}`;
  }
  const values = shellWord(vpcCniConfiguration(mode, readable(addon.configurationValues)));
  return `aws eks update-addon --region ${region} --cluster-name ${cluster} --addon-name vpc-cni --resolve-conflicts OVERWRITE --configuration-values ${values}`;
}

/** A configuration that can be read; what cannot is no start for another one. */
function readable(configuration: string | undefined): string {
  try {
    vpcCniEnvironment(configuration ?? "");
    return configuration || "{}";
  } catch {
    return "{}";
  }
}

function addonFindings({ facts, setting, podEni, mode }: View): Finding[] {
  const addon = valueOr(facts.addon, undefined);
  if (addon === undefined) return [];
  const codes = (addon.health?.issues ?? []).map(({ code }) => String(code));
  const refused = ["CREATE_FAILED", "UPDATE_FAILED", "DEGRADED"].includes(addon.status ?? "");
  // Of pods that are not ready EKS knows no cause; where aws-node does not start, that is told.
  const isEffect = codes.length > 0 && codes.every((code) => code === "InsufficientNumberOfReplicas");
  const isTold = setting !== undefined && ((podEni === true && mode === undefined) || crashing(facts).length > 0);
  const isHidden = "unread" in facts.daemonSets || "unread" in facts.pods;
  if (refused && isEffect && (isTold || isHidden)) return [];
  if (refused) return [finding("addon-refused", "error", ["vpc-cni"], { status: addon.status!, codes })];
  // While the add-on is brought to a new setting, the two differ for good reason.
  if (addon.status !== "ACTIVE" || setting === undefined || podEni !== true) return [];
  const told = toldBy(addon.configurationValues);
  const runs: { [name: string]: string | undefined } = { ...setting.env, ...setting.init.env };
  return Object.entries(told)
    .filter(([name, value]) => (runs[name] ?? "") !== value)
    .map(([name, value]) =>
      finding("setting-not-running", "warning", ["aws-node"], { name, told: value, runs: runs[name] ?? "" }),
    );
}

function toldBy(configuration: string | undefined): { [name: string]: string } {
  const names = ["ENABLE_POD_ENI", "POD_SECURITY_GROUP_ENFORCING_MODE", "DISABLE_TCP_EARLY_DEMUX"];
  try {
    parseVpcCniConfiguration(configuration ?? "{}", "");
    const { env = {}, init = {} } = JSON.parse(configuration || "{}") as { env?: object; init?: { env?: object } };
    const all = Object.entries({ ...env, ...init.env }).map(([name, value]): [string, string] => [name, String(value)]);
    return Object.fromEntries(all.filter(([name]) => names.includes(name)));
  } catch {
    return {};
  }
}

/** What of a setting decides for bound pods: what it comes to, by the variable's name. */
const TELLING: { [name: string]: (setting: RunningSetting) => unknown } = {
  ENABLE_POD_ENI: ({ env }) => isTrue(env.ENABLE_POD_ENI),
  POD_SECURITY_GROUP_ENFORCING_MODE: modeOf,
  DISABLE_TCP_EARLY_DEMUX: ({ init }) => isTrue(init.env.DISABLE_TCP_EARLY_DEMUX),
};

function awsNodeFindings({ facts, setting, mode, podEni, nodes }: View): Finding[] {
  const pods = valueOr(facts.pods, []).filter(isAwsNode);
  const served = new Set(nodes.filter(isServed).map(({ name }) => name));
  const template = awsNodeOf(facts);
  const running = pods.filter((pod) => template !== undefined && served.has(pod.spec.nodeName ?? "") && isAlive(pod));
  // Each pod is told by the first one that differs.
  const firstOf = ({ spec }: Pod): string | undefined =>
    setting && Object.keys(TELLING).find((name) => TELLING[name](settingOf(spec)) !== TELLING[name](setting));
  const differing = Object.keys(TELLING).map((name): [string, Pod[]] => [
    name,
    running.filter((pod) => firstOf(pod) === name),
  ]);
  const down = crashing(facts);
  const nodesOf = (some: Pod[]): string[] => some.flatMap(({ spec }) => spec.nodeName ?? []);
  return [
    ...differing.flatMap(([name, some]) =>
      some.length > 0 && podEni
        ? [
            finding(
              "aws-node-not-rolled",
              "error",
              nodesOf(some),
              { name },
              { command: "kubectl --namespace kube-system rollout restart daemonset/aws-node" },
            ),
          ]
        : [],
    ),
    // A mode that is none makes aws-node end at its start: that is the cause then.
    ...(mode !== undefined || podEni === false
      ? down.map((pod) => finding("aws-node-crashing", "error", nodesOf([pod]), { reason: waitingReason(pod)! }))
      : []),
  ];
}

/** The pods of the VPC CNI that do not start. */
function crashing(facts: View["facts"]): Pod[] {
  return valueOr(facts.pods, []).filter((pod) => isAwsNode(pod) && waitingReason(pod) !== undefined);
}

/** Why a pod does not start, where that is no part of an ordinary start. */
export function waitingReason({ status }: Pod): string | undefined {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .map(({ state }) => state?.waiting?.reason)
    .find((reason) => reason !== undefined && /BackOff$|^Err|Error$/.test(reason));
}

/** Whether a pod is one of the VPC CNI. */
export function isAwsNode({ metadata }: Pod): boolean {
  return metadata.namespace === "kube-system" && metadata.labels?.["k8s-app"] === "aws-node";
}

/** The version that runs: of the add-on, else of the image. */
export function versionOf(facts: View["facts"]): string | undefined {
  return valueOr(facts.addon, undefined)?.addonVersion ?? imageVersion(awsNodeOf(facts));
}

function versionFindings({ facts, podEni }: View): Finding[] {
  if (podEni === false) return [];
  // An image can be set by hand beside the add-on.
  const versions = [versionOf(facts), imageVersion(awsNodeOf(facts))].filter((one) => one !== undefined);
  const faulty = (fault: string): string | undefined => versions.find((one) => vpcCniVersionFault(one) === fault);
  const refused = faulty("refused");
  if (refused !== undefined) return [finding("version-refused", "error", [], { version: refused })];
  const old = faulty("below minimum");
  if (old === undefined) return [];
  return [finding("version-old", "warning", [], { version: old, minimum: VPC_CNI_MINIMUM_VERSION })];
}

/** Below this many seconds an address can come back while others still know whose it was. Source: docs/sgp/sgp_config_options.md of the VPC resource controller */
const COOL_DOWN = { usual: 60, least: 30 };

function coolDownFindings({ facts }: View): Finding[] {
  const config = valueOr(facts.configMaps, []).find(({ metadata }) => metadata.name === "amazon-vpc-cni");
  const given = config?.data?.["branch-eni-cooldown"];
  const seconds = given !== undefined && /^\d+$/.test(given.trim()) ? Number(given) : undefined;
  if (seconds === undefined || seconds >= COOL_DOWN.usual) return [];
  const command =
    "kubectl --namespace kube-system patch configmap amazon-vpc-cni --type merge " +
    `--patch '{"data":{"branch-eni-cooldown":"${COOL_DOWN.usual}"}}'`;
  const effective = Math.max(seconds, COOL_DOWN.least);
  return [finding("cool-down-short", "warning", ["kube-system/amazon-vpc-cni"], { seconds, effective }, { command })];
}

function roleFindings({ facts, nodes, eventsOf, podEni }: View): Finding[] {
  if ("unread" in facts.rolePolicies || facts.rolePolicies.value.includes(ROLE_POLICY) || podEni === false) return [];
  const role = roleName(facts.cluster.roleArn);
  // An event stays for an hour: a node that has its trunk was given it by now.
  const failed = nodes.filter((node) => !hasTrunk(node) && node.eventReasons.has("TrunkENICreationFailed"));
  const refused = failed.flatMap(({ node }) =>
    eventsOf("Node", node).filter(({ reason }) => reason === "TrunkENICreationFailed"),
  );
  const hasTrunks = nodes.some(hasTrunk);
  const arn = `arn:${partitionOf(facts.target.region)}:iam::aws:policy/${ROLE_POLICY}`;
  return [
    finding(
      "role-policy-missing",
      // With another policy of the same rights, trunks come all the same.
      hasTrunks && refused.length === 0 ? "warning" : "error",
      failed.map(({ name }) => name),
      { role, refused: refused.length > 0, hasTrunks },
      {
        command: `aws iam attach-role-policy --role-name ${role} --policy-arn ${arn}`,
        events: refused.map(eventText),
      },
    ),
  ];
}

function webhookFindings({ facts }: View): Finding[] {
  const { webhooks } = facts;
  if ("unread" in webhooks || webhooks.value.includes(POD_WEBHOOK)) return [];
  return [finding("webhook-missing", "error", [POD_WEBHOOK], {})];
}
