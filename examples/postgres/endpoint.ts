import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** An interface endpoint as pods use it. */
export interface Endpoint {
  /** The endpoint as an end of a path. */
  target: { name: string; securityGroupId: pulumi.Output<string> };
  /** URL at which the service answers. */
  url: pulumi.Output<string>;
}

/**
 * An interface endpoint of an AWS service, such as `sts`, with a security group that has no rule. It leaves the service's
 * own name in the VPC alone: with private DNS, every pod and node that uses the service would be led to this group.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
export function interfaceEndpoint(
  service: string,
  args: { vpcId: string; subnetIds: string[]; region: string },
  opts: pulumi.CustomResourceOptions,
): Endpoint {
  const { vpcId, subnetIds, region } = args;
  const name = `${service}-endpoint`;
  const group = new aws.ec2.SecurityGroup(
    name,
    { vpcId, description: `Interface endpoint of ${service}`, tags: { Name: name } },
    opts,
  );
  const endpoint = new aws.ec2.VpcEndpoint(
    name,
    {
      ...{ vpcId, subnetIds, securityGroupIds: [group.id] },
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${region}.${service}`,
      privateDnsEnabled: false,
      tags: { Name: name },
    },
    opts,
  );
  return {
    target: { name, securityGroupId: group.id },
    // The first of its names answers in every zone.
    url: endpoint.dnsEntries.apply((entries) => `https://${entries.at(0)!.dnsName}`),
  };
}
