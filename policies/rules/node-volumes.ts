import type { GraphResource, Json } from "../../model/graph/graph";
import { find, isUnknown, listOf, unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { Finding } from "../findings";
import { podEniClusters, text } from "../pod-eni";
import { missingOf, resourceName } from "../references";
import { hangingOn, type Rule, rule, unsure, wrong } from "../rule";

/** The disks of nodes are encrypted. */
export const nodeVolumes: Rule = rule({
  name: "node-volumes",
  description: "Launch templates of nodes encrypt their volumes.",
  severity: "medium",
  // An account can encrypt by default, which no graph shows.
  enforcementLevel: "advisory",
  remediationSteps: 'Name the volumes in the launch template\'s blockDeviceMappings, each with ebs.encrypted "true".',
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  check(reading) {
    return podEniClusters(reading).flatMap(({ nodeGroups, missing }) => {
      const templates = unique(nodeGroups.flatMap((nodes) => nodes.templates));
      return hangingOn(
        missing,
        templates.flatMap((template) => ofTemplate(reading, template)),
      );
    });
  },
});

function ofTemplate({ completeness }: Reading, resource: GraphResource): Finding[] {
  const { urn, inputs, type, external } = resource;
  const template = { template: resourceName(resource) };
  if (external) return [unsure(urn, "node-volumes: not encrypted", template, missingOf(completeness.of(urn)))];
  const disks: (Json | undefined)[] = type.endsWith("LaunchConfiguration")
    ? [inputs.rootBlockDevice, ...listOf(inputs.ebsBlockDevices)]
    : listOf(inputs.blockDeviceMappings).map((mapping) => find(mapping, "ebs"));
  const answers = disks.filter((disk) => disk !== undefined).map((disk) => find(disk, "encrypted"));
  if (answers.some((answer) => !isUnknown(answer) && text(answer) !== "true")) {
    return [wrong(urn, "node-volumes: not encrypted", template)];
  }
  if (answers.some(isUnknown)) return [unsure(urn, "node-volumes: not encrypted", template)];
  return answers.length > 0 ? [] : [wrong(urn, "node-volumes: not said", template)];
}
