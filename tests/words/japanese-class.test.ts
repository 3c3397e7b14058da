import assert from "node:assert/strict";
import type { Phase, Result, RunNote } from "../../cli/fleet/run/result";
import { showReports } from "../../cli/fleet/preflight";
import { showLeftoverReports } from "../../cli/fleet/leftovers";
import { ProgressReader } from "../../cli/fleet/run/progress";
import { Board } from "../../cli/fleet/show/board";
import { boardLines } from "../../cli/fleet/show/live";
import { plainView } from "../../cli/fleet/show/plain";
import { summary } from "../../cli/fleet/show/summary";
import type { Leftover, LeftoverKind } from "../../cli/leftovers/find";
import { showByState, showLeftovers, showUnsorted } from "../../cli/leftovers/show";
import { showVerdicts } from "../../cli/preflight/show";
import type { Fix, FixedRole, Found, Subject, Verdict } from "../../cli/preflight/verdict";
import { textColumns, WIDTH, wrap } from "../../cli/text";
import { ja } from "../../words/ja";
import { students } from "../fleet/class";
import { VirtualClock } from "../fleet/virtual-clock";
import { WANTED } from "../preflight/account";
import { englishIn } from "./latin";

/** One of each kind: the compiler misses one that is left out. */
type OfEach<T extends { kind: string }> = { [kind in T["kind"]]: T & { kind: kind } };

const LEFT: { [kind in LeftoverKind]: Leftover } = {
  instance: { kind: "instance", name: "i-1", command: "aws ec2 terminate-instances --instance-ids i-1" },
  "NAT gateway": { kind: "NAT gateway", name: "nat-1", command: "x" },
  "public address": { kind: "public address", name: "eipalloc-1", command: "x" },
  volume: { kind: "volume", name: "vol-1", command: "x" },
  "network interface": { kind: "network interface", name: "eni-1", command: "x" },
  "security group": { kind: "security group", name: "sg-1", command: "x", id: "sg-1" },
  subnet: { kind: "subnet", name: "subnet-1", command: "x", id: "subnet-1" },
  "route table": { kind: "route table", name: "rtb-1", command: "x", id: "rtb-1" },
  "internet gateway": { kind: "internet gateway", name: "igw-1", command: "x", id: "igw-1" },
  "launch template": { kind: "launch template", name: "lt-1", command: "x", id: "lt-1" },
  VPC: { kind: "VPC", name: "vpc-1", command: "x", id: "vpc-1" },
  "log group": { kind: "log group", name: "/aws/eks/x/cluster", command: "x" },
};
const INDEXED: Leftover = { name: "rds db:catalog-db-1", id: "arn:aws:rds:us-west-2:111111111111:db:catalog-db-1" };
const leftovers = [...Object.values(LEFT), INDEXED];

const SUBJECTS: OfEach<Subject> = {
  account: { kind: "account" },
  "cluster access": { kind: "cluster access" },
  "earlier labs": { kind: "earlier labs" },
  tool: { kind: "tool", tool: "pulumi" },
  "service role": { kind: "service role", service: "eks-nodegroup.amazonaws.com" },
  quota: { kind: "quota", quota: "vcpus" },
  Kubernetes: { kind: "Kubernetes", version: "1.36" },
  MySQL: { kind: "MySQL", version: "8.4" },
  "add-on": { kind: "add-on", addon: "vpc-cni" },
  type: { kind: "type", type: "m6g.large" },
};

const ENDS = "2026-12-01";
const FOUND: OfEach<Found> = {
  value: { kind: "value", value: "v1.20.5-eksbuild.1" },
  refused: { kind: "refused", error: "AccessDenied" },
  "not asked": { kind: "not asked", error: "AccessDenied" },
  "other account": { kind: "other account", account: "1", accounts: ["2", "3"] },
  "any account": { kind: "any account", account: "1" },
  "has access": { kind: "has access", principal: "dev" },
  "second access": { kind: "second access", principal: "dev" },
  exists: { kind: "exists" },
  missing: { kind: "missing" },
  "no version": { kind: "no version" },
  "not on the PATH": { kind: "not on the PATH" },
  "too old": { kind: "too old", version: "3.1", needed: "3.2" },
  quota: { kind: "quota", needed: 1, used: 5, limit: 5 },
  "not offered": { kind: "not offered", by: "EKS" },
  "extended support": { kind: "extended support", ends: ENDS },
  "standard support": { kind: "standard support", ends: ENDS, version: "8.4.8" },
  "standard support ends soon": { kind: "standard support ends soon", ends: ENDS },
  "left standard support": { kind: "left standard support", ends: ENDS },
  unsupported: { kind: "unsupported" },
  "no add-on": { kind: "no add-on", kubernetesVersion: "1.36" },
  "default add-on": { kind: "default add-on", newest: "v1.20.5-eksbuild.1" },
  "version not offered": { kind: "version not offered", version: "v1" },
  "can be ordered": { kind: "can be ordered" },
  "cannot be ordered": { kind: "cannot be ordered" },
  "offered in": { kind: "offered in", zones: ["us-west-2a"] },
  "not offered in": { kind: "not offered in", zones: ["us-west-2a", "us-west-2b"] },
  "nothing left": { kind: "nothing left" },
  left: { kind: "left", leftovers, student: "ada" },
};

