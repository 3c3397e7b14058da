import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import type { Answers } from "../preflight/aws-stub";
import { awsError } from "../preflight/aws-stub";
import * as w from "./world";

const denied = (): Error =>
  awsError("AccessDeniedException", `User: arn:aws:iam::${w.ACCOUNT}:user/ada is not authorized to perform this`);

const AWS_CALLS: { [command: string]: string } = {
  DescribeAddon: "eks:DescribeAddon",
  ListAttachedRolePolicies: "iam:ListAttachedRolePolicies",
  ListNodegroups: "eks:ListNodegroups",
  ListFargateProfiles: "eks:ListFargateProfiles",
  GetServiceQuota: "servicequotas:GetServiceQuota",
  DescribeVpcs: "ec2:DescribeVpcs",
  DescribeSubnets: "ec2:DescribeSubnets",
  DescribeSecurityGroupRules: "ec2:DescribeSecurityGroupRules",
  DescribeNetworkInterfaces: "ec2:DescribeNetworkInterfaces",
  DescribeRouteTables: "ec2:DescribeRouteTables",
  DescribeDBInstances: "rds:DescribeDBInstances",
};

const KINDS: (keyof w.Objects)[] = [
  ...(["Node", "Pod", "SecurityGroupPolicy", "ServiceAccount", "CNINode", "DaemonSet", "ControllerRevision"] as const),
  ...(["ConfigMap", "MutatingWebhookConfiguration", "Event", "ENIConfig"] as const),
];

describe("lab inspect where something cannot be read", () => {
  for (const [command, call] of Object.entries(AWS_CALLS)) {
    it(`goes on without ${call}, says so, finds nothing, and ends with 2`, async () => {
      const world = w.healthy();
      world.instead[command] = denied();
      const found = await w.inspected(world);
      deepStrictEqual(w.kinds(found), []);
      deepStrictEqual(
        found.unread.map((one) => [one.call, one.why]),
        [[call, "forbidden"]],
      );
      strictEqual(found.code, 2);
      const { text } = await w.run(world);
      match(text, new RegExp(`${call}: not allowed`));
      ok(!text.includes(w.ACCOUNT));
    });
  }

  it("goes on without the security groups, and so without their rules", async () => {
    const world = w.healthy();
    world.instead.DescribeSecurityGroups = denied();
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), []);
    strictEqual(found.code, 2);
    const rows = found.paths.flatMap(({ dns, databases }) => [...dns, ...databases]);
    ok(
      rows.every(({ allowed }) => allowed !== false),
      "what was not read is never told as closed",
    );
  });

  for (const kind of KINDS) {
    it(`goes on where the cluster refuses to list ${kind}`, async () => {
      const world = w.healthy();
      world.refused[kind] = 403;
      const found = await w.inspected(world);
      deepStrictEqual(w.kinds(found), []);
      deepStrictEqual(
        found.unread.map((one) => [one.call, one.why]),
        [[`list ${kind}`, "forbidden"]],
      );
      strictEqual(found.code, 2);
    });
  }

  it("tells throttling and an endpoint that does not answer from a refusal", async () => {
    const world = w.healthy();
    world.instead.DescribeSubnets = awsError("RequestLimitExceeded", "Request limit exceeded.");
    world.instead.DescribeVpcs = Object.assign(new Error("connect"), { name: "Error", code: "ECONNREFUSED" });
    world.refused.Event = 429;
    const found = await w.inspected(world);
    deepStrictEqual(
      found.unread.map(({ call, why }) => [call, why]),
      [
        ["ec2:DescribeSubnets", "throttled"],
        ["ec2:DescribeVpcs", "unreachable"],
        ["list Event", "throttled"],
      ],
    );
  });

  it("ends with 1 where there is an error beside what could not be read", async () => {
    const world = w.healthy();
    world.objects.MutatingWebhookConfiguration = [];
    world.refused.Event = 403;
    strictEqual((await w.inspected(world)).code, 1);
  });

  it("takes a cluster without SecurityGroupPolicy, CNINode and ENIConfig for one that has none", async () => {
    const world = w.healthy();
    for (const kind of ["SecurityGroupPolicy", "CNINode", "ENIConfig"]) world.refused[kind] = 404;
    const found = await w.inspected(world);
    deepStrictEqual(found.unread, []);
    strictEqual(found.pods.length, 1, "a pod with the annotation is still told");
  });

  it("shows a mistake of its own instead of taking it for a refusal", async () => {
    const world = w.healthy();
    world.instead.DescribeSubnets = new TypeError("undefined is not a function");
    await rejects(w.run(world), TypeError);
  });
});

