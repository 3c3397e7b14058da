import { policyVerdicts } from "../cli/plan/verdicts";
import { today } from "../cli/today";
import { branchInterfaces } from "../model/capacity/branch-interfaces";
import { ruleCounts } from "../model/capacity/rule-counts";
import { graphDiff } from "../model/diff/graph-diff";
import { paths } from "../model/reachability/paths";
import { reachability } from "../model/reachability/reachability";
import { read, type Reading } from "../model/reading/reading";
import { timeline } from "../model/time/timeline";
import { largeGraph } from "./large-graph";
import { type Comparison, compareSizes } from "./measure";

/** Bindings of the large graph and of the small one. */
const [MANY, FEW] = [5000, 500];

/** Ten times the bindings take eleven times the time at most: a sort may cost more, a loop in a loop not. */
const GOAL = 11;

const ROUNDS = 3;

/** What is asked of a graph; reading is what every question needs. */
const QUESTIONS: { [name: string]: (reading: Reading) => unknown } = {
  reading: ({ endpoints, bindings, rules }) => [endpoints, bindings, rules],
  reachability,
  paths: (reading) => paths(reading),
  "rule counts": (reading) => ruleCounts(reading),
  order: ({ order }) => order,
  "time line": (reading) => timeline(reading),
  "branch interfaces": branchInterfaces,
  policies: (reading) => policyVerdicts(reading, {}, today()),
};

/** Reading and every question, and the comparison of two graphs, on many bindings against few. */
export async function benchModel(): Promise<Comparison[]> {
  const results: Comparison[] = [];
  for (const rules of ["sparse", "ranges"] as const) {
    for (const [name, ask] of Object.entries(QUESTIONS)) {
      results.push(
        await ofSizes(name, rules, (bindings) => {
          const graph = largeGraph({ bindings, rules });
          return () => ask(read(graph));
        }),
      );
    }
    results.push(
      await ofSizes("graph diff", rules, (bindings) => {
        const [before, after] = [false, true].map((isChanged) => largeGraph({ bindings, rules, isChanged }));
        return () => graphDiff(read(before), read(after));
      }),
    );
  }
  return results;
}

function ofSizes(name: string, rules: string, make: (bindings: number) => () => unknown): Promise<Comparison> {
  const [many, few] = [MANY, FEW].map(make);
  return compareSizes(`${name}, ${rules}: ${MANY} bindings / ${FEW}`, { many, few, times: MANY / FEW }, ROUNDS, GOAL);
}
