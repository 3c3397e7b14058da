import assert from "node:assert/strict";
import { answerOf, type Question } from "../../cli/check/question";
import { exitCodeOf } from "../../cli/check/check-command";
import { showAnswer } from "../../cli/check/show";
import { parseGraph } from "../../cli/sources";
import { UserError } from "../../cli/user-error";
import { read } from "../../model/reading/reading";
import { CASES, cleanState } from "./stacks";

const ORDERS = "bound:shop/orders";
const DATABASE = "database:orders-db";

const readingOf = (state = cleanState()) => read(parseGraph(JSON.stringify(state), "state.json").graph);
const clean = readingOf();

function ask(question: Question, reading = clean): { code: number; rows: string[] } {
  const found = answerOf(reading, question);
  return {
    code: exitCodeOf(found),
    rows: found.rows.map(({ protocol, port, allowed }) => `${protocol} ${port} ${allowed}`),
  };
}

describe("one question", () => {
  it("with a port is about TCP where no protocol is named", () => {
    assert.deepEqual(ask({ from: ORDERS, to: DATABASE, port: "3306" }), { code: 0, rows: ["tcp 3306 true"] });
    assert.deepEqual(ask({ from: ORDERS, to: DATABASE, port: "3307" }), { code: 1, rows: ["tcp 3307 false"] });
    assert.deepEqual(ask({ from: ORDERS, to: DATABASE, port: "3306", protocol: "UDP" }).rows, ["udp 3306 false"]);
  });

  it("without a port is about every port that the target serves: open where all are", () => {
    assert.deepEqual(ask({ from: ORDERS, to: "dns" }), { code: 0, rows: ["tcp 53 true", "udp 53 true"] });
    assert.deepEqual(ask({ from: ORDERS, to: "dns", protocol: "udp" }).rows, ["udp 53 true"]);
    assert.deepEqual(ask({ from: "nodes", to: DATABASE }), { code: 1, rows: ["tcp 3306 false"] });
  });

  it("is not known where one port is open and another is not", () => {
    const state = cleanState();
    state.deployment.resources = state.deployment.resources.filter(({ urn }) => !urn.endsWith("::dns-udp-out"));
    const reading = readingOf(state);
    const answer = answerOf(reading, { from: ORDERS, to: "dns" });
    assert.deepEqual(ask({ from: ORDERS, to: "dns" }, reading), { code: 2, rows: ["tcp 53 true", "udp 53 false"] });
    assert.equal(answer.answer, null);
    assert.equal(showAnswer(answer)[0], "NOT THE SAME FOR ALL");
  });

  it("of a target that serves nothing is about all traffic, and closed only where no part of it is open", () => {
    assert.deepEqual(ask({ from: ORDERS, to: "nodes" }), { code: 2, rows: ["all null null"] });
    assert.deepEqual(ask({ from: "internet", to: "nodes" }), { code: 1, rows: ["all null false"] });
    assert.deepEqual(ask({ from: "unbound-pods", to: "nodes" }), { code: 0, rows: ["all null true"] });
  });

  it("of a protocol without ports takes its name or its number", () => {
    assert.deepEqual(ask({ from: ORDERS, to: DATABASE, protocol: "icmp" }).rows, ["icmp null false"]);
    assert.deepEqual(ask({ from: ORDERS, to: DATABASE, protocol: "1" }).rows, ["icmp null false"]);
    assert.deepEqual(ask({ from: "nodes", to: "dns", protocol: "50" }).rows, ["50 null true"]);
    assert.deepEqual(ask({ from: "nodes", to: "dns", protocol: "132", port: "9" }).rows, ["sctp 9 true"]);
    assert.deepEqual(ask({ from: "nodes", to: "dns", protocol: "all" }).rows, ["all null true"]);
  });

  it("names what is missing where it is not known", () => {
    const { state } = CASES.find(({ name }) => name.startsWith("04-"))!;
    const answer = answerOf(readingOf(state), { from: "nodes", to: DATABASE });
    assert.equal(exitCodeOf(answer), 2);
    const text = showAnswer(answer).join(" ").replace(/\s+/g, " ");
    assert.match(text, /^NOT KNOWN \? nodes -> orders-db tcp 3306: the rules of legacy-db are not in the graph/);
    assert.match(text, /NOT JUDGED resources that were only read: 1/);
  });

  for (const [question, message] of [
    [
      { from: "orders", to: "dns" },
      /--from "orders" is not an endpoint of this stack; endpoints are .*other pods \(unbound-pods\)/,
    ],
    [{ from: ORDERS, to: "databse:orders-db" }, /--to .*; endpoints are .*database:orders-db\b/],
    [{ from: ORDERS, to: "" }, /--to "" is not an endpoint/],
    [
      { from: ORDERS, to: "dns", port: "65536" },
      /--port "65536" is not a valid port; use a whole number from 0 to 65535/,
    ],
    [{ from: ORDERS, to: "dns", port: "-1" }, /--port "-1" is not a valid port/],
    [{ from: ORDERS, to: "dns", port: "5 3" }, /--port "5 3" is not a valid port/],
    [
      { from: ORDERS, to: "dns", protocol: "https" },
      /--protocol "https" is not a valid protocol; use tcp, udp, sctp, icmp, icmpv6, all/,
    ],
    [{ from: ORDERS, to: "dns", protocol: "256" }, /--protocol "256" is not a valid protocol/],
    [{ from: ORDERS, to: "dns", protocol: "constructor" }, /--protocol "constructor" is not a valid protocol/],
    [{ from: ORDERS, to: "dns", protocol: "icmp", port: "8" }, /icmp has no ports; leave --port out/],
  ] satisfies [Question, RegExp][]) {
    it(`is refused: ${JSON.stringify(question)}`, () => {
      assert.throws(
        () => answerOf(clean, question),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }
});
