import assert from "node:assert/strict";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

/** A stack that is up, and whose program has not changed. */
export const same: Scenario = {
  proves: "a second update changes nothing, and a refresh finds no drift",
  minutes: 6,
  isJudged: true,
  async run() {
    await stack.isUp();
    const ids = (): string[] =>
      stack
        .resources()
        .map(({ urn, id }) => `${urn} ${id}`)
        .sort();
    const before = ids();
    const { text } = await stack.well("up", "--expect-no-changes");
    assert.match(text, /Resources:\s+\d+ unchanged\s+Duration/);
    const refreshed = await stack.well("up", "--refresh", "--expect-no-changes");
    assert.match(refreshed.text, /Resources:\s+\d+ unchanged\s+Duration/);
    assert.deepEqual(ids(), before);
    return `${before.length} resources, and none changed`;
  },
};
