import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isLiteral, oneOf, portProblem, Problems, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { setHash } from "./support/hash";
import { Image } from "./support/images";
import { checkHome, LONGEST, nameProblem } from "./support/names";
import { probeScript } from "./probe/script";
import { restrictedContainer, restrictedPod, TERMINATION_GRACE_SECONDS } from "./support/pods";
import { token } from "./support/tokens";

/** What a {@link ConnectivityProbe} must see; values of {@link ConnectivityProbeArgs.expect}. */
export const ProbeExpectation = {
  /** The pod resolves the name and connects. */
  connects: "connects",
  /** The pod has no branch interface, resolves the name, and every attempt to connect times out. */
  timesOut: "times-out",
} as const;

/** Arguments of {@link ConnectivityProbe}. */
export interface ConnectivityProbeArgs {
  /** `connects` or `times-out`. */
  expect: string;
  /** Namespace. */
  namespace: pulumi.Input<string>;
  /** Name of the ServiceAccount. */
  serviceAccountName: pulumi.Input<string>;
  /** Host name to reach; the pod resolves it itself. */
  address: pulumi.Input<string>;
  /** TCP port to reach, 1 to 65535. */
  port: pulumi.Input<number>;
  /** Labels of the pod: a binding's `podLabels` for a bound one. Default none. */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /** Annotations of the pod: a binding's `podAnnotations`. Default none. */
  podAnnotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /** Texts: when one changes, the probe runs again. Ids of security groups, or paths of a binding as JSON. */
  rerunOn: pulumi.Input<string>[];
}

/**
 * Pods of an allowed probe that fail at first are expected: the webhook may not have seen a policy that is seconds old.
 * Each failed pod waits twice as long as the one before it, from 10 s. A denied one has a single pod: a connection that must
 * not be is final, and no other pod can take it back. A `podFailurePolicy` would say so as well, but the Kubernetes provider
 * knows a failed Job by this limit and the deadline alone, and waits on.
 * Source: https://github.com/pulumi/cloud-ready-checks/blob/v1.3.0/pkg/kubernetes/job/check.go
 */
export const BACKOFF_LIMIT: { connects: number; "times-out": number } = {
  [ProbeExpectation.connects]: 5,
  [ProbeExpectation.timesOut]: 0,
};

const DEADLINE_SECONDS = { [ProbeExpectation.connects]: 600, [ProbeExpectation.timesOut]: 300 };

/** Any user but root; the one of the catalog, whose image this is. */
const USER_ID = 1000;

/**
 * A Job that proves from inside the cluster whether a pod reaches a TCP port. `pulumi up` waits for it and fails where the
 * proof fails: only a connection counts as allowed, only a **timeout after the name was resolved** as denied. A failed
 * look-up, a refused connection, a missing image or a pod with the wrong kind of interface proves nothing and fails.
 */
export class ConnectivityProbe extends pulumi.ComponentResource {
  /** Name of the Job. */
  readonly jobName: pulumi.Output<string>;

  /**
   * @throws pulumi.InputPropertiesError with every problem of name, namespace, ServiceAccount, port and expectation at
   * once, before any resource is made.
   */
  constructor(name: string, args: ConnectivityProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`ConnectivityProbe "${name}"`, args, [
      "namespace",
      "serviceAccountName",
      "address",
      "port",
      "podLabels",
      "podAnnotations",
    ]);
    const problems = new Problems();
    problems.add("name", nameProblem(name, LONGEST.autoNamedJob));
    checkHome(args, problems);
    if (isLiteral(args.port)) problems.add("port", portProblem(args.port));
    problems.add("expect", oneOf(args.expect, Object.values(ProbeExpectation)));
    checkProviders(opts, ["kubernetes"], problems);
    problems.throwFor(`ConnectivityProbe "${name}"`);
    super(token("ConnectivityProbe"), name, {}, opts);
    const expect = args.expect as keyof typeof BACKOFF_LIMIT;
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "connectivity-probe" };
    const rerun = pulumi.all(args.rerunOn).apply(setHash);

    const job = new k8s.batch.v1.Job(
      name,
      {
        metadata: {
          namespace: args.namespace,
          labels,
          // Otherwise a probe that failed once fails every later update with the same old result.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: BACKOFF_LIMIT[expect],
          activeDeadlineSeconds: DEADLINE_SECONDS[expect],
          template: {
            metadata: {
              labels: pulumi.output(args.podLabels ?? {}).apply((bound) => ({ ...bound, ...labels })),
              annotations: pulumi
                .output(args.podAnnotations ?? {})
                .apply((given) => ({ ...given, "sgp.internal/rerun-on": rerun })),
            },
            spec: {
              restartPolicy: "Never",
              serviceAccountName: args.serviceAccountName,
              automountServiceAccountToken: false,
              terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
              securityContext: restrictedPod(USER_ID),
              containers: [
                {
                  name: "probe",
                  image: Image.catalog,
                  command: ["bash", "-c", probeScript],
                  // Otherwise an update that fails by a proof says no more than the exit code.
                  terminationMessagePolicy: "FallbackToLogsOnError",
                  env: [
                    { name: "EXPECT", value: expect },
                    { name: "ADDRESS", value: args.address },
                    { name: "PORT", value: pulumi.output(args.port).apply(String) },
                    {
                      name: "BRANCH_INTERFACE",
                      valueFrom: { fieldRef: { fieldPath: "metadata.annotations['vpc.amazonaws.com/pod-eni']" } },
                    },
                  ],
                  resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "64Mi" } },
                  securityContext: restrictedContainer,
                },
              ],
            },
          },
        },
      },
      { parent: this },
    );
    this.jobName = job.metadata.name;
    this.registerOutputs({ jobName: this.jobName });
  }
}
