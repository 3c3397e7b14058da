import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  ENFORCING_MODES,
  EnforcingMode,
  parseVpcCniConfiguration,
  type VpcCniSetting,
  vpcCniConfiguration,
  vpcCniConfigurationProblem,
  vpcCniProblems,
  vpcCniVersionProblem,
} from "../model/aws/vpc-cni";
import {
  isLiteral,
  oneOf,
  type Problem,
  Problems,
  releasedAfter,
  releasedBy,
  releasedWithout,
  requirePlain,
} from "./support/checks";
import { checkProviders } from "./support/providers";
import { token } from "./support/tokens";

/** What {@link PodEniAddon} does about the VPC CNI add-on; values of {@link PodEniAddonArgs.management}. */
export const AddonManagement = {
  /** Reads the add-on of an existing cluster and fails where its setting does not fit. Changes nothing. */
  assert: "assert",
  /** Merges the setting into the add-on of an existing cluster and keeps it on destroy. */
  apply: "apply",
  /** Makes the add-on of a new cluster that has none. */
  create: "create",
} as const;

/** Arguments of {@link PodEniAddon}. */
export interface PodEniAddonArgs {
  /** Name of the EKS cluster; with `apply` a plain text. */
  clusterName: pulumi.Input<string>;
  /**
   * What to do about the add-on: `assert` reads it and fails where it does not fit, `apply` merges the setting into it,
   * `create` makes it on a new cluster. Default `assert`.
   */
  management?: string;
  /**
   * `strict` or `standard`. Default `strict`, which turns early demux off as the kubelet's probes need. In strict mode bound
   * pods reach neither the EKS Pod Identity agent nor NodeLocal DNSCache, and kube-proxy in IPVS mode, the probes of Istio's
   * ambient mode, and `externalTrafficPolicy: Local` with instance targets fail for them. Use IRSA, or standard mode, there.
   */
  enforcingMode?: string;
  /** Version of the add-on, such as `v1.21.1-eksbuild.1`, at least 1.20.4. Default: the one that runs; with `create` required. */
  version?: pulumi.Input<string>;
}

/** The VPC CNI setting as a component gives it on. */
export interface VpcCniOutputs {
  /** `ENABLE_POD_ENI`. */
  podEni: pulumi.Output<boolean>;
  /** `POD_SECURITY_GROUP_ENFORCING_MODE`: `strict` or `standard`. */
  enforcingMode: pulumi.Output<string>;
  /** `DISABLE_TCP_EARLY_DEMUX`. */
  disableTcpEarlyDemux: pulumi.Output<boolean>;
  /** Version of the add-on. */
  version: pulumi.Output<string>;
  /** Where these are known from: the component's `management`; `declared`, or absent, where a program stated them. */
  source?: pulumi.Output<string>;
}

const ADDON = "vpc-cni";

/** Where messages find the configuration of the add-on that runs. */
const CONFIGURATION = `${ADDON}.configurationValues`;

/**
 * The VPC CNI setting that gives pods branch network interfaces, made on a new cluster or checked on an existing one.
 *
 * On a cluster that lives already it asserts by default: where pod ENI is off, or strict mode lacks early demux off, it
 * fails with the JSON to set. With `management: "apply"` it adopts the add-on and sets that JSON itself, merged into what is
 * there; the add-on's role and tags stay as they are, and it stays itself when the component is destroyed. Nodes that run
 * already have no trunk interface: recycle them.
 *
 * It reads the add-on alone. Where the VPC CNI is self-managed or set by `kubectl set env`, leave this component out and
 * state the four values of `vpcCni` to the binding yourself.
 */
export class PodEniAddon extends pulumi.ComponentResource {
  /**
   * The setting; with `assert` and `apply` it is released only once it is known to fit. With `assert` the mode is told at once:
   * it is the one that is asserted, or nothing is made of the other values.
   */
  readonly vpcCni: VpcCniOutputs;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the arguments at once, before any resource is made;
   * what is only known later, the add-on that runs or a version that is an Output, is refused in the same way before
   * the add-on is touched.
   */
  constructor(name: string, args: PodEniAddonArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`PodEniAddon "${name}"`, args, ["clusterName", "version"]);
    const management = args.management ?? AddonManagement.assert;
    const mode = args.enforcingMode ?? EnforcingMode.strict;
    const label = `PodEniAddon "${name}"`;
    const problems = new Problems();
    problems.add("management", oneOf(management, Object.values(AddonManagement)));
    problems.add("enforcingMode", oneOf(mode, ENFORCING_MODES));
    if (isLiteral(args.version)) problems.add("version", vpcCniVersionProblem(args.version));
    if (management === AddonManagement.create && args.version === undefined) {
      problems.add("version", 'is missing; with management "create" name the version to install');
    }
    if (management === AddonManagement.apply && !isLiteral(args.clusterName)) {
      problems.add("clusterName", 'is an Output; with management "apply" give the name itself, which adoption needs');
    }
    checkProviders(opts, ["aws"], problems);
    problems.throwFor(label);
    super(token("PodEniAddon"), name, {}, opts);

