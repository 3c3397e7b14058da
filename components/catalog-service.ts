import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isLiteral, portProblem, Problems, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { DatabaseEngine } from "./support/database-engines";
import { Image } from "./support/images";
import { checkHome, serviceNameProblem } from "./support/names";
import { restrictedContainer, restrictedPod, TERMINATION_GRACE_SECONDS } from "./support/pods";
import { token } from "./support/tokens";

/** A MySQL database as the catalog connects to it; `Database` and `InClusterDatabase` are such. */
export interface CatalogDatabase {
  /** Engine, as `Database` gives it on: `mysql`, since the catalog speaks no other. Default `mysql`. */
  engine?: string;
  /** Host name. */
  address: pulumi.Input<string>;
  /** Port, 1 to 65535. */
  port: pulumi.Input<number>;
  /** Name of the database inside MySQL. */
  databaseName: pulumi.Input<string>;
  /** Name of the user. */
  username: pulumi.Input<string>;
  /** Password of the user; letters and digits, since the catalog does not escape it. */
  password: pulumi.Input<string>;
  /** True where connections without TLS are refused, which the catalog cannot serve. Default false. */
  requireTls?: boolean;
}

/** Arguments of {@link CatalogService}. */
export interface CatalogServiceArgs {
  /** Namespace. */
  namespace: pulumi.Input<string>;
  /** Name of the ServiceAccount. */
  serviceAccountName: pulumi.Input<string>;
  /** Database. */
  database: CatalogDatabase;
  /** Number of pods, 1 or more. Default 1. */
  replicas?: number;
  /** Further labels of the pods, not of the Deployment's selector: a binding's `podLabels`. Default none. */
  podLabels?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /** Annotations of the pods: a binding's `podAnnotations`. Default none. */
  podAnnotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /** False where the pods are expected never to become ready, so that nobody waits. Default true. */
  awaitReady?: boolean;
}

/** Port on which the catalog and its health check listen. */
export const CATALOG_PORT = 8080;

const USER_ID = 1000;

/**
 * The retail store's catalog: Deployment and Service named `catalog`, wired to its database by a ConfigMap and a Secret.
 *
 * It rolls with `Recreate`: pods of two generations would carry different security groups and take twice the branch
 * interfaces. The catalog cannot speak TLS, so a database that requires it is refused.
 */
export class CatalogService extends pulumi.ComponentResource {
  /** Name of the Deployment. */
  readonly deploymentName: pulumi.Output<string>;
  /** Name of the Service. */
  readonly serviceName: pulumi.Output<string>;

  /**
   * @throws pulumi.InputPropertiesError with every problem of name, namespace, ServiceAccount, database and replicas
   * at once, before any resource is made.
   */
  constructor(name: string, args: CatalogServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs = ["namespace", "serviceAccountName", "podLabels", "podAnnotations"];
    requirePlain(`CatalogService "${name}"`, args, inputs, ["database.engine", "database.requireTls"]);
    const problems = new Problems();
    problems.add("name", serviceNameProblem(name));
    checkHome(args, problems);
    const { engine, port } = args.database;
    if (isLiteral(port)) problems.add("database.port", portProblem(port));
    if (engine !== undefined && engine !== DatabaseEngine.mysql) {
      problems.add("database.engine", `is "${engine}"; the catalog speaks MySQL here, so give it such a database`);
    }
    if (args.database.requireTls) {
      problems.add("database.requireTls", "is true; the catalog builds its connection without TLS, so leave it off");
    }
    if (args.replicas !== undefined && !(Number.isInteger(args.replicas) && args.replicas >= 1)) {
      problems.add("replicas", `${args.replicas} is not a number of pods; use 1 or more`);
    }
    checkProviders(opts, ["kubernetes"], problems);
    problems.throwFor(`CatalogService "${name}"`);
    super(token("CatalogService"), name, {}, opts);
    const parent = { parent: this };
    const labels = {
      "app.kubernetes.io/name": name,
      "app.kubernetes.io/instance": name,
      "app.kubernetes.io/component": "service",
    };
    const namespaced = { namespace: args.namespace, labels };
    const { database } = args;

    const settings = new k8s.core.v1.ConfigMap(
      `${name}-settings`,
      {
        metadata: namespaced,
        data: {
          RETAIL_CATALOG_PERSISTENCE_PROVIDER: "mysql",
          RETAIL_CATALOG_PERSISTENCE_ENDPOINT: pulumi.interpolate`${database.address}:${database.port}`,
          RETAIL_CATALOG_PERSISTENCE_DB_NAME: database.databaseName,
        },
      },
      parent,
    );
    const credentials = new k8s.core.v1.Secret(
      `${name}-credentials`,
      {
        metadata: namespaced,
        stringData: {
          RETAIL_CATALOG_PERSISTENCE_USER: database.username,
          RETAIL_CATALOG_PERSISTENCE_PASSWORD: database.password,
        },
      },
      parent,
    );
    const health = { httpGet: { path: "/health", port: "http" } };
    const deployment = new k8s.apps.v1.Deployment(
      name,
      {
        metadata: {
          ...namespaced,
          name,
          annotations: args.awaitReady === false ? { "pulumi.com/skipAwait": "true" } : undefined,
        },
        spec: {
          replicas: args.replicas ?? 1,
          strategy: { type: "Recreate" },
          selector: { matchLabels: labels },
          template: {
            metadata: {
              labels: pulumi.output(args.podLabels ?? {}).apply((bound) => ({ ...bound, ...labels })),
              annotations: args.podAnnotations,
            },
            spec: {
              serviceAccountName: args.serviceAccountName,
              automountServiceAccountToken: false,
              terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
              securityContext: restrictedPod(USER_ID),
              containers: [
                {
                  name: "catalog",
                  image: Image.catalog,
                  envFrom: [
                    { configMapRef: { name: settings.metadata.name } },
                    { secretRef: { name: credentials.metadata.name } },
                  ],
                  ports: [{ name: "http", containerPort: CATALOG_PORT }],
                  livenessProbe: { ...health, initialDelaySeconds: 30, periodSeconds: 3 },
                  readinessProbe: { ...health, periodSeconds: 5, successThreshold: 3 },
                  resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
                  securityContext: restrictedContainer,
                  volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
                },
              ],
              volumes: [{ name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }],
            },
          },
        },
      },
      parent,
    );
    const service = new k8s.core.v1.Service(
      name,
      {
        metadata: {
          ...namespaced,
          name,
          // A Service is awaited until it has endpoints, which unready pods never give it.
          annotations: args.awaitReady === false ? { "pulumi.com/skipAwait": "true" } : undefined,
        },
        spec: { type: "ClusterIP", selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
      },
      // Endpoints come from the Deployment's pods.
      { ...parent, dependsOn: [deployment] },
    );
    this.deploymentName = deployment.metadata.name;
    this.serviceName = service.metadata.name;
    this.registerOutputs({ deploymentName: this.deploymentName, serviceName: this.serviceName });
  }
}
