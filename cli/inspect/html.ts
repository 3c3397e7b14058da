/**
 * An inspection as one page that needs nothing else.
 */
import type { InspectWords } from "../../words/en/inspect";
import { type Markup, Markup as Raw, markup } from "../page/markup";
import { PAGE_STYLE } from "../page/style";
import type { Inspection } from "./inspection";
import { showInspection } from "./show";

const GENERATOR = '<meta name="generator" content="lab inspect">';

/** Forbids the page everything but its own styles, whatever a name in the cluster contains. */
const SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Whether a text is the page of an inspection. */
export function isInspectionPage(text: string): boolean {
  return text.slice(0, 2000).includes(GENERATOR);
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
  return markup`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${SECURITY_POLICY}">
${new Raw(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}</title>
<link rel="icon" href="data:,">
<style>${new Raw(PAGE_STYLE)}pre { overflow-x: auto; font-size: .875rem; }</style>
</head>
<body>
<header><h1>${name}</h1><p class="lead">${lead}</p></header>
<main>
${sections.map(section)}</main>
</body>
</html>
`.text;
}

function section({ title, lines }: { title: string; lines: string[] }, index: number): Markup {
  const id = `section-${index}`;
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><pre tabindex="0">${lines.join("\n").trimEnd()}</pre></section>
`;
}
