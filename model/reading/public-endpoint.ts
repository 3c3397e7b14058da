/**
 * Whether the Kubernetes API answers from the internet, and which addresses.
 */
import { isEverything, parseCidr } from "../addresses/cidr";
import type { GraphResource, Json } from "../graph/graph";
import { compareText, find, isUnknown, listOf, unique } from "../graph/values";
import type { Cluster } from "./clusters";
import type { Endpoint } from "./endpoints";

/** What clusters tell of their public endpoints. */
export function publicEndpoint(clusters: Cluster[]): Pick<Endpoint, "publicEndpoint" | "publicRanges"> {
  const parts = clusters.flatMap((cluster) => cluster.parts);
  if (parts.length === 0 || parts.some(({ external }) => external)) return {};
  const access = valuesOf(parts, "endpointPublicAccess");
  if (access.some(isUnknown)) return {};
  // The endpoint is public, and for everybody, unless somebody says otherwise.
  if (access.includes(false)) return { publicEndpoint: false };
  const ranges = clusters.map((cluster) => rangesOf(cluster));
  const isTold = ranges.every((of) => of !== undefined);
  return { publicEndpoint: true, ...(isTold && { publicRanges: unique(ranges.flat()).sort(compareText) }) };
}

/** The ranges that a cluster's endpoint answers; undefined for every address, and where one is not told. */
function rangesOf({ parts }: Cluster): string[] | undefined {
  const ranges = valuesOf(parts, "publicAccessCidrs").flatMap((list) => (isUnknown(list) ? [list] : listOf(list)));
  const isNarrow = (range: Json): range is string => {
    const read = typeof range === "string" && !isUnknown(range) ? parseCidr(range) : undefined;
    return read !== undefined && !isEverything(read);
  };
  return ranges.length > 0 && ranges.every(isNarrow) ? ranges : undefined;
}

function valuesOf(parts: GraphResource[], key: string): Json[] {
  return parts
    .map(({ inputs }) => inputs[key] ?? find(inputs.vpcConfig, key))
    .filter((value) => value !== undefined && value !== null);
}
