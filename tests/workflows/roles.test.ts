import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SERVICE_ROLES } from "../../cli/preflight/account-facts";
import { lab } from "../support/lab";
import { ROOT } from "../support/program";
import { workflow, WORKFLOW_FILES } from "./support";

interface Statement {
  Sid: string;
  Principal?: unknown;
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: { [operator: string]: { [key: string]: unknown } };
}

interface Role {
  Properties: {
    ManagedPolicyArns?: unknown[];
    AssumeRolePolicyDocument: { Statement: Statement[] };
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
}

interface Template {
  Parameters: { [name: string]: { AllowedPattern?: string; Default?: string } };
  Resources: { PreviewRole: Role; DeployRole: Role };
}

const read = (file: string): Template => parse(readFileSync(join(ROOT, "ci", file), "utf8")) as Template;
const template = read("github-roles.yaml");
const student = read("student-account.yaml");
const { PreviewRole, DeployRole } = template.Resources;
const StudentRole = student.Resources.DeployRole;
/** Roles that build a lab: that of this repository's own stack, and that of a class's accounts. */
const DEPLOYING = { "of the stack": DeployRole, "of a class": StudentRole };
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

const statementsOf = ({ Properties }: Role): Statement[] =>
  Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const actions = (role: Role): string[] => statementsOf(role).flatMap(({ Action }) => Action);
const covering = (patterns: string[]): ((name: string) => boolean) => {
  const all = patterns.map((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`));
  return (name) => all.some((one) => one.test(name));
};

describe("the roles of the workflows", () => {
  it("trust one exact environment each, of one repository", () => {
    assert.deepEqual(subjects(PreviewRole), [
      "repo:${Repository}:environment:preview",
      "repo:${Repository}:environment:drift",
    ]);
    assert.deepEqual(subjects(DeployRole), ["repo:${Repository}:environment:production"]);
  });

  it("trust every environment that the workflows name, and no other; not the one that publishes packages", () => {
    const named = WORKFLOW_FILES.flatMap((file) => Object.values(workflow(file).jobs))
      .flatMap((job) => job.environment ?? [])
      .filter((environment) => environment !== "release");
    const trusted = [PreviewRole, DeployRole].flatMap(subjects).map((subject) => subject.split(":").at(-1)!);
    assert.deepEqual([...new Set(named)].sort(), trusted.sort());
  });

  it("let a preview read the values of the lab's own parameters, and of no other", async () => {
    const reading = statementsOf(PreviewRole).filter(({ Action }) =>
      [Action].flat().some((action) => /^ssm:(GetParameter|\*)/.test(action)),
    );
    assert.equal(reading.length, 1);
    const arns = [reading[0].Resource].flat().map((arn) => (arn as { "Fn::Sub": string })["Fn::Sub"]);
    const covers = covering(arns.map((arn) => arn.split(":parameter/")[1]));
    const made = (await lab("bound")).registrations.filter(({ type }) => type === "aws:ssm/parameter:Parameter");
    assert.ok(made.length > 0);
    for (const { name } of made) assert.ok(covers(`${name}-0a1b2c3`), name);
    for (const other of ["prod/db", "catalog", "other-db-password-0a1b2c3"]) assert.ok(!covers(other), other);
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

  for (const [whose, role] of Object.entries(DEPLOYING)) {
    it(`let a deployment ${whose} give roles no other policy than the cluster needs, and no policy of its own`, () => {
      const granted = actions(role);
      for (const action of ["iam:PutRolePolicy", "iam:CreatePolicy", "iam:CreateUser", "iam:*", "sts:AssumeRole", "*"])
        assert.ok(!granted.includes(action));
      const statements = statementsOf(role);
      const attach = statements.find(({ Action }) => Action.includes("iam:AttachRolePolicy"));
      assert.ok(attach?.Condition?.ArnEquals["iam:PolicyARN"]);
      const pass = statements.find(({ Action }) => Action === "iam:PassRole");
      assert.deepEqual(pass?.Condition?.StringEquals["iam:PassedToService"], [
        "eks.amazonaws.com",
        "ec2.amazonaws.com",
      ]);
    });

    it(`let a deployment ${whose} make the roles of the program, and never touch its own`, async () => {
      const statements = statementsOf(role).filter(({ Action }) =>
        [Action].flat().every((one) => one.startsWith("iam:")),
      );
      const names = (statement: Statement): string[] =>
        [statement.Resource].flat().map((arn) => (arn as { "Fn::Sub": string })["Fn::Sub"].split(":role/")[1]);
      const writing = statements.filter(({ Action }) =>
        [Action].flat().some((action) => !/^iam:(Get|List|CreateServiceLinkedRole)/.test(action)),
      );
      assert.equal(writing.length, 3);
      const made = (await lab("bound")).registrations.filter(({ type }) => type === "aws:iam/role:Role");
      assert.equal(made.length, 2);
      const [, stack] = /--stack-name (\S+)/.exec(readFileSync(join(ROOT, "docs/pull-requests.md"), "utf8"))!;
      const own = [...["DeployRole", "PreviewRole"].map((name) => `${stack}-${name}-AB12CD34EF56`)];
      for (const statement of writing) {
        const covers = covering(names(statement));
        // Pulumi adds a hyphen and hex digits, CloudFormation the resource's name and letters.
        for (const { name } of made) assert.ok(covers(`${name}-0a1b2c3`), name);
        for (const name of [...own, student.Parameters.RoleName.Default!]) assert.ok(!covers(name), name);
      }
      const seen = statements.find(({ Sid }) => Sid === "SeeServiceRoles")!;
      assert.deepEqual([names(seen), seen.Action], [["aws-service-role/*"], "iam:GetRole"]);
    });
  }

  it("let a deployment of the stack add only roles to what a power user may", () => {
    for (const action of actions(DeployRole)) assert.match(action, /^iam:/);
  });
});

/** What makes, changes and removes a resource of each type, beside what reads it: all that the program may ask for. */
const NEEDS: { [type: string]: string } = {
  "ec2/vpc:Vpc": "ec2:CreateVpc ec2:ModifyVpcAttribute ec2:DeleteVpc",
  "ec2/internetGateway:InternetGateway":
    "ec2:CreateInternetGateway ec2:AttachInternetGateway ec2:DetachInternetGateway ec2:DeleteInternetGateway",
  "ec2/subnet:Subnet": "ec2:CreateSubnet ec2:ModifySubnetAttribute ec2:DeleteSubnet",
  "ec2/routeTable:RouteTable": "ec2:CreateRouteTable ec2:DeleteRouteTable",
  "ec2/route:Route": "ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute",
  "ec2/routeTableAssociation:RouteTableAssociation":
    "ec2:AssociateRouteTable ec2:ReplaceRouteTableAssociation ec2:DisassociateRouteTable",
  "ec2/eip:Eip": "ec2:AllocateAddress ec2:ReleaseAddress",
  "ec2/natGateway:NatGateway": "ec2:CreateNatGateway ec2:DeleteNatGateway",
  "ec2/securityGroup:SecurityGroup": "ec2:CreateSecurityGroup ec2:RevokeSecurityGroupEgress ec2:DeleteSecurityGroup",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule":
    "ec2:AuthorizeSecurityGroupIngress ec2:ModifySecurityGroupRules ec2:RevokeSecurityGroupIngress",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule":
    "ec2:AuthorizeSecurityGroupEgress ec2:ModifySecurityGroupRules ec2:RevokeSecurityGroupEgress",
  "ec2/launchTemplate:LaunchTemplate":
    "ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate ec2:DeleteLaunchTemplate",
  "ssm/parameter:Parameter": "ssm:PutParameter ssm:GetParameter ssm:DeleteParameter ssm:AddTagsToResource",
  "rds/subnetGroup:SubnetGroup": "rds:CreateDBSubnetGroup rds:ModifyDBSubnetGroup rds:DeleteDBSubnetGroup",
  "rds/parameterGroup:ParameterGroup":
    "rds:CreateDBParameterGroup rds:ModifyDBParameterGroup rds:ResetDBParameterGroup rds:DeleteDBParameterGroup",
  "rds/instance:Instance":
    "rds:CreateDBInstance rds:ModifyDBInstance rds:RebootDBInstance rds:DeleteDBInstance rds:CreateDBSnapshot",
  "iam/role:Role": "iam:CreateRole iam:UpdateRole iam:UpdateAssumeRolePolicy iam:TagRole iam:DeleteRole iam:PassRole",
  "iam/rolePolicyAttachment:RolePolicyAttachment": "iam:AttachRolePolicy iam:DetachRolePolicy",
  "cloudwatch/logGroup:LogGroup": "logs:CreateLogGroup logs:PutRetentionPolicy logs:TagResource logs:DeleteLogGroup",
  "eks/addon:Addon": "eks:CreateAddon eks:UpdateAddon eks:DescribeAddon eks:DeleteAddon",
  "eks/nodeGroup:NodeGroup":
    "eks:CreateNodegroup eks:UpdateNodegroupConfig eks:UpdateNodegroupVersion eks:DeleteNodegroup ec2:RunInstances",
  "eks/accessEntry:AccessEntry": "eks:CreateAccessEntry eks:UpdateAccessEntry eks:DeleteAccessEntry",
  "eks/accessPolicyAssociation:AccessPolicyAssociation": "eks:AssociateAccessPolicy eks:DisassociateAccessPolicy",
};
/** What the control plane needs, which a component of another package makes. */
const CLUSTER =
  "eks:CreateCluster eks:UpdateClusterConfig eks:UpdateClusterVersion eks:DescribeCluster eks:DeleteCluster";

describe("the role that builds a student's lab", () => {
  const granted = actions(StudentRole);

  it("is trusted to one role or user of the instructor's, and has no policy of AWS", () => {
    const [{ Action, Principal }, ...more] = StudentRole.Properties.AssumeRolePolicyDocument.Statement;
    assert.deepEqual([Action, Principal, more], ["sts:AssumeRole", { AWS: { Ref: "FleetRoleArn" } }, []]);
    assert.equal(StudentRole.Properties.ManagedPolicyArns, undefined);
    const pattern = new RegExp(`^(?:${student.Parameters.FleetRoleArn.AllowedPattern!})$`);
    assert.match("arn:aws:iam::999999999999:role/Fleet", pattern);
    for (const bad of [
      "*",
      "arn:aws:iam::999999999999:root",
      "arn:aws:iam::*:role/Fleet",
      "arn:aws:iam::999999999999:role/*",
    ])
      assert.doesNotMatch(bad, pattern);
    const name = new RegExp(`^(?:${student.Parameters.RoleName.AllowedPattern!})$`);
    assert.match(student.Parameters.RoleName.Default!, name);
    assert.doesNotMatch("lab-node-1", name);
  });

  it("may all that the program asks for in any stage, and changes nothing else", async () => {
    const all = (await Promise.all(["in-cluster", "bound"].map((stage) => lab(stage)))).flatMap(
      (run) => run.registrations,
    );
    const types = new Set(all.map(({ type }) => type).filter((type) => type.startsWith("aws:")));
    for (const type of ["aws:eks/accessEntry:AccessEntry", "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"])
      types.add(type);
    const needed = [...types].flatMap((type) => {
      assert.ok(NEEDS[type.slice(4)], `what ${type} needs is not written down here`);
      return NEEDS[type.slice(4)].split(" ");
    });
    needed.push(...CLUSTER.split(" "));
    assert.deepEqual(
      needed.filter((action) => !granted.includes(action)),
      [],
    );
    // A pattern would grant what nobody has thought of; reading EC2 and RDS is harmless, and has many forms.
    assert.deepEqual(
      granted.filter((action) => action.includes("*")),
      ["ec2:Describe*", "rds:Describe*"],
    );
    const aside =
      /^(\w+:(Describe|Get|List)|(ec2|eks|logs|ssm|rds|iam):\w*(Tag|Untag)|iam:CreateServiceLinkedRole$|logs:DeleteRetentionPolicy$|ec2:(DeleteLaunchTemplateVersions|DeleteNetworkInterface|DetachNetworkInterface|DisassociateAddress)$)/;
    assert.deepEqual(
      granted.filter((action) => !needed.includes(action) && !aside.test(action)),
      [],
    );
  });

  it("may ask all that preflight and leftovers ask, and make the service roles that they miss", () => {
    const services: { [sdk: string]: string } = {
      "cloudwatch-logs": "logs",
      "resource-groups-tagging-api": "tag",
      "service-quotas": "servicequotas",
    };
    const covers = covering(granted);
    const folders = ["cli/preflight", "cli/leftovers"].map((folder) => join(ROOT, folder));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    let asked = 0;
    for (const text of files.map((file) => readFileSync(file, "utf8"))) {
      // A command is of the client that was imported last before it.
      let service = "";
      for (const [, sdk, command] of text.matchAll(/@aws-sdk\/client-([\w-]+)|new (?:sdk\.)?(\w+)Command\(/g)) {
        if (sdk) service = services[sdk] ?? sdk;
        else assert.ok(++asked && covers(`${service}:${command}`), `${service}:${command}`);
      }
    }
    assert.ok(asked > 15, String(asked));
    const make = statementsOf(StudentRole).find(({ Sid }) => Sid === "MakeServiceRoles");
    assert.deepEqual(
      new Set(make?.Condition?.StringEquals["iam:AWSServiceName"] as string[]),
      new Set(Object.keys(SERVICE_ROLES)),
    );
  });

  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
  it("keeps within the 10,240 characters that a role's own policies may have, white space left out", () => {
    const documents = StudentRole.Properties.Policies.map(({ PolicyDocument }) =>
      JSON.stringify(PolicyDocument)
        .replace(/\{"Fn::Sub":("[^"]*")\}/g, "$1")
        .replaceAll("${AWS::Partition}", "aws-us-gov")
        .replaceAll("${AWS::AccountId}", "1".repeat(12)),
    );
    assert.ok(documents.join("").length < 10_240, String(documents.join("").length));
  });

  it("acts in the class's regions only, on names of the lab where AWS has names", () => {
    for (const { Sid, Action, Condition, Resource } of statementsOf(StudentRole)) {
      if ([Action].flat().every((action) => /^iam:/.test(action)) || Sid === "Look") continue;
      assert.deepEqual(Condition, { StringEquals: { "aws:RequestedRegion": { Ref: "Regions" } } }, Sid);
      if (Sid === "MakeNetwork" || Sid === "MakeCluster") continue;
      for (const arn of [Resource].flat() as { "Fn::Sub": string }[])
        assert.match(
          arn["Fn::Sub"],
          /(\/sgp-lab-\*|:catalog-db(-password)?-?\*|\/catalog-db-password-\*|:og:default:\*)$/,
        );
    }
  });
});
