import type { Leftover } from "../leftovers/find";
import type { QuotaName } from "./quotas";
import type { Tool } from "./verdict";

/** An answer of AWS or of a tool, or why there is none. */
export type Fact<T> = { value: T } | { error: string };

/** Use and limit of a quota. */
export interface QuotaFact {
  limit: number;
  /** Used by others than this lab; of a quota per zone, in its fullest zone. */
  used: number;
}

/** Everything that the verdicts rest on. */
export interface AccountFacts {
  account: Fact<string>;
  /** ARN of the caller, as STS tells it. */
  caller: Fact<string>;
  /** Whether the lab's cluster is there already. */
  cluster: Fact<boolean>;
  /** Versions of the tools on this machine, each absent where it is not there; all absent where another machine will run them. */
  tools?: { [tool in Tool]?: Fact<string> };
  /** Service-linked roles that exist, by the service that they are for. */
  roles: { [service: string]: Fact<boolean> };
  quotas: { [name in QuotaName]: Fact<QuotaFact> };
  /** vCPUs of one node. */
  nodeVcpus: Fact<number>;
  /** Support of the Kubernetes version: EKS's own status and the end of standard support. */
  kubernetes: Fact<{ status: string; ends?: string } | undefined>;
  /** Versions offered, by add-on: the newest first. */
  addons: { [name: string]: Fact<string[]> };
  /** Newest engine version offered of the lab's MySQL, and the end of standard support of its major version. */
  mysql: Fact<{ version?: string; ends?: string }>;
  /** Whether the instance class can be ordered with that version. */
  databaseClass: Fact<boolean>;
  /** Zones of the region that are open to everybody. */
  zones: Fact<string[]>;
  /** Zones that offer the nodes' instance type. */
  nodeZones: Fact<string[]>;
  /** What an earlier lab of the same name has left, or this one has, where it is deployed. */
  leftovers: Fact<Leftover[]>;
}

/** Service-linked roles that the lab needs, by service. */
export const SERVICE_ROLES: { [service: string]: string } = {
  "rds.amazonaws.com": "AWSServiceRoleForRDS",
  "eks.amazonaws.com": "AWSServiceRoleForAmazonEKS",
  "eks-nodegroup.amazonaws.com": "AWSServiceRoleForAmazonEKSNodegroup",
};
