/**
 * A cluster's Kubernetes API, read page by page.
 */
import type { Metadata } from "./kubernetes-types";

/** Which objects are asked for. */
export interface ListQuery {
  apiVersion: string;
  kind: string;
  /** Default: all namespaces. */
  namespace?: string;
  fieldSelector?: string;
  labelSelector?: string;
}

/** One page of objects, as plain JSON. */
export interface Page {
  items: object[];
  /** Where the next page begins; undefined on the last one. */
  next?: string;
}

/** The one call by which everything is read; tests bring their own. */
export interface KubernetesApi {
  /** Fails with an error whose `code` is the HTTP status. */
  page(query: ListQuery, from: string | undefined): Promise<Page>;
}

/** How a cluster is reached and who asks: everything that `aws eks update-kubeconfig` would write. */
export interface ClusterEndpoint {
  cluster: string;
  region: string;
  role?: string;
  endpoint: string;
  /** Certificate authority in PEM, base64. */
  certificateAuthority: string;
}

/** Objects of a page: a list of 1,000 pods is two calls. */
const PAGE_SIZE = 500;

/** An API that does not answer fails a question, and does not hold up the others. */
const TIMEOUT_MS = 20_000;

/** The API of an EKS cluster. The token comes from `aws eks get-token`, as kubectl's does. The client is loaded here and not before. */
export async function kubernetesApi(of: ClusterEndpoint): Promise<KubernetesApi> {
  const sdk = await import("@kubernetes/client-node");
  const config = new sdk.KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: of.cluster, server: of.endpoint, caData: of.certificateAuthority }],
    users: [{ name: "lab", exec: tokenCommand(of) }],
    contexts: [{ name: "lab", cluster: of.cluster, user: "lab" }],
    currentContext: "lab",
  });
  const api = new sdk.KubernetesObjectApi(
    sdk.createConfiguration({
      baseServer: new sdk.ServerConfiguration(of.endpoint, {}),
      authMethods: { default: config },
      promiseMiddleware: [
        {
          pre(context) {
            context.setSignal(AbortSignal.timeout(TIMEOUT_MS));
            return Promise.resolve(context);
          },
          post: (response) => Promise.resolve(response),
        },
      ],
    }),
  );
  return {
    async page({ apiVersion, kind, namespace, fieldSelector, labelSelector }, from) {
      const [none, limit] = [undefined, PAGE_SIZE];
      const list = await api
        .list(apiVersion, kind, namespace, none, none, none, fieldSelector, labelSelector, limit, from)
        .catch((error: unknown) => Promise.reject(asStatus(error)));
      // As the API wrote it: dates as texts.
      const items = JSON.parse(JSON.stringify(list.items)) as { metadata: Metadata }[];
      return { items, next: list.metadata?._continue || undefined };
    },
  };
}

/** Source: https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html */
function tokenCommand({ cluster, region, role }: ClusterEndpoint): object {
  const args = ["--region", region, "eks", "get-token", "--cluster-name", cluster, "--output", "json"];
  return {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: role === undefined ? args : [...args, "--role", role],
    interactiveMode: "Never",
  };
}

/** A kind that the API does not know is told by a plain text; it is as good as "not found". */
function asStatus(error: unknown): Error {
  const { message, code, name } = error as { message?: string; code?: unknown; name?: string };
  if (name === "AbortError") return Object.assign(new Error(message), { name: "TimeoutError" });
  return code === undefined && /Unrecognized API version and kind/i.test(message ?? "")
    ? Object.assign(new Error(message), { code: 404 })
    : (error as Error);
}

/** All objects of a query. */
export async function listAll<T>(api: KubernetesApi, query: ListQuery): Promise<T[]> {
  const found: T[] = [];
  let from: string | undefined;
  do {
    const page = await api.page(query, from);
    found.push(...(page.items as T[]));
    from = page.next;
  } while (from !== undefined);
  return found;
}
