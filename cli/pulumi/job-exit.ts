import { kubernetesApi, listAll } from "../inspect/kubernetes";
import type { Pod } from "../inspect/kubernetes-types";
import { attempt, valueOr } from "../inspect/read";
import { placeOf, type StackState } from "./state";

/**
 * Asks a stack's cluster with which exit code the container of a Job's last pod ended. The Kubernetes provider waits for the Job:
 * of its pods it tells only what it happened to see before the Job's own end, and often nothing.
 * Source: https://github.com/pulumi/pulumi-kubernetes/blob/94977969d/provider/pkg/await/job.go
 *
 * @returns undefined where the cluster cannot be asked, or has no pod of it that ended.
 */
export async function exitOfJob(
  state: StackState,
  namespace: string,
  job: string,
  apiOf: typeof kubernetesApi = kubernetesApi,
): Promise<number | undefined> {
  const cluster = state.resources?.find(({ type }) => type === "aws:eks/cluster:Cluster")?.outputs as
    | { name?: string; endpoint?: string; certificateAuthority?: { data?: string } }
    | undefined;
  const { region, role } = placeOf(state);
  const { name, endpoint, certificateAuthority } = cluster ?? {};
  if (!name || !endpoint || !certificateAuthority?.data || !region) return undefined;
  const access = { cluster: name, region, endpoint, certificateAuthority: certificateAuthority.data };
  const pods = await attempt("list pods", async () =>
    listAll<Pod>(await apiOf({ ...access, ...(role !== undefined && { role }) }), {
      ...{ apiVersion: "v1", kind: "Pod", namespace },
      // Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#batchkubernetesio-job-name
      labelSelector: `batch.kubernetes.io/job-name=${job}`,
    }),
  );
  const age = ({ metadata }: Pod): string => metadata.creationTimestamp ?? "";
  return valueOr(pods, [])
    .sort((a, b) => (age(a) < age(b) ? -1 : 1))
    .flatMap(({ status }) => status?.containerStatuses?.[0]?.state?.terminated?.exitCode ?? [])
    .at(-1);
}
