import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NEEDED_MEGABYTES, parallelFor } from "../../cli/fleet/run/parallel";
import { makePlan } from "../../cli/plan/make";
import { readStackConfig } from "../../cli/stack-config";
import { ROOT } from "../support/program";

const CLASS = 30;

describe("the docs of a class of 30", () => {
  const [english, japanese] = ["docs/fleet.md", "docs/fleet.ja.md"].map((file) =>
    readFileSync(join(ROOT, file), "utf8"),
  );
  const has = (row: string, translated: string): void => {
    assert.ok(english.includes(row), row);
    assert.ok(japanese.includes(translated), translated);
  };
  const planned = async (stage: string) => {
    const overrides = [`stage=${stage}`, "aws:region=us-west-2"];
    return (await makePlan(ROOT, readStackConfig(ROOT, "dev", overrides))).plan;
  };

  it("tell time and memory as the fleet's own tables make them", async () => {
    const minutes = (await planned("bound")).time.ready.median / 60;
    for (const [cores, gigabytes] of [
      [2, 8],
      [4, 16],
      [8, 32],
    ]) {
      const atOnce = Math.min(CLASS, parallelFor(cores, gigabytes * 1024));
      const rounds = Math.ceil(CLASS / atOnce);
      const memory = ((atOnce * NEEDED_MEGABYTES) / 1000).toFixed(1);
      const time = Math.round(rounds * minutes);
      const noun = rounds === 1 ? "round" : "rounds";
      has(
        `| ${cores} cores, ${gigabytes} GB | ${atOnce} | ${memory} GB | ${rounds} ${noun}, ${time} min |`,
        `| ${cores} コア、${gigabytes} GB | ${atOnce} | ${memory} GB | ${rounds} 巡、${time} 分 |`,
      );
    }
  });

  it("tell its cost as the plan makes it, the same in every stage", async () => {
    const perHour = (await planned("bound")).cost.perHour;
    for (const stage of ["in-cluster", "rds-unbound"]) assert.equal((await planned(stage)).cost.perHour, perHour);
    for (const [row, translated, hours] of [
      ["an hour", "1 時間", 1],
      ["4 hours", "4 時間", 4],
      ["a day", "1 日", 24],
    ] as const) {
      const cells = `| $${(perHour * hours).toFixed(2)} | $${(perHour * hours * CLASS).toFixed(2)} |`;
      has(`| ${row} ${cells}`, `| ${translated} ${cells}`);
    }
  });

  it("say the same in both languages: sections, commands, tables", () => {
    const shape = (text: string): object => ({
      sections: text.match(/^## /gm)?.length,
      rows: text.match(/^\|/gm)?.length,
      commands: text.match(/^(npm run lab|aws |jq |late=|\[ ).*/gm)?.map((line) => line.replace(/ +#.*/, "")),
    });
    assert.deepEqual(shape(japanese), shape(english));
  });
});
