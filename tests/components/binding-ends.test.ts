import { deepStrictEqual, match, strictEqual } from "node:assert";
import * as aws from "@pulumi/aws";
import { type PodSecurityGroupBindingArgs, PodSecurityGroupBinding } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { inputs, only, runMade, type RunOptions } from "../support/program";
import { refusal } from "../support/refusal";
import { allRules, ruleLines } from "../support/rules";
import { bindingArgs, existingCluster, peer } from "../support/samples";

type Paths = Partial<PodSecurityGroupBindingArgs>;

/** A VPC of two IPv4 blocks and one of IPv6, as AWS describes it. */
const VPC: RunOptions = {
  lookUps: {
    "aws:ec2/getVpc:getVpc": () => ({
      cidrBlockAssociations: [{ cidrBlock: "10.0.0.0/16" }, { cidrBlock: "100.64.0.0/24" }],
      ipv6CidrBlock: "2001:db8::/56",
    }),
  },
};

const bind = (paths: Paths) => new PodSecurityGroupBinding("orders", bindingArgs(paths)).output;

function bound(paths: Paths, options: RunOptions = {}): Promise<Recording> {
  return runMade(() => bind(paths), options);
}

function descriptions(recording: Recording): unknown[] {
  return allRules(recording).map((rule) => inputs(rule).description);
}

const CACHE = peer("cache");
const LEDGER = { name: "ledger", securityGroupId: "123456789012/sg-0123456789abcdef0" };
const BILLING = { name: "billing", cidr: "192.0.2.0/28", reason: "on-premises, no group to name" };

describe("a range of ports of a PodSecurityGroupBinding", () => {
  it("has both halves from its first port to its last, which its names and descriptions say", async () => {
    const recording = await bound({ reaches: [{ securityGroup: CACHE, port: 6379, toPort: 6390 }] });
    deepStrictEqual(ruleLines(recording), [
      `orders-pods to ${CACHE.securityGroupId as string} tcp 6379-6390`,
      `${CACHE.securityGroupId as string} from orders-pods tcp 6379-6390`,
    ]);
    deepStrictEqual(
      allRules(recording).map(({ name }) => name),
      ["orders-to-cache-tcp-6379-6390-egress", "orders-to-cache-tcp-6379-6390-ingress"],
    );
    deepStrictEqual([...new Set(descriptions(recording))], ["Pods of orders reach cache on tcp 6379-6390"]);
    deepStrictEqual(recording.outputs.reaches, [{ peer: "cache", protocol: "tcp", port: 6379, toPort: 6390 }]);
  });

  it("comes in to the pods in the same way", async () => {
    const recording = await bound({ reachableFrom: [{ nodes: true, port: 8080, toPort: 8081, protocol: "udp" }] });
    strictEqual(ruleLines(recording).length, 1);
    match(ruleLines(recording)[0], /^orders-pods from sg-\w+ udp 8080-8081$/);
  });

  it("of one port is that port, by name and in the report", async () => {
    const one = await bound({ reaches: [{ self: true, port: 80, toPort: 80 }] });
    const plain = await bound({ reaches: [{ self: true, port: 80 }] });
    deepStrictEqual(
      allRules(one).map(({ urn }) => urn),
      allRules(plain).map(({ urn }) => urn),
    );
    deepStrictEqual(one.outputs.reaches, [{ peer: "self", protocol: "tcp", port: 80 }]);
  });

  it("may stand beside another of the same peer that begins after it, and beside one of another protocol", async () => {
    const recording = await bound({
      reaches: [
        { securityGroup: CACHE, port: 80, toPort: 90 },
        { securityGroup: CACHE, port: 91, toPort: 99 },
        { securityGroup: CACHE, port: 80, toPort: 90, protocol: "udp" },
      ],
    });
    strictEqual(allRules(recording).length, 6);
  });
});

describe("a peer of another account of a PodSecurityGroupBinding", () => {
  for (const preview of [false, true]) {
    it(`gets the half that is ours, as AWS takes the id${preview ? ", in a preview" : ""}`, async () => {
      const recording = await bound({ reaches: [{ securityGroup: LEDGER, port: 443 }] }, { preview });
      const rule = inputs(only(recording, "SecurityGroupEgressRule"));
      strictEqual(rule.referencedSecurityGroupId, LEDGER.securityGroupId);
      strictEqual(allRules(recording).length, 1);
    });
  }

  it("is told with the account that is to make the other half", async () => {
    const recording = await bound({
      reaches: [{ database: { ...LEDGER, port: 5432 } }],
      reachableFrom: [{ binding: { ...LEDGER, name: "web" }, port: 8080 }],
    });
    deepStrictEqual(ruleLines(recording), [
      `orders-pods from ${LEDGER.securityGroupId} tcp 8080`,
      `orders-pods to ${LEDGER.securityGroupId} tcp 5432`,
    ]);
    const otherHalfAccountId = "123456789012";
    deepStrictEqual(recording.outputs.reaches, [{ peer: "ledger", protocol: "tcp", port: 5432, otherHalfAccountId }]);
    deepStrictEqual(recording.outputs.reachableFrom, [
      { peer: "web", protocol: "tcp", port: 8080, otherHalfAccountId },
    ]);
  });

  it("of the own account is one whose other half the binding makes, and says nothing of accounts", async () => {
    const recording = await bound({ reaches: [{ securityGroup: CACHE, port: 443 }] });
    deepStrictEqual(recording.outputs.reaches, [{ peer: "cache", protocol: "tcp", port: 443 }]);
    strictEqual(allRules(recording).length, 2);
  });
});

