import assert from "node:assert/strict";
import { textColumns, WIDTH } from "../../cli/text";
import { awsError } from "../preflight/aws-stub";
import * as w from "../inspect/world";
import { englishIn } from "./latin";

/** What stays as it is: names of the cluster's things and descriptions of its rules, which AWS takes in ASCII only. */
const NAMES = ["sgp-lab-dev", "us-west-2", "catalog", "catalog-policy", "aws-node", "catalog-db"];

describe("an inspection in Japanese", () => {
  async function shown(world: w.World): Promise<string> {
    const { text } = await w.run(world, { lang: "ja" });
    assert.deepEqual(
      text.split("\n").filter((line) => textColumns(line) > WIDTH && !/^ *(https|kubectl|aws) ?/.test(line)),
      [],
    );
    return text.replace(/\s+/g, " ");
  }

  it("says why a path is not known, in Japanese", async () => {
    const world = w.healthy();
    world.instead.DescribeSecurityGroupRules = awsError("UnauthorizedOperation", "not you");
    const text = await shown(world);
    const [paths] = /経路 .*?コンソール/.exec(text) ?? [""];
    assert.match(paths, /\? ノード -> catalog\/catalog-policy-9f8e tcp 8080: .*グラフにありません/);
    assert.deepEqual(englishIn(paths.replace(/[\w-]+-[0-9a-f]{4,}/g, " "), NAMES), []);
  });
});
