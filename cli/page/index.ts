/**
 * A plan as a picture and as a page. Both are text made of the plan alone: the same plan gives the same bytes.
 */
import { en, type Words } from "../../words";
import type { MadePlan } from "../plan/make";
import { draw } from "./picture/draw";
import { sceneOf } from "./picture/scene";

export { planPage } from "./page";

/** The topology of a plan as an SVG file that needs nothing else. */
export function topologySvg(made: MadePlan, words: Words = en): string {
  return `${draw(sceneOf(made, words), words).text}\n`;
}
