/**
 * What the plan makes, as a tree, and the output that says what was bound.
 */
import type { GraphResource, Json } from "../../../model/graph/graph";
import { counted } from "../../text";
import type { Plan } from "../../plan/make";
import { markup, type Markup } from "../markup";
import { known } from "../words";

/** Components with what they make; each can be opened and closed. */
export function resourceTree({ resources }: Plan): Markup {
  if (resources.length === 0) return markup`<p>Nothing.</p>`;
  const children = new Map<string | undefined, GraphResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const count = (urn: string): number =>
    (children.get(urn) ?? []).reduce((sum, child) => sum + Number(child.custom) + count(child.urn), 0);
  const node = ({ urn, type, name }: GraphResource): Markup => {
    const inner = children.get(urn) ?? [];
    const title = markup`<span class="kind">${kind(type)}</span> ${name}`;
    if (inner.length === 0) return markup`<li>${title}</li>\n`;
    return markup`<li><details><summary>${title} <small>${counted(count(urn), "resource")}</small></summary>${list(inner)}</details></li>\n`;
  };
  const list = (all: GraphResource[]): Markup => markup`<ul>${all.map(node)}</ul>`;
  return markup`<div class="tree">${list(children.get(undefined) ?? [])}</div>`;
}

function kind(type: string): string {
  const [pkg, , name] = type.split(":");
  return pkg === "pulumi" ? `${name} provider` : (name ?? type);
}

/** The stack output of the binding. */
export function binding({ binding: output }: Plan): Markup {
  if (output === null) return markup`<p>The program exports none.</p>`;
  return markup`<div class="outline">${outline(output)}</div>`;
}

function outline(value: Json): Markup {
  if (value === null || typeof value !== "object") {
    return markup`${typeof value === "string" ? known(value) : JSON.stringify(value)}`;
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? markup`none`
      : markup`<ul>${value.map((entry) => markup`<li>${inLine(entry)}</li>`)}</ul>`;
  }
  return markup`<dl>${Object.entries(value).map(([key, inner]) => markup`<dt>${key}</dt><dd>${outline(inner)}</dd>`)}</dl>`;
}

/** An object whose values are plain, as a path is, fits on a line. */
function inLine(entry: Json): Markup {
  const isFlat = entry !== null && typeof entry === "object" && !Array.isArray(entry);
  if (!isFlat || Object.values(entry).some((value) => typeof value === "object")) return outline(entry);
  return markup`${Object.entries(entry)
    .map(([key, value]) => `${key} ${typeof value === "string" ? known(value) : JSON.stringify(value)}`)
    .join(", ")}`;
}
