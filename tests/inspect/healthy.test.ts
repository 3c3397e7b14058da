import { deepStrictEqual, match, ok, strictEqual } from "assert";
import { ACCOUNT, healthy, inspected, kinds, run } from "./world";

describe("lab inspect on the lab when all is well", () => {
  it("finds nothing, and ends with 0", async () => {
    const found = await inspected(healthy());
    deepStrictEqual(kinds(found), []);
    deepStrictEqual(found.unread, []);
    strictEqual(found.code, 0);
    deepStrictEqual(
      found.ready.map(({ item, verdict }) => [item, verdict]).filter(([, verdict]) => verdict !== "ok"),
      [],
    );
  });

  it("shows", async () => {
    const { text } = await run(healthy());
    console.log(text);
    console.log((await run(healthy(), { pod: "catalog-7d4b9c-abcde" })).text);
    ok(!text.includes(ACCOUNT));
    match(text, /./);
  });
});
