/**
 * Which outputs of a resource a graph carries.
 */
import { at, type Json } from "./graph";
import { isObject, isUnknown } from "./values";

/**
 * Outputs that name something else, by type: what no input tells. Paths of keys.
 * Source: the types of https://www.npmjs.com/package/@pulumi/aws, version 7.48.0
 */
const NAMING = new Map<string, string[][]>([
  [
    "aws:eks/cluster:Cluster",
    [
      ["vpcConfig", "clusterSecurityGroupId"],
      ["vpcConfig", "vpcId"],
      // Of a living cluster alone: which of EKS's own rules its group has.
      ["eksMadeRules"],
    ],
  ],
  ["aws:ec2/vpc:Vpc", [["defaultSecurityGroupId"], ["ipv6CidrBlock"]]],
  ["aws:ec2/subnet:Subnet", [["ipv6CidrBlock"]]],
  ["aws:rds/instance:Instance", [["port"]]],
  ["aws:rds/cluster:Cluster", [["port"]]],
]);

/**
 * The outputs that a graph carries of a resource: of one that was only read all, of others what is known of those that name
 * something else. Undefined where there are none.
 */
export function keptOutputs(type: string, outputs: Json, external: boolean): { [key: string]: Json } | undefined {
  if (!isObject(outputs)) return undefined;
  const kept: { [key: string]: Json } = external ? outputs : {};
  for (const [first, ...rest] of external ? [] : (NAMING.get(type) ?? [])) {
    const value = at(outputs, first, ...rest);
    if (value === undefined || value === null || isUnknown(value)) continue;
    const before = kept[first];
    kept[first] = rest.length === 0 ? value : { ...(isObject(before) ? before : {}), [rest[0]]: value };
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}
