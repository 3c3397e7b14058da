import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Case, dev, large, pipe, REGION, testCases } from "./bad-call";

const many = (count: number): string => Array.from({ length: count }, (_, i) => `  key${i}: x\n`).join("");
const role = (fields: string): Case["files"] =>
  dev(`${REGION}  aws:assumeRoles:\n    - {roleArn: "arn:aws:iam::111111111111:role/x", ${fields}}\n`);
const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

const CASES: Case[] = [
  {
    what: "an alias inside of itself",
    args: ["plan"],
    files: dev("config: &c\n  aws:region: us-west-2\n  logTypes: [*c]\n"),
    said: /Pulumi\.dev\.yaml cannot be read: config nests deeper/,
  },
  {
    what: "aliases that stand for millions",
    args: ["plan"],
    files: dev(
      `config:\n  a: &a [x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b]\n  d: [*c,*c,*c,*c,*c,*c,*c]\n`,
    ),
    said: /aliases stand for nothing or for too much/,
  },
  {
    what: "twenty thousand keys",
    args: ["plan"],
    files: dev(REGION + many(20_000)),
    said: /has 20000 problems:\n {2}key0: is not a config key[^]*\n {2}and 19900 more\n$/,
  },
  {
    what: "more keys than anybody means",
    args: ["plan"],
    files: dev(REGION + many(60_000)),
    said: /config has 60001 keys; at most 50000 are read/,
  },
  {
    what: "a key with and without the project's name",
    args: ["plan"],
    files: dev(`${REGION}  owner: a\n  eks-pod-security-groups:owner: b\n`),
    said: /eks-pod-security-groups:owner is the same key as owner; keep one/,
  },
  {
    what: "a key in both spellings as options",
    args: ["plan", "-c", "owner=a", "-c", "eks-pod-security-groups:owner=b"],
    said: /--config: .* is the same key as owner/,
  },
  {
    what: "a key in Pulumi's old spelling beside the new",
    args: ["plan"],
    files: dev(`${REGION}  owner: a\n  eks-pod-security-groups:config:owner: b\n`),
    said: /is the same key as owner/,
  },
  {
    what: "a key that is none",
    args: ["plan"],
    files: dev(`${REGION}  "a:b:c:d": x\n  "aws:": y\n`),
    said: /a:b:c:d is not a valid config key[^]*aws: is not a valid config key/,
  },
  {
    what: "an environment that brings the region",
    args: ["plan"],
    files: dev("environment:\n  - aws/dev\n"),
    said: /aws:region: is missing[^]*environment aws\/dev \(Pulumi ESC\) cannot be read offline[^]*--config aws:region=us-west-2/,
  },
  {
    what: "an environment beside all that is needed",
    args: ["plan"],
    files: dev(`environment: {imports: [prod]}\n${REGION}`),
    code: 0,
    said: /WARNING: Pulumi\.dev\.yaml: environment prod \(Pulumi ESC\) cannot be\s+read/,
  },
  {
    what: "an unknown setting",
    args: ["plan"],
    files: dev(`configs: {x: y}\nenviroment: [a]\n${REGION}`),
    said: /configs is not a setting of a stack; did you mean config\?[^]*enviroment is not a setting.*environment\?/,
  },
  {
    what: "a secret of an unknown key",
    args: ["plan"],
    files: dev(`${REGION}  nodeCuont: {secure: AAAA}\n`),
    said: /nodeCuont: is not a config key of this program; did you mean nodeCount\?/,
  },
  {
    what: "a secret region",
    args: ["plan"],
    files: dev("config:\n  aws:region: {secure: AAAA}\n"),
    said: /aws:region: "\(encrypted\)" is not a valid AWS region/,
  },
  {
    what: "a session's name that is none",
    args: ["plan"],
    files: role('sessionName: "a b $(id)"'),
    said: /assumeRoles\[0\]\.sessionName: "a b \$\(id\)" is not a valid name of a session/,
  },
  {
    what: "tags that are a list",
    args: ["plan"],
    files: role("tags: [1, 2]"),
    said: /\.tags: \[1,2\] is not a map of texts/,
  },
  {
    what: "fields of a role of other types",
    args: ["plan"],
    files: role("duration: 5, policy: x, policyArns: y, sourceIdentity: [], transitiveTagKeys: {}"),
    said: /has 5 problems[^]*duration: 5[^]*policy:[^]*policyArns:[^]*sourceIdentity:[^]*transitiveTagKeys:/,
  },
  {
    what: "a time for which AWS gives no role",
    args: ["plan"],
    files: role("duration: 14m59s"),
    said: /"14m59s" is not a valid time from 15m to 12h/,
  },
  {
    what: "a list that nests",
    args: ["plan", "-c", `logTypes=${deep(6000)}`],
    said: /logTypes: nests deeper than 20 levels/,
  },
  {
    what: "a value that is too long",
    args: ["plan", "-c", `owner=${"x".repeat(40_000)}`],
    said: /--config: owner has 40000 characters; at most 32768/,
  },
  {
    what: "a stack's name that steers a terminal",
    args: ["plan", "--stack", "\u001b[31mx"],
    said: /--stack "\\u001b\[31mx" is not a valid stack name/,
  },
  {
    what: "a stack's name that leads elsewhere",
    args: ["plan", "--stack", "a b"],
    said: /"a b" is not a valid stack name/,
  },
  {
    what: "a stack of another project",
    args: ["plan", "--stack", "acme/other/dev"],
    said: /--stack acme\/other\/dev is of project other, this is eks-pod-security-groups; run it there, or name dev/,
  },
  ...["../../etc/dev", "/dev", "a/b/c/dev", ".."].map((stack) => ({
    what: `the path ${stack} for a stack's name`,
    args: ["plan", "--stack", stack],
    said: /--stack "[./a-z]+" is not a valid stack name; use .* perhaps behind organization\//,
  })),
  {
    what: "an option's value that is empty",
    args: ["plan", "--config", ""],
    said: /--config "": write it as key=value/,
  },
  {
    what: "AWS's region in capitals",
    args: ["plan", "-c", "AWS:region=us-east-1"],
    said: /AWS:region: belongs to no namespace that is read; write it as aws:region/,
  },
  {
    what: "a language of a hundred thousand letters",
    args: ["plan", "--lang", "j".repeat(100_000)],
    said: /^--lang "j{990,999}…\n$/,
  },
  {
    what: "a stack's file that is a folder",
    args: ["plan", "--stack", "x"],
    files: { "Pulumi.x.yaml": null },
    said: /Pulumi\.x\.yaml cannot be read: it is a folder/,
  },
  {
    what: "a stack's file that is a pipe",
    args: ["plan", "--stack", "x"],
    prepare: pipe("Pulumi.x.yaml"),
    said: /it is not a regular file/,
  },
  {
    what: "a stack's file that is a device",
    args: ["plan", "--stack", "x"],
    prepare: (folder) => symlinkSync("/dev/zero", join(folder, "Pulumi.x.yaml")),
    said: /it is not a regular file/,
  },
  {
    what: "a stack's file that links to itself",
    args: ["plan", "--stack", "x"],
    prepare: (folder) => symlinkSync("Pulumi.x.yaml", join(folder, "Pulumi.x.yaml")),
    said: /There is no Pulumi\.x\.yaml|too many symbolic links/,
  },
  {
    what: "a stack's file of 600 MB",
    args: ["plan", "--stack", "x"],
    prepare: large("Pulumi.x.yaml"),
    said: /it has 600 MB; at most 1 are read/,
  },
  {
    what: "a stack's file in another encoding",
    args: ["plan"],
    files: { "Pulumi.dev.yaml": Buffer.from(`\ufeff${REGION}`, "utf16le") },
    said: /not written in UTF-8/,
  },
  {
    what: "a project without its program",
    args: ["plan"],
    prepare: (folder) => rmSync(join(folder, "index.ts")),
    said: /There is no .*index\.ts, the program/,
  },
  {
    what: "a project's file that is a list",
    args: ["plan"],
    files: { "Pulumi.yaml": "- a\n" },
    said: /Pulumi\.yaml holds no settings/,
  },
  {
    what: "leftovers with roles that are no list",
    args: ["leftovers"],
    files: dev(`${REGION}  aws:assumeRoles: x\n`),
    said: /aws:assumeRoles: "x" is not a list of roles/,
  },
];

testCases("a bad call that reads a stack", CASES);
