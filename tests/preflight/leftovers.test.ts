import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runEngine } from "../../cli/engine";
import type { stateOfStack } from "../../cli/engine/stack-state";
import { clusterName, leftoversCommand } from "../../cli/leftovers/leftovers-command";
import { showLeftovers } from "../../cli/leftovers/show";
import { leftoverName, removalText } from "../../words/en/leftovers";
import { findLeftovers } from "../../cli/leftovers/find";
import type { StackState } from "../../cli/pulumi/state";
import { awsError, stubbedClients } from "./aws-stub";

const LAB = { student: "ada", stack: "ada", project: "eks-pod-security-groups", cluster: clusterName("ada") };
const NOTHING = {
  DescribeInstances: {},
  DescribeNatGateways: {},
  DescribeAddresses: {},
  DescribeVolumes: {},
  DescribeNetworkInterfaces: {},
  DescribeSecurityGroups: {},
  DescribeSubnets: {},
  DescribeRouteTables: {},
  DescribeInternetGateways: {},
  DescribeLaunchTemplates: {},
  DescribeVpcs: {},
  GetResources: {},
  DescribeLogGroups: {},
};
const arn = (rest: string): string => `arn:aws:${rest.replace(":", ":us-west-2:111111111111:")}`;
const indexed = (...arns: string[]) => ({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) });

describe("the search for leftovers", () => {
  it("finds nothing where nothing is", async () => {
    const { clients } = await stubbedClients(NOTHING);
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(showLeftovers(LAB, "us-west-2", found), ["AWS has nothing of the lab of ada in us-west-2."]);
  });

  it("asks for what carries the student's or the cluster's name, and for nothing else", async () => {
    const filters: unknown[] = [];
    const noted = ({ Filters, Filter, TagFilters }: { [key: string]: unknown }) => {
      filters.push(Filters ?? Filter ?? TagFilters);
      return {};
    };
    const { clients } = await stubbedClients(Object.fromEntries(Object.keys(NOTHING).map((name) => [name, noted])));
    await findLeftovers(clients, LAB, "us-west-2");
    for (const filter of filters.filter((one) => one !== undefined)) assert.match(JSON.stringify(filter), /ada/);
  });

  it("leaves out what another stack of the student has made in the account", async () => {
    const made: { [stack: string]: string } = { ada: "vpc-1", "ada-second": "vpc-2" };
    const arns: { [stack: string]: string } = { ada: arn("ssm:parameter/a"), "ada-second": arn("ssm:parameter/b") };
    const withTags = (filters: unknown, has: { [stack: string]: string }): string[] => {
      const wanted = filters as { Name?: string; Key?: string; Values: string[] }[];
      const tags = (stack: string) => ({ student: "ada", project: LAB.project, stack }) as { [key: string]: string };
      const fits = (stack: string): boolean =>
        wanted.every(({ Name, Key, Values }) => Values.includes(tags(stack)[Key ?? Name!.replace(/^tag:/, "")]));
      return Object.keys(has)
        .filter(fits)
        .map((stack) => has[stack]);
    };
    const { clients } = await stubbedClients({
      ...NOTHING,
      DescribeVpcs: ({ Filters }) => ({ Vpcs: withTags(Filters, made).map((VpcId) => ({ VpcId })) }),
      GetResources: ({ TagFilters }) => indexed(...withTags(TagFilters, arns)),
      DescribeParameters: { Parameters: [{}] },
    });
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(found.map(leftoverName), ["VPC vpc-1", "ssm parameter/a"]);
  });

  it("finds branch and trunk interfaces by the tags of the VPC resource controller, page by page", async () => {
    const controller = { "eks:eni:owner": "eks-vpc-resource-controller" };
    const existing: { [id: string]: { [tag: string]: string } } = {
      "eni-branch-1": { "kubernetes.io/cluster/sgp-lab-ada": "owned", ...controller },
      "eni-branch-2": { "kubernetes.io/cluster/sgp-lab-ada": "owned", ...controller },
      "eni-cni": { "cluster.k8s.amazonaws.com/name": "sgp-lab-ada" },
      "eni-of-bob": { "kubernetes.io/cluster/sgp-lab-bob": "owned", ...controller },
      "eni-of-a-node": { "kubernetes.io/cluster/sgp-lab-ada": "owned" },
    };
    const { clients } = await stubbedClients({
      ...NOTHING,
      DescribeNetworkInterfaces: ({ Filters, NextToken }) => {
        const wanted = Filters as { Name: string; Values: string[] }[];
        const ids = Object.keys(existing).filter((id) =>
          wanted.every(({ Name, Values }) => Values.includes(existing[id][Name.replace(/^tag:/, "")])),
        );
        const [first, ...rest] = NextToken ? ids.slice(1) : ids;
        return {
          NetworkInterfaces: first ? [{ NetworkInterfaceId: first }] : [],
          NextToken: rest.length > 0 ? "more" : undefined,
        };
      },
    });
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(found.map(({ name }) => name).sort(), ["eni-branch-1", "eni-branch-2", "eni-cni"]);
  });

  it("names each thing once, with the command that removes it; ended ones are gone", async () => {
    let page = 0;
    const { clients } = await stubbedClients({
      ...NOTHING,
      DescribeNatGateways: {
        NatGateways: [
          { NatGatewayId: "nat-1", State: "deleted" },
          { NatGatewayId: "nat-2", State: "available" },
        ],
      },
      // The same one by its tags and by its cluster.
      DescribeNetworkInterfaces: { NetworkInterfaces: [{ NetworkInterfaceId: "eni-1" }] },
      GetResources: () => ({
        ResourceTagMappingList: [
          { ResourceARN: arn("ec2:natgateway/nat-1") },
          { ResourceARN: arn(`rds:db:catalog-db-${++page}`) },
        ],
        PaginationToken: page === 1 ? "more" : "",
      }),
      DescribeDBInstances: {},
    });
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(found.map(leftoverName), [
      "NAT gateway nat-2",
      "network interface eni-1",
      "rds db:catalog-db-1",
      "rds db:catalog-db-2",
    ]);
    assert.equal(found[1].command, "aws ec2 delete-network-interface --network-interface-id eni-1 --region us-west-2");
    assert.match(
      showLeftovers(LAB, "us-west-2", found).join("\n"),
      /still has 4 things of the lab of ada in us-west-2:/,
    );
  });
});

