/**
 * The VPC CNI setting of the pods that one policy selects: as the graph shows it, and as the policy says itself where its
 * cluster is given by ids.
 */
import { AUTO_MODE, ENFORCED_BY, ENFORCING_MODE, ENFORCING_MODE_SOURCE, SettingSource } from "../aws/enforced-by";
import { ENFORCING_MODES } from "../aws/vpc-cni";
import type { GraphResource, Json } from "../graph/graph";
import { find, isObject } from "../graph/values";
import type { NetworkFacts } from "./network-facts";
import type { VpcCniInGraph } from "./vpc-cni-setting";

/** Why an enforcing mode is not known: nothing tells it, the program states it unchecked, or what tells it differs. */
export type ModeDoubt = "not told" | "declared" | "contradictory";

/** The setting for the pods of a policy. */
export interface PolicySetting extends VpcCniInGraph {
  /** Why there is no `enforcingMode`; absent where there is one. */
  modeDoubt?: ModeDoubt;
}

const CHECKED: Json[] = [SettingSource.assert, SettingSource.apply, SettingSource.create];

/**
 * The setting for the pods of a policy. What the graph shows of the policy's own cluster goes before what the policy says,
 * which was written when it was last deployed; else the mode is certain where a component read it from the add-on or set it.
 */
export function settingOf(
  { vpcCni, clusters }: Pick<NetworkFacts, "vpcCni" | "clusters">,
  policy: GraphResource,
): PolicySetting {
  const shown = vpcCni.enforcingMode;
  const mode = ENFORCING_MODES.find((one) => said(policy, ENFORCING_MODE) === one);
  if (mode === undefined || mode === shown) return shown === undefined ? { ...vpcCni, modeDoubt: "not told" } : vpcCni;
  if (shown !== undefined && clusters.ofObject(policy) !== undefined) return vpcCni;
  if (shown !== undefined) return { ...vpcCni, enforcingMode: undefined, modeDoubt: "contradictory" };
  const isChecked = CHECKED.includes(said(policy, ENFORCING_MODE_SOURCE) ?? null);
  return { ...vpcCni, ...(isChecked ? { enforcingMode: mode } : { modeDoubt: "declared" }) };
}

/** True where a policy says that EKS Auto Mode enforces it. */
export function saysAutoMode(policy: GraphResource): boolean {
  return said(policy, ENFORCED_BY) === AUTO_MODE;
}

/** An annotation of a policy by the end of its key, whatever its domain. */
function said({ inputs }: GraphResource, key: string): Json | undefined {
  const annotations = find(inputs, "metadata", "annotations");
  return isObject(annotations)
    ? Object.entries(annotations).find(([name]) => name.endsWith(`/${key}`))?.[1]
    : undefined;
}
