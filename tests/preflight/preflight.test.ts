import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { parseRequest } from "../../cli/engine/request";
import { beforeUp } from "../../cli/preflight/before-up";
import { checkAccount, preflight } from "../../cli/preflight/check";
import { type AwsClients, awsClients } from "../../cli/aws/clients";
import { runPreflight } from "../../cli/preflight/preflight-command";
import { showVerdicts, verdictTexts } from "../../cli/preflight/show";
import { en } from "../../words";
import { toolVerdicts } from "../../cli/preflight/tools";
import type { Verdict } from "../../cli/preflight/verdict";
import { isStandard } from "../../cli/preflight/quotas";
import type { Wanted } from "../../cli/preflight/wanted";
import { readStackConfig } from "../../cli/stack-config";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { ACCOUNT, ofOthers, quota, SOUND, tags, WANTED } from "./account";
import { type Answers, awsError, stubbedClients } from "./aws-stub";

async function check(answers: Answers = {}, wanted: Partial<Wanted> = {}, fix = false) {
  const { clients, sent } = await stubbedClients({ ...SOUND, ...answers });
  const found = await checkAccount(
    { ...WANTED, ...wanted },
    { program: ROOT, today: TODAY, fix, clients: () => Promise.resolve(clients) },
  );
  return { ...found, sent };
}

/** Verdicts that are not ok, `fail what: found`. */
const bad = (verdicts: Verdict[]) =>
  verdicts
    .filter(({ verdict }) => verdict !== "ok")
    .map((one) => verdictTexts(one, en))
    .map(({ verdict, what, found }) => `${verdict} ${what}: ${found}`);

