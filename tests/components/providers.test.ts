import { deepStrictEqual, match, strictEqual } from "node:assert";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Database, LabNamespace, PodEniAddon, PodSecurityGroupBinding } from "../../components";
import { all, only, runMade } from "../support/program";
import { refusal } from "../support/refusal";
import { bindingArgs, databaseArgs, fittingAddon } from "../support/samples";

const onAws = (): aws.Provider => new aws.Provider("aws", { region: "us-west-2" });
const onCluster = (): k8s.Provider => new k8s.Provider("cluster", { context: "prod" });
const bind = (opts?: pulumi.ComponentResourceOptions) => new PodSecurityGroupBinding("orders", bindingArgs(), opts);
const DISABLED = { "pulumi:disable-default-providers": '["aws","kubernetes"]' };

/** Runs with config of the stack beside what the program has. */
const withConfig =
  (config: { [key: string]: string }, program: () => unknown): (() => unknown) =>
  () => {
    for (const [key, value] of Object.entries(config)) pulumi.runtime.setConfig(key, value);
    return program();
  };

class Home extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:index:Home", "home", {}, opts);
  }
}

describe("the providers of a component", () => {
  for (const preview of [false, true]) {
    it(`are refused where one of two is missing, and nothing of it is made${preview ? " (preview)" : ""}`, async () => {
      for (const [opts, name] of [
        [() => ({ providers: [onAws()] }), "Kubernetes"],
        [() => ({ provider: onAws() }), "Kubernetes"],
        [() => ({ providers: { aws: onAws() } }), "Kubernetes"],
        [() => ({ providers: [onCluster()] }), "AWS"],
      ] as [() => pulumi.ComponentResourceOptions, string][]) {
        const { message, paths, made } = await refusal(() => bind(opts()), { preview });
        strictEqual(
          message,
          `PodSecurityGroupBinding "orders" cannot be made:\n  providers: has no provider of ${name}, so its default one` +
            " would act; give it too: { providers: [awsProvider, kubernetesProvider] }",
        );
        deepStrictEqual(paths, ["providers"]);
        deepStrictEqual(
          made.filter((title) => !title.startsWith("pulumi:providers:")),
          [],
        );
      }
    });
  }

  it("are refused where one is undefined, in one message with what is wrong with the arguments", async () => {
    const providers = [onAws, () => undefined as unknown as k8s.Provider];
    const { message, paths } = await refusal(
      () => new PodSecurityGroupBinding("Orders", bindingArgs(), { providers: providers.map((make) => make()) }),
    );
    match(message, /providers\[1\]: is undefined; give a provider\n/);
    deepStrictEqual(paths, ["name", "providers[1]", "providers"]);
  });

  it("are refused where the stack's config disables the default ones, and none is given", async () => {
    const { message } = await refusal(withConfig(DISABLED, () => bind()));
    match(
      message,
      /providers: is missing: AWS has no default provider here \(pulumi:disable-default-providers\); give/,
    );
    match(message, /providers: is missing: Kubernetes has no default provider here/);
    const all = { "pulumi:disable-default-providers": '["*"]' };
    match(
      (await refusal(withConfig(all, () => new LabNamespace("shop", { namespace: "shop" })))).message,
      /Kubernetes/,
    );
    match((await refusal(withConfig(all, () => new Database("db", databaseArgs())))).message, /AWS/);
    match((await refusal(withConfig(all, () => new PodEniAddon("cni", { clusterName: "prod" })))).message, /AWS/);
  });

  it("are taken from the parent, from a list and from a map, and default ones where none is given at all", async () => {
    for (const opts of [
      () => ({ parent: new Home({ providers: [onAws(), onCluster()] }) }),
      () => ({ parent: new Home({ providers: [onAws()] }), provider: onCluster() }),
      () => ({ providers: [onAws(), onCluster()] }),
      () => ({ providers: { aws: onAws(), kubernetes: onCluster() } }),
      () => undefined,
    ] as (() => pulumi.ComponentResourceOptions | undefined)[]) {
      const recording = await runMade(() => bind(opts()).output);
      strictEqual(all(recording, "SecurityGroupPolicy").length, 1);
    }
    const addon = await runMade(() => new PodEniAddon("cni", { clusterName: "prod" }, { provider: onAws() }).vpcCni, {
      lookUps: fittingAddon(),
    });
    strictEqual(only(addon, "PodEniAddon").name, "cni");
  });
});
