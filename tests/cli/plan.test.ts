import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { type MadePlan, makePlan, type Plan } from "../../cli/plan/make";
import { MOST_LINES, showPlan } from "../../cli/plan/show";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { readStackConfig } from "../../cli/stack-config";
import { UNKNOWN } from "../../model/graph/graph";
import { costs } from "../../cli/page/sections/cost";
import { summary } from "../../cli/page/sections/summary";
import { en } from "../../words";
import { type Called, LabCalls } from "../support/lab-calls";
import { exampleFolder, ROOT } from "../support/program";
import { TODAY } from "../support/setup";

const madePlan = (...config: string[]): Promise<MadePlan> => makePlan(ROOT, readStackConfig(ROOT, "dev", config));

const CATALOG = "bound:catalog/catalog";
const DATABASE = "database:catalog-db";

function verdict(plan: Plan, from: string, to: string, port: number, protocol = "tcp"): boolean | null | undefined {
  return plan.reachability.find(
    (row) => row.from === from && row.to === to && row.port === port && row.protocol === protocol,
  )?.allowed;
}

/** A call in a process of its own. */
function alone(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const all = ["-r", "./loader.cjs", "cli/main.ts", ...args];
  return spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8" });
}

describe("lab plan", () => {
  const calls = new LabCalls();
  after(() => calls.close());
  const lab = (...args: string[]): Promise<Called> => calls.call(ROOT, args);

  it("tells no total where nothing has a price, and what is not counted", async () => {
    const directory = exampleFolder("existing-cluster");
    const made = await makePlan(directory, readStackConfig(directory, "dev", []));
    for (const verbose of [false, true]) {
      const text = showPlan(made, { verbose });
      assert.doesNotMatch(text, /\$0/);
      assert.match(text, /No resource of this plan has an hourly price here\./);
    }
    assert.doesNotMatch(summary(made, en).text, /\$0/);
    assert.doesNotMatch(costs(made, en).text, /\$0/);
  });

  for (const [name, ...said] of [
    [
      "existing-cluster",
      "orders reaches orders-db on tcp 3306. The pods have branch network interfaces of their own with the group orders-pods, which orders-db admits",
    ],
    ["auto-mode", "orders reaches orders-db on tcp 3306. The pods have branch network interfaces of their own"],
    ["own-node-group", "Whether orders reaches orders-db on tcp 3306 is not known:"],
  ]) {
    it(`answers for a database of another stack, and that it cannot tell who else reaches it: ${name}`, async () => {
      const directory = exampleFolder(name);
      const text = showPlan(await makePlan(directory, readStackConfig(directory, "dev", []))).replace(/\s+/g, " ");
      for (const part of ["THE ANSWER By default all pods of a node share its security group", ...said]) {
        assert.ok(text.includes(part), text);
      }
      assert.match(text, /What else reaches orders-db is not known: what carries that group is not in this plan\./);
      assert.doesNotMatch(text, /Only .* reach/);
    });
  }

  it("asks for groups of other stacks only where the plan has no database", async () => {
    const directory = exampleFolder("postgres");
    const text = showPlan(await makePlan(directory, readStackConfig(directory, "dev", [])));
    assert.doesNotMatch(text, /What else reaches/);
  });

  for (const [name, runtime] of [
    ["python", "python"],
    ["yaml", "yaml"],
  ]) {
    it(`says what judges a program that it cannot run: ${name}`, async () => {
      const { code, stdout, stderr } = await lab("plan", "--directory", `examples/${name}`);
      assert.deepEqual([code, stdout], [1, ""]);
      const wanted = `The project in .*examples/${name} is of runtime ${runtime}, and lab plan runs index.ts of nodejs; run pulumi preview --json --show-sames there, and give what it prints to lab check\n`;
      assert.match(stderr, new RegExp(`^${wanted}$`));
    });
  }

  it("names all whose price is not known, and tells no total where none is", async () => {
    const elsewhere = await madePlan("aws:region=eu-north-1");
    const listed = await madePlan("aws:region=us-west-2", "nodeInstanceType=c7gn.16xlarge");
    const all =
      "control plane, standard support; node m6g.large; gp3 volume; NAT gateway; public IPv4 address; database db.t4g.micro; database storage";
    for (const verbose of [false, true]) {
      const said = (made: MadePlan): string => showPlan(made, { verbose }).replace(/\s+/g, " ");
      assert.ok(said(elsewhere).includes(`Not known: no price is known in eu-north-1 for ${all}.`));
      assert.doesNotMatch(said(elsewhere), /an hour/);
      assert.match(said(listed), /at least \$0\.\d+ an hour/);
      assert.match(said(listed), /Not counted: no price is known in us-west-2 for node c7gn\.16xlarge\./);
    }
    assert.ok(costs(elsewhere, en).text.includes(`Not known: no price is known in eu-north-1 for ${all}.`));
    assert.match(costs(listed, en).text, /Not counted: no price is known in us-west-2 for node c7gn\.16xlarge\./);
  });

  describe("of a Kubernetes version out of support", () => {
    it("warns of it first, and ends well", async () => {
      const { code, stdout, stderr } = await lab("plan", "--config", "kubernetesVersion=1.29");
      assert.match(
        stdout.replace(/\s+/g, " "),
        /no account was asked\. WARNING: kubernetesVersion: 1\.29 left standard support on 2025-03-23 .* STAGE /,
      );
      assert.deepEqual([code, stderr], [0, ""]);
    });

    it("tells it to machines, too, and nothing where there is nothing to warn of", async () => {
      assert.match(
        (await madePlan("kubernetesVersion=1.29")).plan.warnings.join("\n"),
        /^kubernetesVersion: 1\.29 left/,
      );
      assert.deepEqual((await madePlan()).plan.warnings, []);
    });
  });

  it("tells the first violation of every policy before the second of one, and cuts none in the middle", async () => {
    const made = await madePlan();
    const verdicts = policyVerdicts(made.reading, {}, TODAY)
      .map((verdict) => ({ ...verdict, enforcementLevel: "mandatory" as const }))
      .reverse();
    const policies = [...new Set(verdicts.map(({ policy }) => policy))];
    assert.deepEqual(policies, ["owner-and-expiry", "vpc-cni-setting"]);
    const lines = showPlan(made, { verdicts }).split("\n");
    assert.ok(lines.length <= MOST_LINES);
    const told = lines.flatMap((line) => /^ {2}mandatory ([\w-]+):/.exec(line)?.[1] ?? []);
    assert.deepEqual(told.slice(0, 3), ["owner-and-expiry", "vpc-cni-setting", "owner-and-expiry"]);
    const cut = lines.findIndex((line) => /^ {2}… and \d+ more lines; --verbose shows all\.$/.test(line));
    assert.match(lines[cut - 1], /\.$/);
    assert.match(lines.slice(-2).join(" "), /owner-and-expiry and vpc-cni-setting\.$/);
  });

  it("tells two advisory notes of a policy in full, and counts the rest", async () => {
    const { stdout } = await lab("plan");
    const notes = stdout.split("\n").filter((line) => /^ {2}advisory owner-and-expiry: /.test(line));
    assert.equal(notes.length, 3);
    assert.match(notes[2], /: \d+ more like these\.$/);
  });

  describe("of the stage bound", () => {
    let made: MadePlan;
    let plan: Plan;
    before(async () => {
      made = await madePlan();
      plan = made.plan;
    });

    it("lets catalog pods reach the database on 3306 and DNS over UDP and TCP", () => {
      assert.equal(verdict(plan, CATALOG, DATABASE, 3306), true);
      assert.equal(verdict(plan, CATALOG, "dns", 53), true);
      assert.equal(verdict(plan, CATALOG, "dns", 53, "udp"), true);
    });

    it("keeps other pods, nodes and the internet from the database", () => {
      for (const from of ["unbound-pods", "nodes", "internet"])
        assert.equal(verdict(plan, from, DATABASE, 3306), false);
    });

    it("opens nothing else to catalog pods, and says so", () => {
      const open = plan.reachability.filter(({ from, allowed }) => from === CATALOG && allowed !== false);
      assert.deepEqual(new Set(open.map(({ to }) => to)), new Set(["dns", DATABASE]));
      assert.match(
        showPlan(made, { verbose: true }),
        /catalog can reach, in all: catalog-db on tcp 3306; .* on tcp\+udp 53; nothing\s+else/s,
      );
    });

    it("opens 8080 to what carries the cluster security group, and says so", () => {
      for (const from of ["unbound-pods", "nodes"]) {
        const row = plan.reachability.find((found) => found.from === from && found.port === 8080);
        assert.equal(row?.allowed, true);
        assert.match(row?.because ?? "", /cluster security group of sgp-lab-dev/);
      }
      assert.equal(verdict(plan, "internet", CATALOG, 8080), false);
    });

    it("says of a denied path which half is missing", () => {
      const row = plan.reachability.find(({ from, to }) => from === "unbound-pods" && to === DATABASE);
      assert.match(
        row?.because ?? "",
        /no ingress rule of catalog-db-database for tcp 3306 from cluster security group/,
      );
    });

    it("shows what is known only after deployment as such, and guesses no id", () => {
      assert.equal((plan.binding as { securityGroup: { id: string } }).securityGroup.id, UNKNOWN);
      const text = showPlan(made, { verbose: true });
      assert.match(text, /id: \(known after deployment\)/);
      assert.doesNotMatch(text, /sg-[0-9a-f]{8}/);
      assert.doesNotMatch(text, new RegExp(UNKNOWN));
    });

    it("shows the capacity of the nodes", () => {
      assert.equal(plan.capacity?.total, 9);
      assert.equal(plan.capacity?.needed, 6);
      assert.match(showPlan(made, { verbose: true }), /1 node m6g.large x 9 = 9; at worst 6 taken/);
    });

    it("gives every answer with its reason as data", () => {
      const denied = plan.reachability.find(({ from, to }) => from === "unbound-pods" && to === DATABASE);
      assert.deepEqual(denied?.reason, {
        ...{ kind: "closed", missing: ["ingress"], protocol: "tcp", port: 3306 },
        ...{ from: "cluster security group of sgp-lab-dev", to: "catalog-db-database" },
      });
    });

    it("leaves nothing unjudged, and has no heading for it", () => {
      assert.deepEqual(plan.notJudged, []);
      assert.doesNotMatch(showPlan(made), /NOT JUDGED/);
    });

    it("is certain of all that it says", () => {
      assert.deepEqual(
        plan.reachability.filter(({ allowed }) => allowed === null),
        [],
      );
      assert.deepEqual([plan.capacity?.doubts, plan.ruleCounts.flatMap(({ doubts }) => doubts)], [[], []]);
    });

    it("keeps to 80 columns without colours", () => {
      const lines = showPlan(made).split("\n");
      assert.deepEqual(
        lines.filter((line) => line.length > 80),
        [],
      );

      assert.doesNotMatch(lines.join(""), /\u001b/);
    });

    it("is the same text and the same JSON each time", async () => {
      const again = await madePlan();
      assert.equal(JSON.stringify(again.plan), JSON.stringify(plan));
      assert.equal(showPlan(again), showPlan(made));
    });

    it("hides passwords and says where they are", () => {
      const hidden = plan.resources.flatMap(({ name, secretPaths }) => secretPaths!.map((path) => `${name} ${path}`));
      assert.deepEqual(hidden.sort(), [
        "catalog-credentials /stringData",
        "catalog-db /password",
        "catalog-db-password /value",
        "lab-kubernetes /kubeconfig",
      ]);
    });
  });

  for (const stage of ["in-cluster", "rds-unbound"]) {
    it(`of the stage ${stage} binds nothing and lets nobody reach the database`, async () => {
      const { plan } = await madePlan(`stage=${stage}`);
      assert.deepEqual(plan.binding, { bound: false });
      assert.deepEqual(
        plan.reachability.filter(({ to, allowed }) => to === DATABASE && allowed !== false),
        [],
      );
    });
  }

  it("in standard mode says that traffic on the same node is not filtered", async () => {
    const made = await madePlan("enforcingMode=standard");
    assert.match(
      showPlan(made, { verbose: true }).replace(/\s+/g, " "),
      /standard mode does not filter traffic that stays on the same node/,
    );
    assert.equal(verdict(made.plan, "unbound-pods", DATABASE, 3306), false);
  });

  it("prints JSON that fits its schema in every stage", async () => {
    const schema = JSON.parse(readFileSync(join(ROOT, "cli/plan/schema.json"), "utf8")) as object;
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    for (const stage of ["in-cluster", "rds-unbound", "bound"]) {
      const printed = JSON.parse(JSON.stringify((await madePlan(`stage=${stage}`)).plan)) as unknown;
      assert.ok(validate(printed), JSON.stringify(validate.errors?.slice(0, 3)));
    }
  });

  describe("as a command", () => {
    it("prints the plan as JSON with --json", () => {
      const { status, stdout } = alone("plan", "--json", "--config", "stage=in-cluster");
      assert.equal(status, 0);
      assert.deepEqual((JSON.parse(stdout) as Plan).binding, { bound: false });
    });

    it("ends with one message and exit code 1 on bad config, without a stack trace", () => {
      const { status, stdout, stderr } = alone(
        "plan",
        "--config",
        "stage=bind",
        "--config",
        "nodeInstanceType=t3.large",
      );
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /has 2 problems/);
      assert.match(stderr, /t3\.large cannot carry a trunk interface; nearest that can: m6g\.large, 9 branch/);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });

    it("names the stacks that there are where the wanted one has no file", async () => {
      const { code, stderr } = await lab("plan", "--stack", "nobody");
      assert.equal(code, 1);
      assert.match(stderr, /no Pulumi\.nobody\.yaml; stacks with a file: .*dev/);
    });
  });
});
