import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { languageOf } from "../../cli/language";
import { planPage, topologySvg } from "../../cli/page";
import { type MadePlan, makePlan } from "../../cli/plan/make";
import { MOST_LINES, showPlan } from "../../cli/plan/show";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { readStackConfig } from "../../cli/stack-config";
import { textColumns, WIDTH } from "../../cli/text";
import { UserError } from "../../cli/user-error";
import { STAGES } from "../../config";
import { DOCUMENTS } from "../../docs/generate";
import { RULES } from "../../policies/rules";
import { en, LANGUAGES, type Words, wordsOf } from "../../words";
import { ja } from "../../words/ja";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { GLOSSARY } from "./glossary";
import { englishIn, namesOf } from "./latin";

const planOf = (...config: string[]): Promise<MadePlan> => makePlan(ROOT, readStackConfig(ROOT, "dev", config));

/** Every key of some words, as a path; of a list, its places. */
function keysOf(value: unknown, path = ""): string[] {
  if (value === null || typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`));
}

describe("the language of what is shown", () => {
  it("is the one that is asked for, whatever the environment says", () => {
    assert.equal(languageOf("en", { LC_ALL: "ja_JP.UTF-8" }), "en");
    assert.equal(languageOf("ja", {}), "ja");
  });

  it("is else that of the first variable that is set, in the order of POSIX", () => {
    assert.equal(languageOf(undefined, { LANG: "ja_JP.UTF-8" }), "ja");
    assert.equal(languageOf(undefined, { LC_MESSAGES: "ja_JP.eucJP", LANG: "en_US.UTF-8" }), "ja");
    assert.equal(languageOf(undefined, { LC_ALL: "C", LC_MESSAGES: "ja_JP.UTF-8", LANG: "ja_JP.UTF-8" }), "en");
    assert.equal(languageOf(undefined, { LC_ALL: "", LANG: "ja" }), "ja");
  });

  it("is English for every other locale, and without one", () => {
    for (const LANG of ["de_DE.UTF-8", "C.UTF-8", "jam_JM", "", undefined]) {
      assert.equal(languageOf(undefined, { LANG }), "en");
    }
  });

  it("is refused with what is allowed where it is another", () => {
    assert.throws(
      () => languageOf("fr", {}),
      (error) => {
        return (
          error instanceof UserError && error.message === '--lang "fr" is not a language of this program; use en or ja'
        );
      },
    );
  });
});

/** What a Japanese document says itself: without code, comments, addresses, and cells of another language. */
function written(text: string): string {
  return text
    .replace(/^```[\s\S]*?^```|<!--[\s\S]*?-->|`[^`\n]*`/gm, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\[[\x20-\x7e]*\]|(?<=\|)[\x20-\x7e]*(?=\|)/g, "");
}

describe("the words", () => {
  it("have the same keys in every language", async () => {
    for (const language of LANGUAGES) {
      assert.deepEqual(keysOf(await wordsOf(language)).sort(), keysOf(en).sort());
    }
  });

  it("teach something in each stage of the lab", () => {
    for (const { plan } of [en, ja]) assert.deepEqual(Object.keys(plan.stages), STAGES);
  });

  it("say in Japanese what to do about each policy", () => {
    for (const { name } of RULES) assert.ok(ja.policies.remedyOf(name), name);
  });

  it("put one kind of brackets and colons into Japanese documents", () => {
    for (const { ja: file } of DOCUMENTS) {
      const text = written(readFileSync(join(ROOT, file), "utf8"));
      assert.deepEqual(text.match(/.*(?:[（）：]|[\u3040-\u9fff]\().*/g) ?? [], [], file);
    }
  });

  it("keep to one Japanese spelling for one thing", () => {
    const words = readdirSync(join(ROOT, "words/ja")).map((file) => `words/ja/${file}`);
    const docs = readdirSync(join(ROOT, "docs")).filter((file) => /\.ja\.(md|yaml)$/.test(file));
    const files = [...words, "README.ja.md", ...docs.map((file) => `docs/${file}`)];
    const texts = files.map((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      return [file, file.endsWith(".md") ? written(text) : text];
    });
    const all = texts.map(([, text]) => text).join("");
    for (const { term, not } of GLOSSARY) {
      assert.ok(all.includes(term), `${term} is nowhere`);
      for (const [file, text] of texts) {
        for (const line of text.split("\n").filter((one) => /[\u3040-\u9fff]/.test(one))) {
          assert.doesNotMatch(
            line.replace(/\$\{[^}]*\}|^\s*"?[\w-]+"?:|\([^()]*\) =>/g, ""),
            not,
            `${file}: write ${term}: ${line}`,
          );
        }
      }
    }
  });
});

/** What a reader sees of markup, or hears. */
function textOf(markup: string): string {
  const heard = [...markup.matchAll(/ (?:aria-label|data-label)="([^"]*)"/g)].map(([, label]) => label).join(" ");
  const seen = markup
    .replace(/<(style|script|code)[\s\S]*?<\/\1>|<meta[^>]*>|<!doctype html>/g, " ")
    .replace(/<[^>]*>/g, " ");
  return `${seen} ${heard}`.replaceAll("&quot;", '"').replace(/&#?\w+;/g, " ");
}

/** Japanese sentences of markup that end as English ones do, or have a space before the next one. */
function illEnded(markup: string): string[] {
  const ends = /[^<>]{0,9}(?:[\u3040-\u9fff][^<>。]{0,20}[^.<>]\.(?=<| |$)|。(?:<\/strong>)? +[^<\s])/gu;
  return markup.replace(/<(style|script|code)[\s\S]*?<\/\1>/g, "").match(ends) ?? [];
}

/** Places in a Japanese text without the space that stands around Latin letters and brackets, or with a Latin full stop. */
function illSpaced(text: string): string[] {
  const japanese = "[\\u3041-\\u30fa\\u30fc-\\u30ff\\u4e00-\\u9fff]";
  const latin = "[\\w$]";
  return text.match(new RegExp(`.{0,9}(?:${japanese}(?:${latin}|[(.])|(?:${latin}|\\))${japanese}).{0,9}`, "gu")) ?? [];
}

describe("a plan in each language and stage", () => {
  const configs = [
    ...STAGES.map((stage) => [`stage=${stage}`]),
    ["enforcingMode=standard"],
    ["kubernetesVersion=1.29"],
    ["nodeCount=2", "catalogReplicas=3"],
    ["nodeInstanceType=c7gn.16xlarge"],
    ["aws:region=ap-northeast-1"],
  ];
  for (const config of configs) {
    describe(config.join(" "), () => {
      let made: MadePlan;
      const texts: { language: string; text: string; verbose: boolean }[] = [];
      before(async () => {
        made = await planOf(...config);
        const verdicts = policyVerdicts(made.reading, {}, TODAY);
        for (const [language, words] of Object.entries<Words>({ en, ja })) {
          for (const verbose of [false, true]) {
            texts.push({ language, verbose, text: showPlan(made, { words, verbose, verdicts }) });
          }
        }
      });

      it("keeps to 80 columns, a character of East Asian width being two", () => {
        for (const { text } of texts) {
          assert.deepEqual(
            text.split("\n").filter((line) => textColumns(line) > WIDTH),
            [],
          );
        }
      });

      it(`takes at most ${MOST_LINES} lines unless it is verbose`, () => {
        for (const { text } of texts.filter(({ verbose }) => !verbose)) {
          assert.ok(text.split("\n").length <= MOST_LINES, text);
        }
      });

      it("has no English on its Japanese page and picture beside names and terms", () => {
        const verdicts = policyVerdicts(made.reading, {}, TODAY);
        const page = planPage(made, {
          words: ja,
          verdicts,
          stages: [{ stage: "bound", made }, { stage: "in-cluster" }],
        });
        for (const text of [page, topologySvg(made, ja)].map(textOf)) {
          assert.deepEqual(englishIn(text, namesOf(made)), []);
          assert.deepEqual(illSpaced(text), []);
        }
        assert.deepEqual(illEnded(page), []);
      });

      it("has no English in Japanese beside names and terms", () => {
        for (const { text } of texts.filter(({ language }) => language === "ja")) {
          assert.deepEqual(englishIn(text, namesOf(made)), []);
          assert.deepEqual(illSpaced(text), []);
        }
      });
    });
  }
});
