import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { CatalogService, type CatalogServiceArgs } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import { precedes } from "../support/lab";
import { only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { HOME, MYSQL } from "../support/samples";

const LABELS = {
  "app.kubernetes.io/name": "catalog",
  "app.kubernetes.io/instance": "catalog",
  "app.kubernetes.io/component": "service",
};

function catalog(args: Partial<CatalogServiceArgs> = {}): Promise<Recording> {
  return runMade(() => {
    const { deploymentName, serviceName } = new CatalogService("catalog", { ...HOME, database: MYSQL, ...args });
    return { deploymentName, serviceName };
  });
}

/** The pod template of the Deployment. */
function template(recording: Recording, ...path: (string | number)[]): Json | undefined {
  return at(only(recording, "Deployment").inputs, "spec", "template", ...path);
}

describe("a CatalogService", () => {
  it("finds its database by a ConfigMap, in the words of the catalog", async () => {
    deepStrictEqual(only(await catalog(), "ConfigMap").inputs.data, {
      RETAIL_CATALOG_PERSISTENCE_PROVIDER: "mysql",
      RETAIL_CATALOG_PERSISTENCE_ENDPOINT: "orders.example.com:3306",
      RETAIL_CATALOG_PERSISTENCE_DB_NAME: "orders",
    });
  });

  it("gets user and password from a Secret, and from nowhere else", async () => {
    const recording = await catalog();
    deepStrictEqual(only(recording, "Secret").secretPaths, ["/stringData"]);
    ok(!JSON.stringify(recording).includes(MYSQL.password));
    deepStrictEqual(template(recording, "spec", "containers", 0, "envFrom"), [
      { configMapRef: { name: "catalog-settings-1a2b3c4d" } },
      { secretRef: { name: "catalog-credentials-1a2b3c4d" } },
    ]);
    strictEqual(template(recording, "spec", "containers", 0, "env"), undefined);
  });

  it("is the image whose failure the lab shows", async () => {
    strictEqual(
      template(await catalog(), "spec", "containers", 0, "image"),
      "public.ecr.aws/aws-containers/retail-store-sample-catalog:1.2.1",
    );
  });

  it("is probed on port 8080, and ready after three answers", async () => {
    const container = template(await catalog(), "spec", "containers", 0);
    deepStrictEqual(at(container, "ports"), [{ name: "http", containerPort: 8080 }]);
    const httpGet = { path: "/health", port: "http" };
    deepStrictEqual(at(container, "livenessProbe"), { httpGet, initialDelaySeconds: 30, periodSeconds: 3 });
    deepStrictEqual(at(container, "readinessProbe"), { httpGet, periodSeconds: 5, successThreshold: 3 });
  });

  it("asks for the resources of the lab", async () => {
    deepStrictEqual(template(await catalog(), "spec", "containers", 0, "resources"), {
      requests: { cpu: "250m", memory: "512Mi" },
      limits: { memory: "512Mi" },
    });
  });

  it("runs as user 1000 with memory for temporary files, a grace period and no token", async () => {
    const pod = template(await catalog(), "spec");
    strictEqual(at(pod, "securityContext", "runAsUser"), 1000);
    deepStrictEqual(at(pod, "volumes"), [{ name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }]);
    deepStrictEqual(at(pod, "containers", 0, "volumeMounts"), [{ name: "tmp", mountPath: "/tmp" }]);
    ok((at(pod, "terminationGracePeriodSeconds") as number) > 0);
    strictEqual(at(pod, "automountServiceAccountToken"), false);
    strictEqual(at(pod, "serviceAccountName"), "shop");
  });

  it("is served on port 80 by a Service of its name, awaited after its pods", async () => {
    const recording = await catalog();
    const service = only(recording, "Service");
    deepStrictEqual(service.inputs.spec, {
      type: "ClusterIP",
      selector: LABELS,
      ports: [{ name: "http", port: 80, targetPort: "http" }],
    });
    deepStrictEqual(recording.outputs, { deploymentName: "catalog", serviceName: "catalog" });
    ok(precedes(recording, only(recording, "Deployment"), service));
  });

  it("takes a binding's labels and annotations on its pods alone, and keeps its own labels", async () => {
    const podLabels = { "sgp.internal/pod-security-group": "orders", "app.kubernetes.io/name": "another" };
    const podAnnotations = { "sgp.internal/security-groups": "0a1b2c3d" };
    const recording = await catalog({ podLabels, podAnnotations });
    deepStrictEqual(template(recording, "metadata"), {
      labels: { "sgp.internal/pod-security-group": "orders", ...LABELS },
      annotations: podAnnotations,
    });
    const { inputs } = only(recording, "Deployment");
    deepStrictEqual(at(inputs, "spec", "selector"), { matchLabels: LABELS });
    deepStrictEqual(at(inputs, "metadata", "labels"), LABELS);
  });

  it("has as many pods as wanted, one by default, all replaced at once", async () => {
    const spec = at(only(await catalog(), "Deployment").inputs, "spec");
    deepStrictEqual([at(spec, "replicas"), at(spec, "strategy")], [1, { type: "Recreate" }]);
    strictEqual(at(only(await catalog({ replicas: 3 }), "Deployment").inputs, "spec", "replicas"), 3);
  });

  it("is not waited for only where nobody expects it to become ready", async () => {
    const annotations = async (args: Partial<CatalogServiceArgs>): Promise<unknown[]> => {
      const recording = await catalog(args);
      return ["Deployment", "Service"].map((type) => at(only(recording, type).inputs, "metadata", "annotations"));
    };
    deepStrictEqual(await annotations({}), [undefined, undefined]);
    deepStrictEqual(await annotations({ awaitReady: true }), [undefined, undefined]);
    const skip = { "pulumi.com/skipAwait": "true" };
    deepStrictEqual(await annotations({ awaitReady: false }), [skip, skip]);
  });

  it("refuses a database that requires TLS, and no pods at all, and makes nothing", async () => {
    const args = { ...HOME, database: { ...MYSQL, requireTls: true }, replicas: 0 };
    const { message, paths, made } = await refusal(() => new CatalogService("catalog", args));
    deepStrictEqual([paths, made], [["database.requireTls", "replicas"], []]);
    match(message, /database.requireTls: is true; the catalog builds its connection without TLS, so leave it off/);
    match(message, /replicas: 0 is not a number of pods; use 1 or more/);
  });

  it("refuses a port of a database that is none, and makes nothing", async () => {
    const args = { ...HOME, database: { ...MYSQL, port: 65536 } };
    const { message, paths, made } = await refusal(() => new CatalogService("catalog", args));
    match(message, /database\.port: 65536 is not a port; use 1 to 65535/);
    deepStrictEqual([paths, made], [["database.port"], []]);
  });

  it("refuses a database of an engine that it does not speak, and makes nothing", async () => {
    const args = { ...HOME, database: { ...MYSQL, engine: "postgres" } };
    const { message, paths, made } = await refusal(() => new CatalogService("catalog", args));
    deepStrictEqual([paths, made], [["database.engine"], []]);
    match(message, /is "postgres"; the catalog speaks MySQL here, so give it such a database/);
  });

  it("takes a database that leaves TLS to its users", async () => {
    ok(only(await catalog({ database: { ...MYSQL, requireTls: false } }), "Deployment"));
  });
});
