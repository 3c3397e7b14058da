import assert from "node:assert/strict";
import {
  addonVersionProblem,
  KUBERNETES_STANDARD_SUPPORT_ENDS,
  KUBERNETES_VERSIONS_DATE,
  kubeProxyFits,
  kubernetesSupport,
  versionsInStandardSupport,
} from "../../model/aws/kubernetes-versions";

describe("the support of a Kubernetes version", () => {
  for (const [version, day, expected] of [
    ["1.33", "2026-07-28", { status: "standard", ends: "2026-07-29" }],
    ["1.33", "2026-07-29", { status: "ended", ends: "2026-07-29" }],
    ["1.34", "2026-12-01", { status: "standard", ends: "2026-12-02" }],
    ["1.34", "2026-12-03", { status: "ended", ends: "2026-12-02" }],
    ["1.35", "2026-11-23", { status: "standard", ends: "2027-03-27" }],
    ["1.36", "2027-08-01", { status: "standard", ends: "2027-08-02" }],
    ["1.36", "2027-08-02", { status: "ended", ends: "2027-08-02" }],
    ["1.37", "2026-11-23", { status: "unlisted" }],
    ["1.28", "2026-11-23", { status: "ended" }],
    ["1.10", "2026-11-23", { status: "ended" }],
  ] as const) {
    it(`of ${version} on ${day} is ${expected.status}`, () => {
      assert.deepEqual(kubernetesSupport(version, day), expected);
    });
  }

  for (const version of ["", "1", "1.3", "1.350", "1.35.1", "v1.35", "2.35", "1,35", " 1.35", "1.35\n", "latest"]) {
    it(`of ${JSON.stringify(version)} is none, since it is no version`, () => {
      assert.deepEqual(kubernetesSupport(version, "2026-11-23"), { status: "malformed" });
    });
  }

  it("is standard for the versions whose end is still to come, oldest first", () => {
    assert.deepEqual(versionsInStandardSupport("2026-11-23"), ["1.34", "1.35", "1.36"]);
    assert.deepEqual(versionsInStandardSupport("2026-01-01"), ["1.32", "1.33", "1.34", "1.35", "1.36"]);
    assert.deepEqual(versionsInStandardSupport("2027-08-02"), []);
  });
});

describe("the table of Kubernetes versions", () => {
  it("has versions without a gap, whose support ends in their order, and the day on which it was read", () => {
    const versions = Object.keys(KUBERNETES_STANDARD_SUPPORT_ENDS);
    const minors = versions.map((version) => Number(version.split(".")[1]));
    assert.deepEqual(
      minors,
      minors.map((_minor, i) => minors[0] + i),
    );
    const ends = Object.values(KUBERNETES_STANDARD_SUPPORT_ENDS);
    assert.deepEqual(ends, [...ends].sort());
    for (const day of [...ends, KUBERNETES_VERSIONS_DATE]) assert.match(day, /^20\d\d-[01]\d-[0-3]\d$/);
  });
});

describe("the version of an add-on", () => {
  it("is written in full, as AWS lists it", () => {
    for (const version of ["v1.21.1-eksbuild.1", "v1.35.0-eksbuild.12"]) {
      assert.equal(addonVersionProblem(version, "example"), undefined);
    }
    for (const version of [
      "1.21.1",
      "v1.21.1",
      "1.21.1-eksbuild.1",
      "v1.21-eksbuild.1",
      "v1.21.1-eksbuild.1 ",
      "latest",
    ]) {
      const reason = `"${version}" is not a valid add-on version; write it as example, or leave it empty for AWS's default`;
      assert.equal(addonVersionProblem(version, "example"), reason);
    }
  });

  it("of kube-proxy is at most as new as Kubernetes", () => {
    for (const proxy of ["v1.35.9-eksbuild.1", "v1.34.0-eksbuild.1", "v1.9.0-eksbuild.1"]) {
      assert.equal(kubeProxyFits(proxy, "1.35"), true);
    }
    assert.equal(kubeProxyFits("v1.36.0-eksbuild.1", "1.35"), false);
  });
});
