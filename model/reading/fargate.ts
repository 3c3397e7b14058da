/**
 * Which pods run on Fargate: those that a profile selects. They take no branch interface of a node.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
 */
import { find, isObject, isUnknown, listOf } from "../graph/values";
import type { Clusters } from "./clusters";
import type { Nodes } from "./nodes";
import { NO_NAMESPACE, type Workload } from "./workloads";

/** What the places of pods are read from. */
interface Places {
  clusters: Clusters;
  nodes: Nodes[];
}

/** True where the pods of a workload run on Fargate; undefined where that is not told. */
export function runsOnFargate({ clusters, nodes }: Places, workload: Workload): boolean | undefined {
  const profiles = nodes.filter(({ kind }) => kind === "fargate");
  if (profiles.length === 0) return false;
  const cluster = clusters.ofObject(workload.resource);
  const own = profiles.filter((set) => cluster === undefined || clusters.ofNodes(set) === cluster);
  const answers = own.flatMap(({ resource }) => {
    const { selectors } = resource.inputs;
    return isUnknown(selectors) || resource.external
      ? [undefined]
      : listOf(selectors).map((one) => takes(one, workload));
  });
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function takes(selector: Parameters<typeof find>[0], { namespace, labels }: Workload): boolean | undefined {
  const wanted = find(selector, "namespace");
  if (typeof wanted !== "string" || isUnknown(wanted) || namespace === NO_NAMESPACE) return undefined;
  // A name can have * and ? in it.
  const text = wanted
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  if (!new RegExp(`^${text}$`).test(namespace)) return false;
  const given = find(selector, "labels") ?? {};
  if (!isObject(given)) return undefined;
  const pairs = Object.entries(given);
  if (pairs.length === 0) return true;
  if (labels === undefined) return undefined;
  const answers = pairs.map(([key, value]) => {
    const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (isUnknown(own) || isUnknown(value)) return undefined;
    return own === value;
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
