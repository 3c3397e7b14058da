import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Language } from "../words";

const HEADS: { [language in Language]: string[] } = {
  en: ["scenario", "what it proves", "result", "time"],
  ja: ["シナリオ", "確かめること", "結果", "時間"],
};
const RESULTS: { [language in Language]: { passed: string; failed: string } } = {
  en: { passed: "passed", failed: "failed" },
  ja: { passed: "合格", failed: "不合格" },
};

/** What the scenarios on the real engine have shown, as `npm run test:engine:stack` writes it, with the versions that it ran with. */
export function engineTable(language: Language): string {
  const { versions, scenarios } = read("engine-results.json") as {
    versions: { [name: string]: string };
    scenarios: { [name: string]: { proves: string; passed: boolean; seconds: number } };
  };
  const japanese = read("engine.ja.yaml") as { [name: string]: string };
  const { passed, failed } = RESULTS[language];
  const rows = Object.entries(scenarios).map(([name, { proves, seconds, ...result }]) => {
    const text = language === "ja" ? japanese[name] : proves;
    if (!text) throw new Error(`The scenario ${name} has no text in the language ${language}`);
    return [`\`${name}\``, text, result.passed ? passed : failed, `${seconds} s`];
  });
  const ran = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const head = HEADS[language];
  return [
    `${ran.join(", ")}\n\n`,
    ...[head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`),
  ].join("");
}

function read(file: string): unknown {
  return parse(readFileSync(join(__dirname, file), "utf8"));
}
