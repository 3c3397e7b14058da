/**
 * The VPC CNI setting as a graph shows it: the add-on `vpc-cni`.
 */
import { type Graph, type Json, ofType } from "../graph/graph";
import { isUnknown, unique } from "../graph/values";
import { EnforcingMode, parseVpcCniConfiguration } from "../aws/vpc-cni";

/** What of the VPC CNI setting decides which security group filters which traffic. */
export interface VpcCniInGraph {
  /** `strict` or `standard`; undefined where the graph does not tell. */
  enforcingMode?: string;
  /** `DISABLE_TCP_EARLY_DEMUX`; undefined where the graph does not tell. */
  disableTcpEarlyDemux?: boolean;
  /**
   * `AWS_VPC_K8S_CNI_EXTERNALSNAT`: in standard mode, traffic out of the VPC then keeps the pod's own address and group.
   * Source: https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
   */
  externalSnat: boolean;
}

/** The VPC CNI setting of a graph; undefined parts where it has no such add-on, or several that differ. */
export function vpcCniInGraph(graph: Graph): VpcCniInGraph {
  const addons = ofType(graph, "aws:eks/addon:Addon").filter(({ inputs }) => inputs.addonName === "vpc-cni");
  const settings = addons.map(({ inputs }) => setting(inputs.configurationValues));
  return {
    enforcingMode: theOnly(settings.map(({ enforcingMode }) => enforcingMode)),
    disableTcpEarlyDemux: theOnly(settings.map(({ disableTcpEarlyDemux }) => disableTcpEarlyDemux)),
    externalSnat: settings.length > 0 && settings.every(({ externalSnat }) => externalSnat),
  };
}

function setting(configuration: Json | undefined): VpcCniInGraph {
  if (isUnknown(configuration)) return { externalSnat: false };
  const text = typeof configuration === "string" ? configuration : "{}";
  try {
    const { enforcingMode, disableTcpEarlyDemux } = parseVpcCniConfiguration(text, "");
    const { env } = JSON.parse(text || "{}") as { env?: { [name: string]: unknown } };
    return {
      enforcingMode: enforcingMode === EnforcingMode.standard ? EnforcingMode.standard : EnforcingMode.strict,
      disableTcpEarlyDemux,
      externalSnat: env?.AWS_VPC_K8S_CNI_EXTERNALSNAT === "true",
    };
  } catch {
    // The API refuses a text that is not JSON; until it does, nothing is known.
    return { externalSnat: false };
  }
}

function theOnly<T>(values: T[]): T | undefined {
  const different = unique(values);
  return different.length === 1 ? different[0] : undefined;
}
