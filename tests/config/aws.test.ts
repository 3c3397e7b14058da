import assert from "node:assert/strict";
import { load, problems } from "./load";

const ROLE = "arn:aws:iam::123456789012:role/deploy";
const roles = (...entries: unknown[]): string => `aws:assumeRoles=${JSON.stringify(entries)}`;
const accounts = (...entries: unknown[]): string => `aws:allowedAccountIds=${JSON.stringify(entries)}`;
const how = "write it as arn:aws:iam::<account id>:role/<name>";

const ONE_ROLE =
  "aws eks get-token, which the kubeconfig calls, assumes one role and knows no external id; " +
  "name the last role alone, and run as an AWS profile that may assume it";
const UNREAD =
  "is not passed on to AWS, which gets aws:region, aws:assumeRoles and aws:allowedAccountIds; " +
  "remove it (profile and credentials come from the environment)";

/** Bad configs: overrides, and all lines of the one message. */
const BAD: [overrides: string[], ...lines: string[]][] = [
  [["aws:region="], "aws:region: is missing; set it with pulumi config set aws:region us-west-2"],
  [["aws:region=us-west-2a"], 'aws:region: "us-west-2a" is an availability zone; write its region, us-west-2'],
  [
    ["aws:region=uswest2"],
    'aws:region: "uswest2" is not a valid AWS region; write it as us-west-2; did you mean us-west-2?',
  ],
  [
    ["aws:region=eu-wset-1"],
    'aws:region: "eu-wset-1" is not a valid AWS region; write it as us-west-2; did you mean eu-west-1?',
  ],
  [
    ["aws:region=us-iso-east-1"],
    'aws:region: "us-iso-east-1" is in a partition that this program does not know; use another',
  ],
  [
    [accounts(12345678901, "x", null)],
    'aws:allowedAccountIds[0]: 12345678901 is not a valid account id; write its 12 digits in quotes, as "012345678901" if a leading zero was lost',
    'aws:allowedAccountIds[1]: "x" is not a valid account id; write its 12 digits in quotes',
    "aws:allowedAccountIds[2]: null is not a valid account id; write its 12 digits in quotes",
  ],
  [[accounts("123456789012", 123456789012)], "aws:allowedAccountIds[1]: names 123456789012 twice; name it once"],
  [[accounts()], "aws:allowedAccountIds: is empty; name the account, or remove the key"],
  [
    ["aws:allowedAccountIds=123456789012"],
    `aws:allowedAccountIds: "123456789012" is not a list; set its entries with pulumi config set --path 'aws:allowedAccountIds[0]' …`,
  ],
  [[roles()], "aws:assumeRoles: is empty; name a role, or remove the key"],
  [
    [roles(ROLE, null)],
    `aws:assumeRoles: names 2 roles; ${ONE_ROLE}`,
    `aws:assumeRoles[0]: "${ROLE}" is not a valid role with a roleArn; set it with pulumi config set --path 'aws:assumeRoles[0].roleArn' …`,
    "aws:assumeRoles[1]: null is not a valid role with a roleArn; set it with pulumi config set --path 'aws:assumeRoles[1].roleArn' …",
  ],
  [
    [roles({ rolearn: ROLE })],
    'aws:assumeRoles[0]: "rolearn" is nothing that a role has; use roleArn, duration, policy, policyArns, sessionName, sourceIdentity, tags, transitiveTagKeys; did you mean roleArn?',
    `aws:assumeRoles[0].roleArn: is missing; ${how}`,
  ],
  [
    [roles({ roleArn: ROLE, externalId: "class-7" }, { roleArn: ROLE })],
    `aws:assumeRoles: names 2 roles; ${ONE_ROLE}`,
    `aws:assumeRoles[0].externalId: is set; ${ONE_ROLE}`,
  ],
  [[roles({ roleArn: 5 })], `aws:assumeRoles[0].roleArn: 5 is not a valid role; ${how}`],
  [
    [roles({ roleArn: "arn:aws:iam::123456789012:user/me" })],
    `aws:assumeRoles[0].roleArn: "arn:aws:iam::123456789012:user/me" is not a valid role; ${how}`,
  ],
  [
    [roles({ roleArn: ROLE }), accounts("210987654321")],
    "aws:assumeRoles[0].roleArn: belongs to account 123456789012, but aws:allowedAccountIds has 210987654321; make them agree",
  ],
  [
    [roles({ roleArn: ROLE }), "aws:region=cn-north-1"],
    `aws:assumeRoles[0].roleArn: "${ROLE}" is in partition aws, but aws:region is in aws-cn; take both from the same one`,
  ],
  [["aws:profile=me"], `aws:profile: ${UNREAD}`],
  [["aws:assumeRole={}"], `aws:assumeRole: ${UNREAD}; did you mean aws:assumeRoles?`],
  [
    [`aws:assumeRoles[0].roleArn=${ROLE}`],
    "aws:assumeRoles[0].roleArn: is a place in aws:assumeRoles; remove it, and set it with pulumi config set --path 'aws:assumeRoles[0].roleArn' …",
  ],
  [
    ['adminPrincipals=["me","arn:aws:sts::123456789012:assumed-role/deploy/me"]'],
    `adminPrincipals: "me" is not the ARN of an IAM role or user; ${how}`,
    `adminPrincipals: "arn:aws:sts::123456789012:assumed-role/deploy/me" is not the ARN of an IAM role or user; ${how}`,
  ],
  [
    [`adminPrincipals=["${ROLE}"]`, `viewerPrincipals=["${ROLE}"]`],
    `viewerPrincipals: "${ROLE}" is an admin already; a principal has one access entry`,
  ],
  [
    [`adminPrincipals=["${ROLE}"]`, roles({ roleArn: ROLE })],
    `adminPrincipals: "${ROLE}" is the role that deploys, and so an admin already; remove it`,
  ],
  [
    ['viewerPrincipals=["arn:aws-cn:iam::123456789012:role/student"]'],
    'viewerPrincipals: "arn:aws-cn:iam::123456789012:role/student" is in partition aws-cn, but aws:region is in aws; take both from the same one',
  ],
];

describe("a bad way to AWS", () => {
  for (const [overrides, ...lines] of BAD) {
    it(`with ${overrides.join(" ").slice(0, 90)} ends in one message`, async () => {
      assert.deepEqual(await problems(overrides), lines);
    });
  }

  it("without a region is refused, since an account must never be used in a region by accident", async () => {
    const change = (config: { [key: string]: string }): void => void delete config["aws:region"];
    const missing = "aws:region: is missing; set it with pulumi config set aws:region us-west-2";
    assert.deepEqual(await problems([], { change }), [missing]);
    const zones = ['availabilityZones=["us-west-2a","us-west-2b"]', roles({ roleArn: ROLE })];
    assert.deepEqual(await problems(zones, { change }), [missing], "without a region, nothing is judged by it");
  });
});

describe("a way to AWS", () => {
  it("passes on all that a role can have", async () => {
    const role = { roleArn: ROLE, sessionName: "lab", duration: "1h", tags: { team: "a" } };
    const { aws, cluster } = await load([roles(role), accounts(123456789012)]);
    assert.deepEqual(aws.assumeRoles, [role]);
    assert.deepEqual(aws.allowedAccountIds, ["123456789012"]);
    assert.equal(cluster.assumedRoleArn, ROLE);
  });

  it("takes roles with a path, as IAM Identity Center makes them", async () => {
    const arn = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/us-west-2/AWSReservedSSO_Admin_0a1b";
    assert.deepEqual((await load([`adminPrincipals=["${arn}"]`])).cluster.adminPrincipalArns, [arn]);
  });
});
