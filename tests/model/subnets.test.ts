import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, overlaps, parseCidr } from "../../model/addresses/cidr";
import {
  ipv4Block,
  ipv4PrefixLength,
  isPrivateBlock,
  subnetAddresses,
  subnetCidr,
} from "../../model/addresses/subnets";

/** Any IPv4 block from /8 to /28, at its first address. */
const blocks = fc
  .record({ address: fc.nat(0xffffffff), prefix: fc.integer({ min: 8, max: 28 }) })
  .map(({ address, prefix }) => {
    const first = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`;
  });

describe("the subnets of a VPC", () => {
  it("are those of the lab: public ones from the start, private ones behind them", () => {
    const subnets = [0, 1, 2, 3, 4, 5].map((index) => subnetCidr("10.42.0.0/16", 3, index));
    const expected = ["0", "32", "64", "96", "128", "160"].map((third) => `10.42.${third}.0/19`);
    assert.deepEqual(subnets, expected);
  });

  it("never overlap, never leave the VPC, and fill it", () => {
    fc.assert(
      fc.property(blocks, fc.integer({ min: 0, max: 4 }), (vpc, bits) => {
        const subnets = Array.from({ length: 2 ** bits }, (_, i) => parseCidr(subnetCidr(vpc, bits, i))!);
        const whole = parseCidr(vpc)!;
        for (const [i, subnet] of subnets.entries()) {
          assert.ok(contains(whole, subnet));
          for (const other of subnets.slice(i + 1)) assert.ok(!overlaps(subnet, other));
        }
        assert.equal(subnets[0].first, whole.first);
        assert.equal(subnets.at(-1)!.last, whole.last);
      }),
    );
  });

  it("are blocks that AWS takes: written with their first address", () => {
    fc.assert(
      fc.property(blocks, fc.nat(7), (vpc, index) => {
        const subnet = subnetCidr(vpc, 3, index);
        assert.equal(ipv4Block(subnet), subnet);
        assert.equal(ipv4PrefixLength(subnet), ipv4PrefixLength(vpc)! + 3);
      }),
    );
  });

  it("have all their addresses but the five that AWS keeps", () => {
    assert.equal(subnetAddresses("10.42.96.0/19"), 8187);
    assert.equal(subnetAddresses("10.42.0.0/25"), 123);
    assert.equal(subnetAddresses("10.42.0.0/28"), 11);
  });
});

describe("an IPv4 block", () => {
  for (const [text, block] of [
    ["10.42.0.0/16", "10.42.0.0/16"],
    ["10.42.7.9/16", "10.42.0.0/16"],
    ["203.0.113.5", "203.0.113.5/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["255.255.255.255/32", "255.255.255.255/32"],
    ["010.0.0.0/08", "10.0.0.0/8"],
    [" 10.0.0.0/8 ", "10.0.0.0/8"],
  ]) {
    it(`is ${block} where ${JSON.stringify(text)} is written`, () => assert.equal(ipv4Block(text), block));
    it(`has ${text === block ? "its" : "no"} prefix length where ${JSON.stringify(text)} is written`, () => {
      assert.equal(ipv4PrefixLength(text), text === block ? Number(block.split("/")[1]) : undefined);
    });
  }

  for (const text of [
    "",
    "/",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0/8",
    "256.0.0.0/8",
    "10.0.0.0/8/8",
    "fd00::/8",
    "a/8",
  ]) {
    it(`is none where ${JSON.stringify(text)} is written`, () => {
      assert.equal(ipv4Block(text), undefined);
      assert.equal(ipv4PrefixLength(text), undefined);
    });
  }
});

describe("a range", () => {
  it("of a VPC is private", () => {
    for (const cidr of ["10.0.0.0/16", "172.16.0.0/16", "172.31.252.0/22", "192.168.0.0/16", "100.127.0.0/16"]) {
      assert.equal(isPrivateBlock(cidr), true, cidr);
    }
    for (const cidr of ["8.8.0.0/16", "172.32.0.0/16", "169.254.0.0/16", "127.0.0.0/16", "224.0.0.0/16", "0.0.0.0/0"]) {
      assert.equal(isPrivateBlock(cidr), false, cidr);
    }
  });
});
