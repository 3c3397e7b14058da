import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { planMocks } from "../../cli/record/plan-mocks";
import { record } from "../../cli/record/recorder";
import { readStackConfig } from "../../cli/stack-config";
import { checkConfig, loadConfig } from "../../config";
import { ROOT } from "../support/program";
import { load, problems } from "./load";

const MORE = "use fewer pods, more nodes or a larger type";
const WHOLE = "use a whole number from 1 to 449 (EKS allows 450 in a group, and an update adds one)";

/** Bad configs: overrides, and all lines of the one message. */
const BAD: [overrides: string[], ...lines: string[]][] = [
  // Types.
  [
    ["nodeInstanceType=t3.large"],
    "nodeInstanceType: t3.large cannot carry a trunk interface; nearest that can: m6g.large, 9 branch interfaces",
  ],
  [
    ["nodeInstanceType=m6g.lrage"],
    'nodeInstanceType: "m6g.lrage" is not a valid EC2 instance type that can carry a trunk interface; did you mean m6g.large?',
  ],
  [
    ["nodeInstanceType=C6G.2XLRAGE"],
    'nodeInstanceType: "C6G.2XLRAGE" is not a valid EC2 instance type that can carry a trunk interface; did you mean c6g.2xlarge?',
  ],
  [
    ["nodeInstanceType=quantum.16xlarge"],
    "nodeInstanceType: quantum.16xlarge is not in the VPC resource controller's table of types; nearest that can: m6g.16xlarge, 107 branch interfaces",
  ],
  [
    ["nodeInstanceType=mac2.metal"],
    "nodeInstanceType: mac2.metal cannot be a node: EKS has no image for Macs; nearest that can: m6g.large, 9 branch interfaces",
  ],
  [
    ["nodeInstanceType=a1.medium"],
    "nodeInstanceType: a1.medium cannot be a node: Amazon Linux 2023 wants a Graviton2 or later; nearest that can: m6g.large, 9 branch interfaces",
  ],
  [
    ["nodeInstanceType=g4dn.xlarge"],
    "nodeInstanceType: g4dn.xlarge cannot be a node: its accelerator wants another image than the standard one; nearest that can: m6g.xlarge, 18 branch interfaces",
  ],
  // Numbers.
  [["nodeCount=0"], `nodeCount: "0" is not allowed; ${WHOLE}`],
  [["nodeCount=450"], `nodeCount: "450" is not allowed; ${WHOLE}`],
  [
    ["nodeCount=200", "vpcCidr=10.42.0.0/22"],
    "nodeCount: 200 x m6g.large take 2200 addresses (11 each, without pods), the private subnets have 369; use fewer nodes or a wider range",
  ],
  // Room for the pods.
  [
    ["catalogReplicas=3"],
    `catalogReplicas: bound pods take 10 branch interfaces at worst (catalog 6, probe-bound 4: running, and cooling for 60 to 90 s), 1 x m6g.large has 9; ${MORE}`,
  ],
  [
    ["nodeInstanceType=m6g.medium"],
    `catalogReplicas: bound pods take 6 branch interfaces at worst (catalog 2, probe-bound 4: running, and cooling for 60 to 90 s), 1 x m6g.medium has 4; ${MORE}`,
    `nodeInstanceType: other pods take 4 addresses (CoreDNS 2, probe-unlabelled 1, probe-elsewhere 1), 1 x m6g.medium has 3 beside the trunk; ${MORE}`,
  ],
  [
    ["nodeInstanceType=c7a.medium", "stage=in-cluster"],
    `nodeInstanceType: other pods take 6 addresses (CoreDNS 2, probe-unlabelled 1, probe-elsewhere 1, catalog 1, catalog-mysql 1), 1 x c7a.medium has 3 beside the trunk; ${MORE}`,
  ],
  [
    ["catalogReplicas=15", "stage=rds-unbound"],
    `nodeInstanceType: other pods take 19 addresses (CoreDNS 2, probe-unlabelled 1, probe-elsewhere 1, catalog 15), 1 x m6g.large has 18 beside the trunk; ${MORE}`,
  ],
  [
    ["nodeInstanceType=d3.xlarge", "catalogReplicas=4"],
    `nodeInstanceType: 11 pods run at once, the kubelets of 1 x d3.xlarge take 10; ${MORE}`,
  ],
  // Versions.
  [
    ["kubernetesVersion=1.35.1"],
    'kubernetesVersion: "1.35.1" is not a valid Kubernetes version; write it in quotes, as "1.36"',
  ],
  [
    ["kubernetesVersion=1.3"],
    'kubernetesVersion: "1.3" is not a valid Kubernetes version; write it in quotes, as "1.36"',
  ],
  [
    ["vpcCniVersion=1.21.1"],
    `vpcCniVersion: "1.21.1" is not a valid add-on version; write it as v1.21.1-eksbuild.1, or leave it empty for AWS's default`,
  ],
  [
    ["vpcCniVersion=v1.20.3-eksbuild.1"],
    "vpcCniVersion: version v1.20.3-eksbuild.1 is below 1.20.4, the first that keeps interface slots on nodes without a trunk; take a later one",
  ],
  [
    ["vpcCniVersion=v1.22.1-eksbuild.3"],
    "vpcCniVersion: version v1.22.1-eksbuild.3 hangs on clusters with pod ENI (1.22.0 and 1.22.1 do); take 1.22.2 or later",
  ],
  [
    ["kubeProxyVersion=latest", "coreDnsVersion=v1.12"],
    `kubeProxyVersion: "latest" is not a valid add-on version; write it as v1.35.0-eksbuild.2, or leave it empty for AWS's default`,
    `coreDnsVersion: "v1.12" is not a valid add-on version; write it as v1.12.4-eksbuild.1, or leave it empty for AWS's default`,
  ],
  [
    ["kubeProxyVersion=v1.37.0-eksbuild.1"],
    "kubeProxyVersion: v1.37.0-eksbuild.1 is newer than Kubernetes 1.36; use v1.36… or an earlier one",
  ],
  // Logs and endpoint.
  [
    ["logRetentionDays=10"],
    'logRetentionDays: "10" is not allowed; use 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
  ],
  [
    ['publicAccessCidrs=["203.0.113.5","203.0.113.5/24","::/0","10.0.0.0/8"]'],
    'publicAccessCidrs: "203.0.113.5" is not a valid IPv4 range; write it as 203.0.113.5/32',
    'publicAccessCidrs: "203.0.113.5/24" is not a valid IPv4 range; write it as 203.0.113.0/24',
    'publicAccessCidrs: "::/0" is not a valid IPv4 range; write it as 203.0.113.0/24',
    'publicAccessCidrs: "10.0.0.0/8" is private, and the public endpoint is never called from there; name the address seen on the internet',
  ],
  [
    ['publicAccessCidrs=["172.16.5.4/32","192.168.0.0/24","100.64.0.0/10","127.0.0.1/32"]'],
    ...["172.16.5.4/32", "192.168.0.0/24", "100.64.0.0/10", "127.0.0.1/32"].map(
      (cidr) =>
        `publicAccessCidrs: "${cidr}" is private, and the public endpoint is never called from there; name the address seen on the internet`,
    ),
  ],
  [
    ['publicAccessCidrs=["203.0.113.0/24"]', "endpointPublicAccess=false"],
    "publicAccessCidrs: is set while endpointPublicAccess is false; empty it or open the endpoint",
  ],
  [
    [`publicAccessCidrs=${JSON.stringify(Array.from({ length: 41 }, (_, i) => `203.0.113.${i}/32`))}`],
    "publicAccessCidrs: has 41 ranges; EKS allows 40, so use wider ones",
  ],
];

