/**
 * The pictures of the docs, made from the real program in both languages.
 */
import { join } from "node:path";
import { podSvgs, stageSvg, topologySvg } from "../cli/page";
import { type MadePlan, makePlan } from "../cli/plan/make";
import { readStackConfig } from "../cli/stack-config";
import { STAGES } from "../config";
import { LANGUAGES, wordsOf } from "../words";

const ROOT = join(__dirname, "..");

/** Every picture with its file, from the repository's root. */
export async function pictures(): Promise<{ file: string; text: string }[]> {
  const found: { file: string; text: string }[] = [];
  const plans: [string, MadePlan][] = [];
  for (const stage of STAGES) {
    plans.push([stage, await makePlan(ROOT, readStackConfig(ROOT, "dev", [`stage=${stage}`]))]);
  }
  for (const language of LANGUAGES) {
    const words = await wordsOf(language);
    const ending = language === "en" ? "svg" : `${language}.svg`;
    const add = (name: string, text: string): void => void found.push({ file: `docs/${name}.${ending}`, text });
    for (const [stage, made] of plans) {
      const picture = stageSvg(made, words);
      if (picture === undefined) throw new Error(`The stage ${stage} has no catalog or database to draw`);
      add(`pictures/${stage}`, picture);
      if (stage === "bound") add("topology", topologySvg(made, words));
    }
    const { bound, ordinary } = podSvgs(words);
    add("pictures/pod-bound", bound);
    add("pictures/pod-ordinary", ordinary);
  }
  return found;
}
