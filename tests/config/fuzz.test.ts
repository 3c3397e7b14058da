import fc from "fast-check";
import { readStackConfig } from "../../cli/stack-config";
import { anyText } from "../support/any-text";
import { ROOT } from "../support/program";
import { problems } from "./load";

const { config } = readStackConfig(ROOT, "dev");
const keys = [...Object.keys(config), "aws:assumeRoles", "aws:allowedAccountIds", "aws:profile", "stgae"];
const values = [...new Set(Object.values(config)), "t3.large", "1.33", "-1", "0", "null", "[]", "{}", '[""]', "[[]]"];

const text = fc.oneof(
  fc.constantFrom(...values),
  fc.json({ maxDepth: 3 }),
  anyText({ maxLength: 20 }),
  fc.double().map(String),
);

const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...keys) },
  {
    weight: 1,
    arbitrary: anyText({ minLength: 1, maxLength: 9 }).map((name) => `x${name.replaceAll(/[=:]/g, "")}`),
  },
);

describe("any config", () => {
  it("is taken or ends in one message that names keys, whatever their values", async () => {
    const overrides = fc.array(fc.tuple(key, text), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(overrides, async (pairs) => {
        // Fails where the end is anything else: a stack trace, a line without a key, an error of another kind.
        await problems(pairs.map((pair) => pair.join("=")));
      }),
      { numRuns: 60 },
    );
  });
});
