import assert from "node:assert/strict";
import { apply } from "./admission";
import { shortName } from "./events";
import { type KubeObject, objects, pods, uids } from "./kube";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** A workload in the catalog's namespace that no policy selects. */
const BYSTANDER = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "bystander", namespace: "catalog" },
  spec: {
    selector: { matchLabels: { app: "bystander" } },
    template: {
      metadata: { labels: { app: "bystander" } },
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "app",
            image: "registry.k8s.io/pause:3.10",
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    },
  },
};

/** Another security group for the bound pods. */
export const groups: Scenario = {
  proves: "another security group makes the bound pods anew, and no other pod",
  minutes: 8,
  async run() {
    await stack.isUp();
    apply(BYSTANDER);
    try {
      stack.shell("kubectl --namespace catalog rollout status deployment bystander --timeout 60s");
      const isBystander = ({ metadata }: KubeObject): boolean => metadata.name.startsWith("bystander");
      const bystanders = (): string[] => uids(pods().filter(isBystander));
      const bound = (): KubeObject[] => pods().filter((pod) => !isBystander(pod));
      const before = { bystanders: bystanders(), bound: uids(bound()), nodes: uids(objects("nodes")) };
      const group = stack.resources().find((one) => shortName(one) === "SecurityGroup catalog-pods")!;
      await stack.well("up", "--replace", group.urn);
      const now = stack.resources().find(({ urn }) => urn === group.urn)!;
      assert.notEqual(now.id, group.id);
      assert.deepEqual([bystanders(), uids(objects("nodes"))], [before.bystanders, before.nodes]);
      assert.equal(before.bystanders.length, 1);
      const rolled = bound();
      assert.equal(rolled.length, before.bound.length);
      for (const { metadata } of rolled) {
        assert.ok(!before.bound.includes(metadata.uid), metadata.name);
        assert.ok(metadata.annotations?.["vpc.amazonaws.com/pod-eni"], metadata.name);
      }
      return `${rolled.length} bound pod made anew with the new group, 1 other pod of the namespace left alone`;
    } finally {
      stack.shell("kubectl --namespace catalog delete deployment bystander --ignore-not-found --wait");
    }
  },
};
