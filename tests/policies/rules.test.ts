import { deepStrictEqual, match, ok } from "node:assert";
import { RULES } from "../../policies/rules";
import { LAB_STAGES } from "../support/lab";
import type { Case } from "./case";
import { GROUPS_CASES } from "./cases-groups";
import { NODES_CASES } from "./cases-nodes";
import { PODS_CASES } from "./cases-pods";
import { allFindings, certain, hide, labGraph, open, ruleOf, recordLabFirst } from "./support";

const CASES: { [rule: string]: Case } = { ...GROUPS_CASES, ...PODS_CASES, ...NODES_CASES };

describe("the rules", () => {
  recordLabFirst();
  it("all have a case here, a name of their own, and say what they are for", () => {
    deepStrictEqual(RULES.map(({ name }) => name).sort(), Object.keys(CASES).sort());
    for (const { name, description, remediationSteps, url, severity, enforcementLevel, configSchema } of RULES) {
      match(name, /^[a-z-]+$/);
      match(url, /^https:\/\//);
      ok(description.endsWith(".") && remediationSteps.endsWith("."), name);
      ok(severity && ["mandatory", "advisory"].includes(enforcementLevel), name);
      for (const [key, schema] of Object.entries(configSchema?.properties ?? {})) {
        ok(schema.default !== undefined && schema.description, `${name}.${key}`);
      }
    }
  });

  for (const stage of LAB_STAGES) {
    it(`find nothing in the lab of stage ${stage}, and leave nothing open`, async function () {
      this.timeout(20_000);
      const all = allFindings(await labGraph([], stage));
      for (const { rule, found } of all) deepStrictEqual(found, [], rule.name);
    });
  }

  for (const [name, { wrong, unknown, allowed, refused }] of Object.entries(CASES)) {
    describe(name, () => {
      const rule = ruleOf(name);
      for (const [message, ...edits] of wrong) {
        it(`objects: ${message.source}`, async () => {
          match(certain(rule, await labGraph(edits)).join("\n"), message);
        });
      }
      if (unknown !== undefined) {
        const [message, ...edits] = unknown;
        it(`leaves open what is not known: ${message.source}`, async () => {
          const graph = await labGraph(edits);
          deepStrictEqual(certain(rule, graph), []);
          match(open(rule, graph).join("\n"), message);
        });
        it("says what is certain in spite of it", async () => {
          const [, ...first] = wrong[0];
          ok(certain(rule, await labGraph([...first, hide("Subnet", "lab-private-a", "cidrBlock")])).length > 0);
        });
      }
      if (allowed !== undefined) {
        it("takes exceptions from its config", async () => {
          const [, ...edits] = wrong[0];
          deepStrictEqual(certain(rule, await labGraph(edits), allowed), []);
        });
      }
      if (refused !== undefined) {
        it("is stricter where its config says so", async () => {
          ok(certain(rule, await labGraph(), refused).length > 0);
        });
      }
    });
  }
});
