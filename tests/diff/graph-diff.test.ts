import assert from "node:assert/strict";
import { type Held, isEmptyDiff, type Named, type Roll } from "../../model/diff/graph-diff";
import { diffOf, graphDiff, SmallLab } from "./support";
import { type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { GraphBuilder, Ref } from "../model/fixtures";

const DATABASE = "database:db";
const APP = "bound:shop/app";

describe("graph diff", () => {
  it("of a graph and itself is empty", () => {
    assert.ok(isEmptyDiff(diffOf(() => undefined)));
  });

  describe("of paths", () => {
    it("names what a rule for addresses opens, for everybody whom it admits, and the rule", () => {
      const { opened, closed } = diffOf((lab) => lab.openToRange("MySQL from the VPC"));
      const found = opened.map(({ from, to, protocol, ports, rules }) => ({ from, to, protocol, ports, rules }));
      const common = {
        to: DATABASE,
        protocol: "tcp",
        ports: [{ from: 3306, to: 3306 }],
        rules: ["MySQL from the VPC"],
      };
      for (const from of ["nodes", "unbound-pods", "10.0.0.0/16"]) {
        assert.deepEqual(
          found.find((path) => path.from === from),
          { from, ...common },
        );
      }
      assert.deepEqual(closed, []);
    });

    it("finds what goes when one half of a path goes", () => {
      for (const half of ["app-to-db-egress", "app-to-db-ingress"]) {
        const { opened, closed } = diffOf((lab) => lab.remove(half));
        assert.deepEqual(opened, []);
        assert.deepEqual(
          closed.map(({ from, to, before, after }) => [from, to, before, after]),
          [[APP, DATABASE, "open", "closed"]],
        );
      }
    });

    it("names only the ports that are new where a rule is widened", () => {
      const { opened, closed } = diffOf((lab) => {
        for (const half of ["app-to-db-egress", "app-to-db-ingress"]) lab.set(half, "toPort", 3310);
      });
      assert.deepEqual(closed, []);
      assert.deepEqual(opened[0].ports, [{ from: 3307, to: 3310 }]);
      assert.deepEqual(opened[0].rules, ["app-to-db-egress", "app-to-db-ingress"]);
    });

    it("says nothing where only the text of a rule changes", () => {
      const { opened, closed, resources } = diffOf((lab) => lab.set("app-to-db-egress", "description", "another text"));
      assert.deepEqual([opened, closed], [[], []]);
      assert.deepEqual(
        resources.changed.map(({ name }) => name),
        ["app-to-db-egress"],
      );
    });

    it("says all traffic once, and what of it was open before", () => {
      const { opened } = diffOf((lab) => {
        for (const half of ["app-to-db-egress", "app-to-db-ingress"]) lab.set(half, "ipProtocol", "-1");
      });
      const rows = opened.filter(({ from, to }) => from === APP && to === DATABASE);
      assert.equal(rows.length, 1);
      assert.equal(rows[0].protocol, "-1");
      assert.deepEqual(rows[0].except, [{ protocol: "tcp", ports: [{ from: 3306, to: 3306 }] }]);
    });

    it("tells what is perhaps open from what is", () => {
      const { opened } = diffOf((lab) =>
        lab.bind([lab.pods]).set("app-to-db-ingress", "fromPort", 3306).bind([lab.pods, "sg-0"]),
      );
      assert.ok(opened.every(({ after }) => after !== "closed"));
    });
  });

  describe("of pods", () => {
    it("rolls the pods of a binding that gets another group", () => {
      const { bindings, rolls } = diffOf((lab) => lab.bind([lab.pods, lab.metrics]));
      assert.deepEqual(
        bindings.map(({ binding, change, groupsAdded, groupsRemoved }) => ({
          binding,
          change,
          groupsAdded,
          groupsRemoved,
        })),
        [{ binding: APP, change: "changed", groupsAdded: ["metrics"], groupsRemoved: [] }],
      );
      assert.equal(rolls.length, 1);
      assert.deepEqual([rolls[0].workload, rolls[0].kind, rolls[0].byItself], ["shop/web", "Deployment", true]);
      assert.deepEqual(rolls[0].reasons, [{ kind: "gets", name: "metrics" }]);
    });

    it("says that somebody has to roll pods without the annotation", () => {
      const plain = new SmallLab();
      const changed = new SmallLab();
      changed.bind([changed.pods, changed.metrics]);
      for (const lab of [plain, changed]) {
        lab.remove("web");
        lab.deployment("web", "shop", { app: "app" });
      }
      const { rolls } = graphDiff(plain.graph(), changed.graph());
      assert.deepEqual(
        rolls.map(({ byItself }) => byItself),
        [false],
      );
    });

    it("rolls the pods of a group that is replaced", () => {
      const { rolls, bindings } = diffOf((lab) => lab.set("pods", "description", "another"));
      assert.deepEqual(bindings[0].groupsReplaced, ["pods"]);
      assert.deepEqual(rolls[0].reasons, [{ kind: "replaced", name: "pods" }]);
    });

    it("rolls pods that leave their binding", () => {
      const { bindings, rolls } = diffOf((lab) => lab.remove("app-policy"));
      assert.equal(bindings[0].change, "removed");
      assert.deepEqual(rolls[0].reasons, [{ kind: "leaves", name: APP }]);
    });

    describe("whose VPC CNI gets another setting", () => {
      const strict = { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "strict" };
      const standard = { ...strict, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" };
      const off = { DISABLE_TCP_EARLY_DEMUX: "true" };
      /** `fromAddon` where the annotation of the pods comes from the add-on, too. */
      const build = (fromAddon: boolean, env: typeof strict, init?: typeof off): SmallLab => {
        const lab = new SmallLab();
        const addon = lab.vpcCni(env, init);
        const { propertyDependencies } = lab.get("web");
        if (fromAddon) propertyDependencies.spec = [...propertyDependencies.spec, addon];
        return lab;
      };
      const diff = (fromAddon: boolean, ...after: [typeof strict, typeof off?]): Roll[] =>
        graphDiff(build(fromAddon, strict, off).graph(), build(fromAddon, ...after).graph()).rolls;
      const mode = { kind: "vpc-cni", name: "POD_SECURITY_GROUP_ENFORCING_MODE" };
      const demux = { kind: "vpc-cni", name: "DISABLE_TCP_EARLY_DEMUX" };

      it("rolls bound pods whose annotation comes from it", () => {
        const found = diff(true, standard, off);
        assert.deepEqual(
          found.map(({ workload, reasons, byItself }) => [workload, reasons, byItself]),
          [["shop/web", [mode], true]],
        );
        assert.deepEqual(diff(true, standard)[0].reasons, [demux, mode]);
      });

      it("says that somebody has to roll pods whose annotation comes from their groups alone", () => {
        assert.deepEqual(
          diff(false, standard, off).map(({ reasons, byItself }) => [reasons, byItself]),
          [[[mode], false]],
        );
      });

      it("rolls none where what changes is nothing that a pod gets, or is not told before", () => {
        assert.deepEqual(diff(true, Object.assign({ WARM_IP_TARGET: "1" }, strict), off), []);
        const untold = build(true, strict, off).set("vpc-cni", "configurationValues", UNKNOWN);
        assert.deepEqual(graphDiff(untold.graph(), build(true, standard).graph()).rolls, []);
      });

      it("rolls no pods that are not bound", () => {
        const unbound = (env: typeof strict): Graph => {
          const lab = build(true, env, off);
          lab.remove("app", "app-policy");
          return lab.graph();
        };
        assert.deepEqual(graphDiff(unbound(strict), unbound(standard)).rolls, []);
      });
    });

    it("rolls pods whose settings are replaced", () => {
      const build = (value: string): GraphBuilder => {
        const lab = new SmallLab();
        const settings = lab.add("kubernetes:core/v1:ConfigMap", "settings", { data: { key: value } });
        const web = lab.get("web");
        web.propertyDependencies.spec = [...(web.propertyDependencies.spec ?? []), settings];
        return lab;
      };
      const { rolls, losses } = graphDiff(build("a").graph(), build("b").graph());
      assert.deepEqual(rolls[0].reasons, [{ kind: "setting", name: "settings" }]);
      assert.deepEqual(losses, []);
    });
  });

  describe("of Kubernetes versions", () => {
    const upgrades = (before: Json | undefined, after: Json | undefined): unknown[] => {
      const [base, head] = [before, after].map((version) => new SmallLab().set("cluster", "version", version).graph());
      return graphDiff(base, head).upgrades.map(({ cluster, before: from, after: to, steps }) => [
        cluster,
        from,
        to,
        steps,
      ]);
    };

    it("tells a cluster that follows, how far, and back", () => {
      assert.deepEqual(upgrades("1.35", "1.36"), [["cluster", "1.35", "1.36", 1]]);
      assert.deepEqual(upgrades("1.34", "1.36"), [["cluster", "1.34", "1.36", 2]]);
      assert.deepEqual(upgrades("1.36", "1.35"), [["cluster", "1.36", "1.35", -1]]);
    });

    it("says nothing where the version stays, is not known, or the cluster is new", () => {
      for (const [before, after] of [
        ["1.36", "1.36"],
        [UNKNOWN, "1.36"],
        ["1.36", undefined],
      ]) {
        assert.deepEqual(upgrades(before, after), []);
      }
      const without = new SmallLab();
      without.remove("cluster");
      assert.deepEqual(
        graphDiff(without.graph(), new SmallLab().set("cluster", "version", "1.36").graph()).upgrades,
        [],
      );
    });
  });

  describe("of what is lost", () => {
    for (const property of ["dbName", "username", "engine", "storageEncrypted"]) {
      it(`replaces a database for another ${property}`, () => {
        const value = property === "storageEncrypted" ? true : "other";
        const { losses } = diffOf((lab) => lab.set("db", property, value));
        assert.deepEqual(
          losses.map(({ name, stake, change, reasons, notes }) => ({ name, stake, change, reasons, notes })),
          [
            {
              ...{ name: "db", stake: "data", change: "replaced" },
              ...{ reasons: [{ input: property, replaced: [] }], notes: ["no-last-snapshot"] },
            },
          ],
        );
        // Of a name that was left out before, the provider may have had the same idea.
        assert.equal(losses[0].certain, property !== "username");
      });
    }

    it("does not replace a database for more storage, or for a name that is left out", () => {
      assert.deepEqual(diffOf((lab) => lab.set("db", "allocatedStorage", 50)).losses, []);
      assert.deepEqual(diffOf((lab) => lab.set("db", "dbName", undefined)).losses, []);
    });

    it("follows a replacement to all that has the id of what is replaced", () => {
      const { losses } = diffOf((lab) => lab.set("vpc", "cidrBlock", "10.1.0.0/16"));
      assert.deepEqual(
        losses.map(({ name, reasons }) => [name, ...reasons.flatMap(({ input, replaced }) => [input, ...replaced])]),
        [
          ["vpc", "cidrBlock"],
          ["nodes", "subnetIds", "subnet"],
          ["database-group", "vpcId", "vpc"],
          ["metrics", "vpcId", "vpc"],
          ["pods", "vpcId", "vpc"],
          ["subnet", "vpcId", "vpc"],
        ],
      );
    });

    it("takes only what gives its id for a reason, not what is waited for", () => {
      const build = (nodeType: string): GraphBuilder => {
        const lab = new SmallLab();
        lab.set("nodes", "instanceTypes", [nodeType]);
        lab.get("pods").propertyDependencies.vpcId.push(lab.nodes);
        return lab;
      };
      const { losses } = graphDiff(build("m6g.large").graph(), build("m6g.xlarge").graph());
      assert.deepEqual(
        losses.map(({ name }) => name),
        ["nodes"],
      );
    });

    it("puts data before traffic, and says what is deleted", () => {
      const { losses } = diffOf((lab) => lab.remove("metrics", "db"));
      assert.deepEqual(
        losses.map(({ name, stake, change }) => [name, stake, change]),
        [
          ["db", "data", "deleted"],
          ["metrics", "traffic", "deleted"],
        ],
      );
    });

    it("tells a renaming that an alias could save", () => {
      const { losses } = diffOf((lab) => {
        const db = lab.get("db");
        db.urn = db.urn.replace("::aws:rds", "::pkg:index:Parent$aws:rds");
      });
      assert.deepEqual(losses[0].notes, ["no-last-snapshot", "made-elsewhere"]);
    });

    it("follows replacements along a way, whatever the names along it", () => {
      const build = (first: string): GraphBuilder => {
        const b = new GraphBuilder();
        let last: Ref | string = first;
        for (let i = 500; i > 0; i--)
          last = new Ref(b.add("kubernetes:core/v1:ConfigMap", `c${1000 + i}`, { data: last }));
        b.add("kubernetes:apps/v1:Deployment", "web", { spec: { selector: last } });
        return b;
      };
      const { losses } = graphDiff(build("a").graph(), build("b").graph());
      assert.deepEqual(losses[0].reasons, [{ input: "spec.selector", replaced: ["c1001"] }]);
    });
  });

  describe("of what leaves the stack and is not deleted", () => {
    /** What a change does with `db` where the engine was told so about it before, and after. */
    const fateOf = (
      before: Partial<GraphResource>,
      after: Partial<GraphResource> | undefined,
      change: (lab: SmallLab) => unknown = () => undefined,
    ): { [fate: string]: readonly [change: string, certain: boolean] } => {
      const [old, now] = [new SmallLab(), new SmallLab()];
      Object.assign(old.get("db"), before);
      if (after === undefined) now.remove("db");
      else Object.assign(now.get("db"), after);
      change(now);
      const { losses, resources } = graphDiff(old.graph(), now.graph());
      const { deleted, kept, released, refused } = resources;
      const lists = { losses, deleted, kept, released, refused } as { [fate: string]: (Named & Partial<Held>)[] };
      const found = Object.entries(lists).flatMap(([fate, list]) =>
        list.filter(({ name }) => name === "db").map((one) => [fate, [one.change ?? "", one.certain ?? true]] as const),
      );
      return Object.fromEntries(found);
    };
    const rename = (lab: SmallLab): unknown => lab.set("db", "dbName", "other");

    it("loses nothing with what is retained, by what the stack was told before", () => {
      assert.deepEqual(fateOf({ retainOnDelete: true }, undefined), { kept: ["deleted", true] });
      assert.deepEqual(fateOf({ retainOnDelete: true }, {}, rename), { kept: ["replaced", true] });
      assert.deepEqual(fateOf({}, { retainOnDelete: true }, rename), { losses: ["replaced", true] });
      assert.deepEqual(fateOf({}, undefined), { losses: ["deleted", true], deleted: ["", true] });
    });

    it("closes nothing with a rule that stays in the cloud", () => {
      const [old, now] = [new SmallLab(), new SmallLab()];
      now.remove("app-to-db-ingress");
      assert.equal(graphDiff(old.graph(), now.graph()).closed.length, 1);
      old.get("app-to-db-ingress").retainOnDelete = true;
      assert.deepEqual(graphDiff(old.graph(), now.graph()).closed, []);
    });

    it("loses nothing with what was only read, and never replaces it", () => {
      assert.deepEqual(fateOf({ external: true }, undefined), { released: ["", true] });
      assert.deepEqual(fateOf({ external: true, protect: true, retainOnDelete: true }, undefined), {
        released: ["", true],
      });
      assert.deepEqual(fateOf({ external: true }, { external: true }, rename), {});
      assert.deepEqual(fateOf({ external: true }, {}, rename), {});
    });

    it("says that the engine refuses what is protected: a replacement only where it still is", () => {
      assert.deepEqual(fateOf({ protect: true }, undefined), { refused: ["deleted", true] });
      assert.deepEqual(fateOf({ protect: true, retainOnDelete: true }, undefined), { refused: ["deleted", true] });
      assert.deepEqual(fateOf({ protect: true }, { protect: true }, rename), { refused: ["replaced", true] });
      assert.deepEqual(fateOf({ protect: true }, {}, rename), { losses: ["replaced", true] });
      assert.deepEqual(fateOf({}, { protect: true }, rename), { losses: ["replaced", true] });
    });

    it("tells what is only read from now on by its id: the same one stays, of another one the old is deleted", () => {
      assert.deepEqual(fateOf({ id: "db-1" }, { external: true, id: "db-1" }), { kept: ["read", true] });
      assert.deepEqual(fateOf({ id: "db-1" }, { external: true, id: "db-2" }), { losses: ["replaced", true] });
      assert.deepEqual(fateOf({}, { external: true, id: "db-2" }), { losses: ["replaced", false] });
      assert.deepEqual(fateOf({ id: "db-1", retainOnDelete: true }, { external: true, id: "db-2" }), {
        kept: ["replaced", true],
      });
    });

    it("is not certain of a loss where the first graph does not tell what is retained", () => {
      const old = { ...new SmallLab().graph(), version: 1 };
      const now = new SmallLab().remove("db").graph();
      assert.deepEqual(
        graphDiff(old, now).losses.map(({ name, certain }) => [name, certain]),
        [["db", false]],
      );
    });

    it("holds for resources of any type, and is news by itself", () => {
      const [old, now] = [new SmallLab(), new SmallLab()];
      for (const lab of [old, now]) lab.add("aws:sns/topic:Topic", "topic");
      old.get("topic").retainOnDelete = true;
      now.remove("topic");
      const { resources } = graphDiff(old.graph(), now.graph());
      assert.deepEqual(
        resources.kept.map(({ name, change }) => [name, change]),
        [["topic", "deleted"]],
      );
      assert.deepEqual(resources.deleted, []);
      const read = new SmallLab();
      read.add("aws:sns/topic:Topic", "topic");
      read.get("topic").external = true;
      assert.ok(!isEmptyDiff(graphDiff(read.graph(), new SmallLab().graph())));
    });

    it("tells a change of protection", () => {
      const [old, now] = [new SmallLab(), new SmallLab()];
      old.get("db").protect = true;
      const { resources } = graphDiff(old.graph(), now.graph());
      assert.deepEqual(
        resources.changed.map(({ name }) => name),
        ["db"],
      );
      const before = { ...old.graph(), version: 1 };
      assert.deepEqual(graphDiff(before, now.graph()).resources.changed, []);
    });

    it("costs the stack nothing while it is only read, nor time", () => {
      const [read, without] = [new SmallLab(), new SmallLab()];
      for (const lab of [read, without]) lab.add("pulumi:providers:aws", "aws", { region: "us-west-2" });
      read.get("db").external = true;
      without.remove("db");
      const { costPerDay, secondsToReady } = graphDiff(read.graph(), without.graph()).figures;
      assert.equal(costPerDay.before, costPerDay.after);
      assert.equal(secondsToReady.before, secondsToReady.after);
    });
  });

  it("counts rules, resources and what they cost", () => {
    const provider = { region: "us-west-2" };
    const build = (): SmallLab => {
      const lab = new SmallLab();
      lab.add("pulumi:providers:aws", "aws", provider);
      return lab;
    };
    const changed = build();
    changed.openToRange();
    changed.add("aws:ec2/natGateway:NatGateway", "nat", { subnetId: new Ref(changed.vpc) });
    const { ruleCounts, resources, figures } = graphDiff(build().graph(), changed.graph());
    assert.deepEqual(
      ruleCounts.map(({ group, inbound }) => [group, inbound]),
      [["database-group", { before: 1, after: 2 }]],
    );
    assert.deepEqual(
      resources.created.map(({ name }) => name),
      ["nat", "from the VPC"],
    );
    assert.ok(figures.costPerDay.after! > figures.costPerDay.before!);
  });
});
