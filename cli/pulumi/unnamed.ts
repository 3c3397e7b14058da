import { awsClients, type AwsClients } from "../aws/clients";
import { allPages } from "../aws/pages";
import { attempt, valueOr } from "../inspect/read";
import { idOf, pendingCreations } from "./pending";
import { placeOf, type StackState, type StateResource } from "./state";

/**
 * What EC2 makes under an id of its own, by type, as its tags call it.
 * Source: `ResourceType` of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagDescription.html
 */
const TAGGED: { [type: string]: string } = {
  "aws:ec2/eip:Eip": "elastic-ip",
  "aws:ec2/internetGateway:InternetGateway": "internet-gateway",
  "aws:ec2/launchTemplate:LaunchTemplate": "launch-template",
  "aws:ec2/natGateway:NatGateway": "natgateway",
  "aws:ec2/routeTable:RouteTable": "route-table",
  "aws:ec2/securityGroup:SecurityGroup": "security-group",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/vpc:Vpc": "vpc",
};
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/**
 * Looks in AWS for creations that were cut off and whose ids do not follow from their names: by all their tags, which name the
 * stack and the thing. Only what is found once, and is not in the state, is the stack's own for sure.
 *
 * @returns Ids by URN; nothing for what is not found, or found twice, or cannot be asked for.
 */
export async function idsInAws(
  state: StackState,
  clientsOf: typeof awsClients = awsClients,
): Promise<Map<string, string>> {
  const { region, role } = placeOf(state);
  const known = new Set(state.resources?.map(({ id }) => id));
  const unnamed = pendingCreations(state).filter(
    (one) => idOf(one) === undefined && (one.type === ASSOCIATION || tagsOf(one, state) !== undefined),
  );
  if (unnamed.length === 0 || region === undefined) return new Map();
  const clients = await clientsOf({ region, role, sessionName: "lab-settle" });
  const found = await Promise.all(
    unnamed.map(async (one): Promise<[string, string][]> => {
      const asked = await attempt("ec2:DescribeTags", () => idsOf(one, state, clients));
      const ids = valueOr(asked, []).filter((id) => !known.has(id));
      return ids.length === 1 ? [[one.urn, ids[0]]] : [];
    }),
  );
  return new Map(found.flat());
}

function idsOf(resource: StateResource, state: StackState, { ec2 }: AwsClients): Promise<string[]> {
  return resource.type === ASSOCIATION
    ? associations(ec2, String(resource.inputs?.subnetId))
    : withTags(ec2, TAGGED[resource.type], tagsOf(resource, state)!);
}

/** The tags of a resource, with those that the provider gives to all; undefined where none of them is its own name. */
function tagsOf({ type, inputs }: StateResource, { resources }: StackState): { [key: string]: string } | undefined {
  const provider = resources?.find((one) => one.type === "pulumi:providers:aws")?.inputs?.defaultTags ?? "{}";
  const defaults = (typeof provider === "string" ? JSON.parse(provider) : provider) as { tags?: object };
  const tags = { ...defaults.tags, ...(inputs?.tags as object | undefined) } as { [key: string]: string };
  return type in TAGGED && tags.Name !== undefined && defaults.tags !== undefined ? tags : undefined;
}

/** What has every one of these tags. */
async function withTags(ec2: AwsClients["ec2"], kind: string, tags: { [key: string]: string }): Promise<string[]> {
  const { DescribeTagsCommand } = await import("@aws-sdk/client-ec2");
  const each = await Promise.all(
    Object.entries(tags).map(async ([key, value]) => {
      const Filters = [
        { Name: "resource-type", Values: [kind] },
        { Name: "key", Values: [key] },
        { Name: "value", Values: [value] },
      ];
      const found = await allPages(
        (NextToken) => ec2.send(new DescribeTagsCommand({ Filters, NextToken })),
        (page) => page.Tags,
      );
      return new Set(found.flatMap(({ ResourceId }) => ResourceId ?? []));
    }),
  );
  const [first, ...others] = each;
  return [...first].filter((id) => others.every((ids) => ids.has(id)));
}

/** A subnet has one association with a route table at most. */
async function associations(ec2: AwsClients["ec2"], subnet: string): Promise<string[]> {
  const { DescribeRouteTablesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "association.subnet-id", Values: [subnet] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return (RouteTables ?? [])
    .flatMap(({ Associations }) => Associations ?? [])
    .filter(({ SubnetId }) => SubnetId === subnet)
    .flatMap(({ RouteTableAssociationId }) => RouteTableAssociationId ?? []);
}
