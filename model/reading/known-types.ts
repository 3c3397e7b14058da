/**
 * Which types of resources this model understands: those that it reads, and those of which is known that they change no
 * rule, carry no path and make no pod or node. Every other type is one that nobody here reads.
 */

/** Types of AWS that are read. */
const READ_AWS = [
  "autoscaling/group:Group",
  "docdb/cluster:Cluster",
  "ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "ec2/defaultVpc:DefaultVpc",
  "ec2/launchConfiguration:LaunchConfiguration",
  "ec2/launchTemplate:LaunchTemplate",
  "ec2/managedPrefixList:ManagedPrefixList",
  "ec2/managedPrefixListEntry:ManagedPrefixListEntry",
  "ec2/securityGroup:SecurityGroup",
  "ec2/securityGroupRule:SecurityGroupRule",
  "ec2/subnet:Subnet",
  "ec2/vpc:Vpc",
  "ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
  "ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
  "eks/addon:Addon",
  "eks/cluster:Cluster",
  "eks/fargateProfile:FargateProfile",
  "eks/nodeGroup:NodeGroup",
  "elasticache/cluster:Cluster",
  "elasticache/replicationGroup:ReplicationGroup",
  "elasticache/serverlessCache:ServerlessCache",
  "elasticache/subnetGroup:SubnetGroup",
  "memorydb/cluster:Cluster",
  "neptune/cluster:Cluster",
  "docdb/subnetGroup:SubnetGroup",
  "neptune/subnetGroup:SubnetGroup",
  "rds/cluster:Cluster",
  "rds/clusterInstance:ClusterInstance",
  "rds/instance:Instance",
  "rds/proxy:Proxy",
  "rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
  "rds/proxyTarget:ProxyTarget",
  "rds/subnetGroup:SubnetGroup",
  "redshift/cluster:Cluster",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
].map((type) => `aws:${type}`);

/** Types of AWS beside these that only carry security groups, or lie beside them, and change no rule. */
const BESIDE_AWS = [
  "apprunner/vpcConnector:VpcConnector",
  "dms/replicationInstance:ReplicationInstance",
  "docdb/clusterInstance:ClusterInstance",
  "docdb/clusterParameterGroup:ClusterParameterGroup",
  "eks/accessEntry:AccessEntry",
  "eks/accessPolicyAssociation:AccessPolicyAssociation",
  "eks/identityProviderConfig:IdentityProviderConfig",
  "eks/podIdentityAssociation:PodIdentityAssociation",
  "elasticache/parameterGroup:ParameterGroup",
  "elasticache/user:User",
  "elasticache/userGroup:UserGroup",
  "elasticache/userGroupAssociation:UserGroupAssociation",
  "memorydb/subnetGroup:SubnetGroup",
  "neptune/clusterInstance:ClusterInstance",
  "redshift/subnetGroup:SubnetGroup",
  "rds/certificate:Certificate",
  "rds/clusterEndpoint:ClusterEndpoint",
  "rds/clusterParameterGroup:ClusterParameterGroup",
  "rds/clusterRoleAssociation:ClusterRoleAssociation",
  "rds/clusterSnapshot:ClusterSnapshot",
  "rds/globalCluster:GlobalCluster",
  "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
  "rds/eventSubscription:EventSubscription",
  "rds/optionGroup:OptionGroup",
  "rds/parameterGroup:ParameterGroup",
  "rds/roleAssociation:RoleAssociation",
  "rds/snapshot:Snapshot",
].map((type) => `aws:${type}`);

/** Types of AWS that hold data behind security groups, as databases do, and are not judged as such. */
const STORES_AWS = [
  "dax/cluster:Cluster",
  "efs/mountTarget:MountTarget",
  "elasticsearch/domain:Domain",
  "mq/broker:Broker",
  "msk/cluster:Cluster",
  "msk/serverlessCluster:ServerlessCluster",
  "opensearch/domain:Domain",
].map((type) => `aws:${type}`);

/** Types of the module `ec2` of AWS that are about routes, addresses and machines. */
const BESIDE_EC2 =
  `Ami AmiCopy AmiFromInstance AmiLaunchPermission CapacityReservation CarrierGateway CustomerGateway DedicatedHost
DefaultNetworkAcl DefaultRouteTable DefaultVpcDhcpOptions Eip EipAssociation EipDomainName EgressOnlyInternetGateway FlowLog
Instance InstanceMetadataDefaults InternetGateway InternetGatewayAttachment KeyPair LocalGatewayRoute
LocalGatewayRouteTableVpcAssociation MainRouteTableAssociation NatGateway NatGatewayEipAssociation NetworkAcl
NetworkAclAssociation NetworkAclRule NetworkInsightsAnalysis NetworkInsightsPath NetworkInterface
NetworkInterfaceAttachment NetworkInterfacePermission NetworkInterfaceSecurityGroupAttachment PeeringConnectionOptions
PlacementGroup Route RouteTable RouteTableAssociation SecurityGroupAssociation SerialConsoleAccess SubnetCidrReservation
Tag TrafficMirrorFilter TrafficMirrorFilterRule TrafficMirrorSession TrafficMirrorTarget VolumeAttachment
VpcBlockPublicAccessExclusion VpcBlockPublicAccessOptions VpcDhcpOptions VpcDhcpOptionsAssociation VpcEndpoint
VpcEndpointConnectionAccepter VpcEndpointConnectionNotification VpcEndpointPolicy VpcEndpointRouteTableAssociation
VpcEndpointService VpcEndpointServiceAllowedPrinciple VpcEndpointSubnetAssociation VpcIpam VpcIpamPool VpcIpamPoolCidr
VpcIpamPoolCidrAllocation VpcIpamScope VpcPeeringConnection VpcPeeringConnectionAccepter VpnConnection
VpnConnectionRoute VpnGateway VpnGatewayAttachment VpnGatewayRoutePropagation`.split(/\s+/);

