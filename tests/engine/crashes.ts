import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { StackState, StateResource } from "../../cli/pulumi/state";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** Killed while its database is being created: the lock is named and taken away, and what was cut off is settled. */
export const crash: Scenario = {
  proves: "a kill while the database is being created leaves one database, and a lock that is named with its command",
  minutes: 12,
  isJudged: true,
  async run() {
    await stack.isEmpty();
    const first = stack.change("up");
    const pending = (): boolean =>
      (stack.state().pending_operations ?? []).some(({ resource }) => resource.type === "aws:rds/instance:Instance");
    await stack.during(first, "the database's creation", pending);
    // While all wait for AWS, as updates mostly do: a kill in the middle of a write would cut the state's file.
    let [count, since] = [0, Date.now()];
    const isStill = (): boolean => {
      const now = stack.resources().length;
      if (now !== count) [count, since] = [now, Date.now()];
      return pending() && now > 50 && Date.now() - since > 4000;
    };
    await stack.during(first, "the wait for the database alone", isStill);
    const engine = stack.holder()!;
    first.child.kill("SIGKILL");
    process.kill(engine, "SIGKILL");
    await first.ended;

    const locked = await stack.change("up").ended;
    assert.equal(locked.code, 1);
    assert.match(locked.text, new RegExp(`process ${engine}[\\s\\S]*which\\s+has\\s+died`));
    const [command] = /PULUMI_BACKEND_URL=.*\\\n.*$/m.exec(locked.text) ?? [];
    assert.ok(command, locked.text);
    stack.shell(command);

    const { text } = await stack.well("up");
    assert.match(text, /cut off[\s\S]*creating aws:rds\/instance:Instance catalog-db/);
    const found = await stack.leftovers();
    assert.equal(found.filter(({ what }) => what.startsWith("rds db:")).length, 1);
    assert.deepEqual(
      found.filter(({ inState }) => inState === false),
      [],
    );
    return "the lock was named with its command, the database was taken into the state, and there is one";
  },
};

/** Killed in the middle of a write: the state's file, or what the backend keeps beside it, is empty. */
export const torn: Scenario = {
  proves: "a state that was cut in the middle of a write is told with the command that restores it",
  minutes: 5,
  async run() {
    await stack.isUp();
    const before = stack.resources().length;
    for (const file of [`${stack.stateFile()}.attrs`, stack.stateFile()]) {
      writeFileSync(file, "");
      const { code, text } = await stack.change("up").ended;
      assert.equal(code, 1);
      assert.match(
        text,
        /Nothing was done:[\s\S]*The\s+state\s+of\s+stack\s+dev\s+cannot\s+be\s+read:\s+a\s+run\s+was\s+killed/,
      );
      const [command] = /^ {2}(cp|rm) [\s\S]*\.attrs$/m.exec(text) ?? [];
      assert.ok(command, text);
      stack.shell(command);
      assert.equal(stack.resources().length, before);
    }
    const { text } = await stack.well("up");
    assert.match(text, /Resources:\s+\d+ unchanged\s+Duration/);
    return `twice told with the command that restored all ${before} resources; the next update changed nothing`;
  },
};

/** AWS has an add-on that the state of a run that was cut off does not know. */
export const unknown: Scenario = {
  proves: "what AWS has of a run that was cut off, and the state has not, is taken into the state",
  minutes: 8,
  async run() {
    await stack.isUp();
    const before = stack.resources().length;
    // As a crash leaves it: an import by the CLI would drop what was cut off.
    const file = JSON.parse(readFileSync(stack.stateFile(), "utf8")) as { checkpoint: { latest: StackState } };
    const { latest } = file.checkpoint;
    const all = latest.resources as Linked[];
    const lost = all.find(({ type, inputs }) => type === "aws:eks/addon:Addon" && inputs?.addonName === "kube-proxy")!;
    latest.resources = all.filter((one) => one !== lost).map((one) => without(lost.urn, one));
    const vpc = all.find(({ type }) => type === "aws:ec2/vpc:Vpc")!;
    latest.pending_operations = [{ type: "updating", resource: vpc }];
    writeFileSync(stack.stateFile(), JSON.stringify(file));

    const { text } = await stack.well("up");
    assert.match(text, /AWS has what the run that was cut off had made[\s\S]*aws:eks\/addon:Addon\s/);
    assert.equal(stack.resources().length, before);
    assert.equal(stack.resources().find(({ urn }) => urn === lost.urn)?.id, lost.id);
    assert.deepEqual(stack.state().pending_operations ?? [], []);
    return `the add-on ${lost.id} that AWS refused to make twice was taken into the state`;
  },
};

interface Linked extends StateResource {
  dependencies?: string[];
  propertyDependencies?: { [key: string]: string[] };
}

/** A resource that does not wait for another any more. */
function without(urn: string, resource: Linked): Linked {
  const rest = (urns: string[] = []): string[] => urns.filter((one) => one !== urn);
  const properties = Object.entries(resource.propertyDependencies ?? {}).map(([key, urns]) => [key, rest(urns)]);
  return {
    ...resource,
    dependencies: rest(resource.dependencies),
    propertyDependencies: Object.fromEntries(properties) as Linked["propertyDependencies"],
  };
}

/** A destroy that is interrupted is not called complete, and a second one does the rest. */
export const interrupt: Scenario = {
  proves: "an interrupted destroy is not called complete, and a second one does the rest",
  minutes: 10,
  async run() {
    await stack.isUp();
    const before = stack.resources().length;
    const first = stack.change("destroy");
    await stack.during(first, "the first deletions", () => stack.resources().length < before);
    first.child.kill("SIGINT");
    const { code, text } = await first.ended;
    const left = stack.resources().length;
    assert.ok(left > 0, "the destroy was too quick to be interrupted");
    assert.notEqual(code, 0);
    assert.match(text, /Stack dev was interrupted: \d+ resources left in the\s+stack/);
    assert.doesNotMatch(text, /The stack is empty now/);

    const second = await stack.well("destroy");
    assert.match(second.text, /The stack is empty now/);
    assert.deepEqual(await stack.leftovers(), []);
    return `${left} of ${before} resources were left and told, a second destroy did the rest`;
  },
};
