import type { MadePlan } from "../../cli/plan/make";
import { STAGES } from "../../config";
import type { Graph } from "../../model/graph/graph";
import { RULES } from "../../policies/rules";

/** Names of products, fields and commands that stay as they are in Japanese. */
const TERMS = new Set(
  [
    "API APIs ARN AWS Amazon CIDR CLI CNI CoreDNS DB DNS EC2 EKS ENI ENIs GB HTTP IAM ID IMDSv2 IP IPv4 IPv6 JSON kubelet kubectl",
    "Kubernetes Linux MySQL NAT Node OK Pod PostgreSQL RDS SSH SSM TCP TLS UDP URL VLAN VPC Windows YAML YYYY-MM-DD Ready Pending",
    "tcp udp icmp dial i/o timeout io strict standard true false stage dev lab fleet up destroy verbose config npm start run x",
    "mysql plan html In NotIn Exists DoesNotExist Init init env protect volume instance",
    "expiry owner student tags kube-proxy network-interface",
    "Pulumi Terraform eksctl SecureString Secret Rego id sg Webhook",
  ].flatMap((line) => line.split(" ")),
);

/** All names of a plan, which stay as they are in Japanese. */
export function namesOf({ plan }: MadePlan): string[] {
  return [
    plan.project,
    plan.stack,
    ...namesIn(plan),
    ...JSON.stringify(plan.binding).split(/[^\w./-]+/),
    ...plan.cost.items.flatMap(({ what }) => what.split(" ").slice(-1)),
    ...(plan.capacity?.instanceType.split(", ") ?? []),
    plan.cost.region,
  ];
}

/** The names of a graph's resources and types. */
export function namesIn({ resources }: Pick<Graph, "resources">): string[] {
  return resources.flatMap(({ type, name }) => [name, ...type.split(/[:/]/)]);
}

/** Latin words of a Japanese text that are neither one of some names, nor a term, nor quoted. */
export function englishIn(text: string, names: string[]): string[] {
  const known = new Set(
    [...names, ...STAGES, ...RULES.map(({ name }) => name), "sgp-lab-dev"].flatMap((name) => [
      name,
      name.toLowerCase(),
    ]),
  );
  const quoted = text.replace(/\s+/g, " ").replace(/"[^"]*"/g, " ");
  const plain = names.filter((name) => name.includes(" ")).reduce((left, name) => left.replaceAll(name, " "), quoted);
  const words = plain.match(/[A-Za-z][\w./-]*/g) ?? [];
  return words
    .map((word) => word.replace(/[./-]+$/, ""))
    .filter((word) => !known.has(word) && !TERMS.has(word) && !isCode(word));
}

/** A property, an environment variable, or a value with a digit in it. */
function isCode(word: string): boolean {
  return /[a-z][A-Z]|_|\d|^[A-Z]{2,}$|\w\.\w/.test(word) || word.length === 1;
}
