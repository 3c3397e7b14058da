import { deepStrictEqual, match, ok } from "assert";
import type { Json } from "../../model/graph";
import type { RuleConfig } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { LAB_STAGES } from "../support/lab";
import { certain, copy, type Edit, from, hide, LAB, labGraph, open, remove, ruleOf, set } from "./support";

/** What is tested of a rule: the lab complies, one change does not, an unknown value is left open, config decides. */
interface Case {
  /** Changes that the rule objects to, each by itself, with what the message must say. */
  wrong: [message: RegExp, ...edits: Edit[]][];
  /** A value that is not known; the rule must leave it open. Left out where nothing unknown can matter. */
  unknown?: [message: RegExp, ...edits: Edit[]];
  /** Config under which the first change is right. */
  allowed?: RuleConfig;
  /** Config under which the lab itself is wrong. */
  refused?: RuleConfig;
}

const addresses = (name: string, cidr: Json): Edit[] => [
  set("SecurityGroupIngressRule", name, "referencedSecurityGroupId", undefined),
  from("SecurityGroupIngressRule", name, "referencedSecurityGroupId"),
  set("SecurityGroupIngressRule", name, "cidrIpv4", cidr),
];
const configuration = (value: unknown): Edit => set(...LAB.cni, "configurationValues", JSON.stringify(value));
const strict = { env: { ENABLE_POD_ENI: "true" }, init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } };
const standard = { env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } };
const template = "spec.template.spec";
const [ingress] = [LAB.databaseIngress[1]];

