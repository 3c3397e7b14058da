import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../support/program";
import { filesOf, install, manifestOf, newFolder, packAll, WORKSPACES } from "./packed";
import { type Declarations, problemsOf } from "./user-types";

/** What somebody has who wants the binding alone: its peers, and what npm installs with the package. */
const BINDING_ALONE = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/kubernetes", "@types/node", "ip-address"];

/** The README's program, as it is printed. */
const SNIPPET = /^### Bind pods of a cluster that you have$.*?^```ts\n(.*?)^```$/ms.exec(
  readFileSync(join(ROOT, "README.md"), "utf8"),
)![1];

describe("the packages that npm pack makes", function () {
  this.timeout(300_000);
  const { version } = manifestOf(ROOT);
  const declarations: Declarations = new Map();
  const folders: string[] = [];
  const folder = (name: string): string => {
    folders.push(newFolder(name));
    return folders.at(-1)!;
  };
  let copy: string;
  const tarball = (workspace: string): string => join(copy, `${manifestOf(join(ROOT, workspace)).name}-${version}.tgz`);

  before(async () => folders.push((copy = await packAll())));
  after(() => {
    declarations.clear();
    folders.forEach((path) => rmSync(path, { recursive: true, force: true }));
  });

  it("have one version, and leave the folder as it was", () => {
    for (const workspace of WORKSPACES) {
      assert.equal(manifestOf(join(ROOT, workspace)).version, version, workspace);
      const left = filesOf(join(copy, workspace));
      assert.deepEqual(
        left.filter((file) => !existsSync(join(ROOT, workspace, file))),
        [],
      );
      assert.deepEqual(
        readFileSync(join(copy, workspace, "package.json")),
        readFileSync(join(ROOT, workspace, "package.json")),
      );
    }
  });

  for (const workspace of WORKSPACES) {
    describe(`of ${workspace}`, () => {
      let into: string;
      let files: string[];

      before(() => {
        into = install(folder("files"), tarball(workspace), []);
        files = filesOf(into);
      });

      it("hold JavaScript with maps, declarations where programs import it, and no source of TypeScript", () => {
        const scripts = files.filter((file) => file.endsWith(".js"));
        assert.ok(scripts.length > 5);
        // Nothing but a package.json can be imported of a command.
        const imported = Object.keys(manifestOf(into).exports!).length > 1;
        assert.equal(imported, workspace !== "cli");
        const ends = [".js", ".js.map", ...(imported ? [".d.ts"] : [])];
        assert.deepEqual(
          files,
          [
            ...scripts.flatMap((script) => ends.map((end) => script.replace(/\.js$/, end))),
            "README.md",
            ...(workspace === "policies" ? ["PulumiPolicy.yaml"] : []),
            "dist/CHANGELOG.md",
            "dist/LICENSE",
            "package.json",
          ].sort((a, b) => (a < b ? -1 : 1)),
        );
        assert.ok(scripts.every((script) => script.startsWith("dist/")));
      });

      it("declare every package that their code requires", () => {
        const { dependencies, peerDependencies, ...manifest } = manifestOf(into);
        assert.equal(manifest.private, undefined);
        const declared = Object.keys({ ...dependencies, ...peerDependencies });
        const required = files
          .filter((file) => file.endsWith(".js"))
          .flatMap((file) => [...readFileSync(join(into, file), "utf8").matchAll(/\brequire\("([^".][^"]*)"\)/g)])
          .map(([, name]) => name)
          .filter((name) => !isBuiltin(name))
          .map((name) =>
            name
              .split("/")
              .slice(0, name.startsWith("@") ? 2 : 1)
              .join("/"),
          );
        assert.deepEqual([...new Set(required)].sort(), declared.sort());
      });
    });
  }

  it("pin what the repository pins", () => {
    const pinned = {
      ...(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies: object }).dependencies,
    };
    const root = pinned as { [name: string]: string | undefined };
    for (const workspace of WORKSPACES) {
      const { dependencies = {}, peerDependencies = {} } = manifestOf(join(ROOT, workspace));
      for (const [name, found] of Object.entries(dependencies)) assert.equal(root[name] ?? found, found, name);
      for (const [name, found] of Object.entries(peerDependencies)) assert.equal(found, `^${root[name]}`, name);
    }
  });

  describe("with the SDKs of Pulumi, AWS and Kubernetes alone", () => {
    let user: string;

    before(() => {
      user = folder("user");
      install(user, tarball("components"), BINDING_ALONE);
      cpSync(join(__dirname, "mocks.cjs"), join(user, "mocks.cjs"));
    });

    const RESOLUTIONS: [string, ts.CompilerOptions, string][] = [
      [
        "an ES module",
        { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
        "orders.mts",
      ],
      [
        "CommonJS, as Pulumi's own template",
        { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
        "orders.ts",
      ],
    ];
    for (const [what, options, file] of RESOLUTIONS) {
      it(`type-check the README's program under the strictest flags as ${what}`, () => {
        const path = join(user, file);
        writeFileSync(path, SNIPPET);
        assert.deepEqual(problemsOf([path], options, user, declarations), []);
      });
    }

    for (const [what, module, file] of [
      ["CommonJS", ts.ModuleKind.CommonJS, "orders.cjs"],
      ["an ES module", ts.ModuleKind.ESNext, "orders.mjs"],
    ] as const) {
      it(`run the README's program in plain Node.js as ${what}`, () => {
        const { outputText } = ts.transpileModule(SNIPPET, {
          compilerOptions: { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
        });
        writeFileSync(join(user, file), outputText);
        const made = JSON.parse(
          execFileSync(process.execPath, ["-r", "./mocks.cjs", file], { cwd: user, encoding: "utf8" }),
        ) as { type: string; name: string }[];
        const types = made.map(({ type }) => type.split(":").at(-1));
        for (const type of ["SecurityGroup", "SecurityGroupPolicy", "Job", "Deployment"]) {
          assert.equal(types.filter((found) => found === type).length, 1, type);
        }
        assert.equal(types.filter((type) => /^SecurityGroup(In|E)gressRule$/.test(type!)).length, 7);
      });
    }

    it("say in one line what is missing where the whole package is asked for", () => {
      const { status, stderr } = spawnSync(process.execPath, ["-e", 'require("pod-security-groups")'], {
        cwd: user,
        encoding: "utf8",
      });
      assert.notEqual(status, 0);
      assert.match(stderr, /Cannot find module '@pulumi\/(eks|random)'/);
    });
  });

  it("give all components, the model and the policies beside each other", () => {
    const user = folder("all");
    install(user, tarball("components"), [...BINDING_ALONE, "@pulumi/eks", "@pulumi/random"]);
    install(user, tarball("model"), []);
    install(user, tarball("policies"), []);
    const script = `
      const all = [require("pod-security-groups"), require("pod-security-groups-model"), require("pod-security-groups-policies/pack")];
      console.log(JSON.stringify(all.map((one) => Object.keys(one).sort())));`;
    const [components, model, policies] = JSON.parse(
      execFileSync(process.execPath, ["-e", script], { cwd: user, encoding: "utf8" }),
    ) as string[][];
    for (const name of ["PodEniCluster", "Database", "PodSecurityGroupBinding"])
      assert.ok(components.includes(name), name);
    for (const name of ["read", "reachability", "graphDiff"]) assert.ok(model.includes(name), name);
    assert.deepEqual(policies, ["POLICIES"]);
  });

  it("type-check every example as its users compile it, by the package's name", () => {
    const user = folder("examples");
    install(user, tarball("components"), [...BINDING_ALONE, "@pulumi/eks", "@pulumi/random"]);
    const files = filesOf(join(ROOT, "examples")).filter((file) => /^[^/]+\/[\w-]+\.ts$/.test(file));
    assert.ok(files.filter((file) => file.endsWith("/index.ts")).length >= 4);
    for (const file of files) cpSync(join(ROOT, "examples", file), join(user, file));
    const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    const paths = files.map((file) => join(user, file));
    assert.deepEqual(problemsOf(paths, options, user, declarations), []);
  });

  describe("in a folder with another Pulumi project,", () => {
    let project: string;
    const lab = (args: string[], env = process.env) =>
      spawnSync(process.execPath, ["node_modules/pod-security-groups-cli/dist/cli/bin.js", ...args], {
        cwd: project,
        encoding: "utf8",
        env,
      });

    before(() => {
      project = folder("other");
      cpSync(join(__dirname, "other-project"), project, { recursive: true });
      install(project, tarball("cli"), []);
      for (const kind of ["state", "preview"]) {
        cpSync(join(ROOT, `tests/diff/fixtures/${kind}.txt`), join(project, `${kind}.json`));
      }
    });

    it("the command checks a file", () => {
      const { stdout, stderr, status } = lab(["check", "state.json", "--json"]);
      assert.equal(stderr, "");
      assert.ok([0, 1].includes(status!));
      const { source, reachability } = JSON.parse(stdout) as { source: string; reachability: unknown[] };
      assert.equal(source, "state");
      assert.ok(reachability.length > 0);
    });

    it("the command advises only commands that it has, where a file is none that it reads", () => {
      for (const [file, text] of [
        ["empty.json", "{}"],
        ["old.json", JSON.stringify({ version: 99, source: "live", project: "p", stack: "s", resources: [] })],
        ["older.json", JSON.stringify({ version: 99, source: "plan", project: "p", stack: "s", resources: [] })],
      ] as const) {
        writeFileSync(join(project, file), text);
        const { stderr, status } = lab(["check", file]);
        rmSync(join(project, file));
        assert.equal(status, 3, stderr);
        assert.doesNotMatch(stderr, /npm run/);
        assert.match(
          stderr,
          file === "older.json" ? /lab plan --json, in a clone that has it/ : /npx lab inspect --json/,
        );
      }
    });

    it("the command compares two files", () => {
      const { stdout, stderr, status } = lab(["diff", "--base", "state.json", "--head", "state.json", "--json"]);
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.deepEqual((JSON.parse(stdout) as { diff: { opened: unknown[] } }).diff.opened, []);
    });

    it("the command says how it looks into any cluster", () => {
      const { stdout, stderr, status } = lab(["inspect", "--help"]);
      assert.deepEqual([status, stderr], [0, ""]);
      for (const option of ["--cluster", "--region", "--pod", "--json"]) assert.ok(stdout.includes(option), option);
    });

    for (const [what, args, told] of [
      ["no cluster is named", [], /^There is no Pulumi\.dev\.yaml; .*name any cluster: --cluster prod --region/],
      ["its region is missing", ["--cluster", "prod"], /^--cluster needs its region: /],
    ] as [string, string[], RegExp][]) {
      it(`the command that looks into a cluster ends in one line where ${what}`, () => {
        const env = { PATH: process.env.PATH, HOME: project, LC_ALL: "C" };
        const { stdout, stderr, status } = lab(["inspect", ...args], env);
        assert.match(stdout + stderr, told);
        assert.equal((stdout + stderr).trimEnd().split("\n").length, 1);
        assert.equal(status, 1);
      });
    }

    it("the command refuses a commit of another program, and names the command that makes a file of it", () => {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: project });
      git("init", "--quiet");
      git("add", "Pulumi.yaml");
      git("commit", "--quiet", "-m", "shop");
      for (const args of [
        ["--base", "HEAD", "--head", "state.json"],
        ["--base", "state.json"],
      ]) {
        const { stdout, stderr, status } = lab(["diff", ...args]);
        assert.deepEqual([status, stdout], [1, ""]);
        assert.match(stderr, /^(HEAD|the working tree) cannot be planned: its program has no command `lab plan`\./);
        assert.match(stderr, /^ {2}pulumi preview --json --show-sames > graph\.json$/m);
        assert.doesNotMatch(stderr, /\bat .*\.js:/);
      }
    });
  });
});
