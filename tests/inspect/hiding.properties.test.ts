import { deepStrictEqual, ok } from "node:assert";
import { assert, asyncProperty, constantFrom, property, string, subarray } from "fast-check";
import { harmless, redacted, type Unread } from "../../cli/inspect/read";
import { describeCluster, gatherAws, strangersOf } from "../../cli/inspect/gather-aws";
import { gatherKubernetes } from "../../cli/inspect/gather-kubernetes";
import type { ClusterFacts } from "../../cli/inspect/cluster-facts";
import { inspect } from "../../cli/inspect/inspection";
import { textColumns, WIDTH, wrapCut } from "../../cli/text";
import { stubbedClients } from "../preflight/aws-stub";
import { anyText } from "../support/any-text";
import { CLUSTER_CASES } from "./cases-cluster";
import { POD_CASES } from "./cases-pods";
import { type Variation, VARIATIONS } from "./variations";
import * as w from "./world";

/** Everything that is read one by one. */
const HIDEABLE = [
  ...(["addon", "rolePolicies", "nodegroups", "fargateProfiles", "vpcs", "subnets", "groups", "rules"] as const),
  ...(["interfaces", "routeTables", "databases", "nodes", "pods", "policies", "serviceAccounts", "cniNodes"] as const),
  ...(["daemonSets", "revisions", "configMaps", "webhooks", "events", "eniConfigs", "strangers"] as const),
];

const UNREAD: { unread: Unread } = { unread: { call: "x:Y", why: "forbidden", code: "403" } };

/** What is read of a world, and the kinds of what is found in it. */
interface Known {
  facts: ClusterFacts;
  all: string[];
}

const known = new Map<Variation | undefined, Promise<Known>>();

/** What is known of a broken world; of the healthy one without a case. */
function knownOf(one: Variation | undefined): Promise<Known> {
  const found = known.get(one) ?? gather(one).then((facts) => ({ facts, all: kindsOf(facts) }));
  known.set(one, found);
  return found;
}

async function gather(one: Variation | undefined): Promise<ClusterFacts> {
  const world = w.healthy();
  one?.breaks(world);
  const { clients } = await stubbedClients({ ...world.aws, ...world.instead });
  const described = await describeCluster(clients, w.CLUSTER);
  const cluster = "value" in described ? described.value! : {};
  const read = { ...(await gatherAws(clients, cluster)), ...(await gatherKubernetes(w.apiOf(world))) };
  const strangers = await strangersOf(clients, read);
  return { target: { cluster: w.CLUSTER, region: w.REGION }, at: "2026-11-26T10:10:00Z", ...read, strangers };
}

function kindsOf(facts: ClusterFacts): string[] {
  return inspect(facts).inspection.findings.map(({ kind }) => kind);
}

/** Causes of a node without a trunk: where one is hidden, that the trunk is missing is all that is left to say. */
const TRUNK_CAUSES = [
  ...["type-without-trunk", "type-not-known", "role-policy-missing", "node-before-role-policy"],
  ...["no-slot-for-trunk", "aws-node-not-rolled"],
];

function isItsSymptom(kind: string, all: string[]): boolean {
  return kind === "trunk-missing" && TRUNK_CAUSES.some((cause) => all.includes(cause));
}

describe("what could not be read", () => {
  it("hides findings, and never makes one", async () => {
    await assert(
      asyncProperty(
        constantFrom<Variation | undefined>(undefined, ...CLUSTER_CASES, ...POD_CASES, ...VARIATIONS),
        subarray(HIDEABLE, { minLength: 1 }),
        async (broken, hidden) => {
          const { facts, all } = await knownOf(broken);
          // Rules are asked for by their groups.
          const names = hidden.includes("groups") ? [...hidden, "rules"] : hidden;
          const left = kindsOf({ ...facts, ...Object.fromEntries(names.map((name) => [name, UNREAD])) });
          const made = left.filter((kind) => !all.includes(kind) && !isItsSymptom(kind, all));
          deepStrictEqual(made, [], `${broken?.title ?? "healthy"} without ${hidden.join(", ")}`);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("is told, whatever it is", async () => {
    const { facts } = await knownOf(undefined);
    for (const name of HIDEABLE) {
      const { unread } = inspect({ ...facts, [name]: UNREAD }).inspection;
      deepStrictEqual(unread, [UNREAD.unread], name);
    }
  });
});

describe("texts of anybody's", () => {
  it("have no control character left, however deep", () => {
    assert(
      property(anyText(), (text) => {
        const [{ key }] = harmless([{ key: text }]);
        ok(!/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(key));
      }),
    );
  });

  it("lose account ids and ARNs, and are not longer than a few lines", () => {
    assert(
      property(string(), string(), (before, after) => {
        const text = redacted(`${before} arn:aws:iam::123456789012:role/lab 123456789012 ${after}`);
        ok(!text.includes("123456789012"));
        ok(text.length <= 400);
      }),
    );
  });

  it("are broken into lines that fit, and lose nothing but spaces", () => {
    assert(
      property(string({ unit: "grapheme-composite" }), (given) => {
        const text = given.replaceAll(/\s/g, " ");
        const lines = wrapCut(text, 4, 6);
        ok(lines.every((line) => textColumns(line) <= WIDTH));
        deepStrictEqual(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      }),
    );
  });
});
