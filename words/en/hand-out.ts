/** What one student of a class is told. All values are checked names, ids and days: nothing needs escaping. */
export interface HandOut {
  student: string;
  /** Name of the class. */
  fleet: string;
  account: string;
  region: string;
  cluster: string;
  clusterArn: string;
  /** ARN of the student's own role or user; empty where the roster names none. */
  principal: string;
  /** Role that `aws eks get-token` assumes; undefined where one signs in as the principal itself. */
  assumed?: string;
  namespaces: string[];
  /** Last day on which the lab is wanted, `YYYY-MM-DD`. */
  expiry: string;
  /** File with the plan's page, beside this text. */
  page: string;
}

/** The command by which kubectl finds the student's cluster. */
export function kubeconfigCommand({ cluster, region, assumed }: HandOut): string {
  const role = assumed === undefined ? "" : ` --role-arn ${assumed}`;
  return `aws eks update-kubeconfig --name ${cluster} --region ${region} --alias ${cluster}${role}`;
}

/** The first commands of a student, as a block; empty for one whom the cluster does not know. */
export function accessCommands(of: HandOut): string {
  if (of.principal === "") return "";
  return `\n\`\`\`sh\n${kubeconfigCommand(of)}\nkubectl get pods --namespace ${of.namespaces[0]}\n\`\`\`\n`;
}

/** The commands that take a student's cluster out of the kubeconfig again. */
export function forgetCommands({ cluster, clusterArn }: HandOut): string {
  return [
    `kubectl config delete-context ${cluster}`,
    `kubectl config delete-cluster ${clusterArn}`,
    `kubectl config delete-user ${clusterArn}`,
  ].join("\n");
}

/** A student's hand-out in English, as Markdown. */
export function handOutText(of: HandOut): string {
  const { student, fleet, account, region, cluster, principal, assumed, namespaces, expiry, page } = of;
  const own = namespaces.map((name) => `\`${name}\``).join(", ");
  const access =
    principal === ""
      ? "The class's roster names no role or user of yours, so the cluster does not know you yet: give the ARN of yours to your instructor, and ask for a new hand-out."
      : `Sign in to AWS so that \`aws sts get-caller-identity\` shows account ${account}. You are known to the cluster as \`${principal}\`.`;
  const signedIn =
    assumed === undefined ? "" : "\nIf you are signed in as that role already, leave `--role-arn` and its value out.\n";
  const rights =
    principal === ""
      ? "Nothing, before your instructor has named you."
      : `Everything in the cluster (\`AmazonEKSClusterAdminPolicy\`). In AWS you may do what your role or user may. What the lab has made there (VPC, cluster, database, security groups) is its own: a change by hand is undone or gets in the way at the next move of the class.`;
  const end = `
\`\`\`sh
kubectl get services,persistentvolumeclaims --all-namespaces
\`\`\`

Afterwards, on your own machine:

\`\`\`sh
${forgetCommands(of)}
\`\`\`
`;
  return `# Your lab: ${student}

Class ${fleet}, account ${account}, region ${region}, cluster \`${cluster}\`. 日本語: [README.ja.md](README.ja.md)

## Access

${access}
${accessCommands(of)}${signedIn}
## Where you work

Namespaces ${own}. [${page}](${page}) shows what is built, who can reach whom and why.

## What you may do

${rights}

Your instructor moves the lab from stage to stage (in-cluster, rds-unbound, bound). Pods are made anew by that.

## The end

The last day is ${expiry}; after it your instructor takes the lab down. Before that, delete what you have added and AWS has made something for, such as Services of type LoadBalancer and volumes: nobody else knows of it, it costs money, and it keeps the network from going.
${principal === "" ? "" : end}`;
}