describe("the parts of a network that keep a VPC from being deleted", () => {
  it("are found, before the VPC and with the commands that remove them", async () => {
    const { clients } = await stubbedClients({
      ...NOTHING,
      DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1" }] },
      DescribeRouteTables: { RouteTables: [{ RouteTableId: "rtb-1" }] },
      DescribeInternetGateways: {
        InternetGateways: [
          { InternetGatewayId: "igw-1", Attachments: [{ VpcId: "vpc-1" }] },
          { InternetGatewayId: "igw-2" },
        ],
      },
      DescribeLaunchTemplates: { LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] },
      DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] },
    });
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(
      found.map(({ kind, name, command }) => [
        `${kind} ${name}`,
        command?.replaceAll(" --region us-west-2", "").replaceAll("aws ec2 ", ""),
      ]),
      [
        ["subnet subnet-1", "delete-subnet --subnet-id subnet-1"],
        ["route table rtb-1", "delete-route-table --route-table-id rtb-1"],
        [
          "internet gateway igw-1",
          "detach-internet-gateway --internet-gateway-id igw-1 --vpc-id vpc-1 && delete-internet-gateway --internet-gateway-id igw-1",
        ],
        ["internet gateway igw-2", "delete-internet-gateway --internet-gateway-id igw-2"],
        ["launch template lt-1", "delete-launch-template --launch-template-id lt-1"],
        ["VPC vpc-1", "delete-vpc --vpc-id vpc-1"],
      ],
    );
    assert.deepEqual(
      found.map(({ id }) => id),
      ["subnet-1", "rtb-1", "igw-1", "igw-2", "lt-1", "vpc-1"],
    );
  });
});

describe("what is left of a lab that a role has made", () => {
  it("is to be removed by that role: the commands name no account", () => {
    const role = "arn:aws:iam::111111111111:role/Deployer";
    const shown = showLeftovers(LAB, "us-west-2", [{ kind: "VPC", name: "vpc-1", command: "aws ec2 delete-vpc" }], {
      role,
    });
    assert.equal(shown[1], `Remove it as ${role}:`);
  });
});

