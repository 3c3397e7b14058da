/**
 * The whole page.
 */
import { createHash } from "node:crypto";
import type { MadePlan } from "../plan/make";
import { Markup, markup } from "./markup";
import { draw } from "./picture/draw";
import { sceneOf } from "./picture/scene";
import type { Scene } from "./picture/shapes";
import { PAGE_SCRIPT } from "./script";
import { costs } from "./sections/cost";
import { branchInterfaces, notJudged, ruleTable } from "./sections/limits";
import { reach } from "./sections/reach";
import { binding, resourceTree } from "./sections/resources";
import { summary } from "./sections/summary";
import { time } from "./sections/time";
import { PAGE_STYLE } from "./style";
import { verdictId } from "./words";

const GENERATOR = '<meta name="generator" content="lab plan">';

/** Whether a text is a page or a picture of a plan, of any stack. */
export function isPage(text: string): boolean {
  return text.slice(0, 2000).includes(GENERATOR) || /^<svg [^>]*class="topology"/.test(text);
}

/** A plan as one HTML page that needs nothing else: no network, fonts or files. */
export function planPage(made: MadePlan): string {
  const { plan } = made;
  const scene = sceneOf(made);
  const sections: [string, string, Markup][] = [
    ["topology", "The picture", picture(scene)],
    ["reachability", "Who can reach what", reach(made)],
    ["time", "Time", time(made)],
    ["cost", "Cost", costs(plan)],
    ["branch-interfaces", "Branch interfaces", branchInterfaces(plan)],
    ["rules", "Rules per security group", ruleTable(plan)],
    ...(plan.notJudged.length > 0
      ? [["not-judged", "What was not judged", notJudged(plan)] satisfies [string, string, Markup]]
      : []),
    ["resources", "What will be made", resourceTree(plan)],
    ["binding", "The binding", binding(plan)],
  ];
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${SECURITY_POLICY}">
${new Markup(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${scene.headline} – plan of ${plan.stack}</title>
<link rel="icon" href="data:,">
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the plan</a>
<header>
<h1>Plan of stack ${plan.stack}</h1>
<p class="lead">Made offline from the real program ${plan.project}. Nothing was deployed, no account was asked.</p>
${summary(plan)}
<nav aria-label="Sections"><ul>${sections.map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${sections.map(
  ([id, title, content]) => markup`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${content}
</section>
`,
)}</main>
<footer><p>Made by lab plan --html, from the plan alone: the same plan gives the same page.</p></footer>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function picture(scene: Scene): Markup {
  return markup`${scene.edges.length > 0 && markup`<p class="note pointer">Point at a line, or reach it by keyboard, for the rule that decides; follow it to the list of all reasons.</p>`}
<div class="picture" tabindex="0" role="region" aria-label="Picture of the topology">${draw(scene, { link: (verdict) => `#${verdictId(verdict)}` })}</div>`;
}

/** Forbids the page everything but its own styles and its own script, whatever a name in the plan contains. */
const SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  `script-src 'sha256-${createHash("sha256").update(PAGE_SCRIPT).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
