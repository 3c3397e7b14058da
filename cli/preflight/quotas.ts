/** A quota of an account in a region. */
export interface Quota {
  service: string;
  code: string;
}

/**
 * Quotas that a lab can run into.
 *
 * Sources: https://docs.aws.amazon.com/eks/latest/best-practices/known_limits_and_service_quotas.html (ids of the EC2 and VPC
 * quotas), https://docs.aws.amazon.com/general/latest/gr/vpc-service.html and .../ec2-service.html (names and defaults).
 */
export const QUOTAS = {
  vcpus: { service: "ec2", code: "L-1216C47A" },
  addresses: { service: "ec2", code: "L-0263D0A3" },
  vpcs: { service: "vpc", code: "L-F678F1CE" },
  natGateways: { service: "vpc", code: "L-FE5A380F" },
  rules: { service: "vpc", code: "L-0EA8095F" },
} satisfies { [name: string]: Quota };

/** Name of a quota of {@link QUOTAS}. */
export type QuotaName = keyof typeof QUOTAS;

/** Where an increase is asked for; the console opens in the Region that was used last. */
export function quotaLink({ service, code }: Quota): string {
  return `console.aws.amazon.com/servicequotas/home/services/${service}/quotas/${code}`;
}

/**
 * The instance families that count against the quota of standard on-demand vCPUs.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html (A, C, D, H, I, M, R, T, Z)
 */
export function isStandard(instanceType: string): boolean {
  return /^[acdhimrtz]\d/.test(instanceType) || /^im\d|^is\d/.test(instanceType);
}