describe("addresses as an end of a path of a PodSecurityGroupBinding", () => {
  for (const preview of [false, true]) {
    it(`have the pods' own half alone, whose description ends in the reason${preview ? ", in a preview" : ""}`, async () => {
      const paths = {
        reaches: [{ addresses: BILLING, port: 443 }],
        reachableFrom: [{ addresses: BILLING, port: 8443 }],
      };
      const recording = await bound(paths, preview ? { preview } : VPC);
      deepStrictEqual(
        ruleLines(recording).map((line) => line.replace(/^\S+/, "orders-pods")),
        ["orders-pods from 192.0.2.0/28 tcp 8443", "orders-pods to 192.0.2.0/28 tcp 443"],
      );
      deepStrictEqual(descriptions(recording), [
        "Pods of orders reach billing on tcp 443: on-premises, no group to name",
        "billing reach pods of orders on tcp 8443: on-premises, no group to name",
      ]);
    });
  }

  it("of IPv6 are rules for IPv6", async () => {
    const addresses = { ...BILLING, cidr: "2001:db8:ffff::/64" };
    const rule = inputs(only(await bound({ reaches: [{ addresses, port: 443 }] }, VPC), "SecurityGroupEgressRule"));
    deepStrictEqual([rule.cidrIpv6, rule.cidrIpv4], ["2001:db8:ffff::/64", undefined]);
  });

  for (const cidr of ["10.0.0.0/16", "10.0.0.0/8", "100.64.0.0/10", "2001:db8::/32"]) {
    it(`are refused where they hold a whole block of the VPC: ${cidr}, before a group exists`, async () => {
      const reaches = [{ dns: true }, { addresses: { ...BILLING, cidr }, port: 443 }];
      const { message, paths, made } = await refusal(() => bind({ reaches }), VPC);
      match(message, /holds all of the VPC's .*, and so every pod and node; name a security group$/);
      deepStrictEqual(paths, ["reaches[1].addresses.cidr"]);
      deepStrictEqual(made, ["pod-security-groups:index:PodSecurityGroupBinding orders"]);
    });
  }

  it("may be a part of the VPC, as a subnet of hosts without a group", async () => {
    const addresses = { ...BILLING, cidr: "10.0.9.0/24" };
    strictEqual(allRules(await bound({ reaches: [{ addresses, port: 443 }] }, VPC)).length, 1);
  });

  it("are planned where the VPC is not known yet, and the group is made in it all the same", async () => {
    const recording = await runMade(
      () => {
        const { id: vpcId } = new aws.ec2.Vpc("network", { cidrBlock: "10.0.0.0/16" });
        const cluster = { ...existingCluster(), vpcId };
        return bind({ cluster, reaches: [{ addresses: BILLING, port: 443 }] });
      },
      { preview: true },
    );
    deepStrictEqual(only(recording, "SecurityGroup").propertyDependencies.vpcId, [only(recording, "Vpc").urn]);
    strictEqual(allRules(recording).length, 1);
  });

  it("are the only end for which the VPC is looked up", async () => {
    strictEqual(allRules(await bound({ reaches: [{ dns: true }] })).length, 4);
  });
});

describe("the names of a PodSecurityGroupBinding's ends", () => {
  const noted = async (paths: Paths): Promise<unknown> => only(await bound(paths), "PodSecurityGroupBinding").inputs;

  it("are noted on it for groups that are given by plain ids, each once", async () => {
    const database = { name: "orders-db", securityGroupId: CACHE.securityGroupId, port: 3306 };
    deepStrictEqual(
      await noted({
        reaches: [{ dns: true }, { kubernetesApi: true }, { database }, { securityGroup: LEDGER, port: 443 }],
        reachableFrom: [
          { nodes: true, port: 8080 },
          { securityGroup: LEDGER, port: 8080 },
        ],
      }),
      { ends: [{ name: "orders-db", securityGroupId: CACHE.securityGroupId }, LEDGER] },
    );
  });

  it("are not noted where a resource tells them: it would wait for that", async () => {
    const made = await runMade(() => {
      const group = new aws.ec2.SecurityGroup("cache", {});
      bind({ reaches: [{ dns: true }, { securityGroup: { name: "cache", securityGroupId: group.id }, port: 6379 }] });
    });
    deepStrictEqual(only(made, "PodSecurityGroupBinding").inputs, {});
  });
});
