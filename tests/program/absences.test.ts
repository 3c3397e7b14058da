import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as k8s from "@pulumi/kubernetes";
import type { Recording, Registration } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import { LAB_STAGES, lab, title } from "../support/lab";
import { all, runMade } from "../support/program";
import { allRules } from "../support/rules";

/** Inputs that name a thing in AWS or Kubernetes. */
const NAMES = [
  ["name"],
  ["namePrefix"],
  ["identifier"],
  ["identifierPrefix"],
  ["clusterName"],
  ["nodeGroupName"],
  ["nodeGroupNamePrefix"],
  ["metadata", "name"],
  ["metadata", "generateName"],
];

/** What may have a name of its own, by stage. EKS writes its logs to a group of just that name. */
const FIXED: { [stage: string]: string[] } = {
  "in-cluster": ["kubernetes:core/v1:Service catalog-mysql"],
  "rds-unbound": [],
  bound: [],
};
const FIXED_IN_ALL_STAGES = [
  "aws:cloudwatch/logGroup:LogGroup lab-logs",
  "eks:index:Cluster lab-eks",
  "kubernetes:apps/v1:Deployment catalog",
  "kubernetes:core/v1:Namespace catalog",
  "kubernetes:core/v1:Namespace elsewhere",
  "kubernetes:core/v1:Service catalog",
  "kubernetes:core/v1:ServiceAccount catalog",
  "kubernetes:core/v1:ServiceAccount elsewhere",
];

const TOP_LEVEL = [
  "pod-security-groups:index:CatalogService catalog",
  "pod-security-groups:index:ConnectivityProbe probe-elsewhere",
  "pod-security-groups:index:ConnectivityProbe probe-unlabelled",
  "pod-security-groups:index:Database catalog-db",
  "pod-security-groups:index:LabNamespace catalog",
  "pod-security-groups:index:LabNamespace elsewhere",
  "pod-security-groups:index:Network lab",
  "pod-security-groups:index:PodEniCluster lab",
  "pulumi:providers:aws aws",
];
const TOP_LEVEL_IN: { [stage: string]: string[] } = {
  "in-cluster": ["pod-security-groups:index:InClusterDatabase catalog-mysql"],
  "rds-unbound": [],
  bound: [
    "pod-security-groups:index:ConnectivityProbe probe-bound",
    "pod-security-groups:index:PodSecurityGroupBinding catalog",
  ],
};

/** Titles of the registrations that a question is answered with yes for, sorted. */
function those({ registrations }: Recording, question: (registration: Registration) => boolean): string[] {
  return registrations.filter(question).map(title).sort();
}

/** True where a text stands somewhere in a registration's inputs. */
function mentions({ inputs }: Registration, text: string): boolean {
  return JSON.stringify(inputs).includes(text);
}