/** Modules of AWS in which nothing has to do with security groups. */
const BESIDE_AWS_MODULES = `acm alb apigateway apigatewayv2 appautoscaling appsync athena backup bedrock budgets cfg
cloudfront cloudtrail cloudwatch codebuild codecommit codedeploy codepipeline cognito cur detective dlm dynamodb ebs
ec2transitgateway ecr ecrpublic ecs efs elb guardduty iam inspector inspector2 kinesis kms lakeformation lambda lb macie2
networkmanager organizations pipes ram resourceexplorer resourcegroups route53 s3 s3control s3outposts scheduler schemas
secretsmanager securityhub servicecatalog servicediscovery servicequotas ses sesv2 sfn shield signer sns sqs ssm
ssoadmin synthetics timestreamwrite transfer waf wafregional wafv2 xray`.split(/\s+/);

/** Kinds of Kubernetes objects that make no pod and select none for a security group. */
const BESIDE_KUBERNETES =
  `APIService CSIDriver Certificate CertificateSigningRequest ClusterIssuer ClusterRole ClusterRoleBinding
ConfigMap ConfigMapPatch CustomResourceDefinition CustomResourceDefinitionPatch Endpoints EndpointSlice ExternalSecret HorizontalPodAutoscaler
HTTPRoute Gateway GatewayClass Ingress IngressClass Issuer LimitRange MutatingWebhookConfiguration Namespace
NamespacePatch NetworkPolicy PersistentVolume PersistentVolumeClaim PodDisruptionBudget PodMonitor PriorityClass
PrometheusRule ResourceQuota Role RoleBinding RuntimeClass Secret SecretPatch SecretStore ClusterSecretStore Service
ServiceAccount ServiceAccountPatch ServiceMonitor ServicePatch StorageClass ValidatingAdmissionPolicy
ValidatingWebhookConfiguration VerticalPodAutoscaler VolumeSnapshotClass`.split(/\s+/);

/** Kinds of Kubernetes objects that are read, besides everything that has a pod template. */
const READ_KUBERNETES = [
  "vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
  "crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  "eks.amazonaws.com/v1:NodeClass",
  "karpenter.k8s.aws/v1:EC2NodeClass",
  "karpenter.k8s.aws/v1beta1:EC2NodeClass",
  "karpenter.sh/v1:NodePool",
  "karpenter.sh/v1beta1:NodePool",
].map((kind) => `kubernetes:${kind}`);

/** Packages whose resources exist inside Pulumi, or are only numbers and keys. */
const BESIDE_PACKAGES = ["archive", "pulumi", "pulumiservice", "random", "std", "time", "tls"];

/** Components of this project, of pulumi-eks and of pulumi-awsx whose meaning is read, or that only hold what is read. */
const READ_COMPONENTS = [
  "eks:index:Cluster",
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
  "eks:index:VpcCniAddon",
  "eks:index:Addon",
  "eks:index:NodeGroupSecurityGroup",
];

const STORES = new Set(STORES_AWS);
const KNOWN = new Set([...READ_AWS, ...BESIDE_AWS, ...STORES_AWS, ...READ_KUBERNETES, ...READ_COMPONENTS]);
const MODULES = new Set(BESIDE_AWS_MODULES);
const EC2 = new Set(BESIDE_EC2);
const KINDS = new Set(BESIDE_KUBERNETES);
const PACKAGES = new Set(BESIDE_PACKAGES);

/** True for a type that this model reads, or of which it is known that it changes nothing that is asked here. */
export function isKnownType(type: string): boolean {
  if (KNOWN.has(type)) return true;
  const [pkg, module = "", kind = ""] = type.split(":");
  if (PACKAGES.has(pkg) || pkg === "pod-security-groups") return true;
  if (pkg === "kubernetes") return KINDS.has(kind);
  if (pkg !== "aws") return false;
  const [name] = module.split("/");
  return MODULES.has(name) || (["ec2", "vpc"].includes(name) && EC2.has(kind));
}

/** True for a type that is known to change nothing, and that is a target which is not judged. */
export function isUnjudgedStore(type: string): boolean {
  return STORES.has(type);
}

/** The family by which a type is named where it was not judged: its package, and with Kubernetes its API group. */
export function familyOf(type: string): string {
  const [pkg, module = ""] = type.split(":");
  if (module === "tf") return "resources of Terraform modules";
  if (pkg !== "kubernetes") return pkg;
  return `${pkg}:${module.split("/")[0]}`;
}
