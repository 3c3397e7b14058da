import { deepStrictEqual, match, strictEqual } from "node:assert";
import { PodEniCluster } from "../../components";
import { only, runMade, type RunOptions } from "../support/program";
import { refusal } from "../support/refusal";
import { clusterArgs, SUBNET_IDS } from "../support/samples";

/** What AWS answers where clusters live, each with its version. */
function living(clusters: { [name: string]: string }): RunOptions {
  return {
    lookUps: {
      "aws:eks/getClusters:getClusters": () => ({ names: Object.keys(clusters) }),
      "aws:eks/getCluster:getCluster": ({ name }) => ({ version: clusters[String(name)] }),
    },
  };
}

const make = (): void => void new PodEniCluster("shop", clusterArgs({ kubernetesVersion: "1.34", existingOnly: true }));

describe("a PodEniCluster with a version for existing clusters only", () => {
  for (const [what, clusters, text] of [
    [
      "where none lives",
      {},
      /1\.34 is for a cluster that lives, and there is none named shop; make it with a version in/,
    ],
    ["where another one lives", { other: "1.34" }, /there is none named shop/],
    [
      "that is two minor versions above",
      { shop: "1.32" },
      /shop runs 1\.32, and EKS upgrades by one minor version at a time/,
    ],
  ] as [string, { [name: string]: string }, RegExp][]) {
    it(`is refused ${what}, before its control plane`, async () => {
      const { message, paths, made } = await refusal(make, living(clusters));
      deepStrictEqual(paths, ["kubernetesVersion"]);
      match(message, /^PodEniCluster "shop" cannot be made:\n {2}kubernetesVersion: /);
      match(message, text);
      deepStrictEqual(
        made.filter((title) => /^(aws:eks|eks:)/.test(title)),
        [],
      );
    });
  }

  for (const [what, version] of [
    ["that it has", "1.34"],
    ["one minor version above its own, as a step of an upgrade", "1.33"],
    ["above which EKS moved it by itself", "1.35"],
  ]) {
    it(`stands in no way of a living one ${what}`, async () => {
      const recording = await runMade(make, living({ shop: version }));
      const { inputs } = only(recording, "eks:index:Cluster");
      deepStrictEqual([inputs.version, inputs.subnetIds], ["1.34", SUBNET_IDS]);
    });
  }

  it("is planned without an account, since nobody is asked", async () => {
    strictEqual(only(await runMade(make, { preview: true }), "eks:index:Cluster").inputs.version, "1.34");
  });

  it("asks AWS for no clusters where it is not said", async () => {
    await runMade(() => void new PodEniCluster("shop", clusterArgs({ kubernetesVersion: "1.34" })));
  });
});
