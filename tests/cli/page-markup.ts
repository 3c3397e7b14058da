/** A small, strict reader of markup: what a browser would repair is an error here. */
import assert from "node:assert/strict";

/** An element. */
export interface Element {
  name: string;
  attributes: { [name: string]: string };
  children: Element[];
  parent?: Element;
  /** All text inside, with references resolved. */
  text: string;
}

/** Elements of HTML that have no end tag. */
const VOID = ["meta", "link", "input", "br"];
/** Elements of HTML whose text is not markup. */
const RAW = ["script", "style"];

/** Reads well-formed markup; fails at what is not. With `xml`, nothing of HTML's leniency is accepted. */
export function parseMarkup(text: string, { xml }: { xml: boolean }): { elements: Element[] } {
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  const elements: Element[] = [];
  const open: Element[] = [];
  let roots = 0;
  const token = /<!doctype html>|<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/gy;
  let match: RegExpExecArray | null;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    match = token.exec(text);
    assert.ok(match, `not well-formed: ${text.slice(at, at + 80)}`);
    const [all, close, name, attributes, empty, characters] = match;
    if (characters !== undefined) {
      const resolved = resolve(characters);
      for (const element of open) element.text += resolved;
      assert.ok(open.length > 0 || characters.trim() === "", "text outside of the root");
    } else if (name === undefined) assert.ok(!xml && at === 0, all);
    else if (close) assert.equal(open.pop()?.name, name, `</${name}> ends nothing`);
    else {
      const element: Element = { name, attributes: attributesOf(attributes, xml), children: [], text: "" };
      elements.push(element);
      element.parent = open.at(-1);
      element.parent?.children.push(element);
      if (open.length === 0) roots++;
      if (empty || (!xml && VOID.includes(name))) continue;
      open.push(element);
      if (!xml && RAW.includes(name)) token.lastIndex = text.indexOf(`</${name}>`, token.lastIndex);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(roots, 1);
  return { elements };
}

function attributesOf(text: string, xml: boolean): { [name: string]: string } {
  const found: { [name: string]: string } = {};
  for (const [, name, value] of text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)) {
    assert.ok(value !== undefined || !xml, `${name} has no value`);
    assert.equal(found[name], undefined, `${name} twice`);
    found[name] = resolve(value ?? "");
  }
  return found;
}

const REFERENCES: { [reference: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function resolve(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (all, name: string) => {
    assert.ok(all.endsWith(";") && name in REFERENCES, `${all} is no reference`);
    return REFERENCES[name];
  });
}

/** A text as a page can show it: what XML forbids, and what turns text around, is replaced. */
export function isReadable(text: string): string {
  return text.replace(/[\u0000\u202e\p{Cs}]/gu, "\ufffd");
}
