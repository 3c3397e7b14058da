import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ENFORCING_MODES,
  parseVpcCniConfiguration,
  sortedJson,
  vpcCniConfiguration,
  vpcCniConfigurationProblem,
  vpcCniProblems,
  type VpcCniSetting,
  vpcCniVersionProblem,
} from "../../model/aws/vpc-cni";

const STRICT =
  '{"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"strict"},"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"true"}}}';
const STANDARD =
  '{"env":{"ENABLE_POD_ENI":"true","POD_SECURITY_GROUP_ENFORCING_MODE":"standard"},"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":"false"}}}';

type Configuration = { [key: string]: unknown };

/** Any configuration of a living add-on: its own settings, and others in the same places. */
const environment = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      "ENABLE_POD_ENI",
      "POD_SECURITY_GROUP_ENFORCING_MODE",
      "DISABLE_TCP_EARLY_DEMUX",
      "WARM_ENI_TARGET",
    ),
    fc.string(),
  ),
  fc.string(),
);
const configurations: fc.Arbitrary<Configuration> = fc
  .record(
    {
      env: environment,
      init: fc.record({ env: environment, image: fc.dictionary(fc.string(), fc.string()) }, { requiredKeys: [] }),
      enableNetworkPolicy: fc.constantFrom("true", "false"),
      resources: fc.dictionary(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  .map((configuration) => JSON.parse(JSON.stringify(configuration)) as Configuration);
const modes = fc.constantFrom(...ENFORCING_MODES);

/** The same value with the keys of all objects in the opposite order. */
function reversed(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(reversed);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]): [string, unknown] => [key, reversed(inner)]));
}

describe("the VPC CNI configuration", () => {
  it("of each mode is fixed text, of strings only, with early demux where the add-on wants it", () => {
    assert.equal(vpcCniConfiguration("strict"), STRICT);
    assert.equal(vpcCniConfiguration("standard"), STANDARD);
    assert.equal(vpcCniConfiguration("strict", ""), STRICT);
    assert.equal(vpcCniConfiguration("strict", STANDARD), STRICT);
  });

  it("keeps whatever else is set", () => {
    const current = '{"resources":{"limits":{"cpu":"1"}},"init":{"image":{"tag":"x"}},"env":{"WARM_IP_TARGET":"2"}}';
    assert.deepEqual(JSON.parse(vpcCniConfiguration("standard", current)), {
      env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard", WARM_IP_TARGET: "2" },
      init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" }, image: { tag: "x" } },
      resources: { limits: { cpu: "1" } },
    });
  });

  it("is the same text when it is merged once more", () => {
    fc.assert(
      fc.property(configurations, modes, (current, mode) => {
        const once = vpcCniConfiguration(mode, JSON.stringify(current));
        assert.equal(vpcCniConfiguration(mode, once), once);
      }),
    );
  });

  it("is the same text whatever the order of the keys before", () => {
    fc.assert(
      fc.property(configurations, modes, (current, mode) => {
        const [one, other] = [current, reversed(current)].map((value) =>
          vpcCniConfiguration(mode, JSON.stringify(value)),
        );
        assert.equal(one, other);
      }),
    );
  });

  it("changes its own three settings and nothing else", () => {
    const others = (value: Configuration): Configuration => {
      const rest = structuredClone(value) as { env?: Configuration; init?: { env?: Configuration } };
      rest.env ??= {};
      rest.init ??= {};
      rest.init.env ??= {};
      delete rest.env.ENABLE_POD_ENI;
      delete rest.env.POD_SECURITY_GROUP_ENFORCING_MODE;
      delete rest.init.env.DISABLE_TCP_EARLY_DEMUX;
      return rest;
    };
    fc.assert(
      fc.property(configurations, modes, (current, mode) => {
        const merged = JSON.parse(vpcCniConfiguration(mode, JSON.stringify(current))) as Configuration;
        assert.deepEqual(others(merged), others(current));
      }),
    );
  });

  it("reads back as the setting that it makes, which has no problem", () => {
    fc.assert(
      fc.property(configurations, modes, (current, mode) => {
        const version = "v1.21.1-eksbuild.1";
        const setting = parseVpcCniConfiguration(vpcCniConfiguration(mode, JSON.stringify(current)), version);
        const disableTcpEarlyDemux = mode === "strict";
        assert.deepEqual(setting, { podEni: true, enforcingMode: mode, disableTcpEarlyDemux, version });
        assert.deepEqual(vpcCniProblems(setting), []);
      }),
    );
  });

  it("has the VPC CNI's own defaults where it says nothing", () => {
    const defaults = { podEni: false, enforcingMode: "strict", disableTcpEarlyDemux: false, version: "v1.21.1" };
    for (const nothing of ["", " ", "{}", '{"env":{}}', '{"init":{}}', '{"env":null,"init":null}']) {
      assert.deepEqual(parseVpcCniConfiguration(nothing, "v1.21.1"), defaults, nothing);
    }
  });

  for (const text of ["env:\n  ENABLE_POD_ENI: 'true'\n", "null", "[]", '"env"', "5", "{"]) {
    it(`that is ${JSON.stringify(text)} has a problem that says what to do`, () => {
      const problem =
        "the configuration of the VPC CNI add-on is not a JSON object; write it as JSON, also where it is YAML";
      assert.equal(vpcCniConfigurationProblem(text), problem);
      assert.throws(() => vpcCniConfiguration("strict", text), { message: problem });
      assert.throws(() => parseVpcCniConfiguration(text, ""), { message: problem });
    });
  }

  it("that can be read has no problem", () => {
    for (const text of ["", "{}", STRICT]) assert.equal(vpcCniConfigurationProblem(text), undefined);
  });
});

