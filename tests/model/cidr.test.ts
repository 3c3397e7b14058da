import * as assert from "node:assert/strict";
import fc from "fast-check";
import { contains, isEverything, isPrivate, overlaps, parseCidr } from "../../model/addresses/cidr";
import { intersect, subtract, union } from "../../model/addresses/port-intervals";

describe("address ranges", () => {
  it("are parsed from CIDR blocks and single addresses, host bits dropped", () => {
    assert.deepEqual(parseCidr("10.1.2.3/8"), { family: 4, first: 0x0a000000n, last: 0x0affffffn });
    assert.deepEqual(parseCidr("192.0.2.1"), { family: 4, first: 0xc0000201n, last: 0xc0000201n });
    assert.deepEqual(parseCidr("2001:db8::1/128"), parseCidr("2001:0db8:0:0:0:0:0:1"));
    assert.ok(isEverything(parseCidr("::/0")!) && isEverything(parseCidr("0.0.0.0/0")!));
  });

  for (const text of ["", "10.0.0/8", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/8/8", "1::2::3", "1:2", "::/129", "x"]) {
    it(`are not made of "${text}"`, () => assert.equal(parseCidr(text), undefined));
  }

  it("overlap and contain within their family only", () => {
    const [all4, all6, vpc, other] = ["0.0.0.0/0", "::/0", "10.42.0.0/16", "10.43.0.0/16"].map((text) =>
      parseCidr(text)!,
    );
    assert.ok(overlaps(all4, vpc) && contains(all4, vpc) && !contains(vpc, all4));
    assert.ok(!overlaps(all6, vpc) && !overlaps(vpc, other));
    assert.ok(isPrivate(vpc) && !isPrivate(all4) && isPrivate(parseCidr("fe80::/64")!));
  });
});

describe("port intervals", () => {
  const interval = fc.tuple(fc.nat(30), fc.nat(5)).map(([from, width]) => ({ from, to: from + width }));
  const set = (list: { from: number; to: number }[]) =>
    new Set(list.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));

  it("union and difference are those of the sets of ports, and as short as can be", () => {
    fc.assert(
      fc.property(fc.array(interval), fc.array(interval), (a, b) => {
        const merged = union([...a, ...b]);
        assert.deepEqual(
          set(merged),
          set([...set(a), ...set(b)].sort((x, y) => x - y).map((p) => ({ from: p, to: p }))),
        );
        merged.slice(1).forEach(({ from }, index) => assert.ok(from > merged[index].to + 1));
        const rest = [...set(a)].filter((port) => !set(b).has(port)).sort((x, y) => x - y);
        assert.deepEqual([...set(subtract(a, b))], rest);
      }),
    );
  });

  it("share what both have, or nothing", () => {
    assert.deepEqual(intersect({ from: 1, to: 5 }, { from: 4, to: 9 }), { from: 4, to: 5 });
    assert.equal(intersect({ from: 1, to: 3 }, { from: 4, to: 9 }), undefined);
  });
});
