import assert from "node:assert/strict";
import fc from "fast-check";
import { SECRET, UNKNOWN } from "../../model/graph/graph";
import { withJsonConfiguration } from "../../policies/addon-json";

const ADDON = "aws:eks/addon:Addon";
const of = (configurationValues: string): unknown =>
  withJsonConfiguration(ADDON, { addonName: "vpc-cni", configurationValues }).configurationValues;

describe("the configuration of an add-on", () => {
  it("becomes JSON where it is YAML", () => {
    const yaml = `# of the VPC CNI
env:
  ENABLE_POD_ENI: "true"
  POD_SECURITY_GROUP_ENFORCING_MODE: standard
init:
  env: { DISABLE_TCP_EARLY_DEMUX: True }
`;
    assert.deepEqual(JSON.parse(of(yaml) as string), {
      env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" },
      init: { env: { DISABLE_TCP_EARLY_DEMUX: true } },
    });
  });

  it("has its aliases and merged parts in place", () => {
    const yaml = `common: &common {A: "1"}\nenv:\n  <<: *common\n  B: "2"\nagain: *common\n`;
    assert.deepEqual(JSON.parse(of(yaml) as string), {
      common: { A: "1" },
      env: { A: "1", B: "2" },
      again: { A: "1" },
    });
  });

  it("stays as it is where it is JSON, byte for byte", () => {
    for (const json of ['{ "env": {"A":"1", "A":"2"} }', "{}", '"text"', "[1]", "1"]) assert.equal(of(json), json);
  });

  it("stays as it is where it is neither, not known, secret or empty", () => {
    for (const text of ["", "just a text", "- a\n- b", "a: b: c", "a: 1\na: 2", "{", UNKNOWN, SECRET, "a: *gone"]) {
      assert.equal(of(text), text);
    }
    assert.deepEqual(withJsonConfiguration(ADDON, { configurationValues: { a: 1 } }), {
      configurationValues: { a: 1 },
    });
    assert.deepEqual(withJsonConfiguration(ADDON, {}), {});
  });

  it("stays as it is where aliases would make it huge, it has no bottom, or no end", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
    for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf"].map((pair) => pair.split(""))) {
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(",")}]`);
    }
    const deep = `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    for (const text of [bomb.join("\n"), deep, `a: ${"x".repeat(100_000)}`]) {
      assert.equal(of(text), text);
    }
  });

  it("of nothing but an add-on is read", () => {
    const inputs = { configurationValues: "a: 1" };
    assert.equal(withJsonConfiguration("aws:eks/cluster:Cluster", inputs), inputs);
  });

  it("never makes it throw", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void of(text)));
  });
});
