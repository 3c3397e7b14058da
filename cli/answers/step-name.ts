import { find, listOf } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { TimelineStep } from "../../model/time/timeline";
import type { Words } from "../../words";

/** What a step of a time line is called: a probe's Job by what it proves, everything else by its kind. */
export function stepName({ id, what }: Pick<TimelineStep, "id" | "what">, reading: Reading, words: Words): string {
  const resource = reading.resources.get(id);
  const containers = listOf(find(resource?.inputs, "spec", "template", "spec", "containers"));
  const settings = containers.flatMap((container) => listOf(find(container, "env")));
  const expected = settings.find((env) => find(env, "name") === "EXPECT");
  if (expected === undefined || !resource?.type.endsWith(":Job")) return words.things.thing(what);
  return find(expected, "value") === "connects" ? words.time.proof.connects : words.time.proof.timesOut;
}
