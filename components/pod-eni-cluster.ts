import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { instanceTypeLimits } from "../model/aws/instance-types";
import { accessEntries } from "./cluster/access";
import type { PodEniClusterArgs } from "./cluster/args";
import { checkCluster } from "./cluster/checks";
import { subnetsOfExisting } from "./cluster/existing";
import { clusterRole, nodeRole } from "./cluster/roles";
import { nodeGroup } from "./cluster/nodes";
import { AddonManagement, PodEniAddon, type VpcCniOutputs } from "./pod-eni-addon";
import { releasedBy, requirePlain } from "./support/checks";
import { token } from "./support/tokens";

/** AWS's own default of who may call a public endpoint. */
const ANYWHERE = "0.0.0.0/0";

/** Items of arguments that are plain as the arguments are. */
const PLAIN_ITEMS = [
  "publicAccessCidrs",
  "logTypes",
  "addonVersions",
  "adminPrincipalArns",
  "viewerPrincipalArns",
  "nodeTags",
].map((argument) => `${argument}.*`);

/** Default instance type of the nodes: 9 branch interfaces at the price of a large. */
export const DEFAULT_NODE_INSTANCE_TYPE = "m6g.large";

/**
 * The clusters' providers. No field holds them, not even a private one: the analyzer of component packages takes all fields
 * for outputs, and refers to a provider by a name that its package's schema does not have. It leaves getters out, so
 * programs in other languages make their provider from `kubeconfigJson`.
 */
const kubernetesProviders = new WeakMap<PodEniCluster, k8s.Provider>();

/**
 * An EKS cluster whose pods can have security groups of their own: control plane, VPC CNI with pod ENI before any node,
 * nodes of a type that carries a trunk interface, CoreDNS after them.
 *
 * Nodes carry the cluster security group, the one that EKS makes; this component adds no security group and no rule. It is
 * a cluster handle for `PodSecurityGroupBinding`.
 */
export class PodEniCluster extends pulumi.ComponentResource {
  /** Name of the EKS cluster. */
  readonly clusterName: pulumi.Output<string>;
  /** Id of the VPC, released once the nodes exist: a group made in it is deleted before nodes and cluster. */
  readonly vpcId: pulumi.Output<string>;
  /** Id of the cluster security group: the one that EKS makes and that nodes and ordinary pods carry. */
  readonly clusterSecurityGroupId: pulumi.Output<string>;
  /** The VPC CNI setting. */
  readonly vpcCni: VpcCniOutputs;
  /** Kubeconfig of the role that deploys, as JSON. Secret. */
  readonly kubeconfigJson: pulumi.Output<string>;
  /** Branch interfaces of all nodes together, 1 or more: the number of bound pods that fit, cooling ones included. */
  readonly branchInterfaces: pulumi.Output<number>;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the arguments at once, an instance type without a trunk
   * interface among them, before any resource is made; with `existingOnly`, where no such cluster lives, before the
   * control plane.
   */
  constructor(name: string, args: PodEniClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`PodEniCluster "${name}"`, args, ["vpcId", "assumedRoleArn"], PLAIN_ITEMS);
    checkCluster(name, args, opts);
    super(token("PodEniCluster"), name, {}, opts);
    const parent = { parent: this };
    const partition = args.partition ?? "aws";
    const instanceType = args.nodeInstanceType ?? DEFAULT_NODE_INSTANCE_TYPE;
    const nodeCount = args.nodeCount ?? 1;
    const endpointPublicAccess = args.endpointPublicAccess ?? true;
    const version = (addon: string, pin?: string): pulumi.Input<string> =>
      pin ??
      aws.eks.getAddonVersionOutput({ addonName: addon, kubernetesVersion: args.kubernetesVersion }, parent).version;

