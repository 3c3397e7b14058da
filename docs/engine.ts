import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Language } from "../words";

const HEADS: { [language in Language]: string[] } = {
  en: ["scenario", "what it proves", "result", "time"],
  ja: ["シナリオ", "確かめること", "結果", "時間"],
};
const RESULTS: {
  [language in Language]: { passed: string; failed: string; together: (ofStack: number, ofClass: number) => string };
} = {
  en: {
    passed: "passed",
    failed: "failed",
    together: (ofStack, ofClass) =>
      `Those of one stack took ${ofStack} minutes one after the other, those of classes ${ofClass}.`,
  },
  ja: {
    passed: "合格",
    failed: "不合格",
    together: (ofStack, ofClass) =>
      `1 つのスタックのシナリオは順に実行して合計 ${ofStack} 分、クラスのものは ${ofClass} 分です。`,
  },
};

/** What the scenarios on the real engine have shown, as `npm run test:engine:stack` writes it, with the versions that it ran with. */
export function engineTable(language: Language): string {
  const { versions, scenarios } = read("engine-results.json") as {
    versions: { [name: string]: string };
    scenarios: { [name: string]: { proves: string; passed: boolean; seconds: number } };
  };
  const japanese = read("engine.ja.yaml") as { [name: string]: string };
  const { passed, failed, together } = RESULTS[language];
  const silent = Object.keys(scenarios).filter((name) => !(name in japanese));
  if (silent.length > 0) throw new Error(`Scenarios without a text in Japanese: ${silent.join(", ")}`);
  // The texts stand in the suite's order, the results in the order in which they came.
  const names = Object.keys(japanese).filter((name) => name in scenarios);
  const rows = names.map((name) => {
    const { proves, seconds, ...result } = scenarios[name];
    const text = language === "ja" ? japanese[name] : proves;
    return [`\`${name}\``, text, result.passed ? passed : failed, `${seconds} s`];
  });
  const minutesOf = (some: string[]): number =>
    Math.ceil(some.reduce((sum, name) => sum + scenarios[name].seconds, 0) / 60);
  const [ofStack, ofClass] = [false, true].map((isClass) =>
    minutesOf(names.filter((name) => (name === "class") === isClass)),
  );
  const ran = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const head = HEADS[language];
  return [
    `${ran.join(", ")}\n\n`,
    ...[head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`),
    `\n${together(ofStack, ofClass)}\n`,
  ].join("");
}

function read(file: string): unknown {
  return parse(readFileSync(join(__dirname, file), "utf8"));
}
