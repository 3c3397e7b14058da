/** The VPC CNI setting that decides whether and how pods get security groups of their own. */
export interface VpcCniSetting {
  /** `ENABLE_POD_ENI`: pods can have branch network interfaces. */
  podEni: boolean;
  /** `POD_SECURITY_GROUP_ENFORCING_MODE`: `strict` or `standard`. */
  enforcingMode: string;
  /** `DISABLE_TCP_EARLY_DEMUX`: needed by the kubelet's TCP probes in strict mode. */
  disableTcpEarlyDemux: boolean;
  /** Version of the VPC CNI add-on, such as `v1.21.1-eksbuild.1`. */
  version: string;
}

/** Values of {@link VpcCniSetting.enforcingMode}. */
export const EnforcingMode = {
  /** All traffic of a bound pod goes through its branch interface. */
  strict: "strict",
  /** Same-node traffic is not filtered; traffic out of the VPC leaves under the node security group. */
  standard: "standard",
} as const;

/** Values of {@link VpcCniSetting.enforcingMode} as a list. */
export const ENFORCING_MODES: string[] = Object.values(EnforcingMode);

/**
 * First version on which nodes without a trunk lose no interface slot.
 * Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/b521883/CHANGELOG.md (#3250)
 */
export const VPC_CNI_MINIMUM_VERSION = "1.20.4";

/**
 * Versions whose ipamd hangs without `ec2:DescribeSecurityGroups` and floods the API on clusters with pod ENI.
 * Source: https://github.com/aws/amazon-vpc-cni-k8s/issues/3705, reverted in 1.22.2
 */
export const VPC_CNI_REFUSED_VERSIONS: string[] = ["1.22.0", "1.22.1"];

/** What can be wrong with a VPC CNI version. */
export type VpcCniVersionFault = "malformed" | "refused" | "below minimum";

/** What is wrong with a VPC CNI version, or undefined where it fits; `v1.21.1-eksbuild.1` and `1.21.1` are both read. */
export function vpcCniVersionFault(version: string): VpcCniVersionFault | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-eksbuild\.\d+)?$/.exec(version);
  if (!match) return "malformed";
  const numbers = match.slice(1, 4).map(Number);
  if (VPC_CNI_REFUSED_VERSIONS.includes(numbers.join("."))) return "refused";
  return compareNumbers(numbers, VPC_CNI_MINIMUM_VERSION.split(".").map(Number)) < 0 ? "below minimum" : undefined;
}

/** Why a VPC CNI version does not fit, or undefined where it does. */
export function vpcCniVersionProblem(version: string): string | undefined {
  switch (vpcCniVersionFault(version)) {
    case undefined:
      return undefined;
    case "malformed":
      return `"${version}" is not a VPC CNI version; write it as v1.21.1-eksbuild.1`;
    case "refused":
      return `version ${version} hangs on clusters with pod ENI (${VPC_CNI_REFUSED_VERSIONS.join(" and ")} do); take 1.22.2 or later`;
    case "below minimum":
      return `version ${version} is below ${VPC_CNI_MINIMUM_VERSION}, the first that keeps interface slots on nodes without a trunk; take a later one`;
  }
}

function compareNumbers(a: number[], b: number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/** What can be wrong with a VPC CNI setting where pods are bound. */
export type VpcCniFault = "pod ENI is off" | "no such mode" | "early demux is on";

/** What of a VPC CNI setting cannot serve bound pods; the version is not judged. */
export function vpcCniFaults({
  podEni,
  enforcingMode,
  disableTcpEarlyDemux,
}: Omit<VpcCniSetting, "version">): VpcCniFault[] {
  return [
    ...(podEni ? [] : ["pod ENI is off" as const]),
    ...(ENFORCING_MODES.includes(enforcingMode) ? [] : ["no such mode" as const]),
    ...(enforcingMode === EnforcingMode.strict && !disableTcpEarlyDemux ? ["early demux is on" as const] : []),
  ];
}

/**
 * Why a VPC CNI setting cannot serve bound pods: one problem a line, with the value to set. Empty where it fits. An empty
 * version is not judged.
 */
export function vpcCniProblems(setting: VpcCniSetting): string[] {
  const texts: { [fault in VpcCniFault]: string } = {
    "pod ENI is off": "ENABLE_POD_ENI is off, so pods get no branch interface; set it to true",
    "no such mode": `POD_SECURITY_GROUP_ENFORCING_MODE is "${setting.enforcingMode}"; it can be ${ENFORCING_MODES.join(" or ")}`,
    "early demux is on":
      "DISABLE_TCP_EARLY_DEMUX is off in strict mode, so the kubelet's probes of bound pods time out; set it to true",
  };
  const version = setting.version && vpcCniVersionProblem(setting.version);
  return [...vpcCniFaults(setting).map((fault) => texts[fault]), ...(version ? [version] : [])];
}

/**
 * The add-on configuration that makes a setting, merged into the current configuration: strings only, keys sorted, so the
 * same setting is always the same text.
 */
export function vpcCniConfiguration(enforcingMode: string, current: string = "{}"): string {
  const configuration = parsedConfiguration(current);
  return sortedJson({
    ...configuration,
    env: { ...configuration.env, ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: enforcingMode },
    init: {
      ...configuration.init,
      env: { ...configuration.init?.env, DISABLE_TCP_EARLY_DEMUX: String(enforcingMode === EnforcingMode.strict) },
    },
  });
}

/** The setting that an add-on configuration makes; what it leaves out has the VPC CNI's own default. */
export function parseVpcCniConfiguration(configuration: string, version: string): VpcCniSetting {
  const { env, init } = parsedConfiguration(configuration);
  const mode = env?.POD_SECURITY_GROUP_ENFORCING_MODE;
  return {
    podEni: isTrue(env?.ENABLE_POD_ENI),
    enforcingMode: typeof mode === "string" ? mode : EnforcingMode.strict,
    disableTcpEarlyDemux: isTrue(init?.env?.DISABLE_TCP_EARLY_DEMUX),
    version,
  };
}

/**
 * True for what the VPC CNI takes for true in its environment.
 * Source: https://pkg.go.dev/strconv#ParseBool, which it reads them with
 */
export function isTrue(value: unknown): boolean {
  return ["1", "t", "T", "TRUE", "true", "True"].includes(String(value));
}

/** The environment of the VPC CNI's main container in an add-on configuration. Fails as the configuration's other readers. */
export function vpcCniEnvironment(configuration: string): { [name: string]: unknown } {
  return parsedConfiguration(configuration).env ?? {};
}

/** Why the configuration of a living add-on cannot be read, or undefined where it can. */
export function vpcCniConfigurationProblem(configuration: string): string | undefined {
  try {
    parsedConfiguration(configuration);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

interface VpcCniConfiguration {
  env?: { [name: string]: unknown };
  init?: { env?: { [name: string]: unknown } };
}

function parsedConfiguration(text: string): VpcCniConfiguration {
  let value: unknown;
  try {
    value = JSON.parse(text.trim() || "{}");
  } catch {
    value = undefined;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(
      "the configuration of the VPC CNI add-on is not a JSON object; write it as JSON, also where it is YAML",
    );
  }
  return value;
}

/** JSON with sorted keys at every level. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
