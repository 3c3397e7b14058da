/**
 * The zones of a plan's network with their subnets.
 */
import { byUrn, type Graph, type GraphResource, ofType } from "../../../model/graph/graph";
import { find, isUnknown } from "../../../model/graph/values";

/** A subnet as the picture shows it. */
export interface Subnet {
  cidr: string;
  /** True where it has a NAT gateway. */
  hasNat: boolean;
}

/** An availability zone. */
export interface Zone {
  name: string;
  public?: Subnet;
  private?: Subnet;
}

/** The zones of a graph, sorted; their names are those of AWS where they are known, else letters of the subnets' names. */
export function zonesOf(graph: Graph): Zone[] {
  const isPublic = publicSubnets(graph);
  const withNat = new Set(
    ofType(graph, "aws:ec2/natGateway:NatGateway").flatMap(({ propertyDependencies }) => propertyDependencies.subnetId),
  );
  const zones = new Map<string, Zone>();
  for (const subnet of ofType(graph, "aws:ec2/subnet:Subnet")) {
    const name = zoneOf(subnet);
    const zone = zones.get(name) ?? { name };
    zones.set(name, zone);
    const cidr = find(subnet.inputs, "cidrBlock");
    const shown = { cidr: typeof cidr === "string" && !isUnknown(cidr) ? cidr : "", hasNat: withNat.has(subnet.urn) };
    if (isPublic.has(subnet.urn)) zone.public ??= shown;
    else zone.private ??= shown;
  }
  return [...zones.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function zoneOf({ name, inputs }: GraphResource): string {
  const zone = inputs.availabilityZone;
  if (typeof zone === "string" && !isUnknown(zone)) return zone;
  return name.split("-").at(-1)!;
}

/** URNs of the subnets whose route table leads to an internet gateway. */
function publicSubnets(graph: Graph): Set<string> {
  const resources = byUrn(graph);
  const isGateway = (urn: string): boolean => resources.get(urn)?.type.endsWith(":InternetGateway") ?? false;
  const tables = new Set(
    ofType(graph, "aws:ec2/route:Route")
      .filter(({ propertyDependencies }) => (propertyDependencies.gatewayId ?? []).some(isGateway))
      .flatMap(({ propertyDependencies }) => propertyDependencies.routeTableId ?? []),
  );
  return new Set(
    ofType(graph, "aws:ec2/routeTableAssociation:RouteTableAssociation")
      .filter(({ propertyDependencies }) => (propertyDependencies.routeTableId ?? []).some((urn) => tables.has(urn)))
      .flatMap(({ propertyDependencies }) => propertyDependencies.subnetId ?? []),
  );
}
