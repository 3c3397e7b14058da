import assert from "node:assert/strict";
import { DescribeSecurityGroupRulesCommand, EC2Client, ModifySecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Inspection } from "../../cli/inspect/inspection";
import { apply } from "./admission";
import { shortName } from "./events";
import { objects, pods } from "./kube";
import * as stack from "./one-stack";
import { until } from "./rig";
import type { Scenario } from "./scenario";

/** A lab that is broken in one way, and mended again. */
interface Break {
  /** Kind of the finding that must name it. */
  finds: string;
  breaks: () => unknown;
  mends: () => unknown;
}

const ec2 = new EC2Client({ region: "us-west-2" });
const iam = new IAMClient({ region: "us-west-2" });
const idOf = (name: string): string => stack.resources().find((one) => shortName(one) === name)!.id!;
const kubectl = (command: string): string => stack.shell(`kubectl --namespace catalog ${command}`);
const policy = (): string => objects("securitygrouppolicies", "--namespace", "catalog")[0].metadata.name;
const patchPolicy = (spec: object): string =>
  kubectl(`patch securitygrouppolicies ${policy()} --type merge --patch '${JSON.stringify({ spec })}'`);

/** An object as it can be made again. */
function savedObject(kind: string, name: string): object {
  const { metadata, ...rest } = stack.kubectl<{ metadata: { [key: string]: unknown } }>(
    ...["get", kind, name, "--namespace", "catalog"],
  );
  const { labels, annotations, namespace } = metadata;
  return { ...rest, status: undefined, metadata: { name, namespace, labels, annotations } };
}

/** Events that the ReplicaSet of the catalog could not make a pod. */
function hasFailedCreation(): boolean {
  return kubectl("get events --field-selector reason=FailedCreate -o name").trim() !== "";
}

/** The rule by which pods ask for names, moved to another port. */
async function moveDns(port: number): Promise<void> {
  const Filters = [{ Name: "group-id", Values: [idOf("SecurityGroup catalog-pods")] }];
  const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const rule = SecurityGroupRules!.find(({ IsEgress, IpProtocol }) => IsEgress && IpProtocol === "udp")!;
  const { IpProtocol, ReferencedGroupInfo, Description } = rule;
  const SecurityGroupRule = { IpProtocol, FromPort: port, ToPort: port, Description };
  await ec2.send(
    new ModifySecurityGroupRulesCommand({
      GroupId: rule.GroupId,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: rule.SecurityGroupRuleId,
          SecurityGroupRule: { ...SecurityGroupRule, ReferencedGroupId: ReferencedGroupInfo!.GroupId },
        },
      ],
    }),
  );
}

/** Each way with what is kept for its end. */
function breaks(): Break[] {
  const account = savedObject("serviceaccount", "catalog");
  const saved = savedObject("securitygrouppolicies", policy());
  const { spec } = saved as { spec: { podSelector: { matchLabels: { [key: string]: string } } } };
  const [[label, value]] = Object.entries(spec.podSelector.matchLabels);
  const { groupIds } = (spec as unknown as { securityGroups: { groupIds: string[] } }).securityGroups;
  const role = {
    RoleName: idOf("Role lab-cluster"),
    PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController",
  };
  const anew = (): string => kubectl("delete pod --selector app.kubernetes.io/name=catalog --wait");
  return [
    {
      finds: "service-account-missing",
      async breaks() {
        kubectl("delete serviceaccount catalog");
        anew();
        await until("the refusal of the pod", hasFailedCreation, 60);
      },
      mends() {
        apply(account);
        kubectl("rollout restart deployment catalog");
      },
    },
    {
      finds: "policy-selects-nothing",
      breaks: () => patchPolicy({ podSelector: { matchLabels: { [label]: `${value}s` } } }),
      mends: () => patchPolicy({ podSelector: { matchLabels: { [label]: value } } }),
    },
    {
      finds: "group-missing",
      breaks: () => patchPolicy({ securityGroups: { groupIds: ["sg-00000000000000000"] } }),
      mends: () => patchPolicy({ securityGroups: { groupIds } }),
    },
    {
      finds: "made-before-policy",
      async breaks() {
        kubectl(`delete securitygrouppolicies ${policy()}`);
        anew();
        await until("another pod", () => pods().length > 0, 60);
        // The API's times are of seconds.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        apply(saved);
      },
      mends: anew,
    },
    { finds: "dns-closed", breaks: () => moveDns(54), mends: () => moveDns(53) },
    {
      finds: "role-policy-missing",
      breaks: () => iam.send(new DetachRolePolicyCommand(role)),
      mends: () => iam.send(new AttachRolePolicyCommand(role)),
    },
  ];
}

/** The kinds of what is found. */
export async function found(): Promise<Set<string>> {
  const { stdout, text } = await stack.lab("inspect", "--json").ended;
  try {
    return new Set((JSON.parse(stdout) as Inspection).findings.map(({ kind }) => kind));
  } catch {
    throw new Error(text);
  }
}

/** What stand-ins for nodes have not: the VPC CNI's own pods. */
export const OF_STAND_INS = ["pod-eni-off", "setting-not-running", "webhook-missing", "trunk-missing"];

export const inspections: Scenario = {
  proves: "`lab inspect` finds nothing wrong with the pods of a healthy lab, and names the cause in broken ones",
  minutes: 15,
  async run() {
    await stack.isUp();
    const healthy = await found();
    assert.deepEqual(
      [...healthy].filter((kind) => !OF_STAND_INS.includes(kind)),
      [],
    );
    const named: string[] = [];
    const missed: string[] = [];
    for (const { finds, breaks: broken, mends } of breaks()) {
      await broken();
      const kinds = await found();
      (kinds.has(finds) ? named : missed).push(
        `${finds} (${[...kinds].filter((kind) => !healthy.has(kind)).join(", ")})`,
      );
      await mends();
      kubectl("rollout status deployment catalog --timeout 120s");
    }
    assert.deepEqual(missed, []);
    assert.deepEqual(await found(), healthy);
    await stack.well("up", "--refresh");
    return `nothing in the healthy lab; named ${named.length} causes: ${named.map((one) => one.split(" ")[0]).join(", ")}`;
  },
};
