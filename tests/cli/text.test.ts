import assert from "node:assert/strict";
import fc from "fast-check";
import { textColumns, unitsOf, WIDTH, wrap, wrapCut } from "../../cli/text";

/** Lines without their indent. */
const lines = (text: string, indent = 0): string[] => wrap(text, indent).map((line) => line.trim());

/** A text after so many columns of another: the line breaks somewhere in it. */
const after = (columns: number, text: string): string[] => lines(`${"x".repeat(columns)} ${text}`);

const japanese = fc
  .array(
    fc.constantFrom(
      ..."ネットワークインターフェイス、セキュリティグループ。(ノード)が「ほかのPod」に名前空間で作り直されませんcatalog-dbッーャを使い、".split(
        "",
      ),
    ),
    { minLength: 1, maxLength: 300 },
  )
  .map((characters) => characters.join(""));

describe("a text in lines", () => {
  it("does not break a word of katakana that fits on the next line", () => {
    for (let columns = 40; columns < WIDTH; columns++) {
      const broken = after(columns, "ブランチネットワークインターフェイスに付いたセキュリティグループです。");
      for (const word of ["ブランチネットワークインターフェイス", "セキュリティグループ"]) {
        assert.ok(
          broken.some((line) => line.includes(word)),
          broken.join("\n"),
        );
      }
    }
  });

  it("does not break a word of kanji, or two verbs in one", () => {
    for (let columns = 40; columns < WIDTH; columns++) {
      const broken = after(columns, "名前空間の自分自身の Pod が作り直されません。取り消すか、書き加えてください。");
      for (const word of ["名前空間", "自分自身", "作り直され", "取り消す", "書き加え"]) {
        assert.ok(
          broken.some((line) => line.includes(word)),
          broken.join("\n"),
        );
      }
    }
  });

  it("begins no line with what closes or goes on, and ends none with what opens", () => {
    fc.assert(
      fc.property(japanese, (text) => {
        for (const line of lines(text).slice(1)) assert.doesNotMatch(line, /^[、。」)ーッャ]/u);
        const broken = lines(text);
        for (const [i, line] of broken.slice(0, -1).entries()) {
          assert.doesNotMatch(line, /[「(]$/u);
          if (/^[ぁ-ん]/u.test(broken[i + 1])) assert.match(line, /[、。]$/u);
        }
      }),
    );
  });

  it("keeps every character, and the width where no word is longer than a line", () => {
    fc.assert(
      fc.property(japanese, fc.nat({ max: 8 }), (text, indent) => {
        const without = (one: string): string => one.replace(/\s/g, "");
        assert.equal(without(wrap(text, indent).join("")), without(text));
        assert.ok(wrapCut(text, indent).every((line) => textColumns(line) <= WIDTH));
        if (unitsOf(text).some((unit) => textColumns(unit.text) > WIDTH - indent)) return;
        assert.ok(wrap(text, indent).every((line) => textColumns(line) <= WIDTH));
      }),
    );
  });
});
