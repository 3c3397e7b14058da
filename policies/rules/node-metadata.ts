import type { GraphResource } from "../../model/graph/graph";
import type { Nodes } from "../../model/reading/nodes";
import type { Reading } from "../../model/reading/reading";
import { find, isUnknown } from "../../model/graph/values";
import type { Finding } from "../findings";
import { podEniClusters } from "../pod-eni";
import { missingOf, resourceName } from "../references";
import { hangingOn, type Rule, rule, unsure, wrong } from "../rule";

/** Pods do not get at the credentials of their node. */
export const nodeMetadata: Rule = rule({
  name: "node-metadata",
  description: "Nodes answer metadata requests with IMDSv2 only, and within one hop.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    'Give the node group a launch template with metadataOptions { httpTokens: "required", httpPutResponseHopLimit: 1 }: with the node\'s credentials a pod can move network interfaces into a pod security group.',
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  check(reading) {
    return podEniClusters(reading).flatMap(({ cluster, missing }) => {
      // Fargate and Auto Mode have no instances of the account's own; Karpenter makes the launch template itself.
      const nodes = cluster.nodes.filter(({ kind }) => kind !== "fargate" && kind !== "auto");
      return hangingOn(
        missing,
        nodes.flatMap((set) => ofNodes(reading, set)),
      );
    });
  },
});

function ofNodes(reading: Reading, { resource, templates, templateElsewhere, hidden }: Nodes): Finding[] {
  const { urn } = resource;
  if (templates.length > 0) return templates.flatMap((template) => ofTemplate(reading, template));
  const nodes = { nodes: resourceName(resource) };
  const missing = missingOf(reading.completeness.of(urn));
  if (templateElsewhere || hidden) return [unsure(urn, "node-metadata: template not told", nodes, missing)];
  return [wrong(urn, "node-metadata: no template", nodes)];
}

function ofTemplate({ completeness }: Reading, resource: GraphResource): Finding[] {
  const { urn, inputs, external } = resource;
  const template = { template: resourceName(resource) };
  if (external) return [unsure(urn, "node-metadata: no IMDSv2", template, missingOf(completeness.of(urn)))];
  const [endpoint, tokens, hops] = ["httpEndpoint", "httpTokens", "httpPutResponseHopLimit"].map((key) =>
    find(inputs.metadataOptions, key),
  );
  if (endpoint === "disabled") return [];
  const limit = typeof hops === "number" ? hops : null;
  return [
    ...(tokens === "required" ? [] : [(isUnknown(tokens) ? unsure : wrong)(urn, "node-metadata: no IMDSv2", template)]),
    ...(hops === 1
      ? []
      : [(isUnknown(hops) ? unsure : wrong)(urn, "node-metadata: hop limit", { ...template, limit })]),
  ];
}
