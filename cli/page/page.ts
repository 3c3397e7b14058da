/**
 * The whole page.
 */
import { createHash } from "node:crypto";
import { en, type Words } from "../../words";
import type { MadePlan } from "../plan/make";
import { generator, htmlDocument, isMadeBy } from "./document";
import { Markup, markup } from "./markup";
import { draw } from "./picture/draw";
import { sceneOf } from "./picture/scene";
import type { Scene } from "./picture/shapes";
import { PAGE_SCRIPT } from "./script";
import type { StagePlan } from "../plan/stages";
import type { ToldVerdict } from "../plan/verdicts";
import { costs } from "./sections/cost";
import { answer, pods, stages } from "./sections/lesson";
import { policies } from "./sections/policies";
import { branchInterfaces, notJudged, ruleTable } from "./sections/limits";
import { reach } from "./sections/reach";
import { binding, resourceTree } from "./sections/resources";
import { summary } from "./sections/summary";
import { time } from "./sections/time";

const GENERATOR = generator("plan");

/** Whether a text is a page or a picture of a plan, of any stack. */
export function isPage(text: string): boolean {
  return isMadeBy(text, GENERATOR) || /^<svg [^>]*class="topology"/.test(text);
}

/** What a page shows beside the plan. */
export interface PageOptions {
  words?: Words;
  /** What the policies say; without it there is no section of them. */
  verdicts?: ToldVerdict[];
  /** The stages of the lab, to stand side by side; none for a program without stages. */
  stages?: StagePlan[];
}

/** A plan as one HTML page that needs nothing else: no network, fonts or files. */
export function planPage(made: MadePlan, { words = en, verdicts, stages: all = [] }: PageOptions = {}): string {
  const { plan } = made;
  const { page: say } = words.page;
  const scene = sceneOf(made, words);
  const hasNetwork = made.rows.length > 0;
  type Section = [keyof typeof say.sections, Markup];
  const sections: Section[] = [
    ...(hasNetwork ? [["answer", answer(made, words)] satisfies Section] : []),
    ...(all.length > 1 ? [["stages", stages(made, all, words)] satisfies Section] : []),
    ["topology", picture(scene, words)],
    ...(hasNetwork ? [["pod", pods(words)] satisfies Section] : []),
    ["reachability", reach(made, words)],
    ...(verdicts === undefined ? [] : [["policies", policies(made, verdicts, words)] satisfies Section]),
    ["time", time(made, words)],
    ["cost", costs(made, words)],
    ["branch-interfaces", branchInterfaces(plan, words)],
    ["rules", ruleTable(plan, words)],
    ...(plan.notJudged.length > 0 ? [["not-judged", notJudged(plan, words)] satisfies Section] : []),
    ["resources", resourceTree(plan, words)],
    ["binding", binding(plan, words)],
  ];
  const body = markup`<a class="skip" href="#main">${say.skip}</a>
<header>
<h1>${say.heading(plan.stack, plan.stage ?? undefined)}</h1>
<p class="lead">${say.lead(plan.project)}</p>
${summary(made, words)}
<nav aria-label="${say.navigation}"><ul>${sections.map(([id]) => markup`<li><a href="#${id}">${say.sections[id]}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${sections.map(
  ([id, content]) => markup`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${say.sections[id]}</h2>
${content}
</section>
`,
)}</main>
<footer><p>${say.footer}</p></footer>
<script>${new Markup(PAGE_SCRIPT)}</script>`;
  return htmlDocument({
    ...{ language: words.page.language, title: say.title(scene.headline, plan.stack), generator: GENERATOR, body },
    scripts: `'sha256-${createHash("sha256").update(PAGE_SCRIPT).digest("base64")}'`,
  });
}

function picture(scene: Scene, words: Words): Markup {
  const { page: say } = words.page;
  return markup`${scene.edges.length > 0 && markup`<p class="note pointer">${say.pointAtLine}</p>`}
<p class="note sideways">${say.scrolls}</p>
<div class="picture" tabindex="0" role="region" aria-label="${say.pictureLabel}">${draw(scene, words)}</div>`;
}