const FIXES: OfEach<Fix> = {
  "sign in": { kind: "sign in" },
  assume: { kind: "assume", role: "arn:aws:iam::111111111111:role/Deployer" },
  "right account": { kind: "right account" },
  "name account": { kind: "name account", account: "1" },
  "leave out": { kind: "leave out", principal: "dev" },
  allow: { kind: "allow", actions: ["eks:DescribeCluster", "iam:ListRoles"] },
  "create roles": { kind: "create roles" },
  "ask leftovers": { kind: "ask leftovers" },
  link: { kind: "link", link: "console.aws.amazon.com" },
  set: { kind: "set", key: "nodeInstanceType", orRegion: true },
  pin: { kind: "pin", versions: ["v1", "v2"] },
  "other region": { kind: "other region" },
  "newer release": { kind: "newer release" },
  install: { kind: "install", tool: "aws" },
};

/** Verdicts with every subject, every finding and every remedy in them. */
function verdictsOfAllKinds(): Verdict[] {
  const subjects: Subject[] = Object.values(SUBJECTS);
  const fixes: Fix[] = Object.values(FIXES);
  return Object.values<Found>(FOUND).map((found, i) => ({
    subject: subjects[i % subjects.length],
    verdict: i % 2 === 0 ? "fail" : "warn",
    found,
    fix: fixes[i % fixes.length],
  }));
}

const FIXED: FixedRole[] = [
  { role: "AWSServiceRoleForRDS", outcome: "created" },
  { role: "AWSServiceRoleForAmazonEKS", outcome: "exists" },
  { role: "AWSServiceRoleForAmazonEKSNodegroup", outcome: "failed", error: "AccessDenied" },
];

