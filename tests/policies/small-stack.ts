import type { RuleConfig } from "../../policies/rule";
import { type GraphBuilder, lab, type Lab, type LabOptions, Ref, TYPES } from "../model/fixtures";
import { certain, open, ruleOf } from "./support";

/** A small stack of which nothing is left open: its nodes carry trunk interfaces, and its cluster's role may make them. */
export function complete(options: LabOptions = {}): Lab {
  const made = lab(options);
  const { b } = made;
  const vpc = new Ref(b.get("lab").urn);
  for (const name of ["catalog-pods", "catalog-database"]) refer(b, name, "vpcId", vpc);
  const role = b.add("aws:iam/role:Role", "cluster", { name: "cluster" });
  const policyArn = "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController";
  b.add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "controller", { role: new Ref(role), policyArn });
  const component = made.cluster.urn;
  const inner = { name: "lab", version: "1.35", roleArn: new Ref(role) };
  b.add(TYPES.innerCluster, "lab-inner", inner, { parent: component });
  refer(b, "vpc-cni", "clusterName", made.cluster);
  Object.assign(b.get("vpc-cni").inputs, { addonVersion: "v1.21.1-eksbuild.1" });
  Object.assign(b.get("nodes").inputs, {
    instanceTypes: ["m5.large"],
    scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 2 },
  });
  return made;
}

/** Makes an input a reference, as `GraphBuilder.add` does. */
export function refer(b: GraphBuilder, name: string, property: string, { urn, value }: Ref): void {
  const resource = b.get(name);
  resource.inputs[property] = value;
  resource.propertyDependencies[property] = [urn];
  resource.dependencies = [...new Set([...resource.dependencies, urn])].sort();
}

/** What a rule says of a stack: what it is certain of, and what it leaves open. */
export function said(b: GraphBuilder, name: string, config?: RuleConfig): { certain: string[]; open: string[] } {
  const [rule, graph] = [ruleOf(name), b.graph()];
  return { certain: certain(rule, graph, config), open: open(rule, graph, config) };
}
