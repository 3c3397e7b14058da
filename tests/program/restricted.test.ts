import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { at, type Json } from "../../model/graph/graph";
import { find, listOf } from "../../model/graph/values";
import { podTemplateOf } from "../../model/reading/pod-template";
import { LAB_STAGES, lab } from "../support/lab";
import { all } from "../support/program";

/** Kinds of volumes that the standard allows, of those that the lab could use. */
const VOLUMES = ["configMap", "downwardAPI", "emptyDir", "persistentVolumeClaim", "projected", "secret"];

/**
 * What of a pod breaks the standard "restricted".
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
function violations(pod: Json | undefined): string[] {
  const found: string[] = [];
  const hold = (holds: boolean, what: string): void => void (holds || found.push(what));
  for (const shared of ["hostNetwork", "hostPID", "hostIPC"]) hold(find(pod, shared) !== true, shared);
  hold(find(pod, "securityContext", "runAsNonRoot") === true, "runAsNonRoot");
  hold(find(pod, "securityContext", "runAsUser") !== 0, "runAsUser");
  hold(find(pod, "securityContext", "seccompProfile", "type") === "RuntimeDefault", "seccompProfile");
  for (const volume of listOf(find(pod, "volumes"))) {
    const kinds = Object.keys(volume as object).filter((key) => key !== "name");
    hold(kinds.length === 1 && VOLUMES.includes(kinds[0]), `volume of kind ${kinds.join()}`);
  }
  const containers = [...listOf(find(pod, "initContainers")), ...listOf(find(pod, "containers"))];
  hold(containers.length > 0, "no containers");
  for (const container of containers) {
    const context = find(container, "securityContext");
    hold(find(context, "allowPrivilegeEscalation") === false, "allowPrivilegeEscalation");
    hold(find(context, "privileged") === undefined, "privileged");
    hold(JSON.stringify(find(context, "capabilities")) === '{"drop":["ALL"]}', "capabilities");
    hold(find(context, "runAsNonRoot") === undefined, "runAsNonRoot of a container");
    hold(find(context, "runAsUser") === undefined, "runAsUser of a container");
    hold(find(context, "seccompProfile") === undefined, "seccompProfile of a container");
    for (const port of listOf(find(container, "ports"))) hold(find(port, "hostPort") === undefined, "hostPort");
  }
  return found;
}

describe("the lab's namespaces", () => {
  for (const stage of LAB_STAGES) {
    it(`admit restricted pods alone, which all pods of ${stage} are`, async () => {
      const recording = await lab(stage);
      const namespaces = all(recording, "Namespace").map(({ inputs }) => at(inputs, "metadata"));
      deepStrictEqual(
        namespaces.map((metadata) => [at(metadata, "name"), at(metadata, "labels")]),
        ["catalog", "elsewhere"].map((name) => [name, { "pod-security.kubernetes.io/enforce": "restricted" }]),
      );
      const pods = recording.graph.resources.flatMap((resource) => {
        const template = podTemplateOf(resource);
        return template === undefined ? [] : [{ name: resource.name, pod: find(template, "spec") }];
      });
      ok(pods.length >= 3);
      deepStrictEqual(
        pods.map(({ name, pod }) => [name, violations(pod)]),
        pods.map(({ name }) => [name, []]),
      );
    });
  }

  it("hold no volume in memory without a limit", async () => {
    let inMemory = 0;
    for (const stage of LAB_STAGES) {
      for (const resource of (await lab(stage)).graph.resources) {
        for (const volume of listOf(find(podTemplateOf(resource), "spec", "volumes"))) {
          if (find(volume, "emptyDir", "medium") !== "Memory") continue;
          inMemory++;
          strictEqual(find(volume, "emptyDir", "sizeLimit"), "64Mi", resource.name);
        }
      }
    }
    ok(inMemory > 0);
  });
});
