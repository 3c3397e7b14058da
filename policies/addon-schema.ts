/**
 * The form of the VPC CNI add-on's `configurationValues`. The API refuses what does not fit only when it is deployed, and
 * takes ENABLE_POD_ENI in the wrong place without a word in older versions.
 *
 * Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/README.md and its charts/aws-vpc-cni/values.yaml
 */
import type { Json } from "../model/graph/graph";
import { isObject } from "../model/graph/values";

/** Environment variables of the main container. */
const ENV = `ADDITIONAL_ENI_TAGS ANNOTATE_POD_IP AWS_EC2_ENDPOINT AWS_EXTERNAL_SERVICE_CIDRS
AWS_MANAGE_ENIS_NON_SCHEDULABLE AWS_VPC_CNI_NODE_PORT_SUPPORT AWS_VPC_ENI_MTU AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER
AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS AWS_VPC_K8S_CNI_EXTERNALSNAT
AWS_VPC_K8S_CNI_LOGLEVEL AWS_VPC_K8S_CNI_LOG_FILE AWS_VPC_K8S_CNI_RANDOMIZESNAT AWS_VPC_K8S_CNI_VETHPREFIX
AWS_VPC_K8S_PLUGIN_LOG_FILE AWS_VPC_K8S_PLUGIN_LOG_LEVEL CLUSTER_ENDPOINT CLUSTER_NAME DISABLE_INTROSPECTION
DISABLE_LEAKED_ENI_CLEANUP DISABLE_METRICS DISABLE_NETWORK_RESOURCE_PROVISIONING DISABLE_POD_V6
ENABLE_BANDWIDTH_PLUGIN ENABLE_IMDS_ONLY_MODE ENABLE_IPv4 ENABLE_IPv6 ENABLE_MULTI_NIC ENABLE_NFTABLES ENABLE_POD_ENI
ENABLE_PREFIX_DELEGATION ENABLE_SUBNET_DISCOVERY ENABLE_V4_EGRESS ENABLE_V6_EGRESS ENI_CONFIG_ANNOTATION_DEF
ENI_CONFIG_LABEL_DEF HOST_CNI_BIN_PATH HOST_CNI_CONFDIR_PATH INTROSPECTION_BIND_ADDRESS IP_COOLDOWN_PERIOD MAX_ENI
MINIMUM_IP_TARGET NETWORK_POLICY_ENFORCING_MODE POD_MTU POD_SECURITY_GROUP_ENFORCING_MODE WARM_ENI_TARGET
WARM_IP_TARGET WARM_PREFIX_TARGET`.split(/\s+/);

/** Environment variables of the init container. */
const INIT_ENV = [
  "DISABLE_TCP_EARLY_DEMUX",
  "ENABLE_IPv6",
  "ENABLE_V6_EGRESS",
  "HOST_CNI_BIN_PATH",
  "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER",
];

/** Keys at the top. */
const TOP =
  `affinity branchENICooldown cniConfig cri enableNetworkPolicy enableWindowsIpam enableWindowsPrefixDelegation
env eniConfig extraEnv extraVolumeMounts extraVolumes fullnameOverride imagePullSecrets init livenessProbe
livenessProbeTimeoutSeconds minimumWindowsIPTarget nameOverride nodeAgent nodeSelector originalMatchLabels podAnnotations
podLabels podSecurityContext priorityClassName readinessProbe readinessProbeTimeoutSeconds resources securityContext
serviceAccount tolerations updateStrategy warmWindowsIPTarget warmWindowsPrefixTarget`.split(/\s+/);

/** What is wrong with the form of a configuration. */
export type ConfigurationProblem =
  | { kind: "no object" }
  /** An environment that is none. */
  | { kind: "no environment"; path: string }
  /** A value of an environment that is no text. */
  | { kind: "no text"; name: string }
  /** A key that the add-on does not know there, and where it belongs; no name where the key looks like none. */
  | { kind: "unknown key"; name?: string; path: string; place?: string };

/** What is wrong with the form of a configuration, JSON or YAML; empty where it fits. */
export function configurationProblems(configurationValues: string, alsoKnown: string[]): ConfigurationProblem[] {
  let configuration: Json;
  try {
    configuration = JSON.parse(configurationValues || "{}") as Json;
  } catch {
    return [{ kind: "no object" }];
  }
  if (!isObject(configuration)) return [{ kind: "no object" }];
  const { env, init } = configuration;
  return [
    ...unknownKeys(configuration, "", [...TOP, ...alsoKnown]),
    ...ofEnvironment(env, "env", [...ENV, ...alsoKnown]),
    ...ofEnvironment(isObject(init) ? init.env : undefined, "init.env", [...INIT_ENV, ...alsoKnown]),
  ];
}

function ofEnvironment(env: Json | undefined, path: string, known: string[]): ConfigurationProblem[] {
  if (env === undefined) return [];
  if (!isObject(env)) return [{ kind: "no environment", path }];
  const unquoted = Object.entries(env).filter(([, value]) => typeof value !== "string");
  return [
    ...unknownKeys(env, `${path}.`, known),
    ...unquoted.map(([key]): ConfigurationProblem => ({ kind: "no text", name: `${path}.${isName(key) ? key : "…"}` })),
  ];
}

function unknownKeys(object: { [key: string]: Json }, path: string, known: string[]): ConfigurationProblem[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const place = placeOf(key);
      return {
        ...{ kind: "unknown key", path },
        ...(isName(key) && { name: `${path}${key}` }),
        ...(place !== undefined && { place }),
      };
    });
}

/** A key is printed only where it looks like one. */
function isName(key: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{1,50}$/.test(key);
}

function placeOf(key: string): string | undefined {
  if (INIT_ENV.includes(key)) return `init.env.${key}`;
  if (ENV.includes(key)) return `env.${key}`;
  const lower = TOP.find((known) => known.toLowerCase() === key.toLowerCase());
  return lower ?? (/^init_?env$/i.test(key) ? "init.env" : undefined);
}
