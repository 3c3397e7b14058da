import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventory } from "./inventory";
import * as stack from "./one-stack";
import type { Scenario } from "./scenario";

const OPENS = `
new aws.vpc.SecurityGroupIngressRule(
  "open",
  { securityGroupId: database.securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 3306, toPort: 3306 },
  { provider: awsProvider },
);
`;

/** A change of the program that the policy pack refuses. */
export const policies: Scenario = {
  proves: "an update that opens the database to all is refused by the policy pack before anything is changed",
  minutes: 8,
  isJudged: true,
  async run() {
    await stack.isUp();
    const file = join(stack.program, "index.ts");
    const before = { text: readFileSync(file, "utf8"), has: await inventory(), count: stack.resources().length };
    try {
      appendFileSync(file, OPENS);
      const { code, text } = await stack.previewedChange("up").ended;
      assert.notEqual(code, 0);
      assert.match(text, /\[mandatory\] .*no-open-ingress +\(aws:vpc:SecurityGroupIngressRule: open\)/);
      assert.deepEqual(await inventory(), before.has);
      assert.equal(stack.resources().length, before.count);
    } finally {
      writeFileSync(file, before.text);
    }
    return "no-open-ingress stopped the update, and nothing was changed";
  },
};