/** What stays as it is: names, and what AWS says. */
const NAMES = [
  ...[
    "us-west-2",
    "ada",
    "bob",
    "dev",
    "roster.yaml",
    "AccessDenied",
    "VpcLimitExceeded",
    "Cluster",
    "lab-eks",
    "Elastic",
  ],
  ...[
    "arn",
    "iam",
    "role/Deployer",
    "aws/eks/x/cluster",
    "rds",
    "db",
    "principal",
    "backend",
    "PATH",
    "Ctrl-C",
    "Addon",
    "aws",
    "eks",
    "vpc-cni",
    "docs",
  ],
  ...["proxy", "destroy", "export"],
];
/** Commands, with their options and arguments; a line may break in them. */
const COMMANDS = /(npm run|npm ci|aws|pulumi|lab fleet|--unlock|--)\s[\w\s….=/'"-]*/g;

function isJapanese(lines: string[]): void {
  assert.deepEqual(englishIn(lines.join(" ").replace(COMMANDS, " "), NAMES), []);
  const tooWide = lines.flatMap((text) => text.split("\n")).filter((line) => textColumns(line) > WIDTH);
  assert.deepEqual(
    // A command stays whole, to be copied.
    tooWide.filter((line) => !/^ *(> )?(aws|npm) /.test(line)),
    [],
  );
  for (const line of lines.filter((one) => one.length > 60)) assert.match(line, /[\u3040-\u9fff]|^ *(> )?(aws|npm) /);
}

describe("in Japanese, without English beside names and commands, is", () => {
  it("a preflight with every finding and every remedy, of a stack and of a class", () => {
    const verdicts = verdictsOfAllKinds();
    assert.ok(verdicts.length >= Object.keys(FIXES).length);
    isJapanese(showVerdicts({ wanted: { ...WANTED, student: "ada", stack: "dev" }, verdicts, fixed: FIXED }, ja));
    isJapanese(
      showVerdicts({ wanted: WANTED, verdicts: verdicts.filter(({ verdict }) => verdict === "warn"), fixed: [] }, ja),
    );
    const report = { student: "ada", account: "111111111111", region: "us-west-2", verdicts, fixed: FIXED };
    isJapanese(showReports([report, { ...report, student: "bob" }], "roster.yaml", ja));
    isJapanese(showReports([{ ...report, verdicts: [] }], "roster.yaml", ja));
  });

  it("what AWS still has, of a stack and of a class", () => {
    const whose = { student: "ada", stack: "dev" };
    const view = { role: "arn:aws:iam::111111111111:role/Deployer", words: ja };
    isJapanese(showLeftovers(whose, "us-west-2", [], view));
    isJapanese(showLeftovers(whose, "us-west-2", leftovers, view));
    isJapanese(showUnsorted(whose, "us-west-2", leftovers, "AccessDenied", view));
    const resources = [{ urn: "urn:pulumi:dev::p::t::n", type: "t", custom: true, id: "sg-1" }];
    const sorted = showByState(whose, "us-west-2", leftovers, { resources }, view);
    isJapanese(sorted);
    for (const heading of [ja.leftovers.inNoState, ja.leftovers.inState("dev")]) {
      assert.ok(sorted.join("").includes(heading.slice(0, 8)), heading);
    }
    const of = { account: "111111111111", region: "us-west-2", role: "arn:aws:iam::111111111111:role/Deployer" };
    isJapanese(
      showLeftoverReports(
        [
          { ...of, student: "ada", leftovers: { value: leftovers } },
          { ...of, student: "bob", leftovers: { error: "AccessDenied" } },
        ],
        "roster.yaml",
        ja,
      ),
    );
  });

  it("a class at work, live and in a log, and what came of it", () => {
    const clock = new VirtualClock();
    const all = students(6);
    const outcomes = Object.keys(ja.fleet.run.outcomes) as Result["outcome"][];
    const results = outcomes.map((outcome, i): Result => ({
      ...{ student: `s${i}`, account: "111111111111", region: "us-west-2", operation: "up", outcome },
      ...{ began: "2026-11-23T08:00:00.000Z", seconds: 3725, attempts: 1, fingerprint: "x", log: "x.log" },
      ...(outcome === "failed" ? { failure: { kind: "error" as const, reasons: ["VpcLimitExceeded"] } } : {}),
      ...(outcome === "succeeded" ? { leftovers, unchecked: "AccessDenied", notes: NOTES } : {}),
    }));
    const reader = new ProgressReader("/nowhere");
    Object.assign(reader.progress, { begun: 30, done: 25, latest: "Cluster lab-eks" });
    const phases = Object.keys(ja.fleet.run.phases) as Phase[];
    const said: string[] = [];
    const plain = plainView((line) => said.push(line), clock, ja);
    plain.begin(all, "up", 2, NOTHING);
    const board = new Board(12, "up", 2, NOTHING, () => clock.now());
    phases.forEach((phase, i) => {
      plain.phase(all[i], phase, reader);
      board.phase(all[i], phase, reader);
    });
    isJapanese(boardLines(board, 20, ja));
    isJapanese(boardLines(board, 5, ja));
    for (const result of results) {
      plain.end(result);
      board.end(result);
    }
    plain.close();
    isJapanese(boardLines(board, 20, ja));
    isJapanese(said);
    isJapanese(summary(results, 3725, "npm run lab -- fleet up", ja));
    isJapanese(
      [1, 2]
        .map(ja.fleet.stop.first)
        .concat(ja.fleet.stop.second(2), ja.fleet.stop.third)
        .flatMap((text) => wrap(text)),
    );
  });

  it("what is asked, and what is said of locks and rosters", () => {
    const { confirm, lockText, roster, run } = ja.fleet;
    const lock = { user: "ada", host: "bob", pid: 42, since: "2026-11-23T09:00:00Z" };
    isJapanese(
      [
        confirm.destroys(12, ["ada", "bob"], 10),
        confirm.unlocks(2, ["ada"]),
        confirm.question(2),
        ...(["alive", "dead", "unknown"] as const).flatMap((holder) => [
          lockText("ada", lock, holder),
          lockText("ada", undefined, holder),
        ]),
        roster.sound("roster.yaml", "spring-1", 2, ["ada 1"]),
        roster.handedOut("docs", 2),
        roster.noPrincipal(["ada"]),
        roster.rendered("roster.yaml", 2),
        roster.secrets,
        roster.secretBackend("roster.yaml", "s3://x1"),
        run.ringFailed("ada"),
        run.signedOut("AccessDenied"),
      ].flatMap((text) => wrap(text)),
    );
  });
});

const NOTHING = { latest: new Map(), durations: {}, sizes: { up: 76 } };
const KINDS: { [kind in RunNote["kind"]]: true } = { "looked for": true, "may exist twice": true, "taken in": true };
const NOTES = (Object.keys(KINDS) as RunNote["kind"][]).map((kind): RunNote => ({ kind, resources: ["Addon proxy"] }));