    if (management === AddonManagement.create) {
      this.vpcCni = this.install(name, label, management, args.clusterName, mode, args.version!, "{}", {});
    } else {
      const found = aws.eks.getAddonOutput({ addonName: ADDON, clusterName: args.clusterName }, { parent: this });
      const running = readable(label, found);
      this.vpcCni =
        management === AddonManagement.assert
          ? asserted(label, mode, running)
          : this.install(
              name,
              label,
              management,
              args.clusterName,
              mode,
              args.version ?? running.addonVersion,
              running.configurationValues,
              {
                // Adopted where it is; and the cluster's other pods need it after this component is gone.
                import: `${args.clusterName as string}:${ADDON}`,
                retainOnDelete: true,
                // Not declared here, they would be taken away: without its role the VPC CNI gives pods no addresses.
                ignoreChanges: ["serviceAccountRoleArn", "podIdentityAssociations", "tags", "tagsAll"],
              },
            );
      if (management === AddonManagement.apply) {
        void pulumi.log.warn("Nodes that run already get no trunk interface: replace them after this update.", this);
      }
    }
    this.registerOutputs({ vpcCni: this.vpcCni });
  }

  private install(
    name: string,
    label: string,
    management: string,
    clusterName: pulumi.Input<string>,
    mode: string,
    version: pulumi.Input<string>,
    current: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
  ): VpcCniOutputs {
    const problems = pulumi.output(version).apply((plain) => {
      const problem = vpcCniVersionProblem(plain);
      return problem ? [problem] : [];
    });
    const addon = new aws.eks.Addon(
      `${name}-vpc-cni`,
      {
        clusterName,
        addonName: ADDON,
        addonVersion: releasedAfter(version, label, "version", problems),
        configurationValues: pulumi.output(current).apply((json) => vpcCniConfiguration(mode, json)),
        resolveConflictsOnCreate: "OVERWRITE",
        // What somebody else changed in a living cluster stays as it is.
        resolveConflictsOnUpdate: "PRESERVE",
      },
      { ...opts, parent: this },
    );
    return {
      // A pod that is made anew for a changed setting must start after the change, or it keeps the old one.
      podEni: releasedBy(true, [addon]),
      enforcingMode: releasedBy(mode, [addon]),
      disableTcpEarlyDemux: releasedBy(mode === EnforcingMode.strict, [addon]),
      version: addon.addonVersion,
      source: pulumi.output(management),
    };
  }
}

/** The add-on that runs, once its configuration is known to be one; that of an add-on without any is empty. */
function readable(label: string, found: pulumi.Output<aws.eks.GetAddonResult>): pulumi.Output<aws.eks.GetAddonResult> {
  const read = found.apply((addon) => ({ ...addon, configurationValues: addon.configurationValues ?? "" }));
  const problems = read.configurationValues.apply((text) => {
    const problem = vpcCniConfigurationProblem(text);
    return problem ? [problem] : [];
  });
  return releasedAfter(read, label, CONFIGURATION, problems);
}

function asserted(label: string, mode: string, running: pulumi.Output<aws.eks.GetAddonResult>): VpcCniOutputs {
  const setting = running.apply((addon) => parseVpcCniConfiguration(addon.configurationValues, addon.addonVersion));
  const problems = running.apply((addon): Problem[] => {
    const version = vpcCniVersionProblem(addon.addonVersion);
    return [
      ...(version === undefined ? [] : [{ propertyPath: `${ADDON}.addonVersion`, reason: version }]),
      ...settingProblems(addon, mode).map((reason) => ({ propertyPath: CONFIGURATION, reason })),
    ];
  });
  const checked = releasedWithout<VpcCniSetting>(setting, label, problems);
  return {
    podEni: checked.podEni,
    // What fits has this mode; so a plan tells it, which can look nothing up.
    enforcingMode: pulumi.output(mode),
    disableTcpEarlyDemux: checked.disableTcpEarlyDemux,
    version: checked.version,
    source: pulumi.output<string>(AddonManagement.assert),
  };
}

/** What is wrong with the configuration of the add-on that runs; last the JSON to set, on a line of its own. */
function settingProblems({ configurationValues, addonVersion }: aws.eks.GetAddonResult, mode: string): string[] {
  const setting = parseVpcCniConfiguration(configurationValues, addonVersion);
  const problems = vpcCniProblems({ ...setting, version: "" });
  if (setting.enforcingMode !== mode && ENFORCING_MODES.includes(setting.enforcingMode)) {
    problems.push(`POD_SECURITY_GROUP_ENFORCING_MODE is "${setting.enforcingMode}", wanted is "${mode}"`);
  }
  if (problems.length === 0) return [];
  const wanted = vpcCniConfiguration(mode, configurationValues);
  return [
    ...(configurationValues.trim() === "" ? ["the add-on has no configuration"] : []),
    ...problems,
    "where the setting comes from elsewhere, such as kubectl set env, leave PodEniAddon out and state the values of vpcCni",
    `set this on the add-on, then replace the nodes:\n${wanted}`,
  ];
}
