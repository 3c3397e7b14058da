import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runEngine } from "../../cli/engine";
import { clusterName, showLeftovers } from "../../cli/leftovers/command";
import { findLeftovers } from "../../cli/leftovers/find";
import { stubbedClients } from "./aws-stub";

const LAB = { student: "ada", project: "eks-pod-security-groups", cluster: clusterName("ada") };
const NOTHING = {
  DescribeInstances: {},
  DescribeNatGateways: {},
  DescribeAddresses: {},
  DescribeVolumes: {},
  DescribeNetworkInterfaces: {},
  DescribeSecurityGroups: {},
  DescribeVpcs: {},
  GetResources: {},
};

describe("the search for leftovers", () => {
  it("finds nothing where nothing is", async () => {
    const { clients } = await stubbedClients(NOTHING);
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(showLeftovers(LAB, "us-west-2", found), ["AWS has nothing of the lab of ada in us-west-2."]);
  });

  it("asks for the student's own tags only, and for the branch interfaces of the cluster", async () => {
    const filters: unknown[] = [];
    const noted = ({ Filters, Filter, TagFilters }: { [key: string]: unknown }) => {
      filters.push(Filters ?? Filter ?? TagFilters);
      return {};
    };
    const { clients } = await stubbedClients(Object.fromEntries(Object.keys(NOTHING).map((name) => [name, noted])));
    await findLeftovers(clients, LAB, "us-west-2");
    for (const filter of filters) assert.match(JSON.stringify(filter), /ada/);
    assert.ok(filters.some((filter) => JSON.stringify(filter).includes("tag:cluster.k8s.amazonaws.com/name")));
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
          { ResourceARN: "arn:aws:ec2:us-west-2:111111111111:natgateway/nat-1" },
          { ResourceARN: `arn:aws:rds:us-west-2:111111111111:db:catalog-db-${++page}` },
        ],
        PaginationToken: page === 1 ? "more" : "",
      }),
    });
    const found = await findLeftovers(clients, LAB, "us-west-2");
    assert.deepEqual(
      found.map(({ what }) => what),
      ["NAT gateway nat-2", "network interface eni-1", "rds db:catalog-db-1", "rds db:catalog-db-2"],
    );
    assert.equal(found[1].mend, "aws ec2 delete-network-interface --network-interface-id eni-1 --region us-west-2");
    assert.match(
      showLeftovers(LAB, "us-west-2", found).join("\n"),
      /still has 4 things of the lab of ada in us-west-2:/,
    );
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
      assert.match(said.join("\n"), /Nothing was done\. Mend what failed above, or go on with --no-preflight\./);
      assert.doesNotMatch(fs.readFileSync(record, "utf8"), /pulumi up/);
      assert.equal(await run(true), 0);
      assert.match(fs.readFileSync(record, "utf8"), /pulumi up --stack dev/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
