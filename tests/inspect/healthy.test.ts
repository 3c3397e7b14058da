import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textColumns, WIDTH } from "../../cli/text";
import { ACCOUNT, BRANCH, CLUSTER_GROUP, healthy, inspected, kinds, POD_GROUP, run } from "./world";

const POD = "catalog-7d4b9c-abcde";

describe("lab inspect on the lab when all is well", () => {
  it("finds nothing, ends with 0, and has every line of readiness in order", async () => {
    const found = await inspected(healthy());
    deepStrictEqual(kinds(found), []);
    deepStrictEqual(found.unread, []);
    strictEqual(found.code, 0);
    deepStrictEqual(
      found.ready.filter(({ verdict }) => verdict !== "ok"),
      [],
    );
  });

  it("tells of the bound pod its policy, interface, groups and events", async () => {
    const { pods, nodes } = await inspected(healthy());
    strictEqual(pods.length, 1, "ended pods and namespaces without policies are left out");
    const [{ verdict, policies, annotation, expected, found, resourceOn, interfaceId }] = pods;
    strictEqual(verdict, "bound");
    deepStrictEqual(policies, ["catalog/catalog-policy-9f8e"]);
    deepStrictEqual([expected, found], [[POD_GROUP], [POD_GROUP]]);
    deepStrictEqual([resourceOn, interfaceId, annotation![0].vlanId], ["app", BRANCH, 1]);
    const [{ capacity, used, cooling, trunk }] = nodes;
    deepStrictEqual([capacity, used, cooling, trunk], [9, 1, [], "eni-0f000000000000001"]);
  });

  it("tells the paths with the ids of the rules of both sides, and who is refused", async () => {
    const { paths, proofs } = await inspected(healthy());
    const [{ dns, databases, others, probes, console: links }] = paths;
    const rules = (rows: typeof dns): string[][] =>
      rows.map((row) => row.rules.map(({ id }) => id?.slice(-2) ?? "EKS"));
    deepStrictEqual(rules(dns), [
      ["06", "04"],
      ["05", "03"],
    ]);
    deepStrictEqual(rules(databases), [["07", "08"]]);
    deepStrictEqual(rules(probes), [["EKS", "09"]]);
    deepStrictEqual(
      others.map(({ from, allowed, missing }) => [from, allowed, missing]),
      [["unbound-pods", false, ["ingress"]]],
    );
    match(links!.interface, new RegExp(`region=us-west-2#NetworkInterface:networkInterfaceId=${BRANCH}$`));
    match(links!.group, new RegExp(`#SecurityGroup:groupId=${POD_GROUP}$`));
    deepStrictEqual(
      proofs.map(({ name, exit }) => [name, exit]),
      [["catalog/probe-bound", 0]],
    );
  });

  for (const lang of ["en", "ja"]) {
    it(`shows it in ${lang} in ${WIDTH} columns, addresses and commands aside, without an account id`, async () => {
      const { text } = await run(healthy(), { lang });
      const long = text.split("\n").filter((line) => textColumns(line) > WIDTH && !line.includes("https://"));
      deepStrictEqual(long, []);
      ok(!text.includes(ACCOUNT));
      ok(text.includes(BRANCH));
    });
  }

  it("takes the language from the environment, and refuses one that it does not have", async () => {
    const before = process.env.LC_ALL;
    process.env.LC_ALL = "ja_JP.UTF-8";
    try {
      match((await run(healthy(), { lang: undefined })).text, /クラスター sgp-lab-dev/);
    } finally {
      if (before === undefined) delete process.env.LC_ALL;
      else process.env.LC_ALL = before;
    }
    await rejects(run(healthy(), { lang: "fr" }), /--lang "fr" is not a language of this program; use en or ja/);
  });

  it("tells one pod's story from admission to packet", async () => {
    const { text, code } = await run(healthy(), { pod: POD });
    strictEqual(code, 0);
    const steps = ["1 admission", "2 scheduling", "3 interface", "4 groups", "5 packets", "6 probes"];
    deepStrictEqual(
      steps.filter((step) => text.includes(step)),
      steps,
    );
    match(text, /VLAN 1\s+on the trunk/);
    match(text, /event SecurityGroupRequested/);
    const json = JSON.parse((await run(healthy(), { pod: `catalog/${POD}`, json: true })).text) as object;
    deepStrictEqual(Object.keys(json), ["pod", "createdAt", "node", "paths", "others", "ready", "findings", "unread"]);
  });

  it("tells the story of a pod that no policy is about", async () => {
    const { text, code } = await run(healthy(), { pod: "other-1" });
    strictEqual(code, 0);
    match(text, /selected by no policy/);
    match(text, /the rules of its node's groups\s+decide/);
    match(text, /closed other pods -> catalog-db/);
    match(text, /3 interface\n {4}none of its own: it uses its node's network interface\n4 groups\n {4}groups of its/);
    match(text, new RegExp(`groups of its node's primary network interface:\\s+${CLUSTER_GROUP}`));
    doesNotMatch(text, /yet/);
  });

  it("waits for the interface of a pod that a policy selects", async () => {
    const world = healthy();
    delete world.objects.Pod.find(({ metadata }) => metadata.name === POD)!.metadata.annotations;
    match((await run(world, { pod: POD })).text, /3 interface\n {4}no annotation vpc\.amazonaws\.com\/pod-eni yet/);
  });

  it("proposes a pod where there is none of that name", async () => {
    await rejects(run(healthy(), { pod: "catalog" }), /There is no pod catalog; did you mean catalog\/catalog-7d4b9c/);
    await rejects(run(healthy(), { pod: "x/y" }), /There is no pod x\/y; did you mean/);
  });

  it("shows the pods of one namespace, and judges all", async () => {
    const world = healthy();
    world.objects.SecurityGroupPolicy[0].spec!.securityGroups!.groupIds = [];
    const found = await inspected(world, { namespace: "elsewhere" });
    deepStrictEqual(found.pods, []);
    deepStrictEqual(kinds(found), ["policy-skipped"]);
  });

  it("writes a page, and overwrites none that is not its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-inspect-"));
    try {
      const file = join(folder, "cluster.html");
      const world = healthy();
      world.objects.Pod.find(({ metadata }) => metadata.name === POD)!.spec.containers[0].name = "<script>app";
      await run(world, { html: file });
      await run(world, { html: file });
      const page = readFileSync(file, "utf8");
      match(page, /default-src &#39;none&#39;/);
      ok(page.includes("READY FOR BOUND PODS?") && page.includes(BRANCH));
      ok(!page.includes("<script>"));
      const other = join(folder, "other.txt");
      writeFileSync(other, "mine");
      await rejects(run(healthy(), { html: other }), /not a page of an inspection: name another file/);
      strictEqual(readFileSync(other, "utf8"), "mine");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
