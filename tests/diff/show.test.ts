import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { entries } from "../../cli/diff/entries";
import { compare, type DiffReport, type PolicyVerdicts } from "../../cli/diff/report";
import { markdown } from "../../cli/diff/safe-text";
import { markdownDiff, showDiff } from "../../cli/diff/show";
import { UserError } from "../../cli/user-error";
import { UNKNOWN } from "../../model/graph/graph";
import { ROOT } from "../support/program";
import { side, SmallLab } from "./support";

const HOSTILE =
  "x | y `z` @team/all #12 <img src=x onerror=y> ![p](http://evil) [l](//e) https://e.test \u001b[31mred\u202e $a$";

function report(change: (lab: SmallLab) => unknown, policyVerdicts?: PolicyVerdicts, across = false): DiffReport {
  const changed = new SmallLab();
  change(changed);
  return compare(side(new SmallLab().graph(), "main"), side(changed.graph(), "HEAD"), across, policyVerdicts);
}

const schema = JSON.parse(readFileSync(join(ROOT, "cli/diff/schema.json"), "utf8")) as object;
const fitsSchema = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const loud = report((lab) => {
  lab.openToRange().set("db", "dbName", "other").bind([lab.pods, lab.metrics]).remove("app-to-db-egress");
});

describe("lab diff, as it is shown,", () => {
  it("is one line where nothing changes", () => {
    const none = report(() => undefined);
    assert.equal(none.changed, false);
    assert.equal(showDiff(none), "No change: HEAD is like main.");
    assert.equal(markdownDiff(none), "No change: HEAD is like main.\n");
  });

  it("says what is lost first, and loud", () => {
    const [first] = entries(loud);
    assert.deepEqual(
      [first.change, first.what, first.why],
      ["DATA LOST", "database db is replaced", "by dbName; no last snapshot is kept"],
    );
    const text = showDiff(loud);
    assert.ok(text.indexOf("DATA OR TRAFFIC IS LOST") < text.indexOf("OPENED"));
    assert.match(markdownDiff(loud).split("\n")[0], /^\*\*DATA IS LOST with 1 resource; /);
    assert.match(markdownDiff(loud), /^\| \*\*DATA LOST\*\* \| database db is replaced \| by dbName; /m);
  });

  it("says what the engine refuses before all, and that what stays is no loss", () => {
    const [base, head] = [new SmallLab(), new SmallLab()];
    for (const name of ["db", "metrics"]) base.get(name).retainOnDelete = true;
    base.add("kubernetes:core/v1:PersistentVolumeClaim", "claim");
    base.get("claim").retainOnDelete = true;
    base.group("read");
    base.get("read").external = true;
    base.get("cluster").protect = true;
    head.remove("db", "metrics", "claim", "cluster");
    const found = compare(side(base.graph(), "main"), side(head.graph(), "HEAD"), false);
    assert.deepEqual(
      entries(found)
        .filter(({ section }) => ["refused", "losses", "kept"].includes(section))
        .map(({ change, what }) => [change, what]),
      [
        ["REFUSED", "cluster cluster is deleted"],
        ["stays in AWS", "security group metrics is taken out of the program"],
        ["stays in AWS", "database db is taken out of the program"],
        ["stays in the cluster", "volume claim claim is taken out of the program"],
        ["no longer read", "security group read"],
      ],
    );
    const text = showDiff(found);
    assert.match(text, /^THE ENGINE REFUSES IT for 1 resource; 3 resources taken out and not deleted; /m);
    assert.doesNotMatch(text, /DATA|TRAFFIC/);
    assert.match(
      markdownDiff(found),
      /^\| \*\*REFUSED\*\* \| cluster cluster is deleted \| it is protected, and the whole/m,
    );
    const all = JSON.parse(JSON.stringify(found)) as unknown;
    assert.ok(fitsSchema(all), JSON.stringify(fitsSchema.errors));
  });

  it("names source, target, port and rule of what is opened", () => {
    assert.match(showDiff(loud), /opened: nodes -> db tcp 3306: opened by "from the VPC"/);
    assert.match(markdownDiff(loud), /^\| \*\*opened\*\* \| nodes → db tcp 3306 \| opened by "from the VPC" \|$/m);
    assert.match(markdownDiff(loud), /^\| closed \| shop\/app → db tcp 3306 \| was opened by /m);
    assert.match(markdownDiff(loud), /^\| rolls \| Deployment shop\/web \| gets the group metrics \|$/m);
  });

  it("says of pods that get a binding, or have none any more, whose paths they have from then on", () => {
    const [bound, unbound] = [new SmallLab(), new SmallLab()];
    unbound.remove("app-policy");
    const [head, base] = [bound, unbound].map((lab) => side(lab.graph(), "main"));
    const rolled = (report: DiffReport): string[] =>
      entries(report).flatMap(({ section, why }) => (section === "rolls" ? [why] : []));
    const [asBound] = rolled(compare(base, head, false));
    assert.match(
      asBound,
      /^joins shop\/app; from then on it has the binding's paths, and no longer those of other pods/,
    );
    const [asOthers] = rolled(compare(head, base, false));
    assert.match(asOthers, /^leaves shop\/app; from then on it has the paths of other pods/);
    assert.doesNotMatch(rolled(loud).join(), /from then on/);
  });

  it("names what is not known of a path that is perhaps open", () => {
    const found = report((lab) => lab.openToRange().set("from the VPC", "cidrIpv4", UNKNOWN));
    assert.match(
      showDiff(found).replace(/\s+/g, " "),
      /closed, now perhaps open: nodes -> db tcp 3306: opened by "from the VPC"; the peer of "from the VPC" is not known/,
    );
  });

  it("says that a living cluster follows to another Kubernetes version, and what EKS refuses", () => {
    const text = (after: string): string => {
      const [base, head] = ["1.35", after].map((version) => new SmallLab().set("cluster", "version", version).graph());
      const found = compare(side(base, "main"), side(head, "HEAD"), false);
      assert.ok(fitsSchema(JSON.parse(JSON.stringify(found))), JSON.stringify(fitsSchema.errors));
      return showDiff(found).replace(/\s+/g, " ");
    };
    assert.match(
      text("1.36"),
      /KUBERNETES VERSIONS UPGRADED: cluster cluster 1\.35 -> 1\.36: a living cluster follows; pin kubernetesVersion to stay/,
    );
    assert.match(
      text("1.37"),
      /REFUSED: cluster cluster 1\.35 -> 1\.37: EKS goes up by one minor version at a time; pin each/,
    );
    assert.match(
      text("1.34"),
      /PERHAPS REFUSED: cluster cluster 1\.35 -> 1\.34: EKS goes up .*, and back only soon after an upgrade/,
    );
  });

  it("tells once what neither side judged, also where nothing changes", () => {
    const lab = new SmallLab();
    lab.add("kubernetes:helm.sh/v3:Release", "chart", { chart: "x" });
    const other = new SmallLab();
    for (const name of ["chart", "second"]) other.add("kubernetes:helm.sh/v3:Release", name, { chart: "x" });
    const found = compare(side(lab.graph(), "main"), side(other.graph(), "HEAD"), false);
    assert.deepEqual(found.notJudged, [
      { family: "kubernetes:helm.sh", types: ["kubernetes:helm.sh/v3:Release"], count: 2 },
    ]);
    const same = compare(side(lab.graph(), "main"), side(lab.graph(), "HEAD"), false);
    assert.equal(same.changed, false);
    assert.match(showDiff(same), /No change: HEAD is like main\.\n\nNOT JUDGED\n {2}not judged: kubernetes:helm.sh: 1/);
    assert.match(markdownDiff(same), /^\| not judged \| kubernetes:helm\.sh: 1/m);
    assert.ok(fitsSchema(JSON.parse(JSON.stringify(found))), JSON.stringify(fitsSchema.errors));
  });

  it("keeps to 80 columns, whatever names are like", () => {
    const long = report((lab) => lab.openToRange(`${"very-long-".repeat(30)} ${HOSTILE}`));
    for (const text of [showDiff(loud), showDiff(long)]) {
      assert.deepEqual(
        text.split("\n").filter((line) => [...line].length > 80),
        [],
      );
    }
  });

  it("writes no control character to a terminal", () => {
    assert.doesNotMatch(
      showDiff(report((lab) => lab.openToRange(HOSTILE))),
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/,
    );
  });

  it("mentions nobody, links nowhere and holds no HTML in Markdown", () => {
    const text = markdownDiff(report((lab) => lab.openToRange(HOSTILE)));
    assert.doesNotMatch(text, /@\w|#\d|<|:\/\/|[^\\]!\[|[^\\]\]\(|[^\\]\$/);
    for (const line of text.split("\n").filter((found) => found.startsWith("|"))) {
      assert.equal(line.replaceAll("\\|", "").split("|").length, 5, line);
    }
  });

  it("makes any text harmless", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        assert.doesNotMatch(markdown(text), /<|>|\n|@\w|(^|[^\\])(\\\\)*[`*_[\]|]/);
      }),
    );
  });

  it("cuts a table that nobody would read", () => {
    const many = report((lab) => {
      for (let i = 0; i < 100; i++) lab.ingress(`rule-${i}`, "sg-1", { cidrIpv4: `192.0.2.${i}/32` }, 80 + i);
    });
    const rows = markdownDiff(many)
      .split("\n")
      .filter((line) => line.startsWith("| "));
    assert.ok(rows.length <= 64);
    assert.match(rows.at(-1)!, /and \d+ more/);
  });

  it("is the same bytes for the same input", () => {
    assert.equal(
      JSON.stringify(report((lab) => lab.openToRange())),
      JSON.stringify(report((lab) => lab.openToRange())),
    );
  });

  it("prints JSON that fits its schema", () => {
    const asked = report(
      (lab) => lab.openToRange(),
      () => [{ policy: "p", enforcementLevel: "mandatory", urn: null, message: "m" }],
    );
    for (const found of [loud, asked, report(() => undefined), report((lab) => lab.openToRange(), undefined, true)]) {
      assert.ok(fitsSchema(JSON.parse(JSON.stringify(found))), JSON.stringify(fitsSchema.errors?.slice(0, 3)));
    }
  });

  it("shows the verdicts that are new, and those that are gone", () => {
    const verdicts: PolicyVerdicts = ({ graph }) => {
      const isOpen = graph.resources.some(({ name }) => name === "from the VPC");
      const urn = "urn:pulumi:test::lab::a:b:C::thing";
      const policy = isOpen ? "no-open" : "old";
      return [
        { policy, enforcementLevel: "mandatory", urn, message: "says so" },
        { policy: "always", enforcementLevel: "advisory", urn: null, message: "both" },
      ];
    };
    const text = markdownDiff(report((lab) => lab.openToRange(), verdicts));
    assert.match(text, /^\| new, mandatory \| no-open on thing \| says so \|$/m);
    assert.match(text, /^\| gone \| old on thing \| says so \|$/m);
    assert.doesNotMatch(text, /always/);
  });

  it("refuses graphs of other projects, and of other sources and stacks without --across", () => {
    const [a, b] = [side(new SmallLab().graph(), "a.json"), side(new SmallLab().graph(), "b.json")];
    const refuses = (other: object, message: RegExp): void =>
      assert.throws(
        () => compare(a, { ...b, ...other }, false),
        (error: Error) => error instanceof UserError && message.test(error.message),
      );
    refuses({ project: "other" }, /a\.json is of the project lab, b\.json of other: they are not related/);
    refuses({ stack: "prod" }, /--across/);
    refuses({ graph: { ...b.graph, source: "state" } }, /a\.json is the plan .*, b\.json is the state .*--across/s);
    assert.throws(() => compare(a, { ...b, project: "other" }, true), UserError);
  });

  it("compares other stacks and sources across, bindings, paths and groups only", () => {
    const changed = new SmallLab().openToRange().set("db", "dbName", "other").graph();
    const text = JSON.stringify(changed).replaceAll("urn:pulumi:test::lab::", "urn:pulumi:prod::lab::");
    const other = { ...(JSON.parse(text) as typeof changed), source: "state" as const };
    const found = compare(side(new SmallLab().graph(), "a"), { ...side(other, "b"), stack: "prod" }, true);
    assert.deepEqual(Object.keys(found.diff).sort(), ["bindings", "closed", "groups", "opened"]);
    assert.ok(found.diff.opened.length > 0);
    assert.deepEqual([found.diff.closed, found.diff.bindings, found.diff.groups], [[], [], { added: [], removed: [] }]);
    assert.match(showDiff(found), /Bindings, paths and groups only/);
  });
});
