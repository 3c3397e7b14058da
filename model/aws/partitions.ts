/** The AWS partition of a region. Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Why an ARN does not fit the region's partition, or undefined where it does, or where the partition is not known. */
export function partitionProblem(arn: string, partition: string | undefined): string | undefined {
  const found = arn.split(":")[1];
  if (partition === undefined || found === partition) return undefined;
  return `"${arn}" is in partition ${found}, but aws:region is in ${partition}; take both from the same one`;
}
