import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { BACKOFF_LIMIT, ConnectivityProbe, type ConnectivityProbeArgs, ProbeExpectation } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { at, type Json } from "../../model/graph/graph";
import { only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { HOME, peer } from "../support/samples";

const GROUP = peer("pods").securityGroupId;
const OTHER_GROUP = peer("database", "b").securityGroupId;

function args(more: Partial<ConnectivityProbeArgs> = {}): ConnectivityProbeArgs {
  const { connects: expect } = ProbeExpectation;
  return { expect, ...HOME, address: "orders.example.com", port: 3306, rerunOn: [GROUP, OTHER_GROUP], ...more };
}

function probe(more: Partial<ConnectivityProbeArgs> = {}): Promise<Recording> {
  return runMade(() => ({ jobName: new ConnectivityProbe("probe", args(more)).jobName }));
}

async function job(more: Partial<ConnectivityProbeArgs> = {}): Promise<{ [key: string]: Json }> {
  return only(await probe(more), "Job").inputs;
}

async function template(more: Partial<ConnectivityProbeArgs> = {}): Promise<string> {
  return JSON.stringify(at(await job(more), "spec", "template"));
}

const EXPECTATIONS = Object.values(ProbeExpectation);

describe("a ConnectivityProbe", () => {
  for (const expect of EXPECTATIONS) {
    it(`that expects "${expect}" ends in time, is kept to be read, and is replaced where it failed`, async () => {
      const inputs = await job({ expect });
      deepStrictEqual(at(inputs, "metadata", "annotations"), { "pulumi.com/replaceUnready": "true" });
      strictEqual(at(inputs, "metadata", "name"), undefined);
      strictEqual(at(inputs, "spec", "template", "spec", "restartPolicy"), "Never");
      strictEqual(at(inputs, "spec", "ttlSecondsAfterFinished"), undefined);
      strictEqual(at(inputs, "spec", "backoffLimit"), BACKOFF_LIMIT[expect]);
      const deadline = at(inputs, "spec", "activeDeadlineSeconds") as number;
      // Pods that fail wait 10 s, 20 s, 40 s …; each takes 15 s for its three attempts.
      ok(deadline > 10 * (2 ** BACKOFF_LIMIT[expect] - 1) + 15 * (BACKOFF_LIMIT[expect] + 1), String(deadline));
    });
  }

  it("that must connect outlives the first pods after a new policy", () => {
    ok(BACKOFF_LIMIT[ProbeExpectation.connects] >= 4);
  });

  it("that must time out has one pod: no other can take back that it connected", async () => {
    for (const expect of EXPECTATIONS) strictEqual(at(await job({ expect }), "spec", "podFailurePolicy"), undefined);
    strictEqual(at(await job({ expect: ProbeExpectation.timesOut }), "spec", "backoffLimit"), 0);
  });

  it("runs its script in an image that the lab uses anyway, told by its environment what to reach", async () => {
    const container = at(await job(), "spec", "template", "spec", "containers", 0);
    strictEqual(at(container, "image"), "public.ecr.aws/aws-containers/retail-store-sample-catalog:1.2.1");
    deepStrictEqual((at(container, "command") as Json[]).slice(0, 2), ["bash", "-c"]);
    deepStrictEqual(at(container, "env"), [
      { name: "EXPECT", value: "connects" },
      { name: "ADDRESS", value: "orders.example.com" },
      { name: "PORT", value: "3306" },
      {
        name: "BRANCH_INTERFACE",
        valueFrom: { fieldRef: { fieldPath: "metadata.annotations['vpc.amazonaws.com/pod-eni']" } },
      },
    ]);
  });

  it("hands the end of its log on where it fails, so that the update that waits for it can say why", async () => {
    const container = at(await job(), "spec", "template", "spec", "containers", 0);
    strictEqual(at(container, "terminationMessagePolicy"), "FallbackToLogsOnError");
  });

  it("carries a binding's labels and annotations on its pods, and labels of its own on both", async () => {
    const podLabels = { "sgp.internal/pod-security-group": "orders" };
    const inputs = await job({ podLabels, podAnnotations: { "sgp.internal/security-groups": "0a1b2c3d" } });
    const own = { "app.kubernetes.io/name": "probe", "app.kubernetes.io/component": "connectivity-probe" };
    deepStrictEqual(at(inputs, "metadata", "labels"), own);
    deepStrictEqual(at(inputs, "spec", "template", "metadata", "labels"), { ...podLabels, ...own });
    strictEqual(at(inputs, "spec", "template", "metadata", "annotations", "sgp.internal/security-groups"), "0a1b2c3d");
    strictEqual(at(inputs, "spec", "selector"), undefined);
  });

  it("runs again where a text changes on which that rests: the id of a group, or what a binding wires", async () => {
    const texts: string[] = [];
    for (const port of [3306, 3307]) {
      const paths = pulumi.jsonStringify([{ peer: "db", protocol: "tcp", port: pulumi.output(port) }]);
      texts.push(await template({ rerunOn: [GROUP, paths] }));
    }
    texts.push(await template(), await template({ rerunOn: [GROUP] }), await template({ rerunOn: [] }));
    strictEqual(new Set(texts).size, texts.length);
  });

  it("does not run again where the texts only come in another order", async () => {
    strictEqual(await template({ rerunOn: [OTHER_GROUP, GROUP] }), await template());
  });

  it("gives on the name of its Job", async () => {
    strictEqual((await probe()).outputs.jobName, "probe-1a2b3c4d");
  });

  it("refuses a port that is none, and makes nothing", async () => {
    const { message, paths, made } = await refusal(() => new ConnectivityProbe("probe", args({ port: 0 })));
    match(message, /port: 0 is not a port; use 1 to 65535/);
    deepStrictEqual([paths, made], [["port"], []]);
  });

  it("refuses to expect anything else, and makes nothing", async () => {
    const { message, paths, made } = await refusal(() => new ConnectivityProbe("probe", args({ expect: "fails" })));
    match(message, /"fails" is not known; it can be connects, times-out/);
    deepStrictEqual([paths, made], [["expect"], []]);
  });
});
