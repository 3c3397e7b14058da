import type { GraphResource } from "../../model/graph/graph";
import type { Nodes } from "../../model/reading/nodes";
import { find, isUnknown } from "../../model/graph/values";
import { podEniClusters } from "../clusters";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Pods do not get at the credentials of their node. */
export const nodeMetadata = rule({
  name: "node-metadata",
  description: "Nodes answer metadata requests with IMDSv2 only, and within one hop.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    'Give the node group a launch template with metadataOptions { httpTokens: "required", httpPutResponseHopLimit: 1 }: with the node\'s credentials a pod can move network interfaces into a pod security group.',
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  check(graph) {
    return podEniClusters(graph)
      .flatMap(({ nodes }) => nodes)
      .flatMap(ofNodes);
  },
});

function ofNodes({ resource, templates, templateElsewhere, hidden }: Nodes): Violation[] {
  const { urn } = resource;
  if (templates.length > 0) return templates.flatMap(ofTemplate);
  if (templateElsewhere || hidden)
    return [
      unsure(urn, `whether pods on ${named(resource)} reach the node's metadata: its launch template is not told`),
    ];
  return [
    wrong(
      urn,
      `${named(resource)} has no launch template of its own, so pods reach the node's credentials over a second hop; add one with IMDSv2 and hop limit 1`,
    ),
  ];
}

function ofTemplate(template: GraphResource): Violation[] {
  const { urn, inputs } = template;
  const options = inputs.metadataOptions;
  const [endpoint, tokens, hops] = ["httpEndpoint", "httpTokens", "httpPutResponseHopLimit"].map((key) =>
    find(options, key),
  );
  if (endpoint === "disabled") return [];
  const found: Violation[] = [];
  if (isUnknown(tokens)) found.push(unsure(urn, `whether ${named(template)} requires IMDSv2`));
  else if (tokens !== "required")
    found.push(wrong(urn, `${named(template)} does not require IMDSv2; set metadataOptions.httpTokens to "required"`));
  if (isUnknown(hops)) found.push(unsure(urn, `the metadata hop limit of ${named(template)}`));
  else if (hops !== 1) {
    const limit = typeof hops === "number" ? `a metadata hop limit of ${hops}` : "no metadata hop limit";
    found.push(
      wrong(
        urn,
        `${named(template)} has ${limit}, so pods reach the node's credentials; set metadataOptions.httpPutResponseHopLimit to 1`,
      ),
    );
  }
  return found;
}
