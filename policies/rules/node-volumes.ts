import type { GraphResource, Json } from "../../model/graph/graph";
import { find, isUnknown, listOf } from "../../model/graph/values";
import { text } from "../facts";
import { podEniClusters } from "../clusters";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** The disks of nodes are encrypted. */
export const nodeVolumes = rule({
  name: "node-volumes",
  description: "Launch templates of nodes encrypt their volumes.",
  severity: "medium",
  // An account can encrypt by default, which no graph shows.
  enforcementLevel: "advisory",
  remediationSteps: 'Name the volumes in the launch template\'s blockDeviceMappings, each with ebs.encrypted "true".',
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  check(graph) {
    const templates = podEniClusters(graph).flatMap(({ nodes }) => nodes.flatMap((group) => group.templates));
    return [...new Set(templates)].flatMap(ofTemplate);
  },
});

function ofTemplate(template: GraphResource): Violation[] {
  const { urn, inputs, type } = template;
  const disks: (Json | undefined)[] = type.endsWith("LaunchConfiguration")
    ? [inputs.rootBlockDevice, ...listOf(inputs.ebsBlockDevices)]
    : listOf(inputs.blockDeviceMappings).map((mapping) => find(mapping, "ebs"));
  const answers = disks.filter((disk) => disk !== undefined).map((disk) => find(disk, "encrypted"));
  if (answers.some((answer) => !isUnknown(answer) && text(answer) !== "true")) {
    return [wrong(urn, `${named(template)} has a volume that is not encrypted; set ebs.encrypted to "true"`)];
  }
  if (answers.some(isUnknown)) return [unsure(urn, `whether ${named(template)} encrypts its volumes`)];
  return answers.length > 0
    ? []
    : [
        wrong(
          urn,
          `${named(template)} does not say that its volumes are encrypted; name them with ebs.encrypted "true"`,
        ),
      ];
}