const CASES: { [rule: string]: Case } = {
  "database-admits-bound-pods": {
    wrong: [
      [
        /admits the cluster security group of "lab-eks" to Instance "catalog-db" on tcp 3306, and every node/,
        from(...LAB.databaseIngress, "referencedSecurityGroupId", LAB.cluster),
      ],
      [/admits 10\.0\.0\.0\/8 .*, and addresses are not pods/, ...addresses(ingress, "10.0.0.0/8")],
      [/listens on tcp 3306 alone/, set(...LAB.databaseIngress, "toPort", 3400)],
      [
        /no SecurityGroupPolicy of this stack hands out security group sg-0123456789abcdef0/,
        set(...LAB.databaseIngress, "referencedSecurityGroupId", "sg-0123456789abcdef0"),
        from(...LAB.databaseIngress, "referencedSecurityGroupId"),
      ],
      [/names no security group/, set(...LAB.database, "vpcSecurityGroupIds", [])],
      [/carries the cluster security group/, from(...LAB.database, "vpcSecurityGroupIds", LAB.cluster)],
      [/admits addresses not known yet/, ...addresses(ingress, "04da6b54-80e4-46f7-96ec-b56ff0331ba9")],
    ],
    unknown: [
      /whether .* a SecurityGroupPolicy hands that group out/,
      from(...LAB.databaseIngress, "referencedSecurityGroupId"),
    ],
  },
  "no-open-ingress": {
    wrong: [
      [
        /opens security group "catalog-pods" on tcp 8080 to 0\.0\.0\.0\/0, which is everybody/,
        ...addresses(LAB.probeIngress[1], "0.0.0.0/0"),
      ],
      [
        /an inline ingress rule of "catalog-pods" opens .* on all traffic to ::\/0/,
        set(...LAB.podGroup, "ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }]),
      ],
    ],
    unknown: [
      /its addresses are not known yet/,
      ...addresses(LAB.probeIngress[1], "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    ],
    allowed: { allow: ["catalog-pods"] },
  },
  "one-rule-style": {
    wrong: [
      [/"catalog-pods" has rules of their own and inline rules/, set(...LAB.podGroup, "egress", [])],
      [
        /has rules of the older kind and rules of their own|has rules of their own and rules of the older kind/,
        copy(...LAB.databaseIngress, "older", (made) => {
          made.type = "aws:ec2/securityGroupRule:SecurityGroupRule";
          made.inputs = {
            type: "ingress",
            protocol: "tcp",
            fromPort: 1,
            toPort: 1,
            securityGroupId: made.inputs.securityGroupId,
            self: true,
          };
        }),
      ],
    ],
    unknown: [
      /two styles/,
      copy(...LAB.databaseIngress, "older", (made) => {
        made.type = "aws:ec2/securityGroupRule:SecurityGroupRule";
        made.inputs = {
          type: "ingress",
          protocol: "tcp",
          fromPort: 1,
          toPort: 1,
          securityGroupId: made.inputs.securityGroupId,
          self: true,
        };
        made.propertyDependencies.securityGroupId.push(...made.propertyDependencies.referencedSecurityGroupId);
      }),
    ],
  },
  "no-duplicate-rules": {
    wrong: [
      [
        /"again" and rule "catalog-to-catalog-db-tcp-3306-ingress" both open|both open/,
        copy(...LAB.databaseIngress, "again"),
      ],
    ],
  },
  "rules-within-quota": {
    wrong: [
      [
        /has 61 inbound and 0 outbound rules, the quota is 60/,
        ...Array.from({ length: 60 }, (_, i) => copy(...LAB.databaseIngress, `more-${i}`)),
      ],
    ],
    unknown: [/keeps to the quota/, from(...LAB.databaseIngress, "securityGroupId", LAB.databaseGroup, LAB.podGroup)],
    allowed: { quota: 61 },
    refused: { quota: 2 },
  },
  "both-halves": {
    wrong: [
      [/no egress rule of security group "catalog-pods"/, remove(...LAB.databaseEgress)],
      [/no ingress rule of security group "catalog-db-database"/, remove(...LAB.databaseIngress)],
    ],
  },
  "pod-dns": {
    wrong: [
      [
        /no DNS over UDP \(udp 53\): no egress rule towards the cluster security group of "lab-eks"/,
        remove(...LAB.dnsUdpEgress),
      ],
      [/no DNS over TCP \(tcp 53\): no ingress rule of the cluster security group/, remove(...LAB.dnsTcpIngress)],
    ],
    unknown: [
      /hangs on a group whose rules/,
      set(...LAB.dnsUdpEgress, "referencedSecurityGroupId", "sg-0123456789abcdef0"),
      from(...LAB.dnsUdpEgress, "referencedSecurityGroupId"),
      from(...LAB.policy, "spec"),
      set(...LAB.policy, "spec.securityGroups.groupIds", ["sg-0123456789abcdef1"]),
    ],
    allowed: { allowWithout: ["catalog-policy"] },
  },
  "pod-egress": {
    wrong: [
      [
        /lets every port of security group "catalog-pods" out to 0\.0\.0\.0\/0/,
        set(...LAB.podGroup, "egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]),
      ],
    ],
    unknown: [
      /whether an inline egress rule/,
      hide(...LAB.podGroup, "egress"),
      from(...LAB.podGroup, "egress", LAB.cni),
    ],
    allowed: { allow: ["catalog-pods"] },
  },
  "pod-rules-narrow": {
    wrong: [
      [/from 10\.42\.0\.0\/16 .*name a security group/, ...addresses(LAB.probeIngress[1], "10.42.0.0/16")],
      [
        /for tcp 0-65535; name the port/,
        set(...LAB.databaseEgress, "fromPort", 0),
        set(...LAB.databaseEgress, "toPort", 65535),
      ],
    ],
    allowed: { allow: [LAB.probeIngress[1]] },
  },
  "policy-selector": {
    wrong: [
      [/selects every pod of its namespace/, set(...LAB.policy, "spec.podSelector", {})],
      [/has no selector: the controller skips it/, set(...LAB.policy, "spec.podSelector", undefined)],
      [
        /a matchExpression .* is none/,
        set(...LAB.policy, "spec.podSelector", {
          matchExpressions: [{ key: "app", operator: "Exists", values: ["a"] }],
        }),
      ],
    ],
    unknown: [/which pods/, hide(...LAB.policy, "spec.podSelector")],
    allowed: { allowAll: ["catalog-policy"] },
  },
  "policy-selects-pods": {
    wrong: [
      [
        /takes its pod template from .* which does not select it/,
        set(...LAB.catalog, "spec.template.metadata.labels", { app: "other" }),
      ],
      [
        /selects no workload of its namespace/,
        set(...LAB.policy, "spec.podSelector", { matchLabels: { app: "nobody" } }),
      ],
    ],
  },
  "policy-groups": {
    wrong: [
      [
        /names 6 security groups, an interface carries 5/,
        set(
          ...LAB.policy,
          "spec.securityGroups.groupIds",
          [1, 2, 3, 4, 5, 6].map((i) => `sg-0000000${i}`),
        ),
      ],
      [/names no security group/, set(...LAB.policy, "spec.securityGroups.groupIds", [])],
      [/is no security group id/, set(...LAB.policy, "spec.securityGroups.groupIds", ["catalog-pods"])],
      [
        /names a security group twice/,
        set(...LAB.policy, "spec.securityGroups.groupIds", ["sg-00000001", "sg-00000001"]),
      ],
      [
        /hands out security group "catalog-pods" of another VPC than the nodes'/,
        copy("Vpc", "lab-vpc", "other"),
        from(...LAB.podGroup, "vpcId", ["Vpc", "other"]),
      ],
      [
        /names 6 security groups|gets 6 security groups from 2 policies/,
        copy(...LAB.policy, "second", (made) => {
          made.inputs.spec = {
            podSelector: { matchLabels: { "sgp.internal/pod-security-group": "catalog" } },
            securityGroups: { groupIds: [1, 2, 3, 4, 5].map((i) => `sg-0000000${i}`) },
          };
          made.propertyDependencies.spec = [];
        }),
      ],
    ],
    unknown: [/which security groups/, hide(...LAB.policy, "spec.securityGroups.groupIds")],
    allowed: { quota: 6 },
  },
  "bound-pod-spec": {
    wrong: [
      [/is on the host's network/, set(...LAB.catalog, `${template}.hostNetwork`, true)],
      [/ends without grace/, set(...LAB.probe, `${template}.terminationGracePeriodSeconds`, 0)],
    ],
    unknown: [/whether Deployment "catalog" is on the host's network/, hide(...LAB.catalog, `${template}.hostNetwork`)],
  },
  "bound-pod-label": {
    wrong: [
      [
        /the selector of Deployment "catalog" has the label/,
        set(...LAB.catalog, "spec.selector.matchLabels", { "sgp.internal/pod-security-group": "catalog" }),
      ],
    ],
    allowed: { keySuffix: "/another-key" },
  },
  "bound-pod-order": {
    wrong: [
      [
        /Deployment "catalog" does not wait for SecurityGroupPolicy "catalog-policy"/,
        from(...LAB.catalog, "spec"),
        (graph) => {
          for (const resource of graph.resources)
            resource.dependencies = resource.dependencies.filter((urn) => !urn.endsWith("::catalog-policy"));
        },
      ],
    ],
  },
  "pod-group-order": {
    wrong: [
      [
        /security group "catalog-pods" does not wait for .*NodeGroup "lab-nodes"/,
        from(...LAB.podGroup, "vpcId", ["Vpc", "lab-vpc"]),
        (graph) => {
          for (const { type, name, dependencies } of graph.resources) {
            if (type.endsWith(":SecurityGroup") && name === "catalog-pods") dependencies.splice(0);
          }
        },
      ],
    ],
  },
  "vpc-cni-setting": {
    wrong: [
      [/ENABLE_POD_ENI is off/, configuration({ env: { ENABLE_POD_ENI: "false" }, init: strict.init })],
      [/DISABLE_TCP_EARLY_DEMUX is off in strict mode/, configuration({ env: strict.env })],
      [
        /has env\.DISABLE_TCP_EARLY_DEMUX, which the add-on does not know there; it belongs to init\.env/,
        configuration({ env: { ...strict.env, DISABLE_TCP_EARLY_DEMUX: "true" } }),
      ],
      [/has env\.ENABLE_POD_ENI that is no text/, configuration({ ...strict, env: { ENABLE_POD_ENI: true } })],
      [/has Init, .* it belongs to init/, configuration({ ...strict, Init: {} })],
      [/is not JSON/, set(...LAB.cni, "configurationValues", "env: {}")],
      [/v1\.20\.3-eksbuild\.1 is below 1\.20\.4/, set(...LAB.cni, "addonVersion", "v1.20.3-eksbuild.1")],
      [/v1\.22\.1-eksbuild\.1 hangs/, set(...LAB.cni, "addonVersion", "v1.22.1-eksbuild.1")],
      [/has no VPC CNI add-on/, remove(...LAB.cni)],
    ],
    unknown: [/which version/, hide(...LAB.cni, "addonVersion")],
  },
  "probe-ports": {
    wrong: [
      [
        /Deployment "catalog" is probed on tcp 8080, which security group "catalog-pods" does not admit/,
        remove(...LAB.probeIngress),
      ],
    ],
    unknown: [
      /whether Deployment "catalog" is probed on tcp 8080/,
      from(...LAB.probeIngress, "referencedSecurityGroupId"),
      set(...LAB.probeIngress, "referencedSecurityGroupId", undefined),
      hide("SecurityGroupIngressRule", LAB.probeIngress[1], "cidrIpv4"),
    ],
  },
  "standard-mode": {
    wrong: [[/does not filter traffic between pods/, configuration(standard)]],
    allowed: { accepted: true },
  },
  "trunk-capable-nodes": {
    wrong: [
      [
        /"lab-nodes" is of t3\.large, which carries no trunk interface: .*; take m6g\.large/,
        set(...LAB.nodes, "instanceTypes", ["t3.large"]),
      ],
      [/is of t3\.medium \(EKS's default\)/, set(...LAB.nodes, "instanceTypes", undefined)],
      [/Windows/, set(...LAB.nodes, "amiType", "WINDOWS_FULL_2022_x86_64")],
    ],
    unknown: [/of which instance type/, hide(...LAB.nodes, "instanceTypes")],
    allowed: { allow: ["lab-nodes"] },
  },
  "branch-capacity": {
    wrong: [
      [
        /1 x m6g\.large have 9 branch interfaces, bound pods need 13 \(catalog 12 and probe-bound 1\)/,
        set(...LAB.catalog, "spec.replicas", 12),
      ],
    ],
    unknown: [/number or type of the nodes is not told/, hide(...LAB.nodes, "scalingConfig")],
  },
  "node-metadata": {
    wrong: [
      [/has a metadata hop limit of 2/, set(...LAB.template, "metadataOptions.httpPutResponseHopLimit", 2)],
      [/does not require IMDSv2/, set(...LAB.template, "metadataOptions.httpTokens", "optional")],
      [
        /has no launch template of its own/,
        set(...LAB.nodes, "launchTemplate", undefined),
        from(...LAB.nodes, "launchTemplate"),
      ],
    ],
    unknown: [/the metadata hop limit/, hide(...LAB.template, "metadataOptions.httpPutResponseHopLimit")],
  },
  "node-volumes": {
    wrong: [[/a volume that is not encrypted/, set(...LAB.template, "blockDeviceMappings.0.ebs.encrypted", "false")]],
    unknown: [/encrypts its volumes/, hide(...LAB.template, "blockDeviceMappings.0.ebs.encrypted")],
  },
  "nodes-after-pod-eni": {
    wrong: [
      [
        /NodeGroup "lab-nodes" does not wait for Addon "lab-pod-eni-vpc-cni"/,
        (graph) => {
          for (const resource of graph.resources) {
            if (resource.name === "lab-nodes")
              resource.dependencies = resource.dependencies.filter((urn) => !urn.includes("pod-eni"));
          }
        },
      ],
    ],
  },
  "cluster-role": {
    wrong: [
      [
        /Role "lab-cluster", which Cluster "lab-eks" runs with, lacks AmazonEKSVPCResourceController/,
        remove(...LAB.controller),
      ],
    ],
    unknown: [/whether Role "lab-cluster"/, hide(...LAB.controller, "policyArn")],
  },
  "kubernetes-version": {
    wrong: [
      [/runs Kubernetes 1\.31 whose standard support ended on 2025-11-26/, set(...LAB.cluster, "version", "1.31")],
    ],
    unknown: [/which Kubernetes version/, hide(...LAB.cluster, "version")],
  },
  "database-encrypted": {
    wrong: [[/"catalog-db" is not encrypted/, set(...LAB.database, "storageEncrypted", undefined)]],
    unknown: [/is encrypted/, hide(...LAB.database, "storageEncrypted")],
  },
  "database-private": {
    wrong: [[/is publicly accessible/, set(...LAB.database, "publiclyAccessible", true)]],
    unknown: [/is publicly accessible/, hide(...LAB.database, "publiclyAccessible")],
  },
  "database-password": {
    wrong: [
      [/neither generated nor managed/, from(...LAB.database, "password")],
      [/makes 8 characters, fewer than 16/, set(...LAB.password, "length", 8)],
      [/Parameter "catalog-db-password" keeps a password in the clear/, set(...LAB.parameter, "type", "String")],
      [
        /ConfigMap "catalog-settings" keeps a password in the clear/,
        from("ConfigMap", "catalog-settings", "data", LAB.password),
      ],
    ],
    unknown: [/where the password/, hide(...LAB.database, "password"), from(...LAB.database, "password")],
    allowed: { allow: ["catalog-db"] },
    refused: { minimumLength: 64 },
  },
  "database-backups": {
    wrong: [
      [/does not say for how many days/, set(...LAB.database, "backupRetentionPeriod", undefined)],
      [/wants a last snapshot and names none/, set(...LAB.database, "skipFinalSnapshot", false)],
    ],
    unknown: [/for how many days/, hide(...LAB.database, "backupRetentionPeriod")],
    refused: { minimumDays: 7 },
  },
  "owner-and-expiry": {
    wrong: [
      [/lacks the tag owner and expiry/, set("aws", "aws", "defaultTags", undefined)],
      [
        /should be gone since 2026-01-01/,
        set("aws", "aws", "defaultTags", '{"tags":{"owner":"a","expiry":"2026-01-01"}}'),
      ],
      [
        /what LaunchTemplate "lab-nodes" makes of kind instance lacks/,
        set(...LAB.template, "tagSpecifications", undefined),
      ],
    ],
    unknown: [/the tags of/, hide("aws", "aws", "defaultTags")],
    allowed: { tags: [] },
    refused: { tags: ["costCentre"] },
  },
};

describe("the rules", () => {
  it("all have a case here, a name of their own, and say what they are for", () => {
    deepStrictEqual(RULES.map(({ name }) => name).sort(), Object.keys(CASES).sort());
    for (const { name, description, remediationSteps, url, severity, enforcementLevel, configSchema } of RULES) {
      match(name, /^[a-z-]+$/);
      match(url, /^https:\/\//);
      ok(description.endsWith(".") && remediationSteps.endsWith("."), name);
      ok(severity && ["mandatory", "advisory"].includes(enforcementLevel), name);
      for (const [key, schema] of Object.entries(configSchema?.properties ?? {})) {
        ok(schema.default !== undefined && schema.description, `${name}.${key}`);
      }
    }
  });

  for (const stage of LAB_STAGES) {
    it(`find nothing in the lab of stage ${stage}, and leave nothing open`, async function () {
      this.timeout(20_000);
      const graph = await labGraph([], stage);
      for (const rule of RULES) deepStrictEqual(rule.check(graph), [], rule.name);
    });
  }

  for (const [name, { wrong, unknown, allowed, refused }] of Object.entries(CASES)) {
    describe(name, () => {
      const rule = ruleOf(name);
      for (const [message, ...edits] of wrong) {
        it(`objects: ${message.source}`, async () => {
          match(certain(rule, await labGraph(edits)).join("\n"), message);
        });
      }
      if (unknown !== undefined) {
        const [message, ...edits] = unknown;
        it(`leaves open what is not known: ${message.source}`, async () => {
          const graph = await labGraph(edits);
          deepStrictEqual(certain(rule, graph), []);
          match(open(rule, graph).join("\n"), message);
        });
        it("says what is certain in spite of it", async () => {
          const [, ...first] = wrong[0];
          ok(certain(rule, await labGraph([...first, hide("Subnet", "lab-private-a", "cidrBlock")])).length > 0);
        });
      }
      if (allowed !== undefined) {
        it("takes exceptions from its config", async () => {
          const [, ...edits] = wrong[0];
          deepStrictEqual(certain(rule, await labGraph(edits), allowed), []);
        });
      }
      if (refused !== undefined) {
        it("is stricter where its config says so", async () => {
          ok(certain(rule, await labGraph(), refused).length > 0);
        });
      }
    });
  }
});
