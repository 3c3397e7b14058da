import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { checkCopy, type Outcome } from "../../cli/exercise/check";
import { exerciseCommand, type ExerciseOptions } from "../../cli/exercise/exercise-command";
import { EXERCISES } from "../../cli/exercise/exercises";
import { setUp } from "../../cli/exercise/copy";
import { textColumns, WIDTH } from "../../cli/text";
import { UserError } from "../../cli/user-error";
import { en, LANGUAGES, wordsOf } from "../../words";
import { type Called, LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";
import { englishIn } from "../words/latin";
import { copiesFolder, edit, ownLab } from "./support";

describe("lab exercise", () => {
  const { folder, remove } = copiesFolder();
  const shown = relative(ROOT, folder);
  after(remove);
  afterEach(() => readdirSync(folder).forEach((name) => rmSync(join(folder, name), { recursive: true })));

  /** What a call prints, and its exit code. */
  async function call(
    number?: string,
    options: ExerciseOptions = {},
    outcomeOf?: (copy: string) => Promise<Outcome>,
  ): Promise<{ text: string; code: number }> {
    const { log } = console;
    const said: string[] = [];
    console.log = (text: string) => void said.push(text);
    try {
      const code = await exerciseCommand(number, options, folder, outcomeOf);
      return { text: said.join("\n"), code };
    } finally {
      console.log = log;
    }
  }

  /** The message with which a call is refused; none is about the lab's own program, so that is planned once. */
  async function refusal(number?: string, options: ExerciseOptions = {}): Promise<string> {
    try {
      await call(number, options, async (copy) => checkCopy(copy, await ownLab()));
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      return error.message;
    }
    throw new Error("the call was expected to be refused, and was not");
  }

  const calls = new LabCalls();
  after(() => calls.close());
  const lab = (...args: string[]): Promise<Called> => calls.call(ROOT, args);

  const index = join(folder, "1", "index.ts");

  describe("without a number", () => {
    it("lists number, title and line of each, and those that are set up", async () => {
      await call("2");
      const { text, code } = await call();
      assert.equal(code, 0);
      for (const [i, { name }] of EXERCISES.entries()) {
        const { title, line } = en.exercises.texts[name];
        assert.ok(text.includes(` ${i + 1} ${title}${i === 1 ? " (set up)" : ""}\n    ${line}`), title);
      }
    });

    it("is JSON for machines", async () => {
      await call("2");
      const { version, exercises } = JSON.parse((await call(undefined, { json: true })).text) as {
        version: number;
        exercises: { number: number; title: string; setUp: boolean; folder: string }[];
      };
      assert.equal(version, 1);
      assert.deepEqual(
        exercises.map(({ number, setUp: isSetUp }) => [number, isSetUp]),
        EXERCISES.map((_, i) => [i + 1, i === 1]),
      );
      assert.deepEqual(
        [exercises[1].title, exercises[1].folder],
        [en.exercises.texts["wrong-node-group"].title, join(shown, "2")],
      );
    });
  });

  describe("in each language", () => {
    for (const lang of LANGUAGES) {
      it(`keeps list, task, check and answer to 80 columns in ${lang}, but for lines of code`, async () => {
        const texts = [(await call(undefined, { lang })).text];
        for (const [i] of EXERCISES.entries()) {
          const number = String(i + 1);
          // Its own name is as long as it is.
          texts.push((await call(number, { lang })).text.replaceAll(shown, ".lab/exercises"));
          texts.push((await call(number, { lang, solve: true })).text.replaceAll(shown, ".lab/exercises"));
        }
        const long = texts.flatMap((text) => text.split("\n")).filter((line) => textColumns(line) > WIDTH);
        assert.deepEqual(
          long.filter((line) => !/^ {2}[-+] /.test(line)),
          [],
        );
      });
    }

    it("has no English in Japanese beside names and what tools say", async () => {
      const { exercises } = await wordsOf("ja");
      const own = Object.values(exercises.texts).flatMap(({ title, line, cause, fix }) => [title, line, cause, fix]);
      const terms = ["Pod Security Standard", "restricted", "early demux", "kubectl rollout restart", "dns: true"];
      const names = [...terms, "catalog", "Deployment", "quota"];
      assert.deepEqual(englishIn(own.join("\n"), names), []);
    });
  });

  describe("with a number", () => {
    it("tells the symptom, the files, and how to go on, and not the cause", async () => {
      const { text } = await call("3");
      const words = en.exercises.texts["host-network"];
      const said = text.replace(/\s+/g, " ");
      for (const symptom of words.symptoms) assert.ok(said.includes(symptom));
      for (const file of ["components/catalog-service.ts", "components/lab-namespace.ts"]) {
        assert.ok(said.includes(join(shown, "3", file)), file);
      }
      for (const command of ["--check", "--solve", "--reset"]) {
        assert.ok(text.includes(`npm run lab -- exercise 3 ${command}\n`) || text.endsWith(command), command);
      }
      assert.ok(text.includes(`npm start -- --directory ${join(shown, "3")}\n`));
      assert.doesNotMatch(text, /hostNetwork/);
    });

    it("copies the program alone; packages, model and words stay the repository's", async () => {
      await call("1");
      const top = readdirSync(join(folder, "1")).sort();
      assert.deepEqual(top, [
        ...["Pulumi.dev.yaml", "Pulumi.yaml", "components"],
        ...["config-problem.ts", "config-reader.ts", "config-room.ts", "config.ts", "index.ts"],
        ...["model", "nearest.ts", "tsconfig.json", "words"],
      ]);
      assert.ok(existsSync(join(folder, "1", "model", "index.ts")));
    });

    it("copies what links of the project's folder lead to, so that no change reaches it", () => {
      const project = join(folder, "linked");
      mkdirSync(project);
      for (const name of ["index.ts", "Pulumi.yaml", "components"]) symlinkSync(join(ROOT, name), join(project, name));
      const own = readFileSync(join(ROOT, "components", "catalog-service.ts"), "utf8");
      setUp(project, join(folder, "3"), EXERCISES[2].changes);
      for (const name of ["index.ts", "components"]) {
        assert.equal(lstatSync(join(folder, "3", name)).isSymbolicLink(), false, name);
      }
      assert.match(readFileSync(join(folder, "3", "components", "catalog-service.ts"), "utf8"), /hostNetwork: true/);
      assert.equal(readFileSync(join(ROOT, "components", "catalog-service.ts"), "utf8"), own);
    });

    it("leaves a copy that is there as it is, and tells the task again", async () => {
      const first = await call("1");
      edit(index, "database", "data_base");
      const before = readFileSync(index, "utf8");
      const again = await call("1");
      assert.equal(readFileSync(index, "utf8"), before);
      assert.match(again.text, /is there already; nothing was changed in it/);
      assert.doesNotMatch(first.text, /is there already/);
    });

    it("makes it anew with --reset, in whatever state it is", async () => {
      await call("1");
      const before = readFileSync(index, "utf8");
      writeFileSync(index, "}");
      rmSync(join(folder, "1", "Pulumi.yaml"));
      writeFileSync(join(folder, "1", "mine.txt"), "");
      await call("1", { reset: true });
      assert.equal(readFileSync(index, "utf8"), before);
      assert.ok(existsSync(join(folder, "1", "Pulumi.yaml")));
      assert.deepEqual(readdirSync(folder), ["1"]);
      assert.ok(!existsSync(join(folder, "1", "mine.txt")));
    });

    it("keeps the old copy, and leaves nothing else, where the program is not as the exercise expects it", async () => {
      await call("1");
      edit(index, "database", "data_base");
      const before = readFileSync(index, "utf8");
      const changes = [{ file: "index.ts", right: "a line that is nowhere\n", wrong: "" }];
      assert.throws(() => setUp(ROOT, join(folder, "1"), changes), /index\.ts of this folder has other lines/);
      assert.throws(() => setUp(ROOT, join(folder, "2"), changes), UserError);
      assert.equal(readFileSync(index, "utf8"), before);
      assert.deepEqual(readdirSync(folder), ["1"]);
    });
  });

  describe("--solve", () => {
    it("explains cause, evidence and fix, with the lines that change", async () => {
      await call("10");
      const { text, code } = await call("10", { solve: true });
      const { cause, evidence, fix } = en.exercises.texts["no-label"];
      const said = text.replace(/\s+/g, " ");
      for (const part of [cause, evidence, fix]) assert.ok(said.includes(part), part);
      assert.match(text, /^ {2}- {3}\{ \.\.\.config\.catalog, \.\.\.home, database: /m);
      assert.match(text, /^ {2}\+ {3}\{ \.\.\.config\.catalog, \.\.\.home, \.\.\.boundPods, database: /m);
      assert.equal(text.match(/^ {2}[-+] /gm)!.length, 2);
      assert.equal(code, 0);
      assert.match((await call("10", { solve: true })).text, /was already in .*; nothing was changed/);
    });

    it("names what an inspection would find in a living cluster", async () => {
      await call("6");
      assert.match((await call("6", { solve: true })).text, /In a living cluster, .* finds early-demux-on\./);
    });

    it("keeps what was done elsewhere in the file", async () => {
      await call("1");
      edit(index, "// The lab's point", "// My note.\n// The lab's point");
      await call("1", { solve: true });
      assert.match(readFileSync(index, "utf8"), /My note/);
      assert.match(readFileSync(index, "utf8"), /reaches: \[\{ dns: true \}, \{ database \}\]/);
    });

    it("writes nothing where one of the files has other lines than the mistake or the fix", async () => {
      await call("3");
      const [service, namespace] = ["catalog-service", "lab-namespace"].map((name) =>
        join(folder, "3", "components", `${name}.ts`),
      );
      edit(namespace, '"privileged"', '"baseline"');
      const before = [service, namespace].map((file) => readFileSync(file, "utf8"));
      const message = await refusal("3", { solve: true });
      assert.ok(message.startsWith(`${relative(ROOT, namespace)}: you have edited the lines`), message);
      assert.match(message, /--check.*--reset and then --solve/s);
      assert.deepEqual(
        [service, namespace].map((file) => readFileSync(file, "utf8")),
        before,
      );
    });
  });

  describe("--check", () => {
    it("prints what is found, and ends with 1; solved, with 0", async () => {
      await call("1");
      const before = await call("1", { check: true });
      assert.equal(before.code, 1);
      assert.match(before.text, /NOT YET SOLVED\.\n\nPULUMI POLICIES SAY\n {2}mandatory pod-dns: /);
      assert.match(before.text, /catalog \(own security group\) -> DNS tcp 53: no, in the lab yes/);
      await call("1", { solve: true });
      const { text, code } = await call("1", { check: true });
      assert.deepEqual([code, text.split("\n")[1].split(":")[0]], [0, "SOLVED"]);
    });

    it("is JSON for machines", async () => {
      await call("8");
      const { text, code } = await call("8", { check: true, json: true });
      assert.equal(code, 1);
      assert.deepEqual(JSON.parse(text), {
        ...{
          version: 1,
          exercise: 8,
          solved: false,
          refused: null,
          types: [],
          policies: [],
          pods: [],
          reachability: [],
        },
        ends: { added: [], missing: [] },
        namespaces: [],
        keepGroups: [{ kind: "Deployment", workload: "catalog/catalog", groups: ["catalog-pods"] }],
        keepSettings: [
          {
            ...{ kind: "Deployment", workload: "catalog/catalog" },
            settings: ["DISABLE_TCP_EARLY_DEMUX", "POD_SECURITY_GROUP_ENFORCING_MODE"],
          },
        ],
      });
      await call("1");
      const one = JSON.parse((await call("1", { check: true, json: true })).text) as { reachability: object[] };
      assert.deepEqual(
        one.reachability.map((row) => ({ ...row, because: undefined })),
        [
          {
            ...{ from: "bound:catalog/catalog", to: "dns", protocol: "tcp", port: 53 },
            ...{ found: "closed", expected: "open", because: undefined },
          },
        ],
      );
    });

    it("finds a property that is not there, which the program itself takes as left out", async () => {
      await call("2");
      await call("2", { solve: true });
      // A file without an SDK, whose types take seconds to read; `types.test.ts` has one of the lab's own resources.
      edit(join(folder, "2", "nearest.ts"), "const own = ", "const own = wanted.noSuchThing ?? ");
      const { text, code } = await call("2", { check: true });
      assert.equal(code, 1);
      assert.match(text, /NOT YET SOLVED\.\n\nTHE TYPES DO NOT FIT\n/);
      assert.match(text.replace(/\s+/g, " "), /nearest\.ts:\d+ Property 'noSuchThing' does not exist on type 'string'/);
    });

    /** Programs that do not run, and what the message says beside the file. */
    const BROKEN: [string, string, string, RegExp][] = [
      ["that the transformer cannot read", "const cluster =", "const cluster ==", /index\.ts: .*\(\d+:\d+\)$/],
      [
        "that Node cannot read",
        "const cluster =",
        "const cluster;",
        /index\.ts:\d+ does not run: SyntaxError: Missing/,
      ],
      ["that fails when it runs", "loadConfig()", "loadConfigs()", /index\.ts:\d+ does not run: ReferenceError: load/],
      [
        "that imports what is not there",
        "./config",
        "./confi",
        /index\.ts:\d+ does not run: Error: Cannot find module/,
      ],
    ];
    for (const [what, from, to, message] of BROKEN) {
      it(`names the file of a program ${what}, without a stack`, async () => {
        await call("1");
        edit(index, from, to);
        const said = await refusal("1", { check: true });
        assert.ok(said.startsWith(`The program in ${join(shown, "1")}`), said);
        assert.match(said.split("\n")[0], message);
        assert.doesNotMatch(said, /\n\s+at |node_modules/);
      });
    }

    it("names a file that is missing, and one that cannot be read", async () => {
      await call("1");
      writeFileSync(join(folder, "1", "Pulumi.dev.yaml"), "config: a: b\n");
      assert.match(await refusal("1", { check: true }), /Pulumi\.dev\.yaml cannot be read: /);
      rmSync(index);
      writeFileSync(join(folder, "1", "Pulumi.dev.yaml"), "config:\n  aws:region: us-west-2\n");
      assert.match(await refusal("1", { check: true }), /^There is no .*index\.ts/);
    });
  });

  describe("a bad call", () => {
    const CALLS: [string | undefined, ExerciseOptions, RegExp][] = [
      ["11", {}, /^"11" is not an exercise; choose 1 to 10$/],
      ["0", { check: true }, /^"0" is not an exercise; choose 1 to 10$/],
      ["three", {}, /^"three" is not an exercise/],
      [undefined, { check: true }, /^--check needs the number of an exercise, 1 to 10$/],
      ["1", { solve: true, reset: true }, /^--solve and --reset exclude each other; choose one$/],
      ["12", { check: true, solve: true }, /^"12" is not an exercise.*\n--check and --solve exclude each other/],
      ["1", { json: true }, /^--json is for the list and for --check/],
      ["1", { check: true }, /^Exercise 1 is not set up: there is no .*; set it up with npm run lab -- exercise 1$/],
      ["1", { solve: true }, /^Exercise 1 is not set up/],
      ["1", { lang: "fr" }, /^--lang "fr" is not a language/],
    ];
    for (const [number, options, message] of CALLS) {
      it(`is refused, and makes nothing: ${number ?? "no number"} ${Object.keys(options).join(" ")}`, async () => {
        assert.match(await refusal(number, options), message);
        assert.deepEqual(readdirSync(folder), []);
      });
    }

    it("is one where a file is in the place of the copy, which stays", async () => {
      writeFileSync(join(folder, "1"), "mine");
      for (const options of [{}, { check: true }, { solve: true }, { reset: true }]) {
        assert.match(await refusal("1", options), /1 is there, and is not a folder; move it away$/);
      }
      assert.equal(readFileSync(join(folder, "1"), "utf8"), "mine");
    });

    it("ends with 3, and so does a program that does not run", async () => {
      for (const args of [["11"], ["1", "--chek"], ["1", "2"]]) {
        const { code, stdout, stderr } = await lab("exercise", ...args);
        assert.deepEqual([code, stdout], [3, ""]);
        assert.doesNotMatch(stderr, /\n\s+at /);
      }
    });
  });

  describe("plan --directory", () => {
    it("plans the copy, and ends as a plan of it does", async () => {
      await call("1");
      const { code, stdout } = await lab("plan", "--directory", join(shown, "1"));
      assert.equal(code, 1);
      assert.match(stdout, /mandatory pod-dns: /);
    });

    it("names file and line of a program that does not run", async () => {
      await call("1");
      edit(index, "loadConfig()", "loadConfigs()");
      const { code, stderr } = await lab("plan", "--directory", join(shown, "1"));
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^The program in \S+index\.ts:\d+ does not run: ReferenceError: loadConfigs is not defined\n$/,
      );
    });

    it("refuses what is no folder", async () => {
      mkdirSync(join(folder, "empty"));
      const { code, stderr } = await lab("plan", "--directory", join(shown, "nothing"));
      assert.deepEqual([code, /nothing" is not a folder; name the one with/.test(stderr)], [1, true]);
      assert.match((await lab("plan", "--directory", join(shown, "empty"))).stderr, /^There is no .*Pulumi\.yaml/);
    });
  });
});
