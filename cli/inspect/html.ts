/**
 * An inspection as one page that needs nothing else.
 */
import type { InspectWords } from "../../words/en/inspect";
import { generator, htmlDocument, isMadeBy } from "../page/document";
import { type Markup, markup } from "../page/markup";
import type { Inspection } from "./inspection";
import { showInspection } from "./show";

const GENERATOR = generator("inspect");

/** Whether a text is the page of an inspection. */
export function isInspectionPage(text: string): boolean {
  return isMadeBy(text, GENERATOR);
}

/** The page: the same sections as the text, each under its heading. */
export function inspectionPage(inspection: Inspection, words: InspectWords): string {
  const lines = showInspection(inspection, words);
  const headings = new Set(Object.values(words.sections));
  const sections: { title: string; lines: string[] }[] = [];
  for (const line of lines) {
    if (headings.has(line)) sections.push({ title: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  const { name } = inspection.cluster;
  const lead = lines.slice(0, lines.indexOf("")).join(" ");
  return htmlDocument({
    ...{ language: words.lang, title: name, generator: GENERATOR },
    style: "pre { overflow-x: auto; font-size: .875rem; }",
    body: markup`<header><h1>${name}</h1><p class="lead">${lead}</p></header>
<main>
${sections.map(section)}</main>`,
  });
}

function section({ title, lines }: { title: string; lines: string[] }, index: number): Markup {
  const id = `section-${index}`;
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><pre tabindex="0">${lines.join("\n").trimEnd()}</pre></section>
`;
}