describe("the preflight", () => {
  // Whatever tools this machine has, none of them is asked.
  const { PATH } = process.env;
  before(() => (process.env.PATH = ""));
  after(() => (process.env.PATH = PATH));

  it("finds nothing wrong in a sound account, and only reads", async () => {
    const { verdicts, sent } = await check();
    assert.deepEqual(bad(verdicts), []);
    assert.equal(verdicts.length, 16);
    assert.deepEqual(
      sent.filter((name) => !/^(Get|List|Describe)/.test(name)),
      [],
    );
  });

  const cases: [string, Answers, Partial<Wanted>, string[]][] = [
    [
      "another account",
      { GetCallerIdentity: { Account: "222222222222" } },
      {},
      ["fail Account: the credentials are of 222222222222, the stack is for 111111111111"],
    ],
    ...[`arn:aws:iam::${ACCOUNT}:role/Deployer`, `arn:aws:iam::${ACCOUNT}:role/of/a/path/Deployer`].map(
      (arn): [string, Answers, Partial<Wanted>, string[]] => [
        `the caller among the principals: ${arn}`,
        {},
        { principals: [`arn:aws:iam::${ACCOUNT}:role/Other`, arn] },
        [
          `fail Cluster access: Deployer makes the cluster, and is its administrator by that: EKS refuses a second entry (409)`,
        ],
      ],
    ),
    [
      "an account that does not tell of its cluster",
      { DescribeCluster: awsError("AccessDeniedException", "not you") },
      { principals: [`arn:aws:iam::${ACCOUNT}:role/Deployer`] },
      ["warn Cluster access: could not be asked: AccessDeniedException: not you"],
    ],
    ["a stack for any account", {}, { accounts: [] }, ["warn Account: 111111111111; the stack would take any"]],
    [
      "missing service-linked roles",
      { ListRoles: { Roles: [] } },
      {},
      [
        "fail RDS service role: is missing",
        "warn EKS service role: is missing",
        "warn Node group service role: is missing",
      ],
    ],
    [
      "a quota that is used up by others",
      { DescribeVpcs: ofOthers({ Vpcs: [{}, {}, {}, {}, { Tags: tags("bob") }] }) },
      {},
      ["fail VPCs per Region: 1 needed and 5 in use, quota 5"],
    ],
    [
      "too few vCPUs beside what runs",
      {
        DescribeInstances: ofOthers({
          Reservations: [
            {
              Instances: [
                { InstanceType: "c5.4xlarge", CpuOptions: { CoreCount: 8, ThreadsPerCore: 2 } },
                { InstanceType: "m5.4xlarge", CpuOptions: { CoreCount: 8, ThreadsPerCore: 2 } },
                { InstanceType: "g5.xlarge", CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 } },
                {
                  InstanceType: "m5.large",
                  InstanceLifecycle: "spot",
                  CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
                },
              ],
            },
          ],
        }),
      },
      {},
      ["fail On-demand standard vCPUs: 2 needed and 32 in use, quota 32"],
    ],
    [
      "a full zone of NAT gateways",
      {
        DescribeNatGateways: ofOthers({ NatGateways: Array.from({ length: 5 }, () => ({ SubnetId: "s" })) }),
        DescribeSubnets: ofOthers({ Subnets: [{ SubnetId: "s", AvailabilityZone: "us-west-2a" }] }),
      },
      {},
      ["fail NAT gateways per zone: 1 needed and 5 in use, quota 5"],
    ],
    [
      "too many rules",
      {},
      { rules: { group: "cluster", count: 61 } },
      ["fail Rules per security group: 61 needed in cluster, quota 60"],
    ],
    [
      "a Kubernetes version that is not offered",
      { DescribeClusterVersions: { clusterVersions: [] } },
      {},
      ["fail Kubernetes 1.36: EKS does not offer it here"],
    ],
    [
      "a Kubernetes version in extended support",
      {
        DescribeClusterVersions: {
          clusterVersions: [
            {
              clusterVersion: "1.36",
              versionStatus: "EXTENDED_SUPPORT",
              endOfStandardSupportDate: new Date("2026-11-01"),
            },
          ],
        },
      },
      {},
      ["fail Kubernetes 1.36: in extended support since 2026-11-01: $0.60 an hour"],
    ],
    [
      "a Kubernetes version in extended support, of a cluster that is there",
      {
        DescribeCluster: { cluster: {} },
        DescribeClusterVersions: {
          clusterVersions: [
            {
              clusterVersion: "1.36",
              versionStatus: "EXTENDED_SUPPORT",
              endOfStandardSupportDate: new Date("2026-11-01"),
            },
          ],
        },
      },
      {},
      ["warn Kubernetes 1.36: in extended support since 2026-11-01: $0.60 an hour"],
    ],
    [
      "a Kubernetes version that ends soon",
      {
        DescribeClusterVersions: {
          clusterVersions: [
            { clusterVersion: "1.36", status: "standard-support", endOfStandardSupportDate: new Date("2026-12-02") },
          ],
        },
      },
      {},
      ["warn Kubernetes 1.36: in standard support only until 2026-12-02"],
    ],
    [
      "a pinned add-on that is gone",
      {},
      { addons: [{ name: "vpc-cni", version: "v1.19.0-eksbuild.1" }] },
      ["fail Add-on vpc-cni: v1.19.0-eksbuild.1 is not offered"],
    ],
    [
      "no MySQL",
      { DescribeDBEngineVersions: { DBEngineVersions: [{ Engine: "mariadb", EngineVersion: "11.8.3" }] } },
      {},
      ["fail MySQL 8.4: RDS does not offer it here"],
    ],
    [
      "a class that cannot be ordered",
      { DescribeOrderableDBInstanceOptions: {} },
      {},
      ["fail db.t4g.micro: cannot be ordered here"],
    ],
    [
      "a zone without the nodes' type",
      { DescribeInstanceTypeOfferings: { InstanceTypeOfferings: [{ Location: "us-west-2a" }] } },
      {},
      ["warn m6g.large: not offered in us-west-2b"],
    ],
    [
      "no zone with the nodes' type",
      { DescribeInstanceTypeOfferings: {} },
      { zones: ["us-west-2a", "us-west-2c"] },
      ["fail m6g.large: not offered in us-west-2a, us-west-2c"],
    ],
    [
      "what an earlier lab has left",
      {
        DescribeNetworkInterfaces: {
          NetworkInterfaces: [{ NetworkInterfaceId: "eni-1" }, { NetworkInterfaceId: "eni-2" }],
        },
      },
      {},
      ["warn Earlier labs: network interface eni-1 and 1 more tagged ada: left, or in use"],
    ],
    [
      "a question that AWS does not answer",
      { DescribeOrderableDBInstanceOptions: awsError("AccessDenied", "not authorized to perform\nmore") },
      {},
      ["warn db.t4g.micro: could not be asked: AccessDenied: not authorized to perform"],
    ],
  ];
  for (const [what, answers, wanted, expected] of cases) {
    it(`sees ${what}`, async () => {
      const { verdicts } = await check(answers, wanted);
      const found = bad(verdicts);
      for (const one of expected) assert.ok(found.includes(one), `${one}\nnot in\n${found.join("\n")}`);
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const { verdict, fix } of verdicts) if (verdict === "fail") assert.ok(fix, "a failure says how to fix it");
      const shown = showVerdicts({ wanted: { ...WANTED, ...wanted }, verdicts, fixed: [] });
      for (const line of shown) assert.ok(line.length <= 80, line);
    });
  }

  it("has nothing against principals that are others, nor against the caller where the cluster is there", async () => {
    const others = ["role/Deployer2", "user/Deployer", "role/Deployer/x"].map(
      (name) => `arn:aws:iam::${ACCOUNT}:${name}`,
    );
    const elsewhere = "arn:aws:iam::222222222222:role/Deployer";
    assert.deepEqual(bad((await check({}, { principals: [...others, elsewhere] })).verdicts), []);
    const principals = [`arn:aws:iam::${ACCOUNT}:role/Deployer`];
    assert.deepEqual(bad((await check({ DescribeCluster: { cluster: {} } }, { principals })).verdicts), []);
    const user = `arn:aws:iam::${ACCOUNT}:user/ada`;
    const { verdicts } = await check({ GetCallerIdentity: { Account: ACCOUNT, Arn: user } }, { principals: [user] });
    assert.equal(bad(verdicts).length, 1);
  });

  it("says one thing where there are no credentials, not the same refusal sixteen times", async () => {
    const expired = awsError("ExpiredToken", "The security token included in the request is expired");
    const { verdicts } = await check(Object.fromEntries(Object.keys(SOUND).map((name) => [name, expired])));
    assert.deepEqual(bad(verdicts), [
      "fail Account: ExpiredToken: The security token included in the request is expired",
    ]);
  });

  it("does not count what the lab itself has", async () => {
    const Vpcs = [{ Tags: tags("ada") }, {}, {}, {}, {}];
    const { verdicts } = await check({ DescribeVpcs: ofOthers({ Vpcs }) });
    assert.deepEqual(bad(verdicts), []);
  });

  it("takes AWS's default for a quota that was never changed", async () => {
    const { verdicts } = await check({
      GetServiceQuota: awsError("NoSuchResourceException", "no"),
      GetAWSDefaultServiceQuota: quota,
    });
    assert.deepEqual(bad(verdicts), []);
  });

  it("creates missing service-linked roles with --fix, and believes so before IAM lists them", async () => {
    const { sent, ...found } = await check(
      {
        ListRoles: { Roles: [] },
        CreateServiceLinkedRole: (input) =>
          input.AWSServiceName === "eks.amazonaws.com"
            ? awsError("InvalidInput", "Service role name AWSServiceRoleForAmazonEKS has been taken in this account")
            : {},
      },
      {},
      true,
    );
    const { verdicts, fixed } = found;
    assert.deepEqual(showVerdicts(found).slice(0, 2), [
      "Preflight of stack ada in us-west-2.",
      "  created AWSServiceRoleForRDS",
    ]);
    assert.deepEqual(fixed.map(en.preflight.fixedText), [
      "created AWSServiceRoleForRDS",
      "AWSServiceRoleForAmazonEKS exists by now",
      "created AWSServiceRoleForAmazonEKSNodegroup",
    ]);
    assert.deepEqual(bad(verdicts), []);
    assert.equal(sent.filter((name) => name === "CreateServiceLinkedRole").length, 3);
  });

  it("still tells a role as missing that it could not create", async () => {
    const { verdicts, fixed } = await check(
      { ListRoles: {}, CreateServiceLinkedRole: awsError("AccessDenied", "not you") },
      {},
      true,
    );
    assert.equal(en.preflight.fixedText(fixed[0]), "could not create AWSServiceRoleForRDS: not you");
    assert.equal(bad(verdicts)[0], "fail RDS service role: is missing");
  });

  it("prints no word of the SDK's about versions of Node", () => {
    const script = `require("./cli/aws/clients").awsClients({ region: "us-west-2" });`;
    const { stderr, status } = spawnSync(process.execPath, ["-r", "./loader.cjs", "-e", script], {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.deepEqual([stderr, status], ["", 0]);
  });

  it("names the stack as Pulumi may: with its organisation and its project", async () => {
    const { clients } = await stubbedClients(SOUND);
    const printed: string[] = [];
    for (const stack of ["dev", "acme/dev", "acme/eks-pod-security-groups/dev"]) {
      await runPreflight(
        { stack, config: [] },
        { print: (text) => printed.push(text.split("\n")[0]), clients: () => Promise.resolve(clients) },
      );
    }
    assert.deepEqual(printed, Array(3).fill("Preflight of stack dev (student-01) in us-west-2. Nothing was changed."));
  });

  it("waits for no endpoint for ever", async () => {
    const clients = await awsClients({ region: "us-west-2", role: "arn:aws:iam::111111111111:role/Deployer" });
    for (const { config } of Object.values(clients) as AwsClients["ec2"][]) {
      const handler = config.requestHandler as unknown as { configProvider: Promise<{ [key: string]: unknown }> };
      const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = await handler.configProvider;
      assert.deepEqual([connectionTimeout, requestTimeout, throwOnRequestTimeout], [5000, 20_000, true]);
    }
  });

  it("leaves stdout to Pulumi where it goes before an update", async () => {
    const { clients } = await stubbedClients(SOUND);
    const printed = { log: "", error: "" };
    const { log, error } = console;
    console.log = (text: string) => (printed.log += text);
    console.error = (text: string) => (printed.error += text);
    try {
      await beforeUp(parseRequest("up", ["--json"], {}), { clients: () => Promise.resolve(clients) });
    } finally {
      Object.assign(console, { log, error });
    }
    assert.equal(printed.log, "");
    assert.match(printed.error, /^Preflight of stack dev \(student-01\) in us-west-2/);
  });

  it("never writes into another account, --fix or not", async () => {
    const { sent } = await check({ GetCallerIdentity: { Account: "222222222222" }, ListRoles: {} }, {}, true);
    assert.ok(!sent.includes("CreateServiceLinkedRole"));
  });

  it("reads from the offline plan what the stack will ask for", async () => {
    const { clients } = await stubbedClients(SOUND);
    const stack = readStackConfig(ROOT, "dev", [
      "nodeCount=2",
      "natGatewayPerZone=true",
      'aws:allowedAccountIds=["012345678901"]',
    ]);
    const { wanted } = await preflight(stack, { program: ROOT, today: TODAY, clients: () => Promise.resolve(clients) });
    const { accounts, nodeCount, natGateways, addresses, vpcs, cluster, student, addons, databaseVersion } = wanted;
    assert.deepEqual(
      { accounts, nodeCount, natGateways, addresses, vpcs, cluster, student, databaseVersion },
      {
        accounts: ["012345678901"],
        nodeCount: 2,
        natGateways: 3,
        addresses: 3,
        vpcs: 1,
        cluster: "sgp-lab-dev",
        student: "student-01",
        databaseVersion: "8.4",
      },
    );
    assert.deepEqual(addons.map(({ name }) => name).sort(), ["coredns", "kube-proxy", "vpc-cni"]);
  });

  it("judges tools by their versions", () => {
    const judge = (pulumi: string, aws: string) =>
      toolVerdicts({ tools: { pulumi: { value: pulumi }, aws: { value: aws } } }).map(({ verdict }) => verdict);
    assert.deepEqual(judge("v3.259.0", "aws-cli/2.31.0 Python/3.13.7"), ["ok", "ok"]);
    assert.deepEqual(judge("v3.100.0", "aws-cli/1.40.0 Python/3.9"), ["fail", "fail"]);
    assert.deepEqual(judge("dev", "?"), ["warn", "warn"]);
    const [missing] = toolVerdicts({
      tools: { aws: { value: "aws-cli/2.7.0" } },
    });
    assert.equal(verdictTexts(missing, en).found, "is not on the PATH");
    assert.equal(missing.verdict, "fail");
  });

  it("counts the instance families of the standard quota, and no others", () => {
    assert.deepEqual(["m6g.large", "t3.micro", "im4gn.large", "z1d.large"].map(isStandard), [true, true, true, true]);
    assert.deepEqual(["g5.xlarge", "p4d.24xlarge", "inf2.xlarge", "x2gd.large", "u-6tb1.metal"].map(isStandard), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
