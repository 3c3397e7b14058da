import assert from "node:assert/strict";
import { join } from "node:path";
import { setUp } from "../../cli/exercise/copy";
import type { Exercise } from "../../cli/exercise/exercises";
import { makePlan } from "../../cli/plan/make";
import { MOST_LINES, showPlan } from "../../cli/plan/show";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { readStackConfig } from "../../cli/stack-config";
import { en, type Words } from "../../words";
import { ja } from "../../words/ja";
import { ROOT } from "../support/program";
import { copiesFolder, exercise } from "./support";

type Name = Exercise["name"];

/** What the plan of a copy says of the catalog, and what would not be true of it, in both languages. */
const SAYS: { [name in Name]?: { says: [RegExp, RegExp]; not: [RegExp, RegExp] } } = {
  "host-network": {
    says: [
      /Deployment catalog runs in the host's network: .* they have the node's groups\./,
      /Deployment catalog はホストのネットワークで動作します。.*ノードのセキュリティグループを使います。/,
    ],
    not: [/Only catalog reaches/, /届くのは catalog だけ/],
  },
  "wrong-node-group": {
    says: [
      /Only catalog reaches catalog-db on tcp 3306\. .* But catalog does not reach the cluster's DNS \(udp 53\): a connection by name fails\. Other pods/,
      /届くのは catalog だけです。.*ただし、catalog はクラスターの DNS \(udp 53\) に届かないため、名前では接続できません。ほかの Pod/,
    ],
    not: [/is not known/, /わかりません/],
  },
  "no-label": {
    says: [
      /Only pods of the binding catalog \(probe-bound\) reach catalog-db .* Deployment catalog, other pods and nodes do not/,
      /届くのはバインディング catalog の Pod \(probe-bound\) ?だけです。.*Deployment catalog、ほかの Pod、ノードは届きません。/,
    ],
    not: [/Only catalog reaches/, /届くのは catalog だけ/],
  },
  "policy-after-pod": {
    says: [
      /Not waiting for the policy that selects them: Deployment catalog\. Pods .* use the node's group\./,
      /Deployment catalog は、選択するポリシーを待ちません。/,
    ],
    not: [/host's network/, /ホストのネットワーク/],
  },
  "group-replaced": {
    says: [/Only catalog reaches catalog-db on tcp 3306\./, /catalog-db の tcp 3306 に届くのは catalog だけです。/],
    not: [/host's network|Not waiting|by name/, /ホストのネットワーク|待ちません|名前では/],
  },
};

describe("the plan of a copy", () => {
  const { folder, remove } = copiesFolder();
  after(remove);

  for (const [name, { says, not }] of Object.entries(SAYS)) {
    it(`says in its answer what is true of ${name}, and calls the stage's aim an aim`, async () => {
      const directory = join(folder, name);
      setUp(ROOT, directory, exercise(name as Name).changes);
      const made = await makePlan(directory, readStackConfig(directory, "dev"));
      ([en, ja] as Words[]).forEach((words, i) => {
        const text = showPlan(made, { words, verdicts: policyVerdicts(made.reading) });
        const { answer, reachability, stage } = words.plan.headings;
        const part = (from: string, to: string): string =>
          text.slice(text.indexOf(`\n${from}`), text.indexOf(`\n${to}`)).replace(/\n */g, i === 0 ? " " : "");
        assert.match(part(answer, reachability), says[i]);
        assert.doesNotMatch(part(answer, reachability), not[i]);
        assert.match(part(stage, answer), [/\[bound\] To show: /, /\[bound\]このステージで示すこと: /][i]);
        assert.ok(text.split("\n").length <= MOST_LINES);
      });
    });
  }

  it("says of a binding that no workload has, that none here makes its pods", async () => {
    const directory = join(folder, "alone");
    setUp(ROOT, directory, exercise("no-label").changes);
    const made = await makePlan(directory, readStackConfig(directory, "dev", ["probes=false"]));
    assert.match(
      showPlan(made).replace(/\s+/g, " "),
      /Only pods of the binding catalog \(no workload here makes one\) reach/,
    );
  });
});
