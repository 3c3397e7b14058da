/** What the lab of the stack `dev` registers, `<type> <name>`, written by hand: a change of it is a change of the lab. */

const IN_ALL_STAGES = `
pulumi:providers:aws aws

pod-security-groups:index:Network lab
aws:ec2/vpc:Vpc lab-vpc
aws:ec2/internetGateway:InternetGateway lab-internet
aws:ec2/subnet:Subnet lab-public-a
aws:ec2/subnet:Subnet lab-public-b
aws:ec2/subnet:Subnet lab-public-c
aws:ec2/routeTable:RouteTable lab-public
aws:ec2/route:Route lab-public-internet
aws:ec2/routeTableAssociation:RouteTableAssociation lab-public-a
aws:ec2/routeTableAssociation:RouteTableAssociation lab-public-b
aws:ec2/routeTableAssociation:RouteTableAssociation lab-public-c
aws:ec2/eip:Eip lab-nat-a
aws:ec2/natGateway:NatGateway lab-nat-a
aws:ec2/subnet:Subnet lab-private-a
aws:ec2/subnet:Subnet lab-private-b
aws:ec2/subnet:Subnet lab-private-c
aws:ec2/routeTable:RouteTable lab-private-a
aws:ec2/routeTable:RouteTable lab-private-b
aws:ec2/routeTable:RouteTable lab-private-c
aws:ec2/route:Route lab-private-a-internet
aws:ec2/route:Route lab-private-b-internet
aws:ec2/route:Route lab-private-c-internet
aws:ec2/routeTableAssociation:RouteTableAssociation lab-private-a
aws:ec2/routeTableAssociation:RouteTableAssociation lab-private-b
aws:ec2/routeTableAssociation:RouteTableAssociation lab-private-c

pod-security-groups:index:Database catalog-db
random:index/randomPassword:RandomPassword catalog-db-password
aws:ssm/parameter:Parameter catalog-db-password
aws:ec2/securityGroup:SecurityGroup catalog-db-database
aws:rds/subnetGroup:SubnetGroup catalog-db-subnets
aws:rds/parameterGroup:ParameterGroup catalog-db-parameters
aws:rds/instance:Instance catalog-db

pod-security-groups:index:PodEniCluster lab
aws:iam/role:Role lab-cluster
aws:iam/rolePolicyAttachment:RolePolicyAttachment lab-cluster-AmazonEKSClusterPolicy
aws:iam/rolePolicyAttachment:RolePolicyAttachment lab-cluster-AmazonEKSVPCResourceController
aws:cloudwatch/logGroup:LogGroup lab-logs
eks:index:Cluster lab-eks
pod-security-groups:index:PodEniAddon lab-pod-eni
aws:eks/addon:Addon lab-pod-eni-vpc-cni
aws:eks/addon:Addon lab-kube-proxy
aws:iam/role:Role lab-node
aws:iam/rolePolicyAttachment:RolePolicyAttachment lab-node-AmazonEKSWorkerNodePolicy
aws:iam/rolePolicyAttachment:RolePolicyAttachment lab-node-AmazonEKS_CNI_Policy
aws:iam/rolePolicyAttachment:RolePolicyAttachment lab-node-AmazonEC2ContainerRegistryPullOnly
aws:ec2/launchTemplate:LaunchTemplate lab-nodes
aws:eks/nodeGroup:NodeGroup lab-nodes
aws:eks/addon:Addon lab-coredns
pulumi:providers:kubernetes lab-kubernetes

pod-security-groups:index:LabNamespace catalog
kubernetes:core/v1:Namespace catalog
kubernetes:core/v1:ServiceAccount catalog
pod-security-groups:index:LabNamespace elsewhere
kubernetes:core/v1:Namespace elsewhere
kubernetes:core/v1:ServiceAccount elsewhere

pod-security-groups:index:ConnectivityProbe probe-unlabelled
kubernetes:batch/v1:Job probe-unlabelled
pod-security-groups:index:ConnectivityProbe probe-elsewhere
kubernetes:batch/v1:Job probe-elsewhere

pod-security-groups:index:CatalogService catalog
kubernetes:core/v1:ConfigMap catalog-settings
kubernetes:core/v1:Secret catalog-credentials
kubernetes:apps/v1:Deployment catalog
kubernetes:core/v1:Service catalog
`;

const ONLY_IN: { [stage: string]: string } = {
  "in-cluster": `
pod-security-groups:index:InClusterDatabase catalog-mysql
random:index/randomPassword:RandomPassword catalog-mysql-user-password
random:index/randomPassword:RandomPassword catalog-mysql-root-password
kubernetes:core/v1:Secret catalog-mysql-credentials
kubernetes:core/v1:Service catalog-mysql
kubernetes:apps/v1:StatefulSet catalog-mysql
`,
  "rds-unbound": "",
  bound: `
pod-security-groups:index:PodSecurityGroupBinding catalog
aws:ec2/securityGroup:SecurityGroup catalog-pods
aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule catalog-to-dns-udp-53-egress
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule catalog-to-dns-udp-53-ingress
aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule catalog-to-dns-tcp-53-egress
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule catalog-to-dns-tcp-53-ingress
aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule catalog-to-catalog-db-tcp-3306-egress
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule catalog-to-catalog-db-tcp-3306-ingress
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule catalog-from-nodes-tcp-8080-ingress
kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy catalog-policy
pod-security-groups:index:ConnectivityProbe probe-bound
kubernetes:batch/v1:Job probe-bound
`,
};

/** Types and names of all registrations of a stage, sorted. */
export function golden(stage: string): string[] {
  return `${IN_ALL_STAGES}${ONLY_IN[stage]}`
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}
