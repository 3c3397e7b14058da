/**
 * Measures `lab inspect` on a cluster of many bound pods: `npm run bench:inspect -- [pods] [milliseconds an answer takes]`.
 * AWS and the Kubernetes API are stand-ins on this machine that speak the real protocols, page by page as the real ones do.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { World } from "../tests/inspect/world";
import { boundPod, branch, CLUSTER, healthy, node, nodeInterfaces, REGION } from "../tests/inspect/world";
import { markupOf } from "./inspect-xml";

const [pods, latency] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 0)];

/** Pods of one node, as m6g.4xlarge has branch interfaces for. */
const PER_NODE = 54;

/** The lab with many pods and the nodes for them. */
function manyPods(count: number): World {
  const world = healthy();
  const nodes = Math.ceil(count / PER_NODE);
  const name = (index: number): string => `ip-10-42-96-${index}.${REGION}.compute.internal`;
  const instance = (index: number): string => `i-${String(index).padStart(17, "0")}`;
  const trunk = (index: number): string => `eni-f${String(index).padStart(16, "0")}`;
  const all = Array.from({ length: nodes }, (_, index) => index);
  world.objects.Node = all.map((i) => node(name(i), instance(i), { capacity: String(PER_NODE), type: "m6g.4xlarge" }));
  world.objects.CNINode = all.map((i) => ({
    metadata: { name: name(i) },
    spec: { features: [{ name: "SecurityGroupsForPods" }] },
  }));
  const bound = Array.from({ length: count }, (_, i) => {
    const [id, address] = [`eni-e${String(i).padStart(16, "0")}`, `10.42.${100 + (i >> 8)}.${i % 256}`];
    const pod = boundPod(`catalog-7d4b9c-${i}`, id, address, { nodeName: name(Math.floor(i / PER_NODE)) });
    return { pod, eni: branch(id, address, undefined, {}, trunk(Math.floor(i / PER_NODE))) };
  });
  world.objects.Pod = [
    ...world.objects.Pod.filter(({ metadata }) => metadata.namespace !== "catalog"),
    ...bound.map(({ pod }) => pod),
  ];
  for (const one of world.objects.Pod) if (one.metadata.namespace === "kube-system") one.spec.nodeName = name(0);
  const events = world.objects.Event.filter(({ involvedObject }) => involvedObject.kind === "Pod");
  world.objects.Event = bound.flatMap(({ pod: { metadata } }) =>
    events.map((one) => ({
      ...one,
      metadata: { namespace: "catalog", name: `${metadata.name}.${one.reason}` },
      involvedObject: { ...one.involvedObject, name: metadata.name },
    })),
  );
  world.aws.DescribeNetworkInterfaces.NetworkInterfaces = [
    ...all.flatMap((i) => nodeInterfaces(instance(i), `10.42.97.${i}`, trunk(i))),
    ...bound.map(({ eni }) => eni),
  ];
  return world;
}

/** Kinds by path of the Kubernetes API. */
const RESOURCES: { [path: string]: { group: string; kind: string; name: string } } = Object.fromEntries(
  [
    ...["nodes Node", "pods Pod", "serviceaccounts ServiceAccount", "configmaps ConfigMap", "events Event"].map(
      (line) => `api/v1 ${line}`,
    ),
    "apis/apps/v1 daemonsets DaemonSet",
    "apis/apps/v1 controllerrevisions ControllerRevision",
    "apis/vpcresources.k8s.aws/v1beta1 securitygrouppolicies SecurityGroupPolicy",
    "apis/vpcresources.k8s.aws/v1alpha1 cninodes CNINode",
    "apis/crd.k8s.amazonaws.com/v1alpha1 eniconfigs ENIConfig",
    "apis/admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration",
  ].map((line) => {
    const [group, name, kind] = line.split(" ");
    return [`/${group}/${name}`, { group, kind, name }];
  }),
);

