import { deepStrictEqual, match, strictEqual } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterHandle, Database, type PathFrom, type PathTo, PodSecurityGroupBinding } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { precedes } from "../support/lab";
import { all, only, runMade } from "../support/program";
import { allRules, ruleLines } from "../support/rules";
import { bindingArgs, CLUSTER_GROUP, databaseArgs, existingCluster, peer } from "../support/samples";

interface Paths {
  reaches?: PathTo[];
  reachableFrom?: PathFrom[];
}

function bound(paths: Paths): Promise<Recording> {
  return runMade(() => new PodSecurityGroupBinding("orders", bindingArgs(paths)).output);
}

/** Reasons that the rules give. */
function descriptions(recording: Recording): unknown[] {
  return [...new Set(allRules(recording).map(({ inputs }) => inputs.description))];
}

const CACHE = peer("cache");
const CACHE_ID = CACHE.securityGroupId as string;

describe("the paths of a PodSecurityGroupBinding", () => {
  it("are none where none is declared: a group without rules lets nothing in or out", async () => {
    const recording = await bound({});
    deepStrictEqual(ruleLines(recording), []);
    deepStrictEqual(Object.keys(only(recording, "SecurityGroup").inputs).sort(), ["description", "tags", "vpcId"]);
  });

  const single: [string, Paths, string[], string][] = [
    [
      "to DNS open UDP and TCP 53 at the cluster security group, which needs no egress",
      { reaches: [{ dns: true }] },
      [
        "orders-pods to CLUSTER tcp 53",
        "orders-pods to CLUSTER udp 53",
        "CLUSTER from orders-pods tcp 53",
        "CLUSTER from orders-pods udp 53",
      ],
      "Pods of orders reach dns on tcp 53",
    ],
    [
      "to the Kubernetes API open TCP 443 at the cluster security group",
      { reaches: [{ kubernetesApi: true }] },
      ["orders-pods to CLUSTER tcp 443", "CLUSTER from orders-pods tcp 443"],
      "Pods of orders reach kubernetes-api on tcp 443",
    ],
    [
      "to a security group have egress here and ingress there",
      { reaches: [{ securityGroup: CACHE, port: 6379 }] },
      [`orders-pods to ${CACHE_ID} tcp 6379`, `${CACHE_ID} from orders-pods tcp 6379`],
      "Pods of orders reach cache on tcp 6379",
    ],
    [
      "to another binding have egress here and ingress there",
      { reaches: [{ binding: peer("stock"), port: 8080 }] },
      [`orders-pods to ${CACHE_ID} tcp 8080`, `${CACHE_ID} from orders-pods tcp 8080`],
      "Pods of orders reach stock on tcp 8080",
    ],
    [
      "over UDP are of UDP on both sides",
      { reaches: [{ securityGroup: CACHE, port: 8125, protocol: "udp" }] },
      [`orders-pods to ${CACHE_ID} udp 8125`, `${CACHE_ID} from orders-pods udp 8125`],
      "Pods of orders reach cache on udp 8125",
    ],
    [
      "to a prefix list have no ingress half, since no group of ours is there",
      { reaches: [{ prefixList: { name: "s3", prefixListId: "pl-68a54001" }, port: 443 }] },
      ["orders-pods to pl-68a54001 tcp 443"],
      "Pods of orders reach s3 on tcp 443",
    ],
    [
      "to itself have both halves on its own group",
      { reaches: [{ self: true, port: 7946 }] },
      ["orders-pods from orders-pods tcp 7946", "orders-pods to orders-pods tcp 7946"],
      "Pods of orders reach each other on tcp 7946",
    ],
    [
      "from nodes have no egress half on the cluster security group, and say who comes with the probes",
      { reachableFrom: [{ nodes: true, port: 8080 }] },
      ["orders-pods from CLUSTER tcp 8080"],
      "Kubelet probes, nodes and ordinary pods reach pods of orders on tcp 8080",
    ],
    [
      "from a security group have ingress here and egress there",
      { reachableFrom: [{ securityGroup: CACHE, port: 9000, protocol: "udp" }] },
      [`orders-pods from ${CACHE_ID} udp 9000`, `${CACHE_ID} to orders-pods udp 9000`],
      "cache reach pods of orders on udp 9000",
    ],
    [
      "from another binding have ingress here and egress there",
      { reachableFrom: [{ binding: peer("web"), port: 9000 }] },
      [`orders-pods from ${CACHE_ID} tcp 9000`, `${CACHE_ID} to orders-pods tcp 9000`],
      "web reach pods of orders on tcp 9000",
    ],
  ];
  for (const [what, paths, lines, description] of single) {
    it(what, async () => {
      const recording = await bound(paths);
      deepStrictEqual(ruleLines(recording), lines.map((line) => line.replace("CLUSTER", CLUSTER_GROUP)).sort());
      strictEqual(descriptions(recording)[0], description);
    });
  }

  it("to a database lead to its group, at its port, which goes into the report", async () => {
    const recording = await runMade(() => {
      const database = new Database("db", databaseArgs());
      return new PodSecurityGroupBinding("orders", bindingArgs({ reaches: [{ database }] })).output;
    });
    deepStrictEqual(ruleLines(recording), [
      "db-database from orders-pods tcp 3306",
      "orders-pods to db-database tcp 3306",
    ]);
    deepStrictEqual(recording.outputs.reaches, [{ peer: "db", protocol: "tcp", port: 3306 }]);
    deepStrictEqual(recording.outputs.reachableFrom, []);
  });

  it("to a database whose port is known only after deployment have names without it", async () => {
    const recording = await bound({ reaches: [{ database: { ...CACHE, port: pulumi.output(3307) } }] });
    deepStrictEqual(ruleLines(recording), [
      `orders-pods to ${CACHE_ID} tcp 3307`,
      `${CACHE_ID} from orders-pods tcp 3307`,
    ]);
    deepStrictEqual(
      allRules(recording).map(({ name }) => name),
      ["orders-to-cache-tcp-egress", "orders-to-cache-tcp-ingress"],
    );
  });

  it("to DNS lead to the group that CoreDNS carries, where that is another one", async () => {
    const cluster = { ...existingCluster(), dnsSecurityGroupId: CACHE_ID };
    const recording = await runMade(() => {
      new PodSecurityGroupBinding("orders", bindingArgs({ cluster, reaches: [{ dns: true }] }));
    });
    deepStrictEqual(ruleLines(recording), [
      "orders-pods to sg-aaaaaaaaaaaaaaaaa tcp 53",
      "orders-pods to sg-aaaaaaaaaaaaaaaaa udp 53",
      "sg-aaaaaaaaaaaaaaaaa from orders-pods tcp 53",
      "sg-aaaaaaaaaaaaaaaaa from orders-pods udp 53",
    ]);
  });

  describe("on a cluster whose nodes carry a group of their own", () => {
    const NODES = "sg-0d0d0d0d0d0d0d0d0";
    const lines = async (paths: Paths, more: Partial<ClusterHandle> = {}): Promise<string[]> => {
      const cluster = { ...existingCluster(), nodeSecurityGroupId: NODES, ...more };
      return ruleLines(
        await runMade(() => new PodSecurityGroupBinding("orders", bindingArgs({ cluster, ...paths })).output),
      );
    };

    it("from nodes come from that group, into which no egress half is written", async () => {
      deepStrictEqual(await lines({ reachableFrom: [{ nodes: true, port: 8080 }] }), [
        `orders-pods from ${NODES} tcp 8080`,
      ]);
    });

    it("to DNS lead to that group, with both halves", async () => {
      deepStrictEqual(await lines({ reaches: [{ dns: true }] }), [
        `orders-pods to ${NODES} tcp 53`,
        `orders-pods to ${NODES} udp 53`,
        `${NODES} from orders-pods tcp 53`,
        `${NODES} from orders-pods udp 53`,
      ]);
    });

    it("to DNS lead to the group that CoreDNS carries, where that is a third one", async () => {
      deepStrictEqual((await lines({ reaches: [{ dns: true }] }, { dnsSecurityGroupId: CACHE_ID })).slice(2), [
        `${CACHE_ID} from orders-pods tcp 53`,
        `${CACHE_ID} from orders-pods udp 53`,
      ]);
    });

    it("to the Kubernetes API still lead to the cluster security group", async () => {
      deepStrictEqual(await lines({ reaches: [{ kubernetesApi: true }] }), [
        `orders-pods to ${CLUSTER_GROUP} tcp 443`,
        `${CLUSTER_GROUP} from orders-pods tcp 443`,
      ]);
    });
  });

  it("name their rules by content, so that another order of declarations renames none", async () => {
    const reaches = [{ dns: true }, { securityGroup: CACHE, port: 6379 }, { self: true, port: 7946 }];
    const urns = async (paths: PathTo[]): Promise<string[]> =>
      allRules(await bound({ reaches: paths })).map(({ urn }) => urn);
    deepStrictEqual(await urns([...reaches].reverse()), await urns(reaches));
  });

  it("are one on each of several ports of the same peer", async () => {
    const at = (port: number): PathTo => ({ securityGroup: CACHE, port });
    strictEqual(allRules(await bound({ reaches: [at(80), at(443)] })).length, 4);
  });

  it("lead both ways between the same ends, each declared once", async () => {
    const recording = await bound({
      reaches: [{ securityGroup: CACHE, port: 80 }],
      reachableFrom: [{ securityGroup: CACHE, port: 80 }],
    });
    strictEqual(allRules(recording).length, 4);
  });
});

