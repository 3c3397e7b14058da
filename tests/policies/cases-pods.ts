import type { Case } from "./case";
import { copy, detach, type Edit, from, hide, LAB, remove, set } from "./support";

const configuration = (value: unknown): Edit => set(...LAB.cni, "configurationValues", JSON.stringify(value));
const strict = { env: { ENABLE_POD_ENI: "true" }, init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } };
const template = "spec.template.spec";

/** Cases of the rules about pods. */
export const PODS_CASES: { [rule: string]: Case } = {
  "policy-selector": {
    wrong: [
      [/selects every pod of its namespace/, set(...LAB.policy, "spec.podSelector", {})],
      [/has no selector: the controller skips it/, set(...LAB.policy, "spec.podSelector", undefined)],
      [
        /a selector of .* is none, so the controller skips it/,
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
      [/is no list, which the API server refuses/, set(...LAB.policy, "spec.securityGroups.groupIds", "sg-00000001")],
      [/is not a valid security group id/, set(...LAB.policy, "spec.securityGroups.groupIds", ["catalog-pods"])],
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
      [/Deployment "catalog" does not wait for SecurityGroupPolicy "catalog-policy"/, detach(...LAB.policy)],
      [/SecurityGroupPolicy "catalog-policy" does not wait for SecurityGroupEgressRule/, detach(...LAB.dnsUdpEgress)],
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
      [/has env\.ENABLE_POD_ENI that is not a text/, configuration({ ...strict, env: { ENABLE_POD_ENI: true } })],
      [/has Init, .* it belongs to init/, configuration({ ...strict, Init: {} })],
      [/is neither a JSON object nor a YAML mapping/, set(...LAB.cni, "configurationValues", "env: [")],
      [/ENABLE_POD_ENI is off/, set(...LAB.cni, "configurationValues", "env: {}")],
      [/v1\.20\.3-eksbuild\.1 is below 1\.20\.4/, set(...LAB.cni, "addonVersion", "v1.20.3-eksbuild.1")],
      [/v1\.22\.1-eksbuild\.1 hangs/, set(...LAB.cni, "addonVersion", "v1.22.1-eksbuild.1")],
      [/has no VPC CNI add-on/, remove(...LAB.cni)],
    ],
    unknown: [/which version/, hide(...LAB.cni, "addonVersion")],
  },
};