describe("lab inspect without a cluster", () => {
  it("says so in one line, and ends with 1", async () => {
    const world = w.healthy();
    world.instead.DescribeCluster = awsError("ResourceNotFoundException", "No cluster found for name: sgp-lab-dev.");
    const { text, code, sent } = await w.run(world);
    strictEqual(text.split("\n").length, 1);
    match(text, /^There is no cluster sgp-lab-dev in us-west-2;/);
    strictEqual(code, 1);
    deepStrictEqual(sent, ["DescribeCluster"]);
  });

  it("says in one line that it may not look, and ends with 2", async () => {
    const world = w.healthy();
    world.instead.DescribeCluster = denied();
    const { text, code } = await w.run(world);
    strictEqual(text.split("\n").length, 1);
    match(text, /eks:DescribeCluster: not allowed/);
    ok(!text.includes(w.ACCOUNT));
    strictEqual(code, 2);
  });

  it("tells of a cluster that is being made that its API has no endpoint yet", async () => {
    const world = w.healthy();
    Object.assign(world.aws.DescribeCluster.cluster, { status: "CREATING", endpoint: undefined });
    const found = await w.inspected(world);
    deepStrictEqual(
      found.unread.map(({ call, code }) => [call, code]),
      [["Kubernetes API", "CREATING"]],
    );
    strictEqual(found.code, 2);
  });
});

describe("the calls of lab inspect", () => {
  it("are lists, page by page, and as many for hundreds of pods as for one", async () => {
    const world = w.healthy();
    const more = Array.from({ length: 300 }, (_, i) => `0e5${String(i).padStart(14, "0")}`);
    for (const [i, id] of more.entries()) {
      world.objects.Pod.push(w.boundPod(`catalog-7d4b9c-n${i}`, `eni-${id}`, `10.42.${100 + (i >> 8)}.${i % 256}`));
      world.aws.DescribeNetworkInterfaces.NetworkInterfaces.push(
        w.branch(`eni-${id}`, `10.42.${100 + (i >> 8)}.${i % 256}`),
      );
    }
    world.objects.Node = Array.from({ length: 40 }, (_, i) => w.node(i === 0 ? w.NODE : `node-${i}`, `i-${i}`));
    const { sent } = await w.run(world);
    strictEqual(sent.length, (await w.run(w.healthy())).sent.length);
    ok(
      sent.every((command) => /^(Describe|List|Get)/.test(command)),
      "nothing but reading",
    );
  });

  it("follow EC2's, EKS's, IAM's and RDS's ways to the next page", async () => {
    const world = w.healthy();
    const paged = <K extends string>(key: K, items: object[], token: string, tokenIn: string): Answers[string] => {
      const answer = (input: { [key: string]: unknown }): object => {
        const at = Number(input[tokenIn] ?? 0);
        const next = at + 1 < items.length ? { [token]: String(at + 1), IsTruncated: true } : {};
        return { [key]: items.slice(at, at + 1), ...next };
      };
      return answer;
    };
    const { aws } = world;
    const databases = [{ DBInstanceIdentifier: "other" }, ...aws.DescribeDBInstances.DBInstances];
    world.instead = {
      DescribeSecurityGroups: paged(
        "SecurityGroups",
        aws.DescribeSecurityGroups.SecurityGroups,
        "NextToken",
        "NextToken",
      ),
      DescribeSecurityGroupRules: paged("SecurityGroupRules", w.rules(), "NextToken", "NextToken"),
      DescribeNetworkInterfaces: paged(
        ...(["NetworkInterfaces", aws.DescribeNetworkInterfaces.NetworkInterfaces, "NextToken", "NextToken"] as const),
      ),
      ListAttachedRolePolicies: paged(
        ...(["AttachedPolicies", aws.ListAttachedRolePolicies.AttachedPolicies, "Marker", "Marker"] as const),
      ),
      DescribeDBInstances: paged("DBInstances", databases, "Marker", "Marker"),
    };
    const found = await w.inspected(world);
    deepStrictEqual(w.kinds(found), []);
    strictEqual(found.paths[0].databases.length, 1);
    strictEqual(found.pods[0].verdict, "bound");
  });
});

