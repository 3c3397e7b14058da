import { type Case, large, pipe, testCases } from "./bad-call";
import { CSV, ROSTER } from "./seeds";

const fleet = (command: string, ...more: string[]): string[] => ["fleet", command, "--roster", "@/r.yaml", ...more];
const roster = (from: string, to: string): Case["files"] => ({ "r.yaml": ROSTER.replace(from, () => to) });
const render = (...more: string[]): string[] => fleet("render", "--target", "operator", "--image", "img", ...more);

const CASES: Case[] = [
  {
    what: "a roster that is a folder",
    args: ["fleet", "validate", "--roster", "@"],
    said: /it is a folder; name the class's file/,
  },
  {
    what: "a roster that is a pipe",
    args: fleet("validate"),
    prepare: pipe("r.yaml"),
    said: /it is not a regular file/,
  },
  { what: "a roster of 600 MB", args: fleet("validate"), prepare: large("r.yaml"), said: /it has 600 MB; at most 10/ },
  {
    what: "an alias that stands for nothing",
    args: fleet("validate"),
    files: roster("owner: platform-team", "owner: *nobody"),
    said: /r\.yaml:7: \*nobody stands for nothing/,
  },
  {
    what: "an alias that stands for a role",
    args: fleet("validate"),
    files: {
      "r.yaml": ROSTER.replace("role: arn", "role: &role arn").replace(
        '    account: "222',
        '    role: *role\n    account: "222',
      ),
    },
    code: 0,
    said: /2 students .*: sound/,
  },
  {
    what: "a secret in a URL",
    args: fleet("validate"),
    files: roster("awskms://alias/lab?region=us-west-2", '"vault://u:CANARYPW@h"'),
    said: /secretsProvider: "vault:\/\/…@h" is not allowed/,
  },
  {
    what: "an id that steers a terminal",
    args: fleet("validate"),
    files: roster("id: ada", 'id: "\\e[31mred"'),
    said: /"\\u001b\[31mred" is not a valid name/,
  },
  {
    what: "a ring without a name",
    args: fleet("validate"),
    files: roster("[canary, main]", '["", canary, main]'),
    said: /rings: "" is not a valid ring/,
  },
  {
    what: "a ring that is an expression",
    args: fleet("validate"),
    files: roster("ring: canary", 'ring: "${{ secrets.X }}"'),
    said: /is not a valid ring; use up to 63 letters/,
  },
  {
    what: "a region that AWS has not",
    args: fleet("validate"),
    files: roster("region: us-west-2\nexpiry", "region: us-west-9\nexpiry"),
    said: /region "us-west-9" is not a valid AWS region/,
  },
  {
    what: "a principal of another account",
    args: fleet("validate"),
    files: roster("iam::{account}:role/Admin", "iam::999999999999:role/Evil"),
    said: /names account 999999999999 for all students/,
  },
  {
    what: "an AWS that does not answer",
    args: ["leftovers"],
    said: /^AWS could not be asked: .*ECONNREFUSED.*\. Sign in, or look at the network, and try again\n$/,
  },
  {
    what: "a CSV with a formula for a ring",
    args: ["fleet", "validate", "--roster", "@/r.csv"],
    files: { "r.csv": CSV.replace("canary", "@SUM(1+1)*cmd|' /C calc'!A0") },
    said: /is not a valid ring/,
  },
  { what: "an --only of nobody", args: render("--only", ""), files: roster("", ""), said: /--only names nobody/ },
  {
    what: "an --out that is a file",
    args: render("--out", "@/r.yaml"),
    files: roster("", ""),
    said: /r\.yaml\/stacks\.yaml cannot be written: not a directory/,
  },
  {
    what: "a namespace that is none",
    args: render("--namespace", "Bad Name!"),
    files: roster("", ""),
    said: /--namespace "Bad Name!" is not a valid namespace/,
  },
  {
    what: "a project's file that is empty",
    args: fleet("validate"),
    files: { ...roster("", ""), "Pulumi.yaml": "" },
    said: /Pulumi\.yaml names no project/,
  },
  {
    what: "a project's file that is a list",
    args: fleet("validate"),
    files: { ...roster("", ""), "Pulumi.yaml": "- a\n" },
    said: /Pulumi\.yaml holds no settings/,
  },
];

testCases("a bad call that reads a roster", CASES);
