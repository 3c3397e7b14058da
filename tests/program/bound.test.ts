import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import type { Recording, Registration } from "../../cli/record/recorder";
import { setHash } from "../../components/support/hash";
import { at, type Json } from "../../model/graph/graph";
import { LAB_STAGES, lab } from "../support/lab";
import { all, only, runLab } from "../support/program";
import { allRules, ruleLines } from "../support/rules";
import { clusterSecurityGroupId, hexId } from "../support/deploy-mocks";

const CLUSTER_GROUP = clusterSecurityGroupId("sgp-lab-dev");
const OWN_LABEL = "sgp.internal/pod-security-group";

function template(registration: Registration, ...path: string[]): Json | undefined {
  return at(registration.inputs, "spec", "template", ...path);
}

describe("the bound catalog", () => {
  let recording: Recording;
  before(async () => {
    recording = await lab("bound");
  });

  it("reaches DNS and its database, is reached by probes, and has both halves of each path", () => {
    deepStrictEqual(ruleLines(recording), [
      "catalog-db-database from catalog-pods tcp 3306",
      `catalog-pods from ${CLUSTER_GROUP} tcp 8080`,
      "catalog-pods to catalog-db-database tcp 3306",
      `catalog-pods to ${CLUSTER_GROUP} tcp 53`,
      `catalog-pods to ${CLUSTER_GROUP} udp 53`,
      `${CLUSTER_GROUP} from catalog-pods tcp 53`,
      `${CLUSTER_GROUP} from catalog-pods udp 53`,
    ]);
  });

  it("is the only one that the database admits; outside the stage nobody is", async () => {
    const admitted = async (stage: string): Promise<string[]> =>
      ruleLines(await lab(stage)).filter((line) => line.startsWith("catalog-db-database"));
    deepStrictEqual(await admitted("bound"), ["catalog-db-database from catalog-pods tcp 3306"]);
    deepStrictEqual(await admitted("rds-unbound"), []);
    deepStrictEqual(await admitted("in-cluster"), []);
  });

  it("has group ids in its rules that come from a security group or the cluster, and from nothing else", () => {
    const sources = new Set(
      [...all(recording, "aws:ec2/securityGroup:SecurityGroup"), only(recording, "eks:index:Cluster")].map(
        ({ urn }) => urn,
      ),
    );
    for (const { name, propertyDependencies } of allRules(recording)) {
      for (const property of ["securityGroupId", "referencedSecurityGroupId"]) {
        const from = propertyDependencies[property];
        strictEqual(from.length, 1, `${name} ${property}`);
        strictEqual(sources.has(from[0]), true, `${name} ${property}`);
      }
      deepStrictEqual(Object.keys(propertyDependencies).sort(), ["referencedSecurityGroupId", "securityGroupId"], name);
    }
  });

  it("has group ids in its policy that come from the pod security group alone", () => {
    const { urn } = only(recording, "SecurityGroup", "catalog-pods");
    deepStrictEqual(only(recording, "SecurityGroupPolicy").propertyDependencies.spec, [urn]);
  });

  it("has a database whose group comes from the security group alone, and admits nobody by itself", () => {
    const { urn } = only(recording, "SecurityGroup", "catalog-db-database");
    deepStrictEqual(only(recording, "Instance").propertyDependencies.vpcSecurityGroupIds, [urn]);
  });

  it("is selected by a label of the binding's own", () => {
    deepStrictEqual(at(only(recording, "SecurityGroupPolicy").inputs, "spec", "podSelector"), {
      matchLabels: { [OWN_LABEL]: "catalog" },
    });
  });

  it("carries that label on its pods and never in the Deployment's selector", () => {
    const deployment = only(recording, "Deployment");
    strictEqual(at(template(deployment, "metadata", "labels"), OWN_LABEL), "catalog");
    const selector = {
      "app.kubernetes.io/component": "service",
      "app.kubernetes.io/instance": "catalog",
      "app.kubernetes.io/name": "catalog",
    };
    deepStrictEqual(at(deployment.inputs, "spec", "selector"), { matchLabels: selector });
    deepStrictEqual(at(deployment.inputs, "metadata", "labels"), selector);
  });

  it("loses label and annotation, and nothing else, where it leaves the binding", async () => {
    const bound = template(only(recording, "Deployment"), "metadata") as { [key: string]: { [key: string]: Json } };
    const unbound = template(only(await lab("rds-unbound"), "Deployment"), "metadata");
    const { [OWN_LABEL]: label, ...others } = bound.labels;
    strictEqual(label, "catalog");
    deepStrictEqual(unbound, { labels: others });
  });

  it("is bound like the probe that must connect, and unlike those that must not", () => {
    const labels = (job: string): Json | undefined =>
      at(template(only(recording, "Job", job), "metadata", "labels"), OWN_LABEL);
    const namespace = (job: string): Json | undefined =>
      at(only(recording, "Job", job).inputs, "metadata", "namespace");
    deepStrictEqual([labels("probe-bound"), namespace("probe-bound")], ["catalog", "catalog"]);
    deepStrictEqual([labels("probe-unlabelled"), namespace("probe-unlabelled")], [undefined, "catalog"]);
    deepStrictEqual([labels("probe-elsewhere"), namespace("probe-elsewhere")], ["catalog", "elsewhere"]);
  });

  it("has probes that run again where a group, a declared path or the VPC CNI setting changes", () => {
    const { reaches, reachableFrom } = recording.outputs.podSecurityGroupBinding as { [key: string]: Json[] };
    const plain = (paths: Json[]): object[] =>
      paths.map((path) => ({ peer: at(path, "peer"), protocol: at(path, "protocol"), port: at(path, "port") }));
    const wired = JSON.stringify([`sg-${hexId("catalog-pods")}`, plain(reaches), plain(reachableFrom), "strict", true]);
    const texts = [`sg-${hexId("catalog-db-database")}`, wired];
    for (const { name, inputs } of all(recording, "Job")) {
      const annotations = at(inputs, "spec", "template", "metadata", "annotations");
      strictEqual(at(annotations, "sgp.internal/rerun-on"), setHash(texts), name);
    }
  });

  it("rolls, and proves again who reaches the database, where the enforcing mode alone changes", async () => {
    const standard = await runLab({ config: ["enforcingMode=standard"] });
    for (const [type, name] of [
      ["Deployment", "catalog"],
      ["Job", "probe-bound"],
      ["Job", "probe-unlabelled"],
      ["Job", "probe-elsewhere"],
    ]) {
      const annotations = (of: Recording): Json | undefined =>
        template(only(of, type, name), "metadata", "annotations");
      ok(annotations(standard) !== undefined);
      notDeepStrictEqual(annotations(standard), annotations(recording), name);
    }
  });

  it("runs on nodes that carry the cluster's own group and guard their credentials", () => {
    const template = only(recording, "LaunchTemplate").inputs;
    deepStrictEqual(template.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    for (const property of ["vpcSecurityGroupIds", "securityGroupNames", "networkInterfaces", "iamInstanceProfile"]) {
      strictEqual(template[property], undefined, property);
    }
    const volume = at(template, "blockDeviceMappings", 0, "ebs");
    deepStrictEqual([at(volume, "encrypted"), at(volume, "volumeType")], ["true", "gp3"]);
    deepStrictEqual(
      (template.tagSpecifications as Json[]).map((entry) => [at(entry, "resourceType"), at(entry, "tags", "student")]),
      ["instance", "volume", "network-interface"].map((type) => [type, "student-01"]),
    );
  });

  for (const mode of ["strict", "standard"]) {
    it(`has a VPC CNI that gives branch interfaces in ${mode} mode, set with texts and sorted keys`, async () => {
      const recording = mode === "strict" ? await lab("bound") : await runLab({ config: [`enforcingMode=${mode}`] });
      const { inputs } = only(recording, "Addon", "lab-pod-eni-vpc-cni");
      strictEqual(
        inputs.configurationValues,
        `{"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"${mode}"},` +
          `"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"${mode === "strict"}"}}}`,
      );
    });
  }

  for (const stage of LAB_STAGES) {
    it(`rolls with Recreate in stage ${stage}`, async () => {
      deepStrictEqual(at(only(await lab(stage), "Deployment").inputs, "spec", "strategy"), { type: "Recreate" });
    });
  }
});
