import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { isMandatory, policyVerdicts, verdictText } from "../../cli/plan/verdicts";
import { ja } from "../../words/ja";
import { showVerdicts } from "../../cli/plan/verdicts-show";
import type { Graph } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { DAY, hide, LAB, labGraph, set, recordLabFirst } from "./support";

/** The verdicts on a graph. */
function verdictsOf(graph: Graph, config?: Parameters<typeof policyVerdicts>[1]): ReturnType<typeof policyVerdicts> {
  return policyVerdicts(read(graph), config, DAY);
}

const isPublic = set(...LAB.database, "publiclyAccessible", true);

describe("the verdicts of a plan", () => {
  recordLabFirst();
  it("are none for the lab, and one line says so", async () => {
    const verdicts = verdictsOf(await labGraph());
    deepStrictEqual(verdicts, []);
    match(showVerdicts(verdicts, []).join("\n"), /^ {2}All \d+ Pulumi policies hold\.$/);
  });

  it("are not said to hold where resources were left unjudged", () => {
    const [line] = showVerdicts([], [{ family: "eks", types: ["eks:index:NodeGroup"], count: 1 }]);
    match(line, /^ {2}\d+ Pulumi policies; none finds anything in what was judged\.$/);
  });

  it("tell names that a policy was told to allow and that nothing here has, and are no more than advice", async () => {
    const config = {
      "no-open-ingress": { allow: ["catalog-pods", "load-balancr"] },
      "pod-dns": { allowWithout: ["catalog-policy"] },
      "database-admits-bound-pods": { alsoAllow: ["sg-0123456789abcdef9"] },
      "owner-and-expiry": { tags: ["team"] },
    };
    const verdicts = verdictsOf(await labGraph(), config).filter(({ policy }) => policy !== "owner-and-expiry");
    deepStrictEqual(
      verdicts.map(({ policy, enforcementLevel, urn, message }) => [policy, enforcementLevel, urn, message]),
      ["no-open-ingress", "database-admits-bound-pods"].map((policy) => [
        policy,
        "advisory",
        null,
        `Nothing here is called "${policy === "no-open-ingress" ? "load-balancr" : "sg-0123456789abcdef9"}", ` +
          "which the policy's config allows: correct it, or leave it out",
      ]),
    );
    match(
      verdictText(verdicts[0], ja),
      /ポリシーの設定で許可している "load-balancr" という名前のものは、ここにありません/,
    );
  });

  it("name policy, level, resource and what to do; mandatory ones come first", async () => {
    const graph = await labGraph([isPublic, set(...LAB.cluster, "version", "1.31"), hide(...LAB.cni, "addonVersion")]);
    const verdicts = verdictsOf(graph);
    deepStrictEqual(
      verdicts.map(({ policy, enforcementLevel }) => [policy, enforcementLevel]),
      [
        ["database-private", "mandatory"],
        ["vpc-cni-setting", "advisory"],
        ["kubernetes-version", "advisory"],
      ],
    );
    ok(verdicts[0].urn?.endsWith("::catalog-db"));
    strictEqual(verdicts[1].urn, null);
    strictEqual(verdicts.some(isMandatory), true);
  });

  it("keep to 80 columns, and tell how to put a mandatory one right", async () => {
    const graph = await labGraph([
      isPublic,
      set(...LAB.podGroup, "ingress", [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }]),
    ]);
    const lines = showVerdicts(verdictsOf(graph), []);
    deepStrictEqual(
      lines.filter((line) => line.length > 80 && !line.trim().startsWith("https://")),
      [],
    );
    const text = lines.join("\n").replace(/\s+/g, " ");
    match(text, /3 mandatory violations: these stop a deployment/);
    match(text, /mandatory database-private: Instance "catalog-db" is publicly accessible/);
    match(text, /database-private: Set publiclyAccessible: false\./);
  });

  it("take levels and config as the engine does", async () => {
    const graph = await labGraph([isPublic]);
    const levels = (config: Parameters<typeof policyVerdicts>[1]): string[] =>
      verdictsOf(graph, config).map(({ enforcementLevel }) => enforcementLevel);
    deepStrictEqual(levels({}), ["mandatory"]);
    deepStrictEqual(levels({ "database-private": "advisory" }), ["advisory"]);
    deepStrictEqual(levels({ "database-private": { enforcementLevel: "disabled" } }), []);
    deepStrictEqual(levels({ all: "disabled" }), []);
    deepStrictEqual(levels({ all: "disabled", "database-private": "mandatory" }), ["mandatory"]);
    deepStrictEqual(levels({ "database-backups": { minimumDays: 3 } }), ["mandatory", "mandatory"]);
  });

  it("are the same each time", async () => {
    const graph = await labGraph([isPublic]);
    deepStrictEqual(verdictsOf(graph), verdictsOf(structuredClone(graph)));
  });
});
