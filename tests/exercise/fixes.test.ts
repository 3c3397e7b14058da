import assert from "node:assert/strict";
import { join } from "node:path";
import { checkCopy, isSolved, labOf, type Outcome } from "../../cli/exercise/check";
import { setUp } from "../../cli/exercise/copy";
import type { Exercise } from "../../cli/exercise/exercises";
import { ROOT } from "../support/program";
import { found } from "./found";
import { HALF_FIXES, OTHER_FIXES } from "./other-fixes";
import { copiesFolder, edit, exercise, ownLab } from "./support";

describe("fixes of the exercises", () => {
  const { folder, remove } = copiesFolder();
  after(remove);
  const copy = (name: Exercise["name"]): string => join(folder, name);
  const check = async (name: Exercise["name"]): Promise<Outcome> => checkCopy(copy(name), await ownLab());

  for (const { name, what, fix } of OTHER_FIXES) {
    it(`${name} is solved by ${what}, too`, async () => {
      setUp(ROOT, copy(name), exercise(name).changes);
      fix(copy(name));
      assert.deepEqual(found(await check(name)), {});
    });
  }

  for (const { name, what, fix, left } of HALF_FIXES) {
    it(`${name} is not solved by ${what}`, async () => {
      setUp(ROOT, copy(name), exercise(name).changes);
      fix(copy(name));
      const outcome = await check(name);
      assert.equal(isSolved(outcome), false);
      assert.deepEqual(Object.keys(found(outcome)).sort(), left);
    });
  }

  it("are not solved by taking away what does not work, or what proves it", async () => {
    setUp(ROOT, copy("no-label"), exercise("no-label").changes);
    edit(join(copy("no-label"), "index.ts"), "\nnew CatalogService(", "\n(() => undefined)(");
    assert.deepEqual(found(await check("no-label")), { pods: ["catalog/catalog undefined, not own"] });
    setUp(ROOT, copy("no-label"), []);
    edit(join(copy("no-label"), "Pulumi.dev.yaml"), "config:\n", "config:\n  eks-pod-security-groups:probes: false\n");
    assert.deepEqual((await check("no-label")).pods.map(({ workload }) => workload).sort(), [
      ...["catalog/probe-bound", "catalog/probe-unlabelled", "elsewhere/probe-elsewhere"],
    ]);
  });

  it("are not solved by labels that a plan does not know", async () => {
    setUp(ROOT, copy("no-label"), exercise("no-label").changes);
    edit(
      join(copy("no-label"), "index.ts"),
      "...home, database:",
      "...home, podLabels: database.address.apply((found) => ({ [found]: found })), database:",
    );
    const { pods } = await check("no-label");
    assert.deepEqual(pods, [{ kind: "Deployment", workload: "catalog/catalog", found: "not known", expected: "own" }]);
  });

  it("are compared with a program that no policy stops", async () => {
    const other = join(folder, "other");
    setUp(ROOT, other, exercise("early-demux").changes);
    await assert.rejects(
      labOf(other),
      /^Error: The program of this folder, .* is stopped by policies itself: vpc-cni-setting/,
    );
    setUp(ROOT, other, exercise("sixth-group").changes);
    await assert.rejects(labOf(other), /has a problem:\nPodSecurityGroupBinding "catalog" cannot be made:/);
  });

  it("are not solved by another stage of the lab", async () => {
    setUp(ROOT, copy("no-label"), exercise("no-label").changes);
    edit(
      join(copy("no-label"), "Pulumi.dev.yaml"),
      "config:\n",
      "config:\n  eks-pod-security-groups:stage: in-cluster\n",
    );
    assert.equal(isSolved(await check("no-label")), false);
  });
});
