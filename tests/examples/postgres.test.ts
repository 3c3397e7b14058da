import assert from "node:assert/strict";
import type { Recording } from "../../cli/record/recorder";
import { at } from "../../model/graph/graph";
import { waitsFor } from "../support/lab";
import { all, inputs, only, runExample } from "../support/program";
import { ruleLines } from "../support/rules";
import { fittingAddon } from "../support/samples";
import { verdicts } from "../support/verdicts";

const CLUSTER = "sg-0123456789abcdef0";

const run = (preview = false): Promise<Recording> => runExample("postgres", { preview, lookUps: fittingAddon() });

describe("the example postgres", () => {
  it("makes both halves of DNS, Aurora and the endpoint, the rule of the probe, and nothing else", async () => {
    assert.deepEqual(ruleLines(await run()), [
      "orders-db from orders-pods tcp 5432",
      `orders-pods from ${CLUSTER} tcp 8080`,
      "orders-pods to orders-db tcp 5432",
      `orders-pods to ${CLUSTER} tcp 53`,
      `orders-pods to ${CLUSTER} udp 53`,
      "orders-pods to sts-endpoint tcp 443",
      `${CLUSTER} from orders-pods tcp 53`,
      `${CLUSTER} from orders-pods udp 53`,
      "sts-endpoint from orders-pods tcp 443",
    ]);
  });

  for (const preview of [false, true]) {
    const when = preview ? " (preview)" : "";

    it(`lets orders alone reach Aurora and the endpoint${when}`, async () => {
      const { open, closed } = verdicts(await run(preview));
      assert.deepEqual(
        open.filter((row) => /-> (database|group):/.test(row)),
        ["bound:orders/orders -> database:orders-db tcp 5432", "bound:orders/orders -> group:sts-endpoint tcp 443"],
      );
      for (const from of ["unbound-pods", "nodes", "internet"]) {
        assert.ok(closed.includes(`${from} -> database:orders-db tcp 5432`), from);
      }
    });

    it(`starts no pod before its policy, its rules and its role${when}`, async () => {
      const recording = await run(preview);
      const before = waitsFor(recording, only(recording, "Deployment")).join("\n");
      for (const needed of [/ orders-policy$/m, /ServiceAccount orders$/m, /iam\/role:Role orders$/m]) {
        assert.match(before, needed);
      }
      assert.equal(before.match(/SecurityGroup(In|E)gressRule /g)?.length, 9);
    });

    it(`leaves the service's own name to the rest of the VPC${when}`, async () => {
      const { privateDnsEnabled, vpcEndpointType, serviceName } = inputs(
        only(await run(preview), "aws:ec2/vpcEndpoint:VpcEndpoint"),
      );
      assert.deepEqual(
        [privateDnsEnabled, vpcEndpointType, serviceName],
        [false, "Interface", "com.amazonaws.us-west-2.sts"],
      );
    });
  }

  it("gives the pods the endpoint's URL and the host of Aurora, and no password", async () => {
    const container = at(inputs(only(await run(), "Deployment")), "spec", "template", "spec", "containers", "0");
    assert.deepEqual(at(container, "env"), [
      { name: "AWS_ENDPOINT_URL_STS", value: "https://sts-endpoint.vpce.example.com" },
      { name: "PGHOST", value: "orders-db.rds.example.com" },
      { name: "PGPORT", value: "5432" },
      { name: "PGDATABASE", value: "orders" },
      { name: "PGUSER", value: "orders" },
      { name: "PGSSLMODE", value: "require" },
    ]);
  });

  it("lets RDS choose the version and keep the master user's password", async () => {
    const recording = await run();
    for (const type of ["aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"]) {
      assert.equal(inputs(only(recording, type)).engineVersion, undefined, type);
    }
    const { manageMasterUserPassword, masterPassword } = inputs(only(recording, "aws:rds/cluster:Cluster"));
    assert.deepEqual([manageMasterUserPassword, masterPassword], [true, undefined]);
    assert.deepEqual(all(recording, "Secret"), []);
  });

  it("lets one ServiceAccount take the role, and the role sign in as one user", async () => {
    const recording = await run();
    const parsed = (type: string, property: string): { Statement: { [key: string]: unknown }[] } =>
      JSON.parse(inputs(only(recording, type))[property] as string) as { Statement: { [key: string]: unknown }[] };
    const [taken] = parsed("aws:iam/role:Role", "assumeRolePolicy").Statement;
    const issuer = "oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    assert.deepEqual(taken.Condition, {
      StringEquals: {
        [`${issuer}:sub`]: "system:serviceaccount:orders:orders",
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    });
    const allowed = parsed("aws:iam/rolePolicy:RolePolicy", "policy").Statement;
    assert.deepEqual(allowed, [
      {
        Effect: "Allow",
        Action: "rds-db:connect",
        Resource: "arn:aws:rds-db:us-west-2:123456789012:dbuser:cluster-0123456789ABCDEFGHIJKLMNOP/orders",
      },
    ]);
  });
});
