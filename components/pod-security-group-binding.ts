import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodSecurityGroupBindingArgs } from "./binding/args";
import { checkBinding } from "./binding/checks";
import { accountOf, namedEnds } from "./binding/ends";
import { Enforcement, enforcementAnnotations, enforcementGates, keptByPods, sourceOf } from "./binding/enforcement";
import type { ReportedPath } from "./binding/paths";
import { PLAIN_FIELDS } from "./binding/plain-fields";
import { planPaths } from "./binding/plan";
import { addressRangeProblems } from "./binding/vpc-ranges";
import { checkDescriptions, makeHalves } from "./binding/rules";
import { selectors, type LabelSelector } from "./binding/selectors";
import type { VpcCniOutputs } from "./pod-eni-addon";
import { Problems, releasedAfter, releasedBy, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { setHash } from "./support/hash";
import { token } from "./support/tokens";

/** The SecurityGroupPolicy as a binding reports it. */
export interface SecurityGroupPolicyOutputs {
  /** Its namespace. */
  namespace: pulumi.Output<string>;
  /** Its name. */
  name: pulumi.Output<string>;
  /** Selector on pod labels; absent where there is none. */
  podSelector?: LabelSelector;
  /** Selector on ServiceAccount labels; absent where there is none. */
  serviceAccountSelector?: LabelSelector;
  /** Ids of all security groups that the pods carry. */
  groupIds: pulumi.Output<string[]>;
}

/** Everything that a binding wires, as one value. Its parts are Outputs of their own, so a preview shows those it knows. */
export interface BindingOutputs {
  /** True. */
  bound: boolean;
  /** The pod security group. */
  securityGroup: SecurityGroupOutputs;
  /** What enforces it: `vpc-cni` or `eks-auto-mode`; of the latter AWS documents only a part, and it was not tried. */
  enforcedBy: string;
  /** The VPC CNI setting that the binding rests on; absent in EKS Auto Mode, which has none. */
  vpcCni?: VpcCniOutputs;
  /** The SecurityGroupPolicy. */
  securityGroupPolicy: SecurityGroupPolicyOutputs;
  /** What the pods may reach. */
  reaches: ReportedPath[];
  /** What may reach the pods. */
  reachableFrom: ReportedPath[];
}

/** A pod security group as a binding reports it. */
export interface SecurityGroupOutputs {
  /** Its id. */
  id: pulumi.Output<string>;
  /** Its name. */
  name: pulumi.Output<string>;
}

/** Default of {@link PodSecurityGroupBindingArgs.labelDomain}; `.internal` is reserved for private use. */
export const DEFAULT_LABEL_DOMAIN = "sgp.internal";

/** The label by which a binding selects its pods. */
export function bindingLabel(binding: string, domain: string = DEFAULT_LABEL_DOMAIN): { [key: string]: string } {
  return { [`${domain}/pod-security-group`]: binding };
}

/**
 * Gives pods a security group of their own, and wires all that this takes: the group, both halves of every path, the
 * SecurityGroupPolicy that hands it out, and a check that the cluster's VPC CNI setting, or the version of its EKS Auto
 * Mode, makes it work.
 *
 * Give `podLabels` and `podAnnotations` to the workload's pod template (never to its selector). They are released only
 * once policy and rules exist, so no pod can start before them; and the annotation changes with the groups, the enforcing
 * mode and early demux, so a change rolls the pods, which keep what they were born with. The AWS and the Kubernetes provider come by `providers`.
 * It does not restart workloads that it selects by a selector of yours: roll those yourself.
 */
export class PodSecurityGroupBinding extends pulumi.ComponentResource {
  /** Name of this component, as paths and messages call the binding. */
  readonly name: string;
  /** Id of the pod security group. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Everything that was wired, in one value. */
  readonly output: BindingOutputs;
  /** Labels for the pod template. */
  readonly podLabels: pulumi.Output<{ [key: string]: string }>;
  /** Annotations for the pod template. */
  readonly podAnnotations: pulumi.Output<{ [key: string]: string }>;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the arguments at once, paths that are declared twice
   * among them, before any resource is made; what is only known later, as a setting of the cluster that is an Output,
   * or the VPC's CIDR blocks, is refused in the same way before the security group.
   */
  constructor(name: string, args: PodSecurityGroupBindingArgs, opts?: pulumi.ComponentResourceOptions) {
    const label = `PodSecurityGroupBinding "${name}"`;
    requirePlain(label, args, ["namespace"], PLAIN_FIELDS);
    const domain = args.labelDomain ?? DEFAULT_LABEL_DOMAIN;
    const problems = new Problems();
    checkBinding(name, args, problems);
    const paths = planPaths(args.reaches ?? [], args.reachableFrom ?? [], args.cluster, problems);
    checkDescriptions(name, paths, problems);
    checkProviders(opts, ["aws", "kubernetes"], problems);
    problems.throwFor(label);
    const { vpcCni, vpcId, clusterSecurityGroupId, nodeSecurityGroupId, dnsSecurityGroupId } = args.cluster;
    const ofCluster = [clusterSecurityGroupId, nodeSecurityGroupId, dnsSecurityGroupId];
    const ends = namedEnds(
      paths.map(({ peer }) => peer),
      ofCluster,
    );
    super(token("PodSecurityGroupBinding"), name, ends.length > 0 ? { ends } : {}, opts);
    const parent = { parent: this };
    const enforcedBy = vpcCni ? Enforcement.vpcCni : Enforcement.autoMode;
    const gates = [...enforcementGates(args.cluster), ...addressRangeProblems(vpcId, paths, this)];

    const group = new aws.ec2.SecurityGroup(
      `${name}-pods`,
      {
        vpcId: gates.reduce<pulumi.Input<string>>((id, { at, found }) => releasedAfter(id, label, at, found), vpcId),
        description: `Pods of ${name}`,
        tags: { Name: `${name}-pods` },
      },
      parent,
    );
    const rules = paths.flatMap((path) => makeHalves(name, group, path, this));
    const groupIds = [group.id, ...(args.additionalSecurityGroupIds ?? [])];
    const chosen = selectors(args, bindingLabel(name, domain));
    const policy = new k8s.apiextensions.CustomResource(
      `${name}-policy`,
      {
        apiVersion: "vpcresources.k8s.aws/v1beta1",
        kind: "SecurityGroupPolicy",
        metadata: { namespace: args.namespace, annotations: enforcementAnnotations(args.cluster, domain) },
        spec: { ...chosen, securityGroups: { groupIds } },
      },
      // A pod that is handed a group without its rules starts without DNS; on destroy the rules must outlive the pods.
      { ...parent, dependsOn: rules },
    );

    const ids = pulumi.all(groupIds);
    const report = (direction: "to" | "from"): ReportedPath[] =>
      paths
        .filter((path) => path.direction === direction)
        .map(({ peer, protocol, port, toPort }) => {
          const otherHalfAccountId = accountOf(peer.securityGroupId);
          return {
            ...{ peer: peer.name, protocol, port: pulumi.output(port) },
            ...(toPort !== undefined && { toPort }),
            ...(otherHalfAccountId !== undefined && { otherHalfAccountId }),
          };
        });
    this.name = name;
    this.securityGroupId = group.id;
    this.podLabels = releasedBy(chosen.podSelector?.matchLabels ?? {}, [policy]);
    // Groups and setting reach only pods that start afterwards.
    const annotations = pulumi
      .all([ids, keptByPods(args.cluster)])
      .apply(([all, kept]) => ({ [`${domain}/security-groups`]: setHash([...all, ...kept]) }));
    this.podAnnotations = releasedBy<{ [key: string]: string }>(annotations, [policy]);
    this.output = {
      bound: true,
      securityGroup: { id: group.id, name: group.name },
      enforcedBy,
      ...(vpcCni && {
        vpcCni: {
          podEni: pulumi.output(vpcCni.podEni),
          enforcingMode: pulumi.output(vpcCni.enforcingMode),
          disableTcpEarlyDemux: pulumi.output(vpcCni.disableTcpEarlyDemux),
          version: pulumi.output(vpcCni.version),
          source: sourceOf(vpcCni),
        },
      }),
      securityGroupPolicy: {
        namespace: policy.metadata.namespace,
        name: policy.metadata.name,
        ...chosen,
        groupIds: ids,
      },
      reaches: report("to"),
      reachableFrom: report("from"),
    };
    this.registerOutputs({
      name: this.name,
      securityGroupId: this.securityGroupId,
      podLabels: this.podLabels,
      podAnnotations: this.podAnnotations,
      output: this.output,
    });
  }
}
