import assert from "node:assert/strict";
import { load, problems } from "./load";

/** Bad configs by the key that is to blame: overrides, and what the one message says of it. */
const BAD: [key: string, overrides: string[], ...reasons: string[]][] = [
  // Values of any key.
  ["stage", ["stage="], "is empty; give it a value, or remove it to get its default"],
  ["stage", ["stage= bound"], '" bound" begins or ends with a space; remove the space'],
  ["stage", ["stage=\u200bbound"], '"\\u200bbound" has a character that cannot be seen; type it anew'],
  ["stage", ["stage=bound\nvpcCidr"], '"bound\\nvpcCidr" has a character that cannot be seen; type it anew'],
  ["stage", ["stage=Bound"], '"Bound" is not allowed; use in-cluster, rds-unbound, bound; did you mean bound?'],
  ["stage", ["stage=before"], '"before" is not allowed; use in-cluster, rds-unbound, bound'],
  ["enforcingMode", ["enforcingMode=Strict"], '"Strict" is not allowed; use strict, standard; did you mean strict?'],
  ["probes", ["probes=yes"], '"yes" is not allowed; use true, false'],
  ["catalogReplicas", ["catalogReplicas=0"], '"0" is not allowed; use a whole number, 1 or more'],
  ["catalogReplicas", ["catalogReplicas=1e3"], '"1e3" is not allowed; use a whole number, 1 or more'],
  ["catalogReplicas", ["catalogReplicas=２"], '"２" is not allowed; use a whole number, 1 or more'],
  [
    "catalogReplicas",
    ["catalogReplicas=99999999999999999999"],
    '"99999999999999999999" is not allowed; use a whole number, 1 or more',
  ],
  [
    "logTypes",
    ["logTypes=audit"],
    `"audit" is not a list; set its entries with pulumi config set --path 'logTypes[0]' …`,
  ],
  ["logTypes", ["logTypes={}"], `"{}" is not a list; set its entries with pulumi config set --path 'logTypes[0]' …`],
  ["logTypes", ["logTypes="], `"" is not a list; set its entries with pulumi config set --path 'logTypes[0]' …`],
  [
    "logTypes",
    ['logTypes=[null,5,{"a":1},"",["api"]]'],
    "entry 0 is null, which is not a text; put it in quotes, or remove it",
    "entry 1 is 5, which is not a text; put it in quotes, or remove it",
    'entry 2 is {"a":1}, which is not a text; put it in quotes, or remove it',
    "entry 3 is empty; remove it",
    'entry 4 is ["api"], which is not a text; put it in quotes, or remove it',
  ],
  ["logTypes", ['logTypes=["api","audit","api"]'], 'names "api" twice; name it once'],
  [
    "logTypes",
    ['logTypes=["controllermanager"]'],
    '"controllermanager" is not allowed; use api, audit, authenticator, controllerManager, scheduler; did you mean controllerManager?',
  ],
  // Tags.
  ["owner", ["owner=O'Brien"], `"O'Brien" cannot be a tag; use up to 256 letters, digits, spaces and _.:/=+-@`],
  [
    "owner",
    ["owner=https://me:secret@host"],
    "holds a user or password in a URL, and tags are no secret; take out what is before its @",
  ],
  ["owner", ["owner=AWS:me"], '"AWS:me" cannot be a tag: AWS keeps aws: for itself; begin it otherwise'],
  [
    "student",
    [`student=${"x".repeat(257)}`],
    `"${"x".repeat(99)}… cannot be a tag; use up to 256 letters, digits, spaces and _.:/=+-@`,
  ],
  ["expiry", ["expiry=31.03.2027"], '"31.03.2027" is not a valid day; write it in quotes, as "2027-03-31"'],
  ["expiry", ["expiry=2027-02-29"], '"2027-02-29" is not a valid day; write it in quotes, as "2027-03-31"'],
  [
    "expiry",
    ["expiry=2027-03-31 00:00:00 +0000 UTC"],
    '"2027-03-31 00:00:00 +0000 UTC" is not a valid day; write it in quotes, as "2027-03-31"',
  ],
  ["expiry", ["expiry=2026-11-22"], "2026-11-22 is past; name a day from 2026-11-23 on"],
  // Network.
  ["vpcCidr", ["vpcCidr="], "is empty; give it a value, or remove it to get its default"],
  [
    "vpcCidr",
    ["vpcCidr=8.8.0.0/16"],
    '"8.8.0.0/16" is not private; take a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10',
  ],
  [
    "vpcCidr",
    ["vpcCidr=169.254.0.0/16"],
    '"169.254.0.0/16" is not private; take a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10',
  ],
  ["vpcCidr", ["vpcCidr=10.0.0.0/8"], '"10.0.0.0/8" is a /8; use /16 to /22, since each subnet takes an eighth of it'],
  [
    "vpcCidr",
    ["vpcCidr=10.42.0.1/16"],
    '"10.42.0.1/16" is not an IPv4 range whose address is its first; write it as 10.42.0.0/16',
  ],
  [
    "availabilityZones",
    ['availabilityZones=["eu-west-1a","us-west-2-lax-1a","usw2-az1"]'],
    '"eu-west-1a" is not a valid availability zone of us-west-2; name us-west-2a, us-west-2b or another',
    '"us-west-2-lax-1a" is not a valid availability zone of us-west-2; name us-west-2a, us-west-2b or another',
    '"usw2-az1" is not a valid availability zone of us-west-2; name us-west-2a, us-west-2b or another',
  ],
  ["availabilityZones", ['availabilityZones=["us-west-2a"]'], "names 1; name 2 or 3 zones, or none to look them up"],
  ["availabilityZoneCount", ["availabilityZoneCount=4"], '"4" is not allowed; use a whole number from 2 to 3'],
  ["availabilityZoneCount", ["availabilityZoneCount=two"], '"two" is not allowed; use a whole number from 2 to 3'],
  // Database.
  [
    "databaseInstanceClass",
    ["databaseInstanceClass=db.t4g.mirco"],
    '"db.t4g.mirco" is not a valid RDS instance class; write it as db.t4g.micro',
  ],
  [
    "databaseInstanceClass",
    ["databaseInstanceClass=db.serverless"],
    '"db.serverless" is not a valid RDS instance class; write it as db.t4g.micro',
  ],
  [
    "databaseBackupRetentionDays",
    ["databaseBackupRetentionDays=-1"],
    '"-1" is not allowed; use a whole number from 0 to 35 (0 for no backups)',
  ],
  [
    "databaseRequireTls",
    ["databaseRequireTls=true"],
    "is true, but the catalog cannot speak TLS; leave it off, or use stage in-cluster",
  ],
  // Keys that nothing reads.
  ["stgae", ["stgae=bound"], "is not a config key of this program; did you mean stage?"],
  ["VPCCIDR", ["VPCCIDR=10.0.0.0/16"], "is not a config key of this program; did you mean vpcCidr?"],
  ["colour", ["colour=red"], "is not a config key of this program; Pulumi.yaml lists them"],
  ["constructor", ["constructor=x"], "is not a config key of this program; Pulumi.yaml lists them"],
  ["__proto__", ["__proto__=x"], "is not a config key of this program; Pulumi.yaml lists them"],
  [
    "clusterName",
    ["clusterName=mine"],
    "is derived from the stack's name: a change would replace the cluster; make another stack",
  ],
  [
    "logTypes[0]",
    ["logTypes[0]=api"],
    "is a place in logTypes; remove it, and set it with pulumi config set --path 'logTypes[0]' …",
  ],
  [
    "eks-pod-security-group:stage",
    ["eks-pod-security-group:stage=bound"],
    "belongs to no namespace that is read; write it as eks-pod-security-groups:stage",
  ],
];