describe("what anybody may have written in a cluster", () => {
  it("is shown without characters that steer a terminal, in text, JSON and page", async () => {
    const world = w.healthy();
    const evil = "\u001b[2J\u202eevil\u0007\u009b31m";
    world.objects.Event.push(w.event("Pod", "catalog/catalog-7d4b9c-abcde", "Evil", evil));
    world.objects.Pod.find(({ metadata }) => metadata.name === "catalog-7d4b9c-abcde")!.metadata.annotations![
      w.POD_ENI
    ] = w.podEni(`eni-${evil}`, "10.42.97.20");
    world.aws.DescribeSecurityGroupRules.SecurityGroupRules[6].Description = evil;
    for (const options of [{}, { json: true }, { pod: "catalog-7d4b9c-abcde" }]) {
      const { text } = await w.run(world, options);
      ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text));
      ok(text.includes("evil"));
    }
  });

  it("is shown without account ids and failure messages in code", async () => {
    const world = w.healthy();
    const message =
      `api error UnauthorizedOperation: arn:aws:sts::${w.ACCOUNT}:assumed-role/lab-cluster/x is not authorized. ` +
      `Account ${w.ACCOUNT}. Encoded authorization failure message: QWxsIHRoaXMgaXMgc2VjcmV0`;
    world.objects.Event.push(w.event("Pod", "catalog/catalog-7d4b9c-abcde", "BranchAllocationFailed", message));
    for (const options of [{}, { json: true }]) {
      const { text } = await w.run(world, options);
      ok(!text.includes(w.ACCOUNT) && !text.includes("QWxsIHRoaXM"));
    }
  });

  it("of its containers' environment nothing is told but the VPC CNI's own setting", async () => {
    const world = w.healthy();
    for (const one of world.objects.Pod) one.spec.containers[0].env?.push({ name: "PASSWORD", value: "hunter2" });
    world.objects.DaemonSet[0].spec.template.spec.containers[0].env!.push({ name: "TOKEN", value: "hunter2" });
    const { text } = await w.run(world, { json: true });
    ok(!text.includes("hunter2"));
  });
});

describe("which cluster lab inspect looks into", () => {
  const state = {
    resources: [
      {
        urn: "urn:pulumi:dev::eks-pod-security-groups::pulumi:pulumi:Stack::eks-pod-security-groups-dev",
        type: "pulumi:pulumi:Stack",
        outputs: { clusterName: "sgp-lab-dev", region: "eu-central-1", databaseAddress: w.ADDRESS },
      },
      {
        ...{ urn: "urn:pulumi:dev::eks-pod-security-groups::pulumi:providers:aws::aws", type: "pulumi:providers:aws" },
        inputs: { region: "eu-central-1", assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/lab"}]' },
      },
    ],
  };

  it("is a stack's, by its outputs and the role of its provider", async () => {
    const world = { ...w.healthy(), state };
    let asked: object = {};
    const { text } = await w.run(
      world,
      { stack: "dev" },
      {
        kubernetes: ({ cluster, region, role }) => {
          asked = { cluster, region, role };
          return Promise.resolve(w.apiOf(world));
        },
      },
    );
    deepStrictEqual(asked, {
      ...{ cluster: "sgp-lab-dev", region: "eu-central-1", role: "arn:aws:iam::123456789012:role/lab" },
    });
    match(text, /Cluster sgp-lab-dev in eu-central-1/);
  });

  it("is one that is named, and every mistake in the call is told", async () => {
    const run = (options: object): Promise<unknown> =>
      w.run(w.healthy(), { cluster: undefined, region: undefined, ...options });
    await rejects(run({ cluster: "a", stack: "dev" }), /--stack and --cluster exclude each other/);
    await rejects(run({ cluster: "no such/name", region: "us-west-2" }), /is not a valid name of an EKS cluster/);
    await rejects(run({ cluster: "prod", region: "Oregon" }), /--region "Oregon" is not a valid region/);
    await rejects(
      run({ cluster: "prod", region: "us-west-2", roleArn: "lab" }),
      /--role-arn is not a valid ARN of a role/,
    );
    await rejects(run({ stack: "dev", region: "us-west-2" }), /--region and --role-arn belong to --cluster/);
    await rejects(run({ stack: "nobody" }), /There is no Pulumi.nobody.yaml/);
  });

  it("is none where the state cannot be read, which is told", async () => {
    await rejects(
      w.run(w.healthy(), { stack: "dev" }, { state: () => Promise.resolve({ error: "passphrase must be set" }) }),
      (error: Error) => {
        match(error.message, /^The state of stack dev cannot be read: passphrase must be set\n/);
        match(error.message, /a stack that is deployed: see that pulumi is logged in/);
        match(
          error.message.replace(/\s+/g, " "),
          /--stack <name>, or name a cluster .*: --cluster <name> --region <region>$/,
        );
        return true;
      },
    );
  });
});
