/**
 * What the lab teaches: the answer in words, the three stages side by side, and what happens to a pod.
 */
import type { Words } from "../../../words";
import { answers } from "../../plan/answer";
import type { MadePlan } from "../../plan/make";
import type { StagePlan } from "../../plan/stages";
import { markup, type Markup } from "../markup";
import { drawBoundPod, drawOrdinaryPod } from "../picture/draw-pod";
import { drawStage, storyOf } from "../picture/draw-stage";

/** The answer in sentences. */
export function answer(made: MadePlan, words: Words): Markup {
  const { plan } = words;
  const { stage } = made.plan;
  const taught = stage === null ? undefined : plan.stages[stage];
  return markup`${taught !== undefined && markup`<p><strong>${taught}</strong></p>`}<p>${plan.lesson}</p>${answers(made, words).map((text) => markup`<p>${text}</p>`)}`;
}

/** The stages side by side. */
export function stages(made: MadePlan, all: StagePlan[], words: Words): Markup {
  const { page, picture, plan } = words;
  const say = picture.stages;
  return markup`<ol class="stages">${all.map(({ stage, made: planned }, i) => {
    const story = planned && storyOf(planned);
    const isThis = stage === made.plan.stage;
    const what = story && (story.answers[0] ? say.works : say.fails);
    return markup`<li class="${isThis && "this"}"><h3>${stage} <small>${say.order[i] ?? ""}${isThis && ` · ${page.page.thisPlan}`}</small></h3>
${story ? drawStage(stage, story, words) : markup`<p class="note">${say.notPlanned}</p>`}
<p><strong>${what ?? ""}</strong></p><p>${plan.stages[stage] ?? ""}</p>${!isThis && markup`<p><code>${page.page.tryStage(stage)}</code></p>`}</li>
`;
  })}</ol>`;
}

/** What happens to a pod that is selected, and to any other. */
export function pods(words: Words): Markup {
  const { pod: say } = words.picture;
  const way = (title: string, drawn: Markup, steps: string[]): Markup =>
    markup`<div><h3>${title}</h3>${drawn}<ol>${steps.map((text) => markup`<li>${text}</li>`)}</ol></div>
`;
  return markup`<div class="ways">${way(say.bound, drawBoundPod(words), say.boundSteps)}${way(say.ordinary, drawOrdinaryPod(words), say.ordinarySteps)}</div>`;
}
