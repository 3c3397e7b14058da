import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { AddonManagement, PodEniAddon, type PodEniAddonArgs } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { UNKNOWN } from "../../model/graph/graph";
import { only, runMade, type RunOptions } from "../support/program";
import { refusal, type Refusal } from "../support/refusal";

const STRICT = { env: { ENABLE_POD_ENI: "true" }, init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } };
const MADE = "pod-security-groups:index:PodEniAddon cni";

/** Answers for an add-on that runs already. */
function running(configuration: object | string, addonVersion = "v1.21.1-eksbuild.1"): RunOptions {
  const configurationValues = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
  return { lookUps: { "aws:eks/getAddon:getAddon": () => ({ addonVersion, configurationValues }) } };
}

function addon(args: Partial<PodEniAddonArgs>, options: RunOptions = {}): Promise<Recording> {
  return runMade(() => ({ vpcCni: new PodEniAddon("cni", { clusterName: "shop", ...args }).vpcCni }), options);
}

function refused(args: Partial<PodEniAddonArgs>, options: RunOptions = {}): Promise<Refusal> {
  return refusal(() => new PodEniAddon("cni", { clusterName: "shop", ...args }), options);
}

describe("a PodEniAddon that asserts, as it does by default,", () => {
  it("gives on the setting that it finds, and changes nothing", async () => {
    const recording = await addon({}, running({ ...STRICT, env: { ...STRICT.env, WARM_ENI_TARGET: "1" } }));
    deepStrictEqual(recording.outputs.vpcCni, {
      podEni: true,
      // What the configuration leaves out has the VPC CNI's own default.
      enforcingMode: "strict",
      disableTcpEarlyDemux: true,
      version: "v1.21.1-eksbuild.1",
      source: "assert",
    });
    deepStrictEqual(
      recording.registrations.map(({ type }) => type),
      ["pod-security-groups:index:PodEniAddon"],
    );
  });

  it("takes standard mode where that is wanted, early demux or not", async () => {
    const standard = { env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } };
    const { outputs } = await addon({ enforcingMode: "standard" }, running(standard));
    deepStrictEqual(outputs.vpcCni, {
      podEni: true,
      enforcingMode: "standard",
      disableTcpEarlyDemux: false,
      version: "v1.21.1-eksbuild.1",
      source: "assert",
    });
  });

  it("asks for the add-on of its cluster", async () => {
    const asked: unknown[] = [];
    const lookUps = {
      "aws:eks/getAddon:getAddon": (inputs: object) => {
        asked.push(inputs);
        return { addonVersion: "v1.21.1-eksbuild.1", configurationValues: JSON.stringify(STRICT) };
      },
    };
    await addon({}, { lookUps });
    deepStrictEqual(asked, [{ addonName: "vpc-cni", clusterName: "shop" }]);
  });

  const wanted =
    '{"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},' +
    '"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}}';
  const unfit: [what: string, configuration: object | string, version: string | undefined, text: RegExp][] = [
    [
      "nothing is configured",
      "",
      undefined,
      /configurationValues: the add-on has no configuration\n.*ENABLE_POD_ENI is off, so pods get no branch interface/,
    ],
    ["pod ENI is off", { ...STRICT, env: { ENABLE_POD_ENI: "false" } }, undefined, /ENABLE_POD_ENI is off/],
    [
      "strict mode lacks early demux off",
      { env: STRICT.env },
      undefined,
      /DISABLE_TCP_EARLY_DEMUX is off in strict mode/,
    ],
    [
      "the mode is another one",
      { ...STRICT, env: { ...STRICT.env, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } },
      undefined,
      /POD_SECURITY_GROUP_ENFORCING_MODE is "standard", wanted is "strict"/,
    ],
    [
      "the mode is unknown",
      { ...STRICT, env: { ...STRICT.env, POD_SECURITY_GROUP_ENFORCING_MODE: "lenient" } },
      undefined,
      /POD_SECURITY_GROUP_ENFORCING_MODE is "lenient"; it can be strict or standard/,
    ],
  ];
  for (const [what, configuration, version, text] of unfit) {
    it(`fails where ${what}, with the JSON to set`, async () => {
      const { message, paths, made } = await refused({}, running(configuration, version));
      match(message, /^PodEniAddon "cni" cannot be made:\n {2}vpc-cni\.configurationValues: /);
      match(message, text);
      match(
        message,
        /where the setting comes from elsewhere, .* leave PodEniAddon out and state the values of vpcCni\n/,
      );
      deepStrictEqual(message.split("\n").slice(-2), [
        "  vpc-cni.configurationValues: set this on the add-on, then replace the nodes:",
        wanted,
      ]);
      deepStrictEqual([...new Set(paths)], ["vpc-cni.configurationValues"]);
      deepStrictEqual(made, [MADE]);
    });
  }

  for (const [what, version, text] of [
    ["is too old", "v1.19.0-eksbuild.1", /v1.19.0-eksbuild.1 is below 1.20.4/],
    ["hangs", "v1.22.1-eksbuild.1", /v1.22.1-eksbuild.1 hangs on clusters with pod ENI/],
  ] as const) {
    it(`fails where the version ${what}, and tells no configuration, which fits`, async () => {
      const { message, paths, made } = await refused({}, running(STRICT, version));
      match(message, text);
      doesNotMatch(message, /\{/);
      deepStrictEqual([paths, made], [["vpc-cni.addonVersion"], [MADE]]);
    });
  }

  it("tells at once what is wrong with the version and with the configuration", async () => {
    const { paths } = await refused({}, running({}, "v1.19.0-eksbuild.1"));
    deepStrictEqual([...new Set(paths)], ["vpc-cni.addonVersion", "vpc-cni.configurationValues"]);
  });

  for (const management of Object.values(AddonManagement).filter((one) => one !== "create")) {
    it(`takes an add-on whose configuration is not there for one that has none (${management})`, async () => {
      const lookUps = { "aws:eks/getAddon:getAddon": () => ({ addonVersion: "v1.21.1-eksbuild.1" }) };
      if (management === AddonManagement.assert) {
        match((await refused({}, { lookUps })).message, /configurationValues: the add-on has no configuration\n/);
      } else {
        const recording = await addon({ management }, { lookUps });
        strictEqual(only(recording, "Addon").inputs.configurationValues, wanted);
      }
    });
  }

  it("keeps in that JSON what the add-on is configured with already", async () => {
    const { message } = await refused({}, running({ nodeAgent: { enablePolicyEventLogs: "true" }, env: { A: "1" } }));
    match(message, /:\n\{"env":\{"A":"1","ENABLE_POD_ENI":"true",.*"nodeAgent":\{"enablePolicyEventLogs":"true"\}\}$/);
  });

  it("gives unknown values in a plan without an account, but for the mode that it asserts, and fails nothing", async () => {
    const { outputs } = await addon({}, { preview: true });
    deepStrictEqual(outputs.vpcCni, {
      podEni: UNKNOWN,
      enforcingMode: "strict",
      disableTcpEarlyDemux: UNKNOWN,
      version: UNKNOWN,
      source: "assert",
    });
  });
});

describe("a PodEniAddon that applies", () => {
  const apply = { management: AddonManagement.apply };
  const current = {
    enableNetworkPolicy: "true",
    env: { WARM_ENI_TARGET: "1", ENABLE_POD_ENI: "false" },
    init: { env: { DISABLE_TCP_EARLY_DEMUX: "false", OTHER: "x" } },
  };

  it("merges the setting into what is configured already, in texts with sorted keys", async () => {
    const recording = await addon(apply, running(current));
    strictEqual(
      only(recording, "Addon").inputs.configurationValues,
      '{"enableNetworkPolicy":"true",' +
        '"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict","WARM_ENI_TARGET":"1"},' +
        '"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true","OTHER":"x"}}}',
    );
    deepStrictEqual(recording.outputs.vpcCni, {
      podEni: true,
      enforcingMode: "strict",
      disableTcpEarlyDemux: true,
      version: "v1.21.1-eksbuild.1",
      source: "apply",
    });
  });

  it("changes nothing once its own setting is there", async () => {
    const first = only(await addon(apply, running(current)), "Addon").inputs.configurationValues as string;
    const second = only(await addon(apply, running(first)), "Addon").inputs.configurationValues;
    strictEqual(second, first);
  });

  it("keeps the version that runs, unless another one is named", async () => {
    const version = async (args: Partial<PodEniAddonArgs>): Promise<unknown> =>
      only(await addon({ ...apply, ...args }, running(current, "v1.20.5-eksbuild.1")), "Addon").inputs.addonVersion;
    strictEqual(await version({}), "v1.20.5-eksbuild.1");
    strictEqual(await version({ version: "v1.21.1-eksbuild.1" }), "v1.21.1-eksbuild.1");
  });

  it("says that nodes must be replaced", async () => {
    const { warnings } = await addon(apply, running(current));
    deepStrictEqual(warnings, ["Nodes that run already get no trunk interface: replace them after this update."]);
  });

  it("stays when the component is destroyed", async () => {
    strictEqual(only(await addon(apply, running(current)), "Addon").retainOnDelete, true);
  });

  it("leaves the add-on's IAM and tags as they are, which it does not know", async () => {
    const { ignoreChanges, inputs } = only(await addon(apply, running(current)), "Addon");
    deepStrictEqual(ignoreChanges, ["serviceAccountRoleArn", "podIdentityAssociations", "tags", "tagsAll"]);
    for (const property of ignoreChanges) strictEqual(inputs[property], undefined, property);
  });

  it("is not made where the version that runs does not fit", async () => {
    const { message, made } = await refused(apply, running(current, "v1.22.0-eksbuild.1"));
    match(message, /version: version v1.22.0-eksbuild.1 hangs/);
    deepStrictEqual(made, [MADE]);
  });
});

describe("a PodEniAddon that creates", () => {
  const create = { management: AddonManagement.create, version: "v1.21.1-eksbuild.1" };

  it("makes the add-on with the setting alone, looks nothing up, and takes it along on destroy", async () => {
    const { inputs, retainOnDelete, ignoreChanges } = only(await addon(create), "Addon");
    strictEqual(inputs.addonName, "vpc-cni");
    strictEqual(inputs.clusterName, "shop");
    strictEqual(inputs.addonVersion, "v1.21.1-eksbuild.1");
    strictEqual(
      inputs.configurationValues,
      '{"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},' +
        '"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}}',
    );
    strictEqual(inputs.resolveConflictsOnCreate, "OVERWRITE");
    strictEqual(retainOnDelete, false);
    deepStrictEqual(ignoreChanges, []);
  });

  it("gives on early demux as standard mode leaves it", async () => {
    const { outputs } = await addon({ ...create, enforcingMode: "standard" });
    deepStrictEqual(outputs.vpcCni, {
      podEni: true,
      enforcingMode: "standard",
      disableTcpEarlyDemux: false,
      version: "v1.21.1-eksbuild.1",
      source: "create",
    });
  });

  it("knows its setting in a preview", async () => {
    const { outputs } = await addon(create, { preview: true });
    deepStrictEqual(outputs.vpcCni, {
      podEni: true,
      enforcingMode: "strict",
      disableTcpEarlyDemux: true,
      version: "v1.21.1-eksbuild.1",
      source: "create",
    });
  });

  it("is refused before the add-on is made where its version, an Output, does not fit", async () => {
    const { message, paths, made } = await refused({ ...create, version: pulumi.output("v1.19.0-eksbuild.1") });
    match(message, /is below 1.20.4/);
    deepStrictEqual([paths, made], [["version"], [MADE]]);
  });
});

describe("a PodEniAddon refuses at once", () => {
  const wrong: [what: string, args: Partial<PodEniAddonArgs>, path: string, text: RegExp][] = [
    [
      "an unknown management",
      { management: "force" },
      "management",
      /"force" is not known; it can be assert, apply, create/,
    ],
    ["an unknown mode", { enforcingMode: "lenient" }, "enforcingMode", /it can be strict, standard/],
    ["a version too old", { version: "1.19.0" }, "version", /below 1.20.4/],
    ["to create without a version", { management: "create" }, "version", /is missing; .*name the version to install/],
  ];
  for (const [what, args, path, text] of wrong) {
    it(what, async () => {
      const { message, paths, made } = await refused(args);
      match(message, text);
      deepStrictEqual([paths, made], [[path], []]);
    });
  }

  it("several of these together", async () => {
    const { paths } = await refused({ management: "force", enforcingMode: "lenient", version: "1.22.0" });
    deepStrictEqual(paths, ["management", "enforcingMode", "version"]);
  });
});
