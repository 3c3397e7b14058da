import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import { checkCommand, type CheckOptions } from "../../cli/check/check-command";
import { readPolicyConfig } from "../../cli/check/policy-config";
import type { PrintedCheck } from "../../cli/check/show";
import { UserError } from "../../cli/user-error";
import { fixture } from "../diff/support";
import { ROOT } from "../support/program";
import { CASES, cleanState } from "./stacks";

const QUESTION = { from: "bound:shop/orders", to: "database:orders-db" };

describe("lab check", () => {
  let folder: string;
  let clean: string;
  let open: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-check-"));
    clean = file("clean.json", cleanState());
    open = file("open.json", CASES.find(({ name }) => name.startsWith("03-"))!.state);
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: unknown): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  /** The command in this process. */
  async function check(path: string, options: CheckOptions = {}): Promise<{ code: number; text: string }> {
    const print = console.log;
    const lines: string[] = [];
    console.log = (line: string) => void lines.push(line);
    try {
      return { code: await checkCommand(path, options), text: lines.join("\n") };
    } finally {
      console.log = print;
    }
  }

  const refuses = (path: string, options: CheckOptions, message: RegExp): Promise<void> =>
    assert.rejects(check(path, options), (error) => error instanceof UserError && message.test(error.message));

  /** The command as it is called. */
  function lab(args: string[], input = ""): { status: number | null; stdout: string; stderr: string } {
    const all = ["-r", "./loader.cjs", "cli/main.ts", "check", ...args];
    return spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8", input });
  }

  describe("of a stack", () => {
    it("says beneath the table how it is read, and what its signs mean", async () => {
      const { text } = await check(clean);
      const legend =
        "Rows open a connection, columns take it; ports are TCP, 53 is UDP, too. -: not tested, such as a database from itself; ?: this file alone does not tell.";
      assert.ok(text.replace(/\s+/g, " ").includes(legend), text);
    });

    it("gives 0 where nothing mandatory is found, and 1 where something is", async () => {
      const others = ["node-metadata", "database-backups"];
      const policyConfig = file("others.json", Object.fromEntries(others.map((policy) => [policy, "advisory"])));
      assert.equal((await check(clean, { json: true, policyConfig })).code, 0);
      const { code, text } = await check(open, { json: true });
      assert.equal(code, 1);
      const { policies } = JSON.parse(text) as PrintedCheck;
      assert.ok(
        policies.some(
          ({ policy, enforcementLevel }) => policy === "no-open-ingress" && enforcementLevel === "mandatory",
        ),
      );
    });

    it("says as text what it says as JSON, in 80 columns without colours", async () => {
      const { text } = await check(open);
      for (const heading of ["WHO REACHES WHAT", "BRANCH INTERFACES", "RULES PER SECURITY GROUP", "PULUMI POLICIES"]) {
        assert.match(text, new RegExp(`^${heading}$`, "m"));
      }
      assert.match(text, /^The state of stack prod, project shop: \d+ resources\.$/m);
      assert.match(text, /YES shop\/orders -> orders-db tcp 3306: egress rule "db-out"/);
      assert.match(text, /mandatory no-open-ingress: /);
      assert.doesNotMatch(text, /NOT JUDGED|\u001b/);
      // An address is not broken, so that it can be opened.
      assert.deepEqual(
        text.split("\n").filter((line) => line.length > 80 && !line.includes("https://")),
        [],
      );
    });

    it("lists what was not judged", async () => {
      const { code, text } = await check(file("module.json", CASES.find(({ name }) => name.startsWith("43-"))!.state));
      assert.equal(code, 0);
      assert.match(text, /^NOT JUDGED\n {2}resources of Terraform modules: 3 \(/m);
    });

    for (const source of ["plan", "state", "preview"]) {
      it(`takes what is a ${source}`, async () => {
        const { text } = await check(fixture(source), { json: true });
        const printed = JSON.parse(text) as PrintedCheck;
        assert.equal(printed.source, source);
        assert.ok(printed.reachability.some(({ from, allowed }) => from === "bound:catalog/catalog" && allowed));
      });
    }

    it("prints no control character of a name", async () => {
      const state = cleanState();
      const renamed = JSON.stringify(state).replaceAll("orders-db", "orders\\u001b[31m\\u202e\\ndb");
      const { text } = await check(file("hostile.json", renamed));
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    });
  });

  describe("of a question", () => {
    it("gives 0 for open, 1 for closed, 2 for not known, with the reason", async () => {
      assert.deepEqual(await check(clean, QUESTION), {
        code: 0,
        text:
          'OPEN\n  YES shop/orders -> orders-db tcp 3306: egress rule "db-out" of pods and\n' +
          '      ingress rule "db-in" of db',
      });
      const closed = await check(clean, { ...QUESTION, from: "nodes" });
      assert.equal(closed.code, 1);
      assert.match(closed.text, /^CLOSED\n {2}no {2}nodes -> .*: no ingress rule of db/);
      const read = file("read.json", CASES.find(({ name }) => name.startsWith("04-"))!.state);
      assert.equal((await check(read, { ...QUESTION, from: "nodes" })).code, 2);
    });

    it("prints JSON that fits its schema", async () => {
      const schema = JSON.parse(readFileSync(join(ROOT, "cli/check/schema.json"), "utf8")) as { definitions: object };
      const fits = new Ajv({ allErrors: true, allowUnionTypes: true }).compile({
        $ref: "#/definitions/question",
        definitions: schema.definitions,
      });
      const printed = JSON.parse((await check(clean, { ...QUESTION, json: true })).text) as { answer: unknown };
      assert.ok(fits(printed), JSON.stringify(fits.errors));
      assert.equal(printed.answer, true);
    });

    it("has two ends, and no policies", async () => {
      await refuses(clean, { from: "nodes" }, /name the other one with --to/);
      await refuses(clean, { to: "nodes" }, /name the other one with --from/);
      await refuses(clean, { port: "80" }, /--port and --protocol belong to a question/);
      await refuses(clean, { protocol: "udp" }, /--port and --protocol belong to a question/);
      await refuses(clean, { ...QUESTION, policyConfig: "x.json" }, /--policy-config is for a whole stack/);
    });
  });

  describe("with a config of the policies", () => {
    it("takes levels, objects and a level for all others", async () => {
      const config = (content: unknown): string => file("config.json", content);
      const mandatory = async (content: unknown): Promise<string[]> => {
        const { text } = await check(open, { json: true, policyConfig: config(content) });
        const found = (JSON.parse(text) as PrintedCheck).policies;
        return found.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").map(({ policy }) => policy);
      };
      assert.ok((await mandatory({})).includes("no-open-ingress"));
      assert.ok(!(await mandatory({ "no-open-ingress": "advisory" })).includes("no-open-ingress"));
      assert.ok(
        !(await mandatory({ "no-open-ingress": { enforcementLevel: "disabled" } })).includes("no-open-ingress"),
      );
      assert.deepEqual(await mandatory({ all: "advisory" }), []);
      assert.deepEqual(
        [...new Set(await mandatory({ all: "disabled", "no-open-ingress": "mandatory" }))],
        ["no-open-ingress"],
      );
    });

    it("tells all that is wrong with it, and what was meant", () => {
      const path = file("wrong.json", {
        "no-open-ingres": "mandatory",
        "pod-dns": "mandatry",
        "pod-egress": { alow: ["x"] },
        "rules-within-quota": { quota: "sixty", enforcementLevel: "loud" },
        "database-backups": 3,
        all: { enforcementLevel: "advisory", allow: [] },
      });
      assert.throws(
        () => readPolicyConfig(path),
        (error: Error) => {
          assert.ok(error instanceof UserError);
          for (const part of [
            /no-open-ingres: there is no such policy; did you mean no-open-ingress\?/,
            /pod-dns: "mandatry" is not a valid level; use advisory, mandatory, remediate, disabled; did you mean mandatory\?/,
            /pod-egress\.alow: there is no such property; use allow; did you mean allow\?/,
            /rules-within-quota\.enforcementLevel: "loud" is not a valid level/,
            /rules-within-quota\.quota: it must be integer/,
            /database-backups: use a level \(.*\) or an object/,
            /all\.allow: there is no such property; it takes a level alone/,
          ]) {
            assert.match(error.message, part);
          }
          return true;
        },
      );
    });

    it("says of a file that cannot be used what it is", () => {
      assert.throws(
        () => readPolicyConfig(join(folder, "nowhere.json")),
        /nowhere\.json cannot be read: there is no such file/,
      );
      assert.throws(() => readPolicyConfig(file("text.json", "{")), /text\.json is not JSON/);
      assert.throws(() => readPolicyConfig(file("list.json", "[]")), /list\.json holds no JSON object/);
    });
  });

  describe("as it is called", function () {
    this.timeout(20_000);

    it("takes - for standard input", () => {
      const { status, stdout } = lab(["-", "--from", QUESTION.from, "--to", QUESTION.to], JSON.stringify(cleanState()));
      assert.equal(status, 0);
      assert.match(stdout, /^OPEN\n/);
    });

    it("gives 3 for every bad call, with one message on stderr and nothing else", () => {
      for (const [args, message] of [
        [[], /missing required argument 'file'/],
        [["a", "b"], /too many arguments/],
        [["--nonsense", "a"], /unknown option '--nonsense'/],
        [[clean, "--from"], /argument missing/],
        [[join(folder, "nowhere.json")], /nowhere\.json cannot be read: there is no such file/],
        [[file("empty.json", "")], /empty\.json is empty/],
        [[clean, "--from", "x", "--to", "nodes"], /--from "x" is not an endpoint/],
      ] satisfies [string[], RegExp][]) {
        const { status, stdout, stderr } = lab(args);
        assert.equal(status, 3, args.join(" "));
        assert.equal(stdout, "");
        assert.match(stderr, message);
        assert.doesNotMatch(stderr, /\n\s+at |This is a bug/);
      }
    });

    it("has help, and is no error then", () => {
      const { status, stdout } = lab(["--help"]);
      assert.equal(status, 0);
      assert.match(stdout, /Of a question: 0 open, 1 closed, 2 not known/);
    });
  });
});