describe("lab leftovers", () => {
  const DATABASES = ["catalog-db-1a2b3c4", "catalog-db-5d6e7f8"].map((name) => arn(`rds:db:${name}`));
  const STATE: StackState = {
    resources: [
      { urn: "u1", type: "aws:rds/instance:Instance", id: "db-ABC", outputs: { arn: DATABASES[1] } },
      {
        urn: "u2",
        type: "aws:eks/cluster:Cluster",
        id: "c",
        outputs: { vpcConfig: { clusterSecurityGroupId: "sg-1" } },
      },
    ],
  };
  const run = async (state: Awaited<ReturnType<typeof stateOfStack>>, json = false): Promise<string> => {
    const { clients } = await stubbedClients({
      ...NOTHING,
      GetResources: indexed(...DATABASES),
      DescribeDBInstances: {},
      DescribeSecurityGroups: { SecurityGroups: [{ GroupId: "sg-1" }] },
      DescribeNetworkInterfaces: { NetworkInterfaces: [{ NetworkInterfaceId: "eni-1" }] },
    });
    const printed: string[] = [];
    await leftoversCommand(
      { stack: "acme/dev", json },
      {
        clients: () => Promise.resolve(clients),
        state: () => Promise.resolve(state),
        print: (text) => void printed.push(text),
      },
    );
    assert.equal(process.exitCode, 1);
    process.exitCode = undefined;
    return printed.join("\n");
  };

  it("tells which of two databases belongs to no state, and leaves the other to a destroy", async () => {
    const text = await run({ value: STATE });
    const [head, strays, byAws, ours] = text.split(/\n\n(?=\S)/);
    assert.equal(head, "AWS still has 4 things of the lab of student-01 (stack dev) in us-west-2:");
    assert.match(strays, /^In no state.*\n\n {2}rds db:catalog-db-1a2b3c4\n {4}aws rds delete-db-instance .*1a2b3c4/);
    assert.match(byAws, /^Made by AWS .*\n.*\n\n {2}network interface eni-1\n {4}aws ec2 delete/);
    assert.match(ours, /npm run destroy -- --stack dev:\n {2}security group sg-1\n {2}rds db:catalog-db-5d6e7f8$/);
    assert.doesNotMatch(text, /delete-db-instance .*5d6e7f8|delete-security-group/);
    const list = JSON.parse(await run({ value: STATE }, true)) as { what: string; inState?: boolean }[];
    assert.deepEqual(
      list.map(({ what, inState }) => [what, inState]),
      [
        ["network interface eni-1", undefined],
        ["security group sg-1", true],
        ["rds db:catalog-db-1a2b3c4", false],
        ["rds db:catalog-db-5d6e7f8", true],
      ],
    );
  });

  it("leaves what was cut off while it was created to the next run, which looks for it", async () => {
    const inputs = { identifier: "catalog-db-1a2b3c4" };
    const resource = { urn: "u3", type: "aws:rds/instance:Instance", inputs };
    const text = await run({ value: { ...STATE, pending_operations: [{ type: "creating", resource }] } });
    assert.doesNotMatch(text, /In no state/);
  });

  it("calls nothing a stray where the state cannot be read", async () => {
    const text = await run({ error: "no route" });
    assert.match(text.replace(/\n/g, " "), /Not known is what of it is in the state of stack dev, .*: no route/);
    assert.doesNotMatch(text, /In no state/);
    const list = JSON.parse(await run({ error: "no route" }, true)) as { inState?: boolean }[];
    assert.ok(list.every(({ inState }) => inState === undefined));
  });
});

