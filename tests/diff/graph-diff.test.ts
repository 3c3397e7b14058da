import assert from "assert/strict";
import { graphDiff, isEmptyDiff } from "../../model/diff/graph-diff";
import { diffOf, SmallLab } from "./support";
import type { GraphBuilder } from "../model/fixtures";
import { Ref } from "../model/fixtures";

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
      assert.deepEqual(rolls[0].reasons, ["gets the group metrics"]);
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
      assert.deepEqual(rolls[0].reasons, ["its group pods is replaced"]);
    });

    it("rolls pods that leave their binding", () => {
      const { bindings, rolls } = diffOf((lab) => lab.remove("app-policy"));
      assert.equal(bindings[0].change, "removed");
      assert.deepEqual(rolls[0].reasons, [`leaves ${APP}`]);
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
      assert.deepEqual(rolls[0].reasons, ["settings, which it reads, is replaced"]);
      assert.deepEqual(losses, []);
    });
  });

  describe("of what is lost", () => {
    for (const property of ["dbName", "username", "engine", "storageEncrypted"]) {
      it(`replaces a database for another ${property}`, () => {
        const value = property === "storageEncrypted" ? true : "other";
        const { losses } = diffOf((lab) => lab.set("db", property, value));
        assert.deepEqual(
          losses.map(({ name, stake, change, reasons, note }) => ({ name, stake, change, reasons, note })),
          [{ name: "db", stake: "data", change: "replaced", reasons: [property], note: "no last snapshot is kept" }],
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
        losses.map(({ name, reasons }) => [name, ...reasons]),
        [
          ["vpc", "cidrBlock"],
          ["database-group", "vpcId (vpc is replaced)"],
          ["metrics", "vpcId (vpc is replaced)"],
          ["pods", "vpcId (vpc is replaced)"],
        ].sort((a, b) => (a[0] === "vpc" ? -1 : b[0] === "vpc" ? 1 : a[0] < b[0] ? -1 : 1)),
      );
    });

    it("takes only what gives its id for a reason, not what is waited for", () => {
      const build = (nodeType: string): GraphBuilder => {
        const lab = new SmallLab();
        const nodes = lab.add("aws:eks/nodeGroup:NodeGroup", "nodes", { instanceTypes: [nodeType] });
        lab.get("pods").propertyDependencies.vpcId.push(nodes);
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
      assert.match(losses[0].note ?? "", /an alias would keep this one/);
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