    const role = clusterRole(name, partition, this);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/eks/${args.clusterName}/cluster`, retentionInDays: args.logRetentionDays ?? 7 },
      parent,
    );
    const controlPlane = new eks.Cluster(
      `${name}-eks`,
      {
        name: args.clusterName,
        version: args.kubernetesVersion,
        vpcId: args.vpcId,
        subnetIds: args.existingOnly ? subnetsOfExisting(name, args, this) : args.controlPlaneSubnetIds,
        authenticationMode: eks.AuthenticationMode.Api,
        serviceRole: role.role,
        endpointPrivateAccess: true,
        endpointPublicAccess,
        // Said, since a living cluster whose ranges are left out keeps those that it had.
        publicAccessCidrs: args.publicAccessCidrs ?? (endpointPublicAccess ? [ANYWHERE] : undefined),
        enabledClusterLogTypes: args.logTypes ?? ["audit"],
        // Standard support only: a forgotten cluster is upgraded by EKS instead of costing six times as much.
        upgradePolicy: { supportType: "STANDARD" },
        providerCredentialOpts: args.assumedRoleArn ? { roleArn: args.assumedRoleArn } : undefined,
        // Everything below is made by this component where the graph shows it.
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        createInstanceRole: false,
        createOidcProvider: false,
        useDefaultVpcCni: true,
        corednsAddonOptions: { enabled: false },
        kubeProxyAddonOptions: { enabled: false },
        bootstrapSelfManagedAddons: false,
      },
      // The controller needs its permission from the first node on and for the last branch interface. EKS would make the
      // log group itself, with no end to its retention.
      { ...parent, dependsOn: [...role.attachments, logs] },
    );
    const core = controlPlane.core.cluster;
    this.clusterSecurityGroupId = core.vpcConfig.clusterSecurityGroupId;
    this.clusterName = core.name;

    const podEni = new PodEniAddon(
      `${name}-pod-eni`,
      {
        clusterName: this.clusterName,
        management: AddonManagement.create,
        enforcingMode: args.enforcingMode,
        version: version("vpc-cni", args.addonVersions?.vpcCni),
      },
      parent,
    );
    const kubeProxy = new aws.eks.Addon(
      `${name}-kube-proxy`,
      {
        clusterName: this.clusterName,
        addonName: "kube-proxy",
        addonVersion: version("kube-proxy", args.addonVersions?.kubeProxy),
      },
      parent,
    );
    const nodes = nodeGroup(name, {
      ...args,
      instanceType,
      nodeCount,
      clusterName: this.clusterName,
      role: nodeRole(name, partition, this),
      // A node that starts before the VPC CNI setting gets no trunk interface until it is replaced.
      after: [podEni, kubeProxy],
      parent: this,
    });
    new aws.eks.Addon(
      `${name}-coredns`,
      {
        clusterName: this.clusterName,
        addonName: "coredns",
        addonVersion: version("coredns", args.addonVersions?.coreDns),
      },
      // Without a node to run on, the add-on waits 15 minutes and is then "degraded".
      { ...parent, dependsOn: [nodes] },
    );
    const entries = accessEntries(name, this.clusterName, partition, args, this);

    this.vpcId = releasedBy(args.vpcId, [nodes]);
    this.vpcCni = podEni.vpcCni;
    this.kubeconfigJson = pulumi.secret(controlPlane.kubeconfigJson);
    this.branchInterfaces = pulumi.output(instanceTypeLimits(instanceType)!.branchInterfaces * nodeCount);
    const provider = new k8s.Provider(
      `${name}-kubernetes`,
      {
        kubeconfig: this.kubeconfigJson,
        // Only another cluster replaces the provider and what it made, not a changed kubeconfig.
        clusterIdentifier: core.arn,
      },
      // The entry of a viewer must outlive what it looks at.
      { ...parent, dependsOn: entries },
    );
    kubernetesProviders.set(this, provider);
    this.registerOutputs({
      clusterName: this.clusterName,
      vpcId: this.vpcId,
      clusterSecurityGroupId: this.clusterSecurityGroupId,
      vpcCni: this.vpcCni,
      kubeconfigJson: this.kubeconfigJson,
      branchInterfaces: this.branchInterfaces,
    });
  }

  /** Kubernetes provider of the cluster. Workloads that need nodes and names to be there depend on this component. */
  get kubernetesProvider(): k8s.Provider {
    return kubernetesProviders.get(this)!;
  }
}
