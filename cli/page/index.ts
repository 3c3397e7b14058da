/**
 * A plan as a picture and as a page. Both are text made of the plan alone: the same plan gives the same bytes.
 */
import { en, type Words } from "../../words";
import type { MadePlan } from "../plan/make";
import { draw } from "./picture/draw";
import { drawBoundPod, drawOrdinaryPod } from "./picture/draw-pod";
import { drawStage, storyOf } from "./picture/draw-stage";
import { standalone } from "./picture/look";
import { sceneOf } from "./picture/scene";

export { planPage } from "./page";

/** The topology of a plan as an SVG file that needs nothing else. */
export function topologySvg(made: MadePlan, words: Words = en): string {
  return `${draw(sceneOf(made, words), words).text}\n`;
}

/** The small picture of a plan's stage as an SVG file; undefined for a program without the lab's catalog and database. */
export function stageSvg(made: MadePlan, words: Words = en): string | undefined {
  const story = storyOf(made);
  const { stage } = made.plan;
  return story && stage !== null ? standalone(drawStage(stage, story, words)) : undefined;
}

/** What happens to a pod that a SecurityGroupPolicy selects, and to any other, as SVG files. */
export function podSvgs(words: Words = en): { bound: string; ordinary: string } {
  return { bound: standalone(drawBoundPod(words)), ordinary: standalone(drawOrdinaryPod(words)) };
}
