import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { EKSClient } from "@aws-sdk/client-eks";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";

/** The clients through which one account in one region is asked; tests stub their `send`. */
export interface AwsClients {
  sts: STSClient;
  iam: IAMClient;
  ec2: EC2Client;
  eks: EKSClient;
  rds: RDSClient;
  quotas: ServiceQuotasClient;
  tagging: ResourceGroupsTaggingAPIClient;
  ssm: SSMClient;
  logs: CloudWatchLogsClient;
}

/** As whom, and where, AWS is asked. */
export interface AwsTarget {
  region: string;
  /** Role to assume with the credentials of the environment; none for those credentials themselves. */
  role?: string;
  /** Name of the session that CloudTrail shows. */
  sessionName?: string;
}

// Said on every run with Node 20, about versions of the SDK that this lock file does not have.
// Source: emitWarningIfUnsupportedVersion of @aws-sdk/core
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** An endpoint that does not answer fails a question, and does not hold up a class. */
export const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Clients for an account. The SDK is loaded here and not before: no other command waits for it. */
export async function awsClients({ region, role, sessionName = "lab" }: AwsTarget): Promise<AwsClients> {
  const [sts, iam, ec2, eks, rds, quotas, tagging, ssm, logs, providers] = await Promise.all([
    import("@aws-sdk/client-sts"),
    import("@aws-sdk/client-iam"),
    import("@aws-sdk/client-ec2"),
    import("@aws-sdk/client-eks"),
    import("@aws-sdk/client-rds"),
    import("@aws-sdk/client-service-quotas"),
    import("@aws-sdk/client-resource-groups-tagging-api"),
    import("@aws-sdk/client-ssm"),
    import("@aws-sdk/client-cloudwatch-logs"),
    import("@aws-sdk/credential-providers"),
  ]);
  const assumed = role
    ? { credentials: providers.fromTemporaryCredentials({ params: { RoleArn: role, RoleSessionName: sessionName } }) }
    : {};
  const config = { region, maxAttempts: 5, requestHandler: TIMEOUTS, ...assumed };
  return {
    sts: new sts.STSClient(config),
    iam: new iam.IAMClient(config),
    ec2: new ec2.EC2Client(config),
    eks: new eks.EKSClient(config),
    rds: new rds.RDSClient(config),
    quotas: new quotas.ServiceQuotasClient(config),
    tagging: new tagging.ResourceGroupsTaggingAPIClient(config),
    ssm: new ssm.SSMClient(config),
    logs: new logs.CloudWatchLogsClient(config),
  };
}
