/**
 * What the plan makes, as a tree, and the output that says what was bound.
 */
import { type GraphResource, type Json, UNKNOWN } from "../../../model/graph/graph";
import type { Words } from "../../../words";
import type { Plan } from "../../plan/make";
import { kindOf } from "../../plan/show-resources";
import { markup, type Markup } from "../markup";

/** Components with what they make; each can be opened and closed. */
export function resourceTree({ resources }: Plan, words: Words): Markup {
  if (resources.length === 0) return markup`<p>${words.page.made.nothing}</p>`;
  const children = new Map<string | undefined, GraphResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const count = (urn: string): number =>
    (children.get(urn) ?? []).reduce((sum, child) => sum + Number(child.custom) + count(child.urn), 0);
  const node = ({ urn, type, name }: GraphResource): Markup => {
    const inner = children.get(urn) ?? [];
    const title = markup`<span class="kind">${kindOf(type, words)}</span> ${name}`;
    if (inner.length === 0) return markup`<li>${title}</li>\n`;
    return markup`<li><details><summary>${title} <small>${words.amounts.resources(count(urn))}</small></summary>${list(inner)}</details></li>\n`;
  };
  const list = (all: GraphResource[]): Markup => markup`<ul>${all.map(node)}</ul>`;
  return markup`<div class="tree">${list(children.get(undefined) ?? [])}</div>`;
}

/** The stack output of the binding. */
export function binding({ binding: output }: Plan, { page: { made: say } }: Words): Markup {
  if (output === null) return markup`<p>${say.none}</p>`;
  return markup`<div class="outline">${outline(output, say)}</div>`;
}

type Say = Words["page"]["made"];

function outline(value: Json, say: Say): Markup {
  if (value === null || typeof value !== "object") {
    return markup`${plain(value, say)}`;
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? markup`${say.empty}`
      : markup`<ul>${value.map((entry) => markup`<li>${inLine(entry, say)}</li>`)}</ul>`;
  }
  return markup`<dl>${Object.entries(value).map(([key, inner]) => markup`<dt>${key}</dt><dd>${outline(inner, say)}</dd>`)}</dl>`;
}

/** An object whose values are plain, as a path is, fits on a line. */
function inLine(entry: Json, say: Say): Markup {
  const isFlat = entry !== null && typeof entry === "object" && !Array.isArray(entry);
  if (!isFlat || Object.values(entry).some((value) => typeof value === "object")) return outline(entry, say);
  return markup`${Object.entries(entry)
    .map(([key, value]) => `${key} ${plain(value, say)}`)
    .join(", ")}`;
}

function plain(value: Json, say: Say): string {
  if (value === UNKNOWN) return say.later;
  return typeof value === "string" ? value : JSON.stringify(value);
}