describe("a bad config", () => {
  for (const [key, overrides, ...reasons] of BAD) {
    it(`with ${JSON.stringify(overrides.join(" ")).slice(0, 80)} ends in one message`, async () => {
      assert.deepEqual(
        await problems(overrides),
        reasons.map((reason) => `${key}: ${reason}`),
      );
    });
  }

  it("is told whole: each bad value once, and no check of a value that is bad already or rests on one", async () => {
    const overrides = [
      "stage=In-Cluster",
      "databaseRequireTls=true",
      "aws:region=us-west-2a",
      'availabilityZones=["us-west-2a","us-west-2b"]',
      'adminPrincipals=["arn:aws-cn:iam::123456789012:role/student"]',
      "vpcCidr=10.42.0.0/30",
      "nodeInstanceType=t3.large",
      "nodeCount=many",
      "catalogReplicas=-5",
      "kubernetesVersion=1.x",
      "kubeProxyVersion=v1.99.0-eksbuild.1",
      "stgae=bound",
    ];
    assert.deepEqual(await problems(overrides), [
      'stage: "In-Cluster" is not allowed; use in-cluster, rds-unbound, bound; did you mean in-cluster?',
      'aws:region: "us-west-2a" is an availability zone; write its region, us-west-2',
      'vpcCidr: "10.42.0.0/30" is a /30; use /16 to /22, since each subnet takes an eighth of it',
      'kubernetesVersion: "1.x" is not a valid Kubernetes version; write it in quotes, as "1.36"',
      "nodeInstanceType: t3.large cannot carry a trunk interface; nearest that can: m6g.large, 9 branch interfaces",
      'nodeCount: "many" is not allowed; use a whole number from 1 to 449 (EKS allows 450 in a group, and an update adds one)',
      'catalogReplicas: "-5" is not allowed; use a whole number, 1 or more',
      "stgae: is not a config key of this program; did you mean stage?",
    ]);
  });

  it("shows no value of a key that nothing reads, which may be a secret", async () => {
    const lines = await problems(["databasePassword=hunter2", "aws:secretKey=hunter2"]);
    assert.equal(lines.length, 2);
    assert.doesNotMatch(lines.join("\n"), /hunter2/);
  });

  it("with a stack whose name makes no cluster name says so", async () => {
    const rule = "1 to 100 letters, digits, hyphens and underscores, a letter or digit first; make another stack";
    for (const stack of ["team.one", "x".repeat(93)]) {
      assert.deepEqual(await problems([], { stack }), [
        `stack: its name becomes the cluster's: "sgp-lab-${stack}" is not a valid cluster name: ${rule}`,
      ]);
    }
    assert.deepEqual(await problems([], { stack: "x".repeat(92) }), []);
  });
});

describe("a config that looks odd, but is good", () => {
  for (const overrides of [
    ["student=学生-01", "owner=Zoë +1 (2)".replace(/[()]/g, "")],
    ["student=", "owner=", "expiry="],
    ["expiry=2026-11-23"],
    ["vpcCidr=100.64.0.0/16"],
    ["vpcCidr=172.31.248.0/22"],
    ["stage=in-cluster", "databaseRequireTls=true"],
    ["databaseInstanceClass=db.x2iedn.32xlarge"],
    ["logTypes=[]"],
    ["gcp:project=somebody-elses"],
    ["aws:region=cn-northwest-1", 'availabilityZones=["cn-northwest-1a","cn-northwest-1c"]'],
  ]) {
    it(`is taken: ${overrides.join(" ")}`, async () => {
      await load(overrides);
    });
  }
});
