import assert from "node:assert/strict";
import { join } from "node:path";
import { checkCopy, isSolved } from "../../cli/exercise/check";
import { setUp, solve } from "../../cli/exercise/copy";
import { EXERCISES, type Exercise } from "../../cli/exercise/exercises";
import { ROOT } from "../support/program";
import { type Found, found } from "./found";
import { copiesFolder, filesIn, ownLab } from "./support";

type Name = Exercise["name"];

const CATALOG = "bound:catalog/catalog";
const REFUSED_TYPE = `The config of stack "dev" has a problem:
  nodeInstanceType: t3.large cannot carry a trunk interface; nearest that can: m6g.large, 9 branch interfaces`;
const REFUSED_GROUPS = `PodSecurityGroupBinding "catalog" cannot be made:
  additionalSecurityGroupIds: makes 6 groups with the binding's own, the quota is 5 per interface; take fewer, or raise the quota (to 16 at most) and say so in securityGroupsPerInterface`;

const NAMESPACES = ["catalog", "elsewhere"].map((name) => `${name} privileged, not restricted`);

/** What a check finds of each exercise: all of it. Rows of ends that the lab does not have are told by {@link OTHER_ENDS}. */
const CAUGHT: { [name in Name]: Found } = {
  "dns-over-tcp": { findings: ["mandatory pod-dns: closed"], rows: [`${CATALOG} -> dns tcp false, not true`] },
  "wrong-node-group": {
    findings: ["advisory both-halves: half missing", "mandatory pod-dns: closed", "mandatory probe-ports: closed"],
    rows: [
      `${CATALOG} -> dns tcp false, not true`,
      `${CATALOG} -> dns udp false, not true`,
      `${CATALOG} -> group:platform-nodes tcp true, not undefined`,
      `${CATALOG} -> group:platform-nodes udp true, not undefined`,
      `group:platform-nodes -> ${CATALOG} tcp false, not undefined`,
      `nodes -> ${CATALOG} tcp false, not true`,
      `unbound-pods -> ${CATALOG} tcp false, not true`,
    ],
  },
  "host-network": {
    findings: ["mandatory bound-pod-spec: host network"],
    pods: ["catalog/catalog node, not own"],
    namespaces: NAMESPACES,
  },
  "empty-selector": {
    findings: ["mandatory bound-pod-order: pods before policy", "mandatory policy-selector: everything"],
    pods: ["catalog/probe-unlabelled own, not node"],
  },
  "no-trunk": { refused: REFUSED_TYPE },
  "early-demux": { findings: ["mandatory vpc-cni-setting: fault"] },
  "policy-after-pod": { findings: ["mandatory bound-pod-order: pods before policy"], kept: ["catalog/catalog"] },
  "group-replaced": { kept: ["catalog/catalog"] },
  "sixth-group": { refused: REFUSED_GROUPS },
  "no-label": { pods: ["catalog/catalog node, not own"] },
};

/** Ends that only the copy has, and what they reach of what the exercise is about. */
const OTHER_ENDS: { [name in Name]?: { end: string; reaches: [string, boolean] } } = {
  "empty-selector": { end: "bound:catalog/catalog-database", reaches: ["database:catalog-db", true] },
  "host-network": { end: "pods:Deployment catalog", reaches: ["database:catalog-db", false] },
  "no-label": { end: "pods:Deployment catalog", reaches: ["database:catalog-db", false] },
};

describe("the exercises", () => {
  const { folder, remove } = copiesFolder();
  after(remove);
  const copy = (name: Name): string => join(folder, name);

  it("are ten", () => {
    assert.equal(EXERCISES.length, 10);
  });

  const healthy = join(folder, "healthy");
  before(() => setUp(ROOT, healthy, []));

  it("find nothing in the lab's own program", async () => {
    assert.deepEqual(found(await checkCopy(healthy, await ownLab())), {});
  });

  for (const { name, changes } of EXERCISES) {
    describe(name, () => {
      it("is caught by what it names, and by nothing else", async () => {
        setUp(ROOT, copy(name), changes);
        const outcome = await checkCopy(copy(name), await ownLab());
        const other = OTHER_ENDS[name];
        const ofOthers = outcome.rows.filter(
          ({ row }) => other !== undefined && [row.from, row.to].includes(other.end),
        );
        const rest = outcome.rows.filter((row) => !ofOthers.includes(row));
        assert.deepEqual(found({ ...outcome, rows: rest }), CAUGHT[name]);
        assert.equal(isSolved(outcome), false);
        if (other === undefined) return;
        const [target, allowed] = other.reaches;
        // Rows to databases are told first.
        assert.deepEqual(
          outcome.rows.slice(0, 1).map(({ row, ...answers }) => ({ from: row.from, to: row.to, ...answers })),
          [{ from: other.end, to: target, found: allowed, expected: undefined }],
        );
        assert.ok(ofOthers.every(({ expected }) => expected === undefined));
      });

      it("is solved by its own answer, which makes it the lab's own program in every file", () => {
        assert.notDeepEqual(filesIn(copy(name)), filesIn(healthy));
        assert.equal(solve(copy(name), changes), true);
        assert.deepEqual(filesIn(copy(name)), filesIn(healthy));
        assert.equal(solve(copy(name), changes), false);
      });
    });
  }
});