describe("a VPC CNI setting", () => {
  const good: VpcCniSetting = {
    podEni: true,
    enforcingMode: "strict",
    disableTcpEarlyDemux: true,
    version: "v1.21.1-eksbuild.1",
  };
  const demux =
    "DISABLE_TCP_EARLY_DEMUX is off in strict mode, so the kubelet's probes of bound pods time out; set it to true";

  for (const [what, change, problems] of [
    ["fits", {}, []],
    ["fits in standard mode without early demux off", { enforcingMode: "standard", disableTcpEarlyDemux: false }, []],
    ["is not judged by a version that is not known", { version: "" }, []],
    ["needs early demux off in strict mode", { disableTcpEarlyDemux: false }, [demux]],
    ["needs pod ENI", { podEni: false }, ["ENABLE_POD_ENI is off, so pods get no branch interface; set it to true"]],
    [
      "needs a known mode",
      { enforcingMode: "Strict" },
      ['POD_SECURITY_GROUP_ENFORCING_MODE is "Strict"; it can be strict or standard'],
    ],
  ] as [string, Partial<VpcCniSetting>, string[]][]) {
    it(what, () => assert.deepEqual(vpcCniProblems({ ...good, ...change }), problems));
  }

  it("tells all its problems", () => {
    const bad = { podEni: false, enforcingMode: "strict", disableTcpEarlyDemux: false, version: "1.19.2" };
    assert.equal(vpcCniProblems(bad).length, 3);
  });
});

describe("a VPC CNI version", () => {
  for (const version of [
    "1.20.4",
    "v1.20.4",
    "v1.20.4-eksbuild.1",
    "v1.21.1-eksbuild.12",
    "1.22.2",
    "1.100.0",
    "2.0.0",
  ]) {
    it(`${version} fits`, () => assert.equal(vpcCniVersionProblem(version), undefined));
  }

  for (const version of ["1.20.3", "v1.19.5-eksbuild.1", "1.7.7", "0.99.99", "1.9.100"]) {
    it(`${version} is too old`, () => {
      assert.match(
        vpcCniVersionProblem(version) ?? "",
        new RegExp(`^version ${version} is below 1\\.20\\.4, .*; take a later`),
      );
    });
  }

  for (const version of ["1.22.0", "v1.22.0-eksbuild.1", "v1.22.1-eksbuild.7"]) {
    it(`${version} hangs, and is refused`, () => {
      const reason = `version ${version} hangs on clusters with pod ENI (1.22.0 and 1.22.1 do); take 1.22.2 or later`;
      assert.equal(vpcCniVersionProblem(version), reason);
    });
  }

  for (const version of ["", "latest", "1.21", "1.21.1.1", "v1.21.1-eksbuild", "v1.21.1-rc.1", " 1.21.1", "1.21.x"]) {
    it(`${JSON.stringify(version)} is none`, () => {
      const reason = `"${version}" is not a VPC CNI version; write it as v1.21.1-eksbuild.1`;
      assert.equal(vpcCniVersionProblem(version), reason);
    });
  }
});

describe("sorted JSON", () => {
  it("is the same value, and the same text whatever the order of keys at any level", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = sortedJson(value);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(sortedJson(reversed(value)), text);
      }),
    );
  });

  it("keeps the order of lists", () => {
    assert.equal(sortedJson({ b: [2, 1, { d: 1, c: 2 }], a: null }), '{"a":null,"b":[2,1,{"c":2,"d":1}]}');
  });
});
