import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodSecurityGroupBinding } from "pod-security-groups/binding";

/** A service of the retail store. */
export interface Service {
  /** Namespace. */
  namespace: pulumi.Input<string>;
  /** Name of the ServiceAccount. */
  serviceAccountName: pulumi.Input<string>;
  /** Port on which it listens. */
  port: number;
  /** Binding whose labels its pods take. Default none. */
  binding?: PodSecurityGroupBinding;
  /** Environment variables. Default none. */
  settings?: { [key: string]: string };
}

/** Source: https://github.com/aws-containers/retail-store-sample-app/blob/v1.2.1/src/ui/chart/values.yaml */
const IMAGES = "public.ecr.aws/aws-containers/retail-store-sample";
const VERSION = "1.2.1";
const USER_ID = 1000;

/** Deployment and Service of the retail store's service with a name. */
export function service(name: string, args: Service, opts: pulumi.CustomResourceOptions): void {
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "service" };
  const metadata = { name, namespace: args.namespace, labels };
  const health = { path: "/actuator/health/readiness", port: "http" };
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        // Its pods take branch interfaces: the old ones give theirs back first.
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            // The binding's labels stand here, and never in the selector.
            labels: pulumi.output(args.binding?.podLabels ?? {}).apply((own) => ({ ...own, ...labels })),
            annotations: args.binding?.podAnnotations,
          },
          spec: {
            serviceAccountName: args.serviceAccountName,
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: USER_ID, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name,
                image: `${IMAGES}-${name}:${VERSION}`,
                env: Object.entries(args.settings ?? {}).map(([key, value]) => ({ name: key, value })),
                ports: [{ name: "http", containerPort: args.port }],
                readinessProbe: { httpGet: health, initialDelaySeconds: 10 },
                resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
              },
            ],
            volumes: [{ name: "tmp", emptyDir: { medium: "Memory" } }],
          },
        },
      },
    },
    opts,
  );
  new k8s.core.v1.Service(
    name,
    { metadata, spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] } },
    opts,
  );
}
