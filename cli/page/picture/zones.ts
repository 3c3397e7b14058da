/**
 * The zones of a plan's network with their subnets.
 */
import type { GraphResource } from "../../../model/graph/graph";
import { find, isUnknown } from "../../../model/graph/values";
import type { Reading } from "../../../model/reading/reading";

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

/** The zones of a reading, sorted; their names are those of AWS where they are known, else letters of the subnets' names. */
export function zonesOf(reading: Reading): Zone[] {
  const isPublic = publicSubnets(reading);
  const withNat = new Set(
    reading
      .ofType("aws:ec2/natGateway:NatGateway")
      .flatMap(({ propertyDependencies }) => propertyDependencies.subnetId),
  );
  const zones = new Map<string, Zone>();
  for (const subnet of reading.ofType("aws:ec2/subnet:Subnet")) {
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
function publicSubnets(reading: Reading): Set<string> {
  const isGateway = (urn: string): boolean => reading.resources.get(urn)?.type.endsWith(":InternetGateway") ?? false;
  const tables = new Set(
    reading
      .ofType("aws:ec2/route:Route")
      .filter(({ propertyDependencies }) => (propertyDependencies.gatewayId ?? []).some(isGateway))
      .flatMap(({ propertyDependencies }) => propertyDependencies.routeTableId ?? []),
  );
  return new Set(
    reading
      .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
      .filter(({ propertyDependencies }) => (propertyDependencies.routeTableId ?? []).some((urn) => tables.has(urn)))
      .flatMap(({ propertyDependencies }) => propertyDependencies.subnetId ?? []),
  );
}
