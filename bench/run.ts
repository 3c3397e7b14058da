/**
 * `npm run bench`: ratios of things measured in one run, so that they mean the same on every machine. Prints a table, or
 * JSON with `--json`; the exit code is 0 whatever comes out, since a clock proves nothing in CI.
 */
import { rmSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
import { columns } from "../cli/text";
import { recordBindings } from "./bindings";
import { benchEngine } from "./engine";
import { benchFleet } from "./fleet";
import { best, type Comparison, compare, compareSizes, inTurns, ROOT, runNode, type Sample } from "./measure";
import { benchModel } from "./model";

const ROUNDS = 5;
const SDKS = ["pulumi", "aws", "eks", "kubernetes", "random"].map((name) => `require("@pulumi/${name}")`).join(";");

async function main(): Promise<void> {
  const results = [
    ...(await start()),
    await bindings(),
    ...(await benchModel()),
    ...(await benchEngine()),
    ...(await benchFleet()),
  ];
  if (process.argv.includes("--json")) return console.log(JSON.stringify(results, undefined, 2));
  const shown = (sample: Sample, by: keyof Sample): string =>
    by === "seconds" ? `${sample.seconds.toFixed(2)} s` : `${sample.mebibytes.toFixed(0)} MiB`;
  const rows = results.map(({ name, measured, base, by, ratio, goal, met }) => [
    name,
    shown(measured, by),
    shown(base, by),
    `${ratio.toFixed(2)} x`,
    `${goal} x`,
    met ? "met" : "MISSED",
  ]);
  console.log(columns([["what", "took", "base", "ratio", "goal", ""], ...rows]).join("\n"));
}

/** `npm start` against the bare loading of the SDKs that it needs. */
async function start(): Promise<Comparison[]> {
  const plan = (): Sample => runNode(["-r", "./loader.cjs", "cli/main.ts", "plan"]);
  const bare = (): Sample => runNode(["-e", SDKS]);
  const asInstalled = (): Sample => {
    rmSync(join(ROOT, "node_modules", ".cache"), { recursive: true, force: true });
    return plan();
  };
  const [first, bareThen] = await inTurns(ROUNDS, [asInstalled, bare]);
  const [later, bareLater] = await inTurns(ROUNDS, [plan, bare]);
  // Only newer Nodes keep what they compile, and loading without a program does not ask them to.
  const goal = "enableCompileCache" in nodeModule ? 1.05 : 1.3;
  return [
    compare("first npm start / loading the SDKs, time", best(first), best(bareThen), 1.7),
    compare("npm start / loading the SDKs, time", best(later), best(bareLater), goal),
    compare("npm start / loading the SDKs, memory", best(later), best(bareLater), 1.5, "mebibytes"),
  ];
}

/** Many bindings against few, in a program under mocks. */
async function bindings(): Promise<Comparison> {
  await recordBindings(5);
  const [many, few] = [25, 5].map((count) => () => recordBindings(count));
  return compareSizes("25 bindings / 5, in a program", { many, few, times: 5 }, ROUNDS, 5.5);
}

void main();
