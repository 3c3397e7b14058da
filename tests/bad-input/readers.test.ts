import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { checkRoster, listProblems } from "../../cli/fleet/roster";
import { parseGraph } from "../../cli/sources";
import { UserError } from "../../cli/user-error";
import { fixture } from "../diff/support";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { ROSTER } from "./seeds";

/** What is changed in a sound roster, and what is said of it. */
const ROSTERS: [what: string, from: string, to: string, said: RegExp][] = [
  ["an id that is null", "id: ada", "id: null", /student: id is missing/],
  [
    "a merge key",
    "    ring: canary",
    "    <<: *x\n    ring: canary",
    /<< \(a merge key\) is not read; write its lines/,
  ],
  ["a tag of another language", "platform-team", '!!js/function "x"', /r\.yaml:7: is not valid YAML: Unresolved tag/],
  ["bytes for a text", "platform-team", "!!binary aGVsbG8=", /r\.yaml:7: is not valid YAML: Unresolved tag/],
  ["two documents", "fleet: spring", "fleet: spring\n---\na: b", /holds more than one document; keep one$/m],
  [
    "a backend of a mistyped kind",
    "s3://instructor",
    "s4://instructor",
    /backend: "s4:.*is not a valid URL of a backend/,
  ],
  ["a backend without a bucket", "s3://instructor-state", "s3://", /backend: "s3:\/\/\/spring" is not a valid URL/],
  ["a backend that is a command", "instructor-state", "$(id)", /is not a valid URL of a backend/],
  [
    "a role without a name",
    "LabDeployer",
    "LabDeployer/",
    /role: "arn:.*\/" is not a valid role: it ends with \/; write it as arn:aws:iam::\{account\}:role\/LabDeployer$/m,
  ],
  ["a role with a name of 65", "LabDeployer", "x".repeat(65), /^r\.yaml:\d+: role: "arn:.* is not a valid role/m],
  // The role is the head's: it is told there, and not once more for each student.
  ["a role of another kind", "LabDeployer", "a b", /has 1 problem:\n/],
  [
    "a quote that does not end",
    "owner: platform-team",
    'owner: "platform-team',
    /has 1 problem:\n.*:\d+: is not valid YAML: /,
  ],
  [
    "a principal that is a session",
    "arn:aws:iam::111111111111:role/Ada",
    "arn:aws:sts::111111111111:assumed-role/Ada/me",
    /has 1 problem:\n.*is a session, not a role or user; write the role that it came from, arn:aws:iam::111111111111:role\/Ada /,
  ],
  ["rings that differ in case", "[canary, main]", "[canary, main, Main]", /rings: names a ring twice/],
  ["an octal number", "nodeCount: 1", "nodeCount: 010", /nodeCount is 010, and must be a whole number/],
  ["a hexadecimal number", "nodeCount: 1", "nodeCount: 0x1", /nodeCount is 0x1, and must be a whole number/],
  ["a number in quotes", "nodeCount: 1", 'nodeCount: "1"', /nodeCount is "1", and must be a whole number/],
  ["nothing for a number", "nodeCount: 1", "nodeCount:", /nodeCount is empty, and must be a whole number/],
  ["a key that steers a terminal", "nodeCount: 1", '"a\\e[1m": 1', /config "a\\u001b\[1m" is not a config key/],
  // Each mistake is told where it is, and once.
  ["an id with a space", "id: ada", "id: a b", /has 1 problem:\n.*student a b: id "a b" is not a valid name/],
  ["a short account", '"222222222222"', '"22"', /has 1 problem:\n.*account "22" is not a valid account id/],
  [
    "a principal that is a name",
    "arn:aws:iam::111111111111:role/Ada",
    "ada",
    /has 1 problem:\n.*principal "ada" is not/,
  ],
];

async function said(text: string): Promise<string> {
  const { problems } = await checkRoster("r.yaml", text, ROOT, { today: TODAY });
  return listProblems("r.yaml", problems);
}

describe("a roster with a mistake", function () {
  this.timeout(60_000);
  for (const [what, from, to, expected] of [
    ...ROSTERS,
    ["an owner of fifty thousand letters", "platform-team", "x".repeat(50_000), /owner "x{99}… cannot be a tag/],
  ] as typeof ROSTERS) {
    it(`such as ${what} is told of it`, async () => {
      assert.ok(ROSTER.includes(from));
      assert.match(await said(ROSTER.replace(from, () => to)), expected);
    });
  }

  it("such as a first ring in capitals, where no order is listed, is told of it", async () => {
    const text = ROSTER.replace("rings: [canary, main]\n", "").replace("ring: canary", "ring: CANARY");
    assert.match(await said(text), /ring "CANARY" is almost canary/);
  });

  it("such as thirty thousand keys is told of it in seconds", async () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => `key${i}: x\n`).join("");
    assert.match(await said(ROSTER + keys), /has 30000 problems:[^]*and 29900 more$/);
  });

  it("is read with the line ends of every system", async () => {
    for (const end of ["\r\n", "\r"])
      assert.deepEqual(
        (await checkRoster("r.yaml", ROSTER.replaceAll("\n", end), ROOT, { today: TODAY })).problems,
        [],
      );
  });
});