function kubernetes(world: World, url: URL): { status: number; body: object } {
  const found = RESOURCES[url.pathname.replace(/\/namespaces\/[^/]+/, "")];
  if (found === undefined) {
    const inside = Object.values(RESOURCES).filter(({ group }) => url.pathname === `/${group}`);
    const resources = inside.map(({ kind, name }) => ({
      kind,
      name,
      namespaced: !/^(Node|CNINode|Mut|ENI)/.test(kind),
      singularName: "",
      verbs: ["list"],
    }));
    return { status: 200, body: { kind: "APIResourceList", apiVersion: "v1", groupVersion: url.pathname, resources } };
  }
  const named = /^metadata\.name=(.*)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
  const all = world.objects[found.kind as keyof World["objects"]].filter(
    ({ metadata }) => named === undefined || metadata.name === named,
  );
  const [start, limit] = [
    Number(url.searchParams.get("continue") ?? 0),
    Number(url.searchParams.get("limit") ?? all.length),
  ];
  const next = start + limit < all.length ? { continue: String(start + limit) } : {};
  const apiVersion = found.group.replace(/^apis?\//, "");
  return {
    status: 200,
    body: { apiVersion, kind: `${found.kind}List`, metadata: next, items: all.slice(start, start + limit) },
  };
}

function aws(world: World, request: IncomingMessage, body: string): { type: string; body: string } {
  const answers = world.aws as unknown as { [command: string]: object };
  const json = (value: object): { type: string; body: string } => ({
    type: "application/json",
    body: JSON.stringify(value),
  });
  const path = request.url ?? "";
  const target = request.headers["x-amz-target"];
  if (target !== undefined) return json(world.aws.GetServiceQuota(JSON.parse(body) as { [key: string]: unknown }));
  if (path.startsWith("/clusters/")) {
    const rest = path.split("?")[0].split("/").slice(3).join("/");
    const command: { [rest: string]: string } = {
      ...{ "": "DescribeCluster", "addons/vpc-cni": "DescribeAddon", "node-groups": "ListNodegroups" },
      ...{ "node-groups/lab-nodes": "DescribeNodegroup", "fargate-profiles": "ListFargateProfiles" },
    };
    return json(answers[command[rest]]);
  }
  const form = new URLSearchParams(body);
  const action = form.get("Action") ?? "";
  return { type: "text/xml", body: markupOf(action, answers[action], form) };
}

async function main(): Promise<void> {
  const world = manyPods(pods);
  const folder = mkdtempSync(join(tmpdir(), "lab-bench-"));
  const counts = { aws: 0, kubernetes: 0 };
  const answer = (response: ServerResponse, status: number, type: string, body: string): void => {
    setTimeout(() => response.writeHead(status, { "content-type": type }).end(body), latency);
  };
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost", "-keyout", join(folder, "key"), "-out", join(folder, "cert")],
    ],
    { stdio: "ignore" },
  );
  const [key, cert] = ["key", "cert"].map((file) => readFileSync(join(folder, file)));
  const cluster = createServer({ key, cert }, (request, response) => {
    counts.kubernetes++;
    const { status, body } = kubernetes(world, new URL(request.url ?? "", "https://localhost"));
    answer(response, status, "application/json", JSON.stringify(body));
  }).listen(0, "localhost");
  const cloud = createHttpServer((request, response) => {
    counts.aws++;
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const found = aws(world, request, body);
      answer(response, 200, found.type, found.body);
    });
  }).listen(0, "localhost");
  await Promise.all([cluster, cloud].map((server) => new Promise((ready) => server.once("listening", ready))));
  const port = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port;
  Object.assign(world.aws.DescribeCluster.cluster, {
    endpoint: `https://localhost:${port(cluster)}`,
    certificateAuthority: { data: cert.toString("base64") },
  });
  const credential = {
    ...{ apiVersion: "client.authentication.k8s.io/v1beta1", kind: "ExecCredential" },
    status: { token: "stand-in", expirationTimestamp: new Date(Date.now() + 600_000).toISOString() },
  };
  writeFileSync(join(folder, "aws"), `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o755 });
  const started = process.hrtime.bigint();
  const child = spawn(
    process.execPath,
    ["-r", "./loader.cjs", "cli/main.ts", "inspect", "--cluster", CLUSTER, "--region", REGION, "--lang", "en"],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...{ PATH: `${folder}${delimiter}${process.env.PATH}`, AWS_ENDPOINT_URL: `http://localhost:${port(cloud)}` },
        ...{ AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" },
      },
    },
  );
  let text = "";
  child.stdout.on("data", (part: Buffer) => (text += part.toString()));
  const code = await new Promise((done) => child.once("close", done));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  cluster.close();
  cloud.close();
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(`lab inspect ended with ${String(code)}:\n${text}`);
  console.log(
    `${pods} bound pods, ${latency} ms an answer: ${seconds.toFixed(1)} s, ${counts.aws} calls of AWS, ${counts.kubernetes} of the Kubernetes API`,
  );
}

void main();