describe("several bindings in a cluster", () => {
  async function shop(): Promise<Recording> {
    return runMade(() => {
      const web = new PodSecurityGroupBinding("web", bindingArgs({ reaches: [{ dns: true }] }));
      const orders = new PodSecurityGroupBinding(
        "orders",
        bindingArgs({ reaches: [{ dns: true }], reachableFrom: [{ binding: web, port: 8080 }] }),
      );
      new PodSecurityGroupBinding("billing", bindingArgs({ reaches: [{ binding: orders, port: 8080 }] }));
    });
  }

  it("reach each other with both halves on the right groups, whichever end declares the path", async () => {
    deepStrictEqual(
      ruleLines(await shop()).filter((line) => line.endsWith("8080")),
      [
        "billing-pods to orders-pods tcp 8080",
        "orders-pods from billing-pods tcp 8080",
        "orders-pods from web-pods tcp 8080",
        "web-pods to orders-pods tcp 8080",
      ],
    );
  });

  it("select by labels of their own", async () => {
    const labels = all(await shop(), "SecurityGroupPolicy").map(({ inputs }) => JSON.stringify(inputs.spec));
    strictEqual(new Set(labels).size, 3);
    for (const [i, name] of ["billing", "orders", "web"].entries()) {
      match(labels[i], new RegExp(`"sgp.internal/pod-security-group":"${name}"`));
    }
  });

  it("have their policies after the rules that they make for others, too", async () => {
    const recording = await shop();
    const policy = only(recording, "SecurityGroupPolicy", "orders-policy");
    for (const name of ["orders-from-web-tcp-8080-egress", "orders-from-web-tcp-8080-ingress"]) {
      const [rule] = allRules(recording).filter((found) => found.name === name);
      strictEqual(precedes(recording, rule, policy), true, name);
    }
  });
});
