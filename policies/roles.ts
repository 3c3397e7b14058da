/**
 * The permission that the VPC resource controller needs, as a graph attaches it to a cluster's role.
 */
import type { Graph, GraphResource, Json } from "../model/graph/graph";
import { isUnknown, listOf, sorted } from "../model/graph/values";
import { type Cluster, clusterRoles } from "./clusters";
import { sourcesOf } from "./facts";

/** The policy that lets the VPC resource controller make trunk and branch interfaces. */
export const CONTROLLER_POLICY = "AmazonEKSVPCResourceController";

/** What attaches the policy to a role of a cluster. */
export interface ControllerAttachments {
  /** The resources that do; the role itself where it lists the policy. */
  certain: GraphResource[];
  /** True where a resource attaches a policy to the role that is not known yet. */
  maybe: boolean;
}

/** Types of resources that attach policies to a role, and the properties that say which role and which policies. */
const ATTACHING: { [type: string]: { role: string; policies: string } } = {
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { role: "role", policies: "policyArn" },
  "aws:iam/policyAttachment:PolicyAttachment": { role: "roles", policies: "policyArn" },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": { role: "roleName", policies: "policyArns" },
};

/** What attaches the controller's policy to the roles of a cluster. */
export function controllerAttachments(graph: Graph, cluster: Cluster): ControllerAttachments {
  const roles = clusterRoles(graph, cluster);
  const attaching = sorted(graph.resources).flatMap((resource) => {
    const how = ATTACHING[resource.type];
    if (how === undefined || !isOf(graph, resource, how.role, roles)) return [];
    return [{ resource, policies: resource.inputs[how.policies] }];
  });
  const all = [...attaching, ...roles.map((role) => ({ resource: role, policies: role.inputs.managedPolicyArns }))];
  return {
    certain: all.filter(({ policies }) => listOf(policies).some(isControllerPolicy)).map(({ resource }) => resource),
    maybe: all.some(({ policies }) => listOf(policies).some(isUnknown)),
  };
}

function isControllerPolicy(arn: Json): boolean {
  return typeof arn === "string" && arn.endsWith(`:aws:policy/${CONTROLLER_POLICY}`);
}

function isOf(graph: Graph, resource: GraphResource, property: string, roles: GraphResource[]): boolean {
  if (sourcesOf(graph, resource, property).some((source) => roles.includes(source))) return true;
  const names = listOf(resource.inputs[property]).filter((name) => !isUnknown(name));
  return roles.some(({ inputs }) => names.includes(inputs.name ?? null) && typeof inputs.name === "string");
}
