import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Problems, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { checkHome } from "./support/names";
import { token } from "./support/tokens";

/** Arguments of {@link LabNamespace}. */
export interface LabNamespaceArgs {
  /** Name of the namespace. */
  namespace: string;
  /** Name of the ServiceAccount. Default: the namespace's name. */
  serviceAccountName?: string;
  /** Labels of the ServiceAccount, which a `serviceAccountSelector` looks at. Default none. */
  serviceAccountLabels?: { [key: string]: string };
}

/** Where pods live: what every workload of the lab needs of its namespace. */
export interface PodHome {
  /** Name of the namespace. */
  namespace: pulumi.Output<string>;
  /** Name of the ServiceAccount. */
  serviceAccountName: pulumi.Output<string>;
}

/**
 * A namespace and the ServiceAccount of its pods. Pods whose ServiceAccount does not exist are refused by the webhook that
 * gives branch interfaces, so workloads take both names from here. It admits pods alone that keep to the standard
 * "restricted": https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class LabNamespace extends pulumi.ComponentResource {
  /** Names of the namespace and of the ServiceAccount. */
  readonly pods: PodHome;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the names at once, before any resource is made.
   */
  constructor(name: string, args: LabNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`LabNamespace "${name}"`, args, [], ["serviceAccountLabels.*"]);
    const problems = new Problems();
    checkHome(args, problems);
    checkProviders(opts, ["kubernetes"], problems);
    problems.throwFor(`LabNamespace "${name}"`);
    super(token("LabNamespace"), name, {}, opts);
    const parent = { parent: this };
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const namespace = new k8s.core.v1.Namespace(name, { metadata: { name: args.namespace, labels } }, parent);
    const account = new k8s.core.v1.ServiceAccount(
      name,
      {
        metadata: {
          name: args.serviceAccountName ?? args.namespace,
          namespace: namespace.metadata.name,
          labels: args.serviceAccountLabels,
        },
        // No pod of the lab talks to the Kubernetes API.
        automountServiceAccountToken: false,
      },
      parent,
    );
    this.pods = { namespace: namespace.metadata.name, serviceAccountName: account.metadata.name };
    this.registerOutputs({ pods: this.pods });
  }
}