for (const stage of LAB_STAGES) {
  describe(`in stage ${stage} there is`, () => {
    let recording: Recording;
    before(async () => {
      recording = await lab(stage);
    });

    it("no rule inside a security group", () => {
      const groups = all(recording, "aws:ec2/securityGroup:SecurityGroup");
      ok(groups.length >= 1);
      for (const group of groups) {
        deepStrictEqual(Object.keys(group.inputs).sort(), ["description", "tags", "vpcId"], group.name);
      }
      deepStrictEqual(all(recording, "aws:ec2/securityGroupRule:SecurityGroupRule"), []);
    });

    it("no rule for addresses, only from group to group", () => {
      for (const { inputs, name } of allRules(recording)) {
        deepStrictEqual(
          [inputs.cidrIpv4, inputs.cidrIpv6, inputs.prefixListId],
          [undefined, undefined, undefined],
          name,
        );
        match(inputs.referencedSecurityGroupId as string, /^sg-[0-9a-f]{17}$/, name);
      }
    });

    it("no open address range, but for the routes to the internet and the cluster's public endpoint", () => {
      deepStrictEqual(
        those(recording, (found) => mentions(found, "0.0.0.0/0") || mentions(found, "::/0")),
        [
          "aws:ec2/route:Route lab-private-a-internet",
          "aws:ec2/route:Route lab-private-b-internet",
          "aws:ec2/route:Route lab-private-c-internet",
          "aws:ec2/route:Route lab-public-internet",
          "eks:index:Cluster lab-eks",
        ],
      );
    });

    it("no mention of the VPC's range, but for the VPC itself", () => {
      deepStrictEqual(
        those(recording, (found) => mentions(found, "10.42.0.0/16")),
        ["aws:ec2/vpc:Vpc lab-vpc"],
      );
    });

    it("no rule without a reason that EC2 takes as a description", () => {
      for (const { inputs, name } of allRules(recording)) {
        match(inputs.description as string, /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{10,255}$/, name);
      }
    });

    it("no resource with an ambient provider, but for random's", () => {
      const custom = recording.registrations.filter((found) => found.custom && !found.type.startsWith("pulumi:"));
      const provided = (provider: string): string[] =>
        custom
          .filter((found) => (found.provider ?? "").includes(`::${provider}::`))
          .map(({ type }) => type.split(":")[0]);
      deepStrictEqual([...new Set(provided("aws"))], ["aws"]);
      deepStrictEqual([...new Set(provided("lab-kubernetes"))], ["kubernetes"]);
      const ambient = custom.filter(({ provider }) => provider === undefined).map(({ type }) => type.split(":")[0]);
      deepStrictEqual([...new Set(ambient)], ["random"]);
    });

    it("no provider twice", () => {
      deepStrictEqual(
        those(recording, ({ type }) => type.startsWith("pulumi:providers:")),
        ["pulumi:providers:aws aws", "pulumi:providers:kubernetes lab-kubernetes"],
      );
    });

    it("no resource without a parent, but for what the program composes", () => {
      deepStrictEqual(
        those(recording, ({ parent }) => parent === undefined),
        [...TOP_LEVEL, ...TOP_LEVEL_IN[stage]].sort(),
      );
    });

    it("no fixed physical name on anything that can be replaced", () => {
      const named = ({ type, inputs }: Registration): boolean =>
        NAMES.some(
          (path) => at(inputs, ...path) !== undefined && !(path[0] === "clusterName" && type.startsWith("aws:")),
        );
      deepStrictEqual(those(recording, named), [...FIXED_IN_ALL_STAGES, ...FIXED[stage]].sort());
    });

    it("no alias, but for those that the Kubernetes SDK gives to old API versions of a type", async () => {
      const plain = await runMade(() => {
        const spec = { selector: {}, template: {} };
        new k8s.apps.v1.Deployment("plain", { spec });
        new k8s.apps.v1.StatefulSet("plain", { spec: { ...spec, serviceName: "plain" } });
      });
      const usual = new Map(plain.registrations.map(({ type, aliases }) => [type, aliases]));
      deepStrictEqual(
        those(recording, ({ type, aliases }) => aliases !== (usual.get(type) ?? 0)),
        [],
      );
    });

    it("no protection and nothing kept back on destroy", () => {
      deepStrictEqual(
        those(recording, (found) => found.protect || found.retainOnDelete),
        [],
      );
    });

    it("no workload without grace at its end, with a token, or as root", () => {
      const pods = recording.registrations.map((found) => at(found.inputs, "spec", "template", "spec")).filter(Boolean);
      ok(pods.length >= 3);
      for (const pod of pods) {
        ok(Number(at(pod, "terminationGracePeriodSeconds")) > 0);
        strictEqual(at(pod, "automountServiceAccountToken"), false);
        strictEqual(at(pod, "securityContext", "runAsNonRoot"), true);
        for (const container of at(pod, "containers") as Json[]) {
          deepStrictEqual(at(container, "securityContext"), {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
          });
        }
      }
    });
  });
}