describe("what the tag index names", () => {
  const GONE = [
    arn("rds:db:catalog-db-1"),
    arn("rds:subgrp:catalog-db-1"),
    arn("rds:pg:catalog-db-1"),
    arn("eks:cluster/sgp-lab-ada"),
    arn("eks:nodegroup/sgp-lab-ada/lab-nodes/0f"),
    arn("ssm:parameter/catalog-db-1"),
    arn("ssm:parameter/lab/catalog"),
  ];
  const find = async (answers: object) => {
    const { clients, sent } = await stubbedClients({ ...NOTHING, GetResources: indexed(...GONE), ...answers });
    return { found: await findLeftovers(clients, LAB, "us-west-2"), sent };
  };
  const answers = (answer: (name: string) => object) =>
    Object.fromEntries(
      ["DBInstances", "DBSubnetGroups", "DBParameterGroups", "Cluster", "Nodegroup"].map((name) => [
        `Describe${name}`,
        answer(name),
      ]),
    );

  it("is no leftover when its own service has it no more", async () => {
    const gone = (name: string) => awsError(`${name.replace(/s$/, "")}NotFoundFault`, "no such thing");
    const { found, sent } = await find({ ...answers(gone), DescribeParameters: { Parameters: [] } });
    assert.deepEqual(found, []);
    assert.ok(sent.includes("DescribeNodegroup") && sent.includes("DescribeParameters"));
  });

  it("comes with the command that removes it when it is there", async () => {
    const asked: unknown[] = [];
    const DescribeParameters = ({ ParameterFilters }: { [key: string]: unknown }) => {
      asked.push((ParameterFilters as { Values: string[] }[])[0].Values[0]);
      return { Parameters: [{}] };
    };
    const { found } = await find({ ...answers(() => ({})), DescribeParameters });
    assert.deepEqual(
      found.map(({ command }) => command),
      [
        "aws rds delete-db-instance --skip-final-snapshot --db-instance-identifier catalog-db-1",
        "aws rds delete-db-subnet-group --db-subnet-group-name catalog-db-1",
        "aws rds delete-db-parameter-group --db-parameter-group-name catalog-db-1",
        "aws eks delete-cluster --name sgp-lab-ada",
        "aws eks delete-nodegroup --cluster-name sgp-lab-ada --nodegroup-name lab-nodes",
        "aws ssm delete-parameter --name catalog-db-1",
        "aws ssm delete-parameter --name /lab/catalog",
      ].map((command) => `${command} --region us-west-2`),
    );
    assert.deepEqual(asked, ["catalog-db-1", "/lab/catalog"]);
  });

  it("is believed where nobody may ask, or nobody knows how; what goes with a cluster is not listed", async () => {
    const denied = awsError("AccessDeniedException", "not you");
    const { found } = await find({
      ...answers(() => denied),
      DescribeParameters: denied,
      GetResources: indexed(
        GONE[0],
        arn("rds:snapshot:last"),
        arn("eks:addon/sgp-lab-ada/vpc-cni/0f"),
        arn("logs:log-group:/aws/eks/sgp-lab-ada/cluster"),
      ),
    });
    assert.deepEqual(found.map(leftoverName), ["rds db:catalog-db-1", "rds snapshot:last"]);
    for (const one of found) assert.match(removalText(one), /tag index names it, which may lag/);
  });

  it("does not decide about the cluster's log group, which EKS may make anew without tags", async () => {
    const name = "/aws/eks/sgp-lab-ada/cluster";
    const { found } = await find({
      GetResources: {},
      DescribeLogGroups: { logGroups: [{ logGroupName: name }, { logGroupName: `${name}-two` }] },
    });
    assert.deepEqual(found, [
      {
        id: name,
        kind: "log group",
        name,
        command: `aws logs delete-log-group --log-group-name ${name} --region us-west-2`,
      },
    ]);
  });
});

describe("npm run up", () => {
  it("ends before anything is made where the preflight fails, and says how to go on", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "before-up-"));
    try {
      const record = path.join(folder, "record");
      const tool = (name: string, answer: string) =>
        fs.writeFileSync(path.join(folder, name), `#!/bin/sh\necho "${name} $*" >> ${record}\necho '${answer}'\n`, {
          mode: 0o755,
        });
      tool("pulumi", '[{"name":"dev"}]');
      tool("aws", "aws-cli/2.31.0 Python/3.13");
      fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: lab\nruntime: nodejs\n");
      const said: string[] = [];
      const run = (ready: boolean) =>
        runEngine("up", ["--stack", "dev"], {
          cwd: folder,
          env: { PATH: folder, HOME: folder, PULUMI_CONFIG_PASSPHRASE: "" },
          interactive: false,
          say: (text) => said.push(text),
          preflight: ({ stack }) => Promise.resolve(ready && stack === "dev"),
        });
      assert.equal(await run(false), 1);
      assert.match(said.join("\n"), /Nothing was done\. Fix what failed above, or go on with --no-preflight\./);
      assert.doesNotMatch(fs.readFileSync(record, "utf8"), /pulumi up/);
      assert.equal(await run(true), 0);
      assert.match(fs.readFileSync(record, "utf8"), /pulumi up --stack dev/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
