import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Problems, requirePlain } from "./support/checks";
import { checkProviders } from "./support/providers";
import { MYSQL_PORT } from "./support/database-engines";
import { Image } from "./support/images";
import { checkHome, LONGEST, nameProblem, serviceNameProblem } from "./support/names";
import { restrictedContainer, restrictedPod, TERMINATION_GRACE_SECONDS } from "./support/pods";
import { token } from "./support/tokens";

/** Arguments of {@link InClusterDatabase}. */
export interface InClusterDatabaseArgs {
  /** Namespace. */
  namespace: pulumi.Input<string>;
  /** Name of the ServiceAccount. */
  serviceAccountName: pulumi.Input<string>;
  /** Name of the Service, and so the database's host name. */
  serviceName: string;
  /** Name of the database inside MySQL. */
  databaseName: string;
  /** Name of the MySQL user. */
  username: string;
}

/** User of the MySQL image. */
const MYSQL_USER_ID = 999;

/**
 * MySQL 8.4 in the cluster, as the lab starts out: one pod that keeps its data as long as it lives, with generated
 * passwords. Its pod is an ordinary one, so everything in the cluster may reach it.
 */
export class InClusterDatabase extends pulumi.ComponentResource {
  /** Host name inside the namespace. */
  readonly address: pulumi.Output<string>;
  /** Port: 3306. */
  readonly port: number;
  /** Name of the database inside MySQL. */
  readonly databaseName: pulumi.Output<string>;
  /** Name of the user. */
  readonly username: pulumi.Output<string>;
  /** Password of the user. Secret. */
  readonly password: pulumi.Output<string>;

  /**
   * @throws pulumi.InputPropertiesError with every problem of the names at once, before any resource is made.
   */
  constructor(name: string, args: InClusterDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    requirePlain(`InClusterDatabase "${name}"`, args, ["namespace", "serviceAccountName"]);
    const problems = new Problems();
    problems.add("name", nameProblem(name, LONGEST.autoNamedStatefulSet));
    checkHome(args, problems);
    problems.add("serviceName", serviceNameProblem(args.serviceName));
    checkProviders(opts, ["kubernetes"], problems);
    problems.throwFor(`InClusterDatabase "${name}"`);
    super(token("InClusterDatabase"), name, {}, opts);
    const parent = { parent: this };
    const password = (whose: string): random.RandomPassword =>
      new random.RandomPassword(`${name}-${whose}-password`, { length: 32, special: false }, parent);
    const userPassword = password("user");
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "mysql" };
    const namespaced = { namespace: args.namespace, labels };

    const secret = new k8s.core.v1.Secret(
      `${name}-credentials`,
      {
        metadata: namespaced,
        stringData: {
          MYSQL_USER: args.username,
          MYSQL_PASSWORD: userPassword.result,
          MYSQL_ROOT_PASSWORD: password("root").result,
        },
      },
      parent,
    );
    const service = new k8s.core.v1.Service(
      name,
      {
        // Nothing to wait for: the Service has endpoints once the pod below is ready.
        metadata: { ...namespaced, name: args.serviceName, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { selector: labels, ports: [{ name: "mysql", port: MYSQL_PORT, targetPort: "mysql" }] },
      },
      parent,
    );
    const volumes = ["data", "run", "tmp"];
    const mounts = ["/var/lib/mysql", "/var/run/mysqld", "/tmp"];
    new k8s.apps.v1.StatefulSet(
      name,
      {
        metadata: namespaced,
        spec: {
          serviceName: service.metadata.name,
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: args.serviceAccountName,
              automountServiceAccountToken: false,
              terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
              securityContext: restrictedPod(MYSQL_USER_ID),
              containers: [
                {
                  name: "mysql",
                  image: Image.mysql,
                  env: [{ name: "MYSQL_DATABASE", value: args.databaseName }],
                  envFrom: [{ secretRef: { name: secret.metadata.name } }],
                  ports: [{ name: "mysql", containerPort: MYSQL_PORT }],
                  // It listens only once it has filled its empty volume, for which it gets five minutes.
                  startupProbe: { tcpSocket: { port: "mysql" }, periodSeconds: 5, failureThreshold: 60 },
                  readinessProbe: { tcpSocket: { port: "mysql" }, periodSeconds: 5 },
                  // A server that hangs still takes connections; this is content where the user is refused, too.
                  // Source: https://dev.mysql.com/doc/refman/8.4/en/mysqladmin.html
                  livenessProbe: {
                    exec: { command: ["mysqladmin", "ping", "--host=127.0.0.1"] },
                    periodSeconds: 10,
                    timeoutSeconds: 5,
                  },
                  resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
                  securityContext: restrictedContainer,
                  volumeMounts: volumes.map((volume, i) => ({ name: volume, mountPath: mounts[i] })),
                },
              ],
              volumes: volumes.map((volume) => ({ name: volume, emptyDir: {} })),
            },
          },
        },
      },
      parent,
    );

    this.address = service.metadata.name;
    this.port = MYSQL_PORT;
    this.databaseName = pulumi.output(args.databaseName);
    this.username = pulumi.output(args.username);
    this.password = userPassword.result;
    this.registerOutputs({
      address: this.address,
      port: this.port,
      databaseName: this.databaseName,
      username: this.username,
      password: this.password,
    });
  }
}