describe("a bad cluster config", () => {
  for (const [overrides, ...lines] of BAD) {
    it(`with ${overrides.join(" ").slice(0, 90)} ends in one message`, async () => {
      assert.deepEqual(await problems(overrides), lines);
    });
  }
});

describe("a good cluster config", () => {
  for (const overrides of [
    ["nodeInstanceType=m6g.medium", "probes=false"],
    ["nodeInstanceType=m6g.medium", "nodeCount=2"],
    ["nodeInstanceType=g5.xlarge", "probes=false"],
    ["catalogReplicas=2"],
    ["catalogReplicas=14", "stage=rds-unbound"],
    ["nodeCount=200"],
    ["kubernetesVersion=1.37"],
    ["vpcCniVersion=v1.22.2-eksbuild.1", "kubeProxyVersion=v1.35.0-eksbuild.2", "coreDnsVersion=v1.12.4-eksbuild.1"],
    ['publicAccessCidrs=["0.0.0.0/0"]'],
    ['publicAccessCidrs=["203.0.113.5/32","8.8.0.0/16"]'],
    ["endpointPublicAccess=false"],
  ]) {
    it(`is taken: ${overrides.join(" ")}`, async () => {
      await load(overrides);
    });
  }

  it("may have a Kubernetes version out of support, which its cluster may keep, and no new one may have", async () => {
    const existingOnly = async (version: string, today: string): Promise<boolean | undefined> =>
      (await load([`kubernetesVersion=${version}`, "expiry="], { today })).cluster.existingOnly;
    assert.equal(await existingOnly("1.34", "2026-12-01"), false);
    assert.equal(await existingOnly("1.34", "2026-12-02"), true);
    assert.equal(await existingOnly("1.28", "2026-12-01"), true);
    assert.equal(await existingOnly("1.36", "2028-11-26"), true);
    // One that is newer than the table is taken.
    assert.equal(await existingOnly("1.37", "2028-11-26"), false);
  });

  it("warns of a version out of support, in words and as data", async () => {
    const warnings = async (version: string, today: string): Promise<string[]> => {
      const stack = readStackConfig(ROOT, "dev", [`kubernetesVersion=${version}`]);
      return (await record(() => void loadConfig(today), { ...stack, preview: true, mocks: planMocks })).warnings;
    };
    const then =
      "No cluster is made with it; one that lives goes on, and EKS upgrades it. Move to 1.35, 1.36, one minor version at a time";
    assert.deepEqual(await warnings("1.34", "2026-12-01"), []);
    assert.deepEqual(await warnings("1.34", "2026-12-02"), [
      `kubernetesVersion: 1.34 left standard support on 2026-12-02 (table of 2026-11-26). ${then}`,
    ]);
    assert.deepEqual(await warnings("1.28", "2026-12-02"), [
      `kubernetesVersion: 1.28 left standard support long ago (table of 2026-11-26). ${then}`,
    ]);
    assert.match(
      (await warnings("1.36", "2028-01-01"))[0],
      /left standard support on 2027-08-02 .* Move to a later one,/,
    );

    const { project, stack, config } = readStackConfig(ROOT, "dev", ["kubernetesVersion=1.35"]);
    await pulumi.runtime.setMocks(planMocks, project, stack, true);
    pulumi.runtime.setAllConfig(config);
    const { problems: found, notes } = checkConfig("2027-04-01");
    assert.deepEqual(found, []);
    assert.deepEqual(notes, [
      {
        ...{ key: "kubernetesVersion", kind: "out-of-support", found: "1.35", ended: "2027-03-27" },
        ...{ supported: ["1.36"], asOf: "2026-11-26" },
      },
    ]);
  });
});
