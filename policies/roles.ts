/**
 * The permission that the VPC resource controller needs, as a graph attaches it to a cluster's role.
 */
import type { GraphResource, Json } from "../model/graph/graph";
import { isUnknown, listOf, unique } from "../model/graph/values";
import type { Cluster } from "../model/reading/clusters";
import type { Reading } from "../model/reading/reading";
import { type Missing, missingOf } from "./references";

/** The policy that lets the VPC resource controller make trunk and branch interfaces. */
export const CONTROLLER_POLICY = "AmazonEKSVPCResourceController";

/** What attaches the policy to the roles of a cluster. */
export interface ControllerAttachments {
  /** The roles of the graph that the cluster runs with. */
  roles: GraphResource[];
  /** The resources that attach it; the role itself where it lists the policy. */
  certain: GraphResource[];
  /** Why something else may attach it; empty where nothing can. */
  missing: Missing[];
}

/** Types of resources that attach policies to a role, and the properties that say which role and which policies. */
const ATTACHING = new Map([
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "role", policies: "policyArn" }],
  ["aws:iam/policyAttachment:PolicyAttachment", { role: "roles", policies: "policyArn" }],
  [
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    { role: "roleName", policies: "policyArns" },
  ],
]);

/** What attaches the controller's policy to the roles of a cluster. */
export function controllerAttachments(reading: Reading, cluster: Cluster): ControllerAttachments {
  const roles = rolesOf(reading, cluster);
  const attaching = [...ATTACHING].flatMap(([type, { role, policies }]) =>
    reading.ofType(type).map((resource) => ({
      ...{ resource, isOf: isOf(reading, resource, role, roles), policies: resource.inputs[policies] },
    })),
  );
  const own = attaching.filter((one) => one.isOf === true);
  const all = [...own, ...roles.map((role) => ({ resource: role, policies: role.inputs.managedPolicyArns }))];
  const isOpen =
    roles.some(({ inputs }) => listOf(inputs.inlinePolicies).length > 0) ||
    reading.ofType(INLINE).some((resource) => isOf(reading, resource, "role", roles) !== false) ||
    all.some(({ policies }) => listOf(policies).some(canAllowMore)) ||
    attaching.some((one) => one.isOf === undefined) ||
    all.some(({ policies }) => listOf(policies).some(isUnknown));
  return {
    roles,
    certain: all.filter(({ policies }) => listOf(policies).some(isControllerPolicy)).map(({ resource }) => resource),
    missing: [
      ...roles.flatMap(({ urn }) => missingOf(reading.completeness.of(urn))),
      ...(isOpen ? [{ kind: "not known" as const }] : []),
    ],
  };
}

/** The IAM roles of the graph that a cluster runs with. */
function rolesOf(reading: Reading, { parts }: Cluster): GraphResource[] {
  const found = parts.flatMap((part) => {
    // A resource as an argument is a reference: its URN where the graph keeps it, else only a dependency.
    const { serviceRole } = part.inputs;
    const reference = typeof serviceRole === "string" ? reading.resources.get(serviceRole) : undefined;
    return [
      ...reading.sourcesOf(part, "roleArn"),
      ...reading.sourcesOf(part, "serviceRole"),
      ...(reference ? [reference] : []),
    ];
  });
  return unique(found).filter(({ type }) => type === "aws:iam/role:Role");
}

const INLINE = "aws:iam/rolePolicy:RolePolicy";

/** Policies of AWS that allow all of EC2. Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const WIDE_POLICIES = ["AdministratorAccess", "AmazonEC2FullAccess", "PowerUserAccess"];

/** True for a policy that can allow what the controller's does: one of the account's own, which is not read, or a wide one. */
function canAllowMore(arn: Json): boolean {
  if (typeof arn !== "string") return false;
  return !arn.includes(":iam::aws:policy/") || WIDE_POLICIES.includes(arn.split("/").at(-1)!);
}

function isControllerPolicy(arn: Json): boolean {
  return typeof arn === "string" && arn.endsWith(`:aws:policy/${CONTROLLER_POLICY}`);
}

/** Whether a resource attaches policies to one of the roles; undefined where it is not told to which. */
function isOf(
  reading: Reading,
  resource: GraphResource,
  property: string,
  roles: GraphResource[],
): boolean | undefined {
  const sources = reading.sourcesOf(resource, property);
  if (sources.some((source) => roles.includes(source))) return true;
  if (resource.external === true) return undefined;
  const given = listOf(resource.inputs[property]);
  if (roles.some(({ inputs, id }) => given.some((name) => name === inputs.name || name === id))) return true;
  return given.some(isUnknown) && sources.length === 0 ? undefined : false;
}
