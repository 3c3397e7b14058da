import type { Case } from "./case";
import { type Edit, from, hide, LAB, remove, set } from "./support";

const configuration = (value: unknown): Edit => set(...LAB.cni, "configurationValues", JSON.stringify(value));
const standard = { env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } };

/** Cases of the rules about nodes. */
export const NODES_CASES: { [rule: string]: Case } = {
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
        /1 x m6g\.large have 9 branch interfaces, bound pods need 12 \(catalog 12\)/,
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
