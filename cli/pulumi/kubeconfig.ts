/** A cluster, where it is, and the role that made it. */
export interface ClusterAccess {
  cluster: string;
  region: string;
  /** None where the credentials of the environment made it. */
  role?: string;
}

/**
 * The command that lets kubectl speak with a cluster. A cluster that a role has made knows that role only.
 * Source: https://docs.aws.amazon.com/cli/latest/reference/eks/update-kubeconfig.html
 */
export function kubeconfigCommand({ cluster, region, role }: ClusterAccess): string {
  return `aws eks update-kubeconfig --name ${cluster} --region ${region}${role ? ` --role-arn ${role}` : ""}`;
}
