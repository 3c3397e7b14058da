import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { instanceTypeTable, TABLE_FILE } from "../../data/make";
import { INSTANCE_TYPE_TABLE, INSTANCE_TYPE_TABLE_DATE } from "../../model/aws/instance-type-table";
import {
  instanceTypeLimits,
  type InstanceTypeLimits,
  instanceTypes,
  isArm,
  nearestTrunkCapable,
  nodeRefusal,
} from "../../model/aws/instance-types";

const limits = (networkInterfaces: number, ipv4PerInterface: number, branchInterfaces: number): InstanceTypeLimits => ({
  networkInterfaces,
  ipv4PerInterface,
  branchInterfaces,
});

const families = [...new Set([...instanceTypes().keys()].map((type) => type.split(".")[0]))];

describe("the table of instance types", () => {
  it("is what npm run data makes of the facts", () => {
    assert.equal(readFileSync(TABLE_FILE, "utf8"), instanceTypeTable());
  });

  it("has all 1401 types of the source, of which 1298 carry a trunk interface", () => {
    assert.equal(INSTANCE_TYPE_TABLE_DATE, "2026-08-06");
    assert.equal(instanceTypes().size, 1401);
    assert.equal([...instanceTypes().values()].filter(({ branchInterfaces }) => branchInterfaces > 0).length, 1298);
    assert.equal(families.length, 188);
  });

  it("names each type once", () => {
    const named = INSTANCE_TYPE_TABLE.trim()
      .split("\n")
      .flatMap((line) => {
        const [inLine, sizes] = line.split(": ");
        return inLine.split(" ").flatMap((family) => sizes.split(" ").map((size) => `${family}.${size.split("=")[0]}`));
      });
    assert.equal(new Set(named).size, named.length);
  });

  for (const [type, expected] of [
    ["m6g.large", limits(3, 10, 9)],
    ["m6g.medium", limits(2, 4, 4)],
    ["m5.large", limits(3, 10, 9)],
    ["m5.metal", limits(15, 50, 120)],
    ["m5d.metal", limits(15, 50, 107)],
    ["t3.large", limits(3, 12, 0)],
    ["t4g.2xlarge", limits(4, 15, 0)],
    ["a1.medium", limits(2, 4, 10)],
    ["c7i-flex.large", limits(3, 10, 3)],
    ["m8a.large", limits(3, 20, 9)],
    ["i3.large", limits(3, 10, 0)],
    ["i3.metal", limits(15, 50, 120)],
    ["i4i.large", limits(3, 10, 9)],
    ["i4i.xlarge", limits(4, 15, 6)],
    ["g4dn.16xlarge", limits(4, 15, 118)],
    ["trn1n.32xlarge", limits(80, 50, 120)],
    ["u7in-24tb.224xlarge", limits(16, 50, 106)],
    ["x8i.metal-96xl", limits(24, 64, 98)],
    ["c8gb.48xlarge", limits(24, 50, 98)],
    ["mac2.metal", limits(8, 30, 6)],
    ["m8g-flex.large", limits(3, 10, 3)],
  ] as [string, InstanceTypeLimits][]) {
    it(`has ${type} with ${expected.branchInterfaces} branch interfaces`, () => {
      assert.deepEqual(instanceTypeLimits(type), expected);
    });
  }

  it("knows no type that the source does not, and none of a strange name", () => {
    for (const type of ["hpc6a.48xlarge", "m6g", "m6g.", ".large", "", "M6G.LARGE", "toString", "m6g.large "]) {
      assert.equal(instanceTypeLimits(type), undefined, type);
    }
  });

  it("gives no family of old a trunk interface", () => {
    for (const family of "t1 t2 t3 t3a t4g m1 m2 m3 m4 c1 c3 c4 r3 r4 i2 d2 h1 f1 p3 x1 x1e u-6tb1".split(" ")) {
      const types = [...instanceTypes()].filter(([type]) => type.startsWith(`${family}.`));
      assert.ok(types.length > 0 && types.every(([, found]) => found.branchInterfaces === 0), family);
    }
  });

  it("has no limits that EC2 cannot have", () => {
    for (const [type, { networkInterfaces, ipv4PerInterface, branchInterfaces }] of instanceTypes()) {
      assert.ok(Number.isInteger(networkInterfaces) && networkInterfaces >= 2, type);
      assert.ok(Number.isInteger(ipv4PerInterface) && ipv4PerInterface >= 2, type);
      // A trunk tells its branch interfaces apart by 120 VLAN ids.
      assert.ok(Number.isInteger(branchInterfaces) && branchInterfaces >= 0 && branchInterfaces <= 120, type);
    }
  });
});