interface RawState {
  deployment: { resources: { urn: string }[] };
}

/** What is said of a graph in which something was changed. */
function refusal(name: "state" | "preview" | "plan", change: (graph: RawState) => unknown): string {
  const graph = JSON.parse(readFileSync(fixture(name), "utf8")) as RawState;
  change(graph);
  try {
    parseGraph(JSON.stringify(graph), "g");
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return "";
}

describe("a graph with a field of another form", () => {
  for (const [what, fields] of Object.entries({
    "inputs that are a list": { inputs: [1] },
    "inputs that are a text": { inputs: "x" },
    "outputs that are a list": { outputs: [] },
    "dependencies that are a text": { dependencies: "x" },
    "dependencies of numbers": { dependencies: [1] },
    "dependencies of properties that are a list": { propertyDependencies: [] },
    "dependencies of a property that are a text": { propertyDependencies: { vpcId: "x" } },
    "a parent that is an object": { parent: {} },
    "a mark that is a text": { protect: "true" },
    "a mark of deletion that is a number": { delete: 1 },
    "an id that is a number": { id: 7 },
  })) {
    it(`such as ${what} is refused with the field and the resource`, () =>
      assert.match(
        refusal("state", ({ deployment }) => Object.assign(deployment.resources[9], fields)),
        /^g cannot be used: \w+ of urn:pulumi:\S+ is not .*; export it again with: pulumi stack export$/,
      ));
  }

  it("is read where it is null, which Go writes for what was never made", () =>
    assert.equal(
      refusal("state", ({ deployment }) =>
        Object.assign(deployment.resources[9], {
          dependencies: null,
          propertyDependencies: { vpcId: null },
          parent: null,
        }),
      ),
      "",
    ));

  for (const [what, fields] of Object.entries({
    "a step that is nothing": { steps: [null] },
    "diagnostics that are an object": { diagnostics: { severity: "error" } },
    "a summary of texts": { changeSummary: { same: "30" } },
    "a summary that is a list": { changeSummary: [] },
  })) {
    it(`such as ${what} of a preview is refused`, () =>
      assert.match(
        refusal("preview", (preview) => Object.assign(preview, fields)),
        /^g cannot be used: .*; make it again with.* pulumi preview --json --show-sames$/,
      ));
  }

  it("is refused in a plan, too", () => {
    const plan = (fields: object): string =>
      refusal("plan", (graph) => Object.assign((graph as unknown as { resources: object[] }).resources[3], fields));
    assert.match(plan({ dependencies: "x" }), /dependencies of urn:\S+ is not a list of texts; make it again/);
    assert.match(plan({ inputs: [] }), /inputs of urn:\S+ is not an object/);
  });

  it("is refused where it is of two stacks", () =>
    assert.match(
      refusal("state", ({ deployment: { resources } }) => (resources[9].urn = resources[9].urn.replace("::", "-x::"))),
      /^g cannot be used: resources of two stacks, eks-pod-security-groups\/dev(-x)? and/,
    ));
});
