import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type * as k8s from "@pulumi/kubernetes";
import { parse } from "yaml";
import { Image } from "../../components/support/images";
import { DOCUMENTS } from "../../docs/generate";
import { en } from "../../words";
import { ja } from "../../words/ja";
import { ROOT } from "../support/program";

/** A fenced block. */
interface Fence {
  language: string;
  text: string;
}

const FENCE = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm;

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const fences = (text: string): Fence[] =>
  [...text.matchAll(FENCE)].map(([, language, inner]) => ({ language, text: inner }));
/** A document without its blocks and comments. */
const prose = (text: string): string => text.replace(FENCE, "").replace(/<!--[\s\S]*?-->/g, "");
const headings = (text: string): { level: number; title: string }[] =>
  [...prose(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks, title]) => ({ level: marks.length, title }));
/** Rows and columns of each table. */
const tables = (text: string): string[] =>
  [...prose(text).matchAll(/(?:^\|.*\|\n?)+/gm)].map(([table]) => {
    const rows = table.trimEnd().split("\n");
    return `${rows.length} x ${rows[0].replace(/`[^`]*`/g, "").split("|").length - 2}`;
  });
const pictures = (text: string): { alternative: string; file: string }[] =>
  [...prose(text).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alternative, file]) => ({ alternative, file }));
const links = (text: string): string[] =>
  [...prose(text).matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, to]) => to);
const items = (text: string): number => prose(text).match(/^ *(?:[-*]|\d+\.) /gm)?.length ?? 0;
/** An end goes by its name in the language of the reader. */
const inEnglish = (text: string): string => text.replaceAll("ほかの Pod", "other pods");
const markers = (text: string): string[] =>
  [...text.matchAll(/<!-- (?:run|code|config|words)[\s\S]*?-->/g)].map(([all]) => all).map(inEnglish);

/** The anchor that GitHub gives a heading. */
function anchor(title: string): string {
  const plain = title.replace(/[`*]/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return plain
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

