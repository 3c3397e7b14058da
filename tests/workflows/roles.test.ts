import assert from "assert/strict";
import { readFileSync } from "fs";
import { join } from "path";
import { parse } from "yaml";
import { lab } from "../support/lab";
import { ROOT } from "../support/program";
import { workflow, WORKFLOW_FILES } from "./support";

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: { [operator: string]: { [key: string]: unknown } };
}

interface Role {
  Properties: {
    AssumeRolePolicyDocument: { Statement: Statement[] };
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
}

interface Template {
  Parameters: { [name: string]: { AllowedPattern?: string } };
  Resources: { PreviewRole: Role; DeployRole: Role };
}

const template = parse(readFileSync(join(ROOT, "ci/github-roles.yaml"), "utf8")) as Template;
const { PreviewRole, DeployRole } = template.Resources;
const ISSUER = "token.actions.githubusercontent.com";

function subjects({ Properties }: Role): string[] {
  const [{ Condition }, ...more] = Properties.AssumeRolePolicyDocument.Statement;
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(Condition!), ["StringEquals"]);
  assert.equal(Condition!.StringEquals[`${ISSUER}:aud`], "sts.amazonaws.com");
  return [Condition!.StringEquals[`${ISSUER}:sub`]]
    .flat()
    .map((subject) => (subject as { "Fn::Sub": string })["Fn::Sub"]);
}

const actions = ({ Properties }: Role): string[] =>
  Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(({ Action }) => Action);

describe("the roles of the workflows", () => {
  it("trust one exact environment each, of one repository", () => {
    assert.deepEqual(subjects(PreviewRole), [
      "repo:${Repository}:environment:preview",
      "repo:${Repository}:environment:drift",
    ]);
    assert.deepEqual(subjects(DeployRole), ["repo:${Repository}:environment:production"]);
  });

  it("trust every environment that the workflows name, and no other", () => {
    const named = WORKFLOW_FILES.flatMap((file) => Object.values(workflow(file).jobs)).flatMap(
      (job) => job.environment ?? [],
    );
    const trusted = [PreviewRole, DeployRole].flatMap(subjects).map((subject) => subject.split(":").at(-1)!);
    assert.deepEqual([...new Set(named)].sort(), trusted.sort());
  });

  it("take a repository in both ways in which GitHub writes it, and no pattern", () => {
    const pattern = new RegExp(`^(?:${template.Parameters.Repository.AllowedPattern!})$`);
    for (const good of ["octo-org/octo-repo", "octo-org@123456/octo-repo@456789"]) assert.match(good, pattern);
    for (const bad of ["octo-org/*", "*", "octo-org/r:environment", "octo-org/", "a/b/c", "o?g/r"])
      assert.doesNotMatch(bad, pattern);
  });

  it("let a preview read, and write nothing", () => {
    for (const action of actions(PreviewRole)) assert.match(action, /^(\w+:(Describe|Get|List)|kms:Decrypt$)/);
  });

  it("let a deployment give roles no other policy than the cluster needs, and no policy of its own", () => {
    const granted = actions(DeployRole);
    for (const action of granted) assert.match(action, /^iam:/);
    for (const action of ["iam:PutRolePolicy", "iam:CreatePolicy", "iam:CreateUser", "iam:*"])
      assert.ok(!granted.includes(action));
    const statements = DeployRole.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const attach = statements.find(({ Action }) => Action.includes("iam:AttachRolePolicy"));
    assert.ok(attach?.Condition?.ArnEquals["iam:PolicyARN"]);
    const pass = statements.find(({ Action }) => Action === "iam:PassRole");
    assert.deepEqual(pass?.Condition?.StringEquals["iam:PassedToService"], ["eks.amazonaws.com", "ec2.amazonaws.com"]);
  });

  it("let a deployment make the roles of the program, and never touch its own", async () => {
    const statements = DeployRole.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const names = (statement: Statement): string[] =>
      [statement.Resource].flat().map((arn) => (arn as { "Fn::Sub": string })["Fn::Sub"].split(":role/")[1]);
    const writing = statements.filter(({ Action }) =>
      [Action].flat().some((action) => !/^iam:(Get|List)/.test(action)),
    );
    assert.equal(writing.length, 3);
    const made = (await lab("bound")).registrations.filter(({ type }) => type === "aws:iam/role:Role");
    assert.equal(made.length, 2);
    const [, stack] = /--stack-name (\S+)/.exec(readFileSync(join(ROOT, "docs/pull-requests.md"), "utf8"))!;
    for (const statement of writing) {
      const patterns = names(statement).map((name) => new RegExp(`^${name.replaceAll("*", ".*")}$`));
      const covers = (role: string): boolean => patterns.some((pattern) => pattern.test(role));
      // Pulumi adds a hyphen and hex digits, CloudFormation the resource's name and letters.
      for (const { name } of made) assert.ok(covers(`${name}-0a1b2c3`), name);
      for (const own of ["DeployRole", "PreviewRole"]) assert.ok(!covers(`${stack}-${own}-AB12CD34EF56`), own);
    }
    const seen = statements.find(({ Sid }) => Sid === "SeeServiceRoles")!;
    assert.deepEqual([names(seen), seen.Action], [["aws-service-role/*"], "iam:GetRole"]);
  });
});