describe("an instance type's architecture", () => {
  const arm =
    "a1 c6g c6gd c6gn c7g c7g-flex c7gd c7gn c8g c8g-flex c8gb c8gd c8gn c9g c9gd g5g hpc7g i4g i8g i8ge im4gn is4gen m6g m6gd m7g m7g-flex m7gd m8g m8g-flex m8gb m8gd " +
    "m8gn m9g m9gd r6g r6gd r7g r7gd r8g r8gb r8gd r8gn t4g x2gd x8g";

  it("is Arm in the Graviton families and in no other", () => {
    assert.deepEqual(families.filter((family) => isArm(`${family}.large`)).sort(), arm.split(" "));
  });

  for (const family of [
    "g4dn",
    "g4ad",
    "g5",
    "g6",
    "g6e",
    "g7",
    "g7e",
    "gr6",
    "p6-b200",
    "c7i-flex",
    "m8azn",
    "u-6tb1",
  ]) {
    it(`is x86 in ${family}`, () => assert.equal(isArm(`${family}.xlarge`), false));
  }
});

describe("the nearest type that can carry a trunk interface", () => {
  for (const [type, nearest, branchInterfaces] of [
    ["t3.large", "m6g.large", 9],
    ["t3.nano", "m6g.large", 9],
    ["t4g.2xlarge", "m6g.2xlarge", 38],
    ["m4.10xlarge", "m6g.8xlarge", 54],
    ["u-6tb1.112xlarge", "m6a.48xlarge", 107],
    ["mac2.metal", "m6g.large", 9],
    ["m6g.lrage", "m6g.large", 9],
    ["m6g", "m6g.large", 9],
    ["", "m6g.large", 9],
    ["a.b.c", "m6g.large", 9],
  ] as [string, string, number][]) {
    it(`is ${nearest} for ${JSON.stringify(type)}`, () => {
      const found = nearestTrunkCapable(type);
      assert.equal(found.instanceType, nearest);
      assert.equal(found.limits.branchInterfaces, branchInterfaces);
    });
  }

  it("can be a node and carries a trunk interface, whatever the type", () => {
    for (const type of instanceTypes().keys()) {
      const { instanceType, limits: found } = nearestTrunkCapable(type);
      assert.equal(nodeRefusal(instanceType), undefined, type);
      assert.ok(found.branchInterfaces >= 9, type);
    }
  });
});

describe("a type as a node", () => {
  it("is refused in the families for which the image of EKS does not fit, and in no other", () => {
    const ofOtherFamilies = [undefined, "no-trunk"];
    const types = [...instanceTypes().keys()].filter((type) => !ofOtherFamilies.includes(nodeRefusal(type)));
    const refused = [...new Set(types.map((type) => type.split(".")[0]))].sort();
    const expected =
      "a1 g4ad g4dn g5g inf1 inf2 mac-m3ultra mac-m4 mac-m4max mac-m4pro mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro " +
      "p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300";
    assert.deepEqual(refused, expected.split(" "));
  });

  it("is refused with the reason", () => {
    const refusals = {
      "a1.xlarge": "first-graviton",
      "mac2.metal": "mac",
      "g5g.xlarge": "g5g",
      "p4d.24xlarge": "accelerator",
    };
    for (const [type, why] of Object.entries(refusals)) assert.equal(nodeRefusal(type), why);
    assert.equal(nodeRefusal("t3.large"), "no-trunk");
    for (const type of ["m6g.lrage", "m6g", "", "constructor"]) assert.equal(nodeRefusal(type), "unlisted");
    assert.equal(nodeRefusal("m6g.large"), undefined);
  });
});