describe("the docs in both languages", () => {
  it("are found", () => {
    assert.ok(DOCUMENTS.some(({ en }) => en === "docs/lab.md"));
    assert.ok(DOCUMENTS.length >= 6);
  });

  for (const { en, ja } of DOCUMENTS) {
    describe(`${en} and ${ja}`, () => {
      const [english, japanese] = [textOf(en), textOf(ja)];
      const compare = (part: (text: string) => unknown): void => assert.deepEqual(part(japanese), part(english));

      it("have the same headings, by level", () => compare((text) => headings(text).map(({ level }) => level)));
      it("have the same blocks, by language", () => compare((text) => fences(text).map(({ language }) => language)));
      it("have the same tables, by rows and columns", () => compare(tables));
      it("have as many items in lists", () => compare(items));
      it("are made by the same markers", () => compare(markers));
      it("have the same pictures, each in its language and with an alternative text", () => {
        const plain = (text: string): string[] => pictures(text).map(({ file }) => file.replace(".ja.svg", ".svg"));
        compare(plain);
        for (const { alternative, file } of pictures(japanese)) {
          assert.match(alternative, /[\u3040-\u9fff]/, file);
          assert.match(file, /\.ja\.svg$/);
        }
        for (const { alternative } of pictures(english)) assert.match(alternative, /^[\x20-\x7e]{10,}$/);
      });
      it("have the same commands in them, comments aside", () => {
        const commands = (text: string): string[] =>
          fences(text)
            .filter(({ language }) => language === "sh")
            .map((fence) =>
              fence.text
                .replace(/ *#.*$/gm, "")
                .replace(/<[^<>]*>/g, "<…>")
                .replace(/ +/g, " "),
            );
        compare(commands);
      });
      it("link each other", () => {
        assert.ok(links(english).some((to) => normalize(join(dirname(en), to)) === ja));
        assert.ok(links(japanese).some((to) => normalize(join(dirname(ja), to)) === en));
      });

      for (const [file, text] of [
        [en, english],
        [ja, japanese],
      ]) {
        it(`have links in ${file} to files and headings that are there`, () => {
          const inside = [...links(text), ...pictures(text).map(({ file: picture }) => picture)].filter(
            (to) => !/^https?:/.test(to),
          );
          for (const to of inside) {
            const [path, heading] = decodeURI(to).split("#");
            const target = path === "" ? file : normalize(join(dirname(file), path));
            assert.ok(existsSync(join(ROOT, target)), `${to}: ${target} is not there`);
            if (heading === undefined || statSync(join(ROOT, target)).isDirectory()) continue;
            const anchors = headings(textOf(target)).map(({ title }) => anchor(title));
            assert.ok(anchors.includes(heading), `${to}: ${target} has no such heading`);
          }
        });
      }
    });
  }
});

describe("the pod that a reader tries", () => {
  it("is one that the lab's namespaces admit, of an image that has what it calls", () => {
    const { spec } = parse(textOf("docs/pod.yaml")) as k8s.types.input.core.v1.Pod & {
      spec: k8s.types.input.core.v1.PodSpec;
    };
    const [container] = spec.containers as k8s.types.input.core.v1.Container[];
    assert.equal(container.image, Image.catalog);
    const { runAsNonRoot, seccompProfile } = spec.securityContext as k8s.types.input.core.v1.PodSecurityContext;
    assert.deepEqual([runAsNonRoot, seccompProfile], [true, { type: "RuntimeDefault" }]);
    assert.deepEqual(container.securityContext, { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
  });
});

describe("the lab guide", () => {
  const OFFLINE = /^\$? ?npm (?:start|run (?:--silent )?lab -- (?:plan|check|diff|exercise))\b/m;
  const MARKS = {
    "docs/lab.md": ["*On the cluster", "*Sample cluster*"],
    "docs/lab.ja.md": ["*クラスター上", "*サンプルクラスター*"],
  };

  /** What nobody is to see who still guesses: both checks, what one finds, and the answer. */
  const GIVEN_AWAY = /^<!-- run.* exercise \d+ --(?:check|solve) -->$|^\*\*(?:What one finds\.|見つかるもの)/m;

  for (const [file, [live, sample]] of Object.entries(MARKS)) {
    const text = textOf(file);
    const before = (index: number): string => text.slice(0, index).trimEnd().split("\n").at(-1)!;

    it(`shows in ${file} no command that needs no cloud without having run it`, () => {
      const made = text.replace(/<!-- run[\s\S]*?<!-- end -->/g, "");
      for (const fence of fences(made)) assert.doesNotMatch(fence.text, OFFLINE);
    });

    it(`says in ${file} of each output of a cluster where it comes from, and puts placeholders for ids`, () => {
      const consoles = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)];
      assert.ok(consoles.length >= 9);
      for (const { index, 1: inner } of consoles) {
        assert.ok(before(index).startsWith(live) && before(index).includes("]("), inner);
        assert.doesNotMatch(inner, /\b(?:sg|eni|vpc|i)-[0-9a-f]{8,}|\b\d{12}\b|\b10\.\d+\.\d+\.\d+/);
      }
    });

    it(`closes each fold of ${file} in the section that opens it, and folds of each exercise what gives it away`, () => {
      for (const section of text.split(/^(?=#{2,3} )/m)) {
        const [title] = section.split("\n");
        const folds = section.match(/^<\/?details>$/gm) ?? [];
        assert.deepEqual(folds, ["<details>", "</details>"].slice(0, folds.length), title);
        assert.ok(folds.length % 2 === 0, title);
        if (!title.startsWith("### 8.")) continue;
        const [open, folded, after] = section.split(/^<\/?details>$/m);
        assert.match(open, /^<!-- run.* exercise \d+ -->$/m, title);
        assert.doesNotMatch(open, GIVEN_AWAY, title);
        assert.equal(folded.match(new RegExp(GIVEN_AWAY, "gm"))?.length, 4, title);
        assert.equal(after.trim(), "", title);
      }
    });

    it(`has the ten exercises in ${file}, by their titles, each set up, checked, solved and checked again`, () => {
      const { texts } = (file.endsWith(".ja.md") ? ja : en).exercises;
      const titles = Object.values(texts).map(({ title }, i) => `8.${i + 1} ${title}`);
      assert.deepEqual(
        headings(text).flatMap(({ title }) => (title.startsWith("8.") && title[2] !== " " ? [title] : [])),
        titles,
      );
      titles.forEach((_title, i) => {
        const one = `exercise ${i + 1}`;
        const calls = [...text.matchAll(new RegExp(`^<!-- run.* (${one}(?: --\\w+)?) -->$`, "gm"))].map(
          ([, call]) => call,
        );
        assert.deepEqual(calls, [one, `${one} --check`, `${one} --solve`, `${one} --check`]);
      });
    });

    it(`says in ${file} that what is inspected is a sample`, () => {
      for (const { index } of text.matchAll(/^<!-- run[^\n]*lab -- inspect/gm)) assert.equal(before(index), sample);
    });
  }
});
