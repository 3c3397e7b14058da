import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfig } from "../../cli/stack-config";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";

describe("a stack's config", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The config of a stack `dev` of a project `lab`, from lines below `config:` of the two files. */
  function config(project: string[], stack: string[], overrides?: string[]): { [key: string]: string } {
    const below = (lines: string[]): string => ["config:", ...lines.map((line) => `  ${line}`), ""].join("\n");
    write("Pulumi.yaml", `name: lab\nruntime: nodejs\n${project.length > 0 ? below(project) : ""}`);
    write("Pulumi.dev.yaml", stack.length > 0 ? below(stack) : "");
    return readStackConfig(folder, "dev", overrides).config;
  }

  function write(file: string, content: string): void {
    writeFileSync(join(folder, file), content);
  }

  /** The message for a user with which reading ends. */
  function message(stack = "dev", overrides?: string[]): string {
    try {
      readStackConfig(folder, stack, overrides);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      return error.message.replaceAll(folder, "FOLDER");
    }
    throw new Error("reading was expected to fail, and did not");
  }

  it("is the defaults of Pulumi.yaml, over them the stack's file, over them the overrides", () => {
    const project = [
      "a: {type: string, default: one}",
      "b: {type: string, default: one}",
      "c: {default: one}",
      "d: one",
    ];
    const stack = ["lab:b: two", "c: two"];
    assert.deepEqual(config(project, stack, ["c=three", "lab:d=three"]), {
      "lab:a": "one",
      "lab:b": "two",
      "lab:c": "three",
      "lab:d": "three",
    });
  });

  it("keeps the namespace of a key that has one, and puts any other key into the project's", () => {
    const project = ["pulumi:disable-default-providers: {value: [aws]}", "bare: {type: integer, default: 1}"];
    assert.deepEqual(config(project, ["aws:region: us-west-2"], ["aws:region=eu-west-1", "new=1"]), {
      "pulumi:disable-default-providers": '["aws"]',
      "lab:bare": "1",
      "aws:region": "eu-west-1",
      "lab:new": "1",
    });
  });

  it("takes nothing for a key that Pulumi.yaml declares without a default", () => {
    assert.deepEqual(config(["a: {type: string, description: told elsewhere}", "b:"], []), {});
  });

  // As Pulumi 3.259 hands them to a program; seen on the real CLI.
  for (const [written, read] of [
    ["text", "text"],
    ['"05"', "05"],
    ["'1.30'", "1.30"],
    ["!!str 123", "123"],
    ["'  a '", "  a "],
    ["5", "5"],
    ["-5", "-5"],
    ["+5", "5"],
    ["1.30", "1.3"],
    ["1e3", "1000"],
    ["1e21", "1e+21"],
    ["0x10", "16"],
    ["0o17", "15"],
    ["1_000", "1000"],
    ["123456789012", "123456789012"],
    ["012345678901", "12345678901"],
    ["012345670123", "1402433619"],
    ["True", "true"],
    ["FALSE", "false"],
    ["yes", "yes"],
    ["on", "on"],
    ["1:30", "1:30"],
    ["2027-03-31", "2027-03-31 00:00:00 +0000 UTC"],
    ["2027-3-1", "2027-03-01 00:00:00 +0000 UTC"],
    ["2027-02-30", "2027-02-30"],
    ['"2027-03-31"', "2027-03-31"],
    ["null", ""],
    ["~", ""],
    ["", ""],
    ['""', ""],
    ["[a, 1, true, null, 0123, 2027-03-31]", '["a",1,true,null,83,"2027-03-31 00:00:00 +0000 UTC"]'],
    ["{b: 1, c: {d: ['x']}}", '{"b":1,"c":{"d":["x"]}}'],
    ["[]", "[]"],
  ]) {
    it(`reads ${written === "" ? "nothing" : written} as ${JSON.stringify(read)}`, () => {
      assert.deepEqual(config([], [`key: ${written}`]), { "lab:key": read });
    });
  }

  it("takes an override as the text that it is, with all its equals signs", () => {
    const overrides = ["number=007", "empty=", 'list=["a"]', "formula=a=b=c"];
    assert.deepEqual(config([], [], overrides), {
      "lab:number": "007",
      "lab:empty": "",
      "lab:list": '["a"]',
      "lab:formula": "a=b=c",
    });
  });

  it("leaves out what is encrypted, and does not fall back to the default; of an undeclared key, it says that there is something", () => {
    const project = ["password: {type: string, default: guess}"];
    const stack = [
      "password: {secure: v1:abc}",
      "list: [a, {secure: v1:def}]",
      "object: {deep: {secure: v1:ghi}}",
      "plain: {secure: v1:abc, more: 1}",
    ];
    assert.deepEqual(config(project, stack), {
      "lab:list": "(encrypted)",
      "lab:object": "(encrypted)",
      "lab:plain": '{"secure":"v1:abc","more":1}',
    });
  });

  it("is read from a file whose other settings are Pulumi's own", () => {
    write("Pulumi.yaml", "name: lab\n");
    const own = "encryptionsalt: v1:abc\nsecretsprovider: passphrase\nenvironment:\n  - shared\n";
    write("Pulumi.dev.yaml", `\uFEFF${own}config:\r\n  a: 1\r\n`);
    const { notes, ...read } = readStackConfig(folder, "dev");
    assert.deepEqual(read, { project: "lab", stack: "dev", config: { "lab:a": "1" } });
    assert.deepEqual(notes, [{ kind: "environment", file: "Pulumi.dev.yaml", environments: ["shared"] }]);
  });

  for (const [what, content] of [
    ["is empty", ""],
    ["has comments only", "# later\n"],
    ["has an empty config", "config:\n"],
  ]) {
    it(`has the defaults where the stack's file ${what}`, () => {
      write("Pulumi.yaml", "name: lab\nconfig:\n  a: {default: 1}\n");
      write("Pulumi.dev.yaml", content);
      assert.deepEqual(readStackConfig(folder, "dev").config, { "lab:a": "1" });
    });
  }

  it("ends in a message outside the project's folder", () => {
    assert.equal(message(), "There is no FOLDER/Pulumi.yaml; run this in the project's folder");
  });

  it("ends in a message that names the stacks that there are, where the wanted one has no file", () => {
    write("Pulumi.yaml", "name: lab\n");
    const remedy = "choose one with --stack, or make it with pulumi stack init nobody";
    assert.equal(message("nobody"), `There is no Pulumi.nobody.yaml; stacks with a file: none; ${remedy}`);
    write("Pulumi.dev.yaml", "");
    write("Pulumi.team.one.yaml", "");
    assert.equal(message("nobody"), `There is no Pulumi.nobody.yaml; stacks with a file: dev, team.one; ${remedy}`);
  });

  for (const [content, reason] of [
    ["", "Pulumi.yaml names no project; it needs a line like name: my-project"],
    ["name: 5\n", "Pulumi.yaml names no project; it needs a line like name: my-project"],
    ["- name: lab\n", "FOLDER/Pulumi.yaml holds no settings; it needs lines like name: value"],
    ["lab\n", "FOLDER/Pulumi.yaml holds no settings; it needs lines like name: value"],
    ["name: lab\nconfig: [a]\n", "FOLDER/Pulumi.yaml: config holds no keys; it needs lines like key: value"],
  ]) {
    it(`ends in a message where Pulumi.yaml is ${JSON.stringify(content)}`, () => {
      write("Pulumi.yaml", content);
      write("Pulumi.dev.yaml", "");
      assert.equal(message(), reason);
    });
  }

  for (const [content, reason] of [
    ["config: [a\n", /^FOLDER\/Pulumi\.dev\.yaml cannot be read: .* at line 2, column 1:?$/],
    [
      "config:\n  a: 1\n  a: 2\n",
      /^FOLDER\/Pulumi\.dev\.yaml cannot be read: the key a is there twice; keep one of them, at line 3, column 3$/,
    ],
    ["a: 1\n---\nb: 2\n", /^FOLDER\/Pulumi\.dev\.yaml cannot be read: it holds more than one document/],
    [
      "config:\n  a: *nowhere\n",
      /^FOLDER\/Pulumi\.dev\.yaml cannot be read: its aliases stand for nothing or for too much/,
    ],
    ["config: stage\n", /^FOLDER\/Pulumi\.dev\.yaml: config holds no keys; it needs lines like key: value$/],
  ] as [string, RegExp][]) {
    it(`ends in one line where the stack's file is ${JSON.stringify(content)}`, () => {
      write("Pulumi.yaml", "name: lab\n");
      write("Pulumi.dev.yaml", content);
      assert.match(message(), reason);
    });
  }

  it("ends in a message where the stack's file cannot be opened", () => {
    write("Pulumi.yaml", "name: lab\n");
    mkdirSync(join(folder, "Pulumi.dev.yaml"));
    assert.match(message(), /^FOLDER\/Pulumi\.dev\.yaml cannot be read: it is a folder$/);
  });

  for (const override of ["stage", "=bound", ""]) {
    it(`ends in a message for the override ${JSON.stringify(override)}`, () => {
      write("Pulumi.yaml", "name: lab\n");
      write("Pulumi.dev.yaml", "");
      assert.equal(message("dev", [override]), `--config ${override || '""'}: write it as key=value`);
    });
  }

  it("of this project has a value for every key, and the region of the stack", () => {
    const { project, config: read } = readStackConfig(ROOT, "dev");
    assert.equal(project, "eks-pod-security-groups");
    assert.equal(read["aws:region"], "us-west-2");
    assert.equal(read["eks-pod-security-groups:student"], "student-01");
    assert.equal(read["eks-pod-security-groups:logTypes"], '["audit"]');
  });
});
