/**
 * What every page of this program is inside: it needs no network, fonts or files, and may do nothing that it does not name.
 */
import { Markup, markup } from "./markup";
import { PAGE_STYLE } from "./style";

/** What makes one page differ from another. */
export interface HtmlDocument {
  /** Language of its text, `en` or `ja`. */
  language: string;
  title: string;
  /** What marks it as a page of ours, see {@link generator}. */
  generator: string;
  /** Sources of scripts that it may run, as a Content Security Policy names them. Default: none. */
  scripts?: string;
  /** Styles of its own, after those of all pages. Default: none. */
  style?: string;
  body: Markup;
}

/** The mark of pages that a command makes. */
export function generator(command: string): string {
  return `<meta name="generator" content="lab ${command}">`;
}

/** Whether a text is a page with such a mark. */
export function isMadeBy(text: string, mark: string): boolean {
  return text.slice(0, 2000).includes(mark);
}

/** The page as a text. */
export function htmlDocument({ language, title, generator: mark, scripts, style = "", body }: HtmlDocument): string {
  const security = [
    ...["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"],
    ...(scripts === undefined ? [] : [`script-src ${scripts}`]),
    ...["base-uri 'none'", "form-action 'none'"],
  ].join("; ");
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${security}">
${new Markup(mark)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(PAGE_STYLE + style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
