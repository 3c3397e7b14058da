import { deepStrictEqual, match, strictEqual } from "node:assert";
import { Database, type PathTo, PodSecurityGroupBinding, type PodSecurityGroupBindingArgs } from "../../components";
import { refusal } from "../support/refusal";
import { bindingArgs, databaseArgs, existingCluster, peer } from "../support/samples";

type Args = Partial<PodSecurityGroupBindingArgs>;

const CACHE = peer("cache");
const GROUPS = [..."abcdef0123456789"].map((digit) => peer("any", digit).securityGroupId);
const CLUSTER = existingCluster();

function addresses(cidr: string, reason = "no group to name"): { reaches: PathTo[] } {
  return { reaches: [{ addresses: { name: "office", cidr, reason }, port: 443 }] };
}

const refused: [what: string, args: Args, path: string, text: RegExp][] = [
  // Ends of paths.
  ["a path that leads nowhere", { reaches: [{ port: 80 }] }, "reaches[0]", /names no end; name exactly one of dns, /],
  [
    "a path that leads to two ends",
    { reaches: [{ dns: true, self: true }] },
    "reaches[0]",
    /names dns and self; name exactly one of/,
  ],
  [
    "a path that comes from nowhere",
    { reachableFrom: [{ port: 80 }] },
    "reachableFrom[0]",
    /names no end; name exactly one of nodes, binding, securityGroup, addresses$/,
  ],
  [
    "a path that comes from two ends",
    { reachableFrom: [{ nodes: true, securityGroup: CACHE, port: 80 }] },
    "reachableFrom[0]",
    /names nodes and securityGroup/,
  ],
  [
    "a peer by its group's name",
    { reaches: [{ securityGroup: { name: "cache", securityGroupId: "cache-group" }, port: 80 }] },
    "reaches[0].securityGroup.securityGroupId",
    /"cache-group" is not a valid security group id; write it as sg- and 8 or 17 hex digits/,
  ],
  [
    "a peer whose name no description can hold",
    { reachableFrom: [{ binding: { ...CACHE, name: "the team's" }, port: 80 }] },
    "reachableFrom[0].binding.name",
    /"the team's" becomes part of rule descriptions/,
  ],
  [
    "a peer without a name",
    { reaches: [{ securityGroup: { ...CACHE, name: "" }, port: 80 }] },
    "reaches[0].securityGroup.name",
    /becomes part of rule descriptions/,
  ],
  [
    "a prefix list that is none",
    { reaches: [{ prefixList: { name: "s3", prefixListId: "com.amazonaws.s3" }, port: 443 }] },
    "reaches[0].prefixList.prefixListId",
    /write it as pl-/,
  ],
  // Ports and protocols.
  ["a path without a port", { reaches: [{ securityGroup: CACHE }] }, "reaches[0].port", /is missing; name the port/],
  ["port 0", { reaches: [{ self: true, port: 0 }] }, "reaches[0].port", /0 is not a port; use 1 to 65535/],
  ["port 65536", { reachableFrom: [{ nodes: true, port: 65536 }] }, "reachableFrom[0].port", /65536 is not a port/],
  ["half a port", { reaches: [{ self: true, port: 80.5 }] }, "reaches[0].port", /80.5 is not a port/],
  [
    "a range that ends below its first port",
    { reaches: [{ securityGroup: CACHE, port: 90, toPort: 80 }] },
    "reaches[0].toPort",
    /80 is below port 90; name the first port as port, the last as toPort/,
  ],
  [
    "a range that ends beyond all ports",
    { reachableFrom: [{ nodes: true, port: 80, toPort: 65536 }] },
    "reachableFrom[0].toPort",
    /65536 is not a port; use 1 to 65535/,
  ],
  [
    "a range without its first port",
    { reaches: [{ self: true, toPort: 80 }] },
    "reaches[0].port",
    /is missing; name the port of the target/,
  ],
  [
    "a range at a database",
    { reaches: [{ database: { ...CACHE, port: 3306 }, toPort: 3307 }] },
    "reaches[0].toPort",
    /database has a port of its own/,
  ],
  ["a port for DNS", { reaches: [{ dns: true, port: 53 }] }, "reaches[0].port", /dns has a port of its own/],
  [
    "a protocol for the Kubernetes API",
    { reaches: [{ kubernetesApi: true, protocol: "tcp" }] },
    "reaches[0].protocol",
    /kubernetesApi has a protocol of its own/,
  ],
  [
    "a port besides a database's own",
    { reaches: [{ database: { ...CACHE, port: 3306 }, port: 3307 }] },
    "reaches[0].port",
    /database has a port of its own/,
  ],
  [
    "a database whose port is none",
    { reaches: [{ database: { ...CACHE, port: 0 } }] },
    "reaches[0].database.port",
    /0 is not a port/,
  ],
  [
    "a protocol other than TCP and UDP",
    { reaches: [{ securityGroup: CACHE, port: 80, protocol: "icmp" }] },
    "reaches[0].protocol",
    /"icmp" is not known; it can be tcp, udp/,
  ],
  // Selectors.
  ["a selector that selects everything", { podSelector: {} }, "podSelector", /is empty and would select every pod/],
  [
    "an empty selector of ServiceAccounts",
    { serviceAccountSelector: { matchLabels: {}, matchExpressions: [] } },
    "serviceAccountSelector",
    /is empty/,
  ],
  [
    "an unknown operator",
    { podSelector: { matchExpressions: [{ key: "app", operator: "Equals", values: ["a"] }] } },
    "podSelector.matchExpressions[0]",
    /operator "Equals" is not known; it can be In, NotIn, Exists, DoesNotExist/,
  ],
  [
    "an operator In without values",
    { podSelector: { matchExpressions: [{ key: "app", operator: "In" }] } },
    "podSelector.matchExpressions[0]",
    /In on "app" takes at least one value/,
  ],
  [
    "an operator Exists with values",
    { serviceAccountSelector: { matchExpressions: [{ key: "app", operator: "Exists", values: ["a"] }] } },
    "serviceAccountSelector.matchExpressions[0]",
    /Exists on "app" takes no values/,
  ],
  [
    "a label domain that is none",
    { labelDomain: "Example Com" },
    "labelDomain",
    /"Example Com" is not a valid DNS domain/,
  ],
  // Groups.
  [
    "a sixth group without a quota for it",
    { additionalSecurityGroupIds: GROUPS.slice(0, 5) },
    "additionalSecurityGroupIds",
    /makes 6 groups with the binding's own, the quota is 5 per interface; take fewer, or raise the quota \(to 16/,
  ],
  [
    "a seventeenth group",
    { additionalSecurityGroupIds: GROUPS, securityGroupsPerInterface: 16 },
    "additionalSecurityGroupIds",
    /makes 17 groups with the binding's own, the quota is 16 per interface; take fewer$/,
  ],
  ["a quota beyond AWS's", { securityGroupsPerInterface: 17 }, "securityGroupsPerInterface", /use 5 to 16/],
  ["a quota below AWS's", { securityGroupsPerInterface: 4 }, "securityGroupsPerInterface", /use 5 to 16/],
  [
    "a group named twice",
    { additionalSecurityGroupIds: [GROUPS[0], GROUPS[0]] },
    "additionalSecurityGroupIds",
    /names a group twice/,
  ],
  [
    "an additional group that is none",
    { additionalSecurityGroupIds: [GROUPS[0], "default"] },
    "additionalSecurityGroupIds[1]",
    /"default" is not a valid security group id/,
  ],
  [
    "a cluster security group that is none",
    { cluster: { ...CLUSTER, clusterSecurityGroupId: "eks-cluster-sg" } },
    "cluster.clusterSecurityGroupId",
    /"eks-cluster-sg" is not a valid security group id/,
  ],
  [
    "a group of nodes that is none",
    { cluster: { ...CLUSTER, nodeSecurityGroupId: "nodes" } },
    "cluster.nodeSecurityGroupId",
    /"nodes" is not a valid security group id/,
  ],
  [
    "a group of CoreDNS that is none",
    { cluster: { ...CLUSTER, dnsSecurityGroupId: "sg-123" } },
    "cluster.dnsSecurityGroupId",
    /"sg-123" is not a valid security group id/,
  ],
  // Addresses.
  [
    "everybody as addresses",
    addresses("0.0.0.0/0"),
    "reaches[0].addresses.cidr",
    /0\.0\.0\.0\/0 is everybody; name the/,
  ],
  ["everybody in IPv6", addresses("::/0"), "reaches[0].addresses.cidr", /::\/0 is everybody/],
  [
    "an address without its prefix length",
    addresses("192.0.2.7"),
    "reaches[0].addresses.cidr",
    /"192\.0\.2\.7" is not an address range; write it as 192\.0\.2\.0\/28, one host as 192\.0\.2\.7\/32/,
  ],
  ["a prefix that is too long", addresses("192.0.2.0/33"), "reaches[0].addresses.cidr", /is not an address range/],
  [
    "a name of a host as addresses",
    addresses("example.com/24"),
    "reaches[0].addresses.cidr",
    /is not an address range/,
  ],
  [
    "an address inside its range",
    addresses("192.0.2.7/28"),
    "reaches[0].addresses.cidr",
    /192\.0\.2\.7\/28 begins inside its range; write the range's first address/,
  ],
  [
    "addresses without a reason",
    addresses("192.0.2.0/28", " "),
    "reaches[0].addresses.reason",
    /is empty; say why no group can be named/,
  ],
  [
    "a reason that no description can hold",
    addresses("192.0.2.0/28", "the team's"),
    "reaches[0].addresses.reason",
    /"the team's" becomes part of rule descriptions; say why no group can be named, in letters, /,
  ],
  [
    "a reason that is too long for a description",
    addresses("192.0.2.0/28", "x".repeat(230)),
    "reaches[0].addresses.reason",
    /makes a description of 270 characters, and EC2 takes 255; shorten it by 15/,
  ],
  [
    "a group of an account that is none",
    { reaches: [{ securityGroup: { name: "ledger", securityGroupId: "1234/sg-0123456789abcdef0" }, port: 443 }] },
    "reaches[0].securityGroup.securityGroupId",
    /"1234\/sg-0123456789abcdef0" is not a valid security group id/,
  ],
  [
    "a name of a group of another account",
    { reaches: [{ securityGroup: { name: "ledger", securityGroupId: "123456789012/ledger" }, port: 443 }] },
    "reaches[0].securityGroup.securityGroupId",
    /"123456789012\/ledger" is not a valid security group id/,
  ],
  [
    "a cluster security group of another account",
    { cluster: { ...CLUSTER, clusterSecurityGroupId: "123456789012/sg-0123456789abcdef0" } },
    "cluster.clusterSecurityGroupId",
    /is not a valid security group id/,
  ],
  // Paths that are declared twice.
  [
    "a range that shares a port with another path",
    {
      reaches: [
        { securityGroup: CACHE, port: 6379, toPort: 6390 },
        { securityGroup: CACHE, port: 6390 },
      ],
    },
    "reaches[1]",
    /shares port 6390 with reaches\[0\] \(to-cache-tcp-6379-6390\); declare each port once/,
  ],
  [
    "ranges that overlap, under two names",
    {
      reachableFrom: [
        { securityGroup: CACHE, port: 80, toPort: 90 },
        { binding: { ...CACHE, name: "stock" }, port: 85, toPort: 99 },
      ],
    },
    "reachableFrom[1]",
    /shares ports 85 to 90 with reachableFrom\[0\] \(from-cache-tcp-80-90\)/,
  ],
  [
    "a range declared twice",
    {
      reaches: [
        { self: true, port: 80, toPort: 90 },
        { self: true, port: 80, toPort: 90 },
      ],
    },
    "reaches[1]",
    /repeats reaches\[0\] \(to-self-tcp-80-90\); declare a path once/,
  ],
  [
    "addresses declared twice under two names",
    {
      reaches: [
        ...addresses("192.0.2.0/28").reaches,
        { addresses: { name: "billing", cidr: "192.0.2.0/28", reason: "no group" }, port: 443 },
      ],
    },
    "reaches[1]",
    /repeats reaches\[0\] \(to-office-tcp-443\); declare a path once/,
  ],
  [
    "two ranges of addresses of one name",
    { reaches: [...addresses("192.0.2.0/28").reaches, ...addresses("198.51.100.0/28").reaches] },
    "reaches[1]",
    /and reaches\[0\] are two peers named "office"; name them apart/,
  ],
  [
    "a path declared twice",
    {
      reaches: [
        { securityGroup: CACHE, port: 80 },
        { securityGroup: CACHE, port: 80, protocol: "tcp" },
      ],
    },
    "reaches[1]",
    /repeats reaches\[0\] \(to-cache-tcp-80\); declare a path once/,
  ],
  [
    "a path declared twice under two names",
    {
      reaches: [
        { securityGroup: CACHE, port: 80 },
        { binding: { ...CACHE, name: "stock" }, port: 80 },
      ],
    },
    "reaches[1]",
    /repeats reaches\[0\] \(to-cache-tcp-80\); declare a path once/,
  ],
  [
    "a way in declared twice",
    {
      reachableFrom: [
        { nodes: true, port: 80 },
        { nodes: true, port: 80 },
      ],
    },
    "reachableFrom[1]",
    /repeats reachableFrom\[0\] \(from-nodes-tcp-80\)/,
  ],
  [
    "two peers of one name",
    {
      reaches: [
        { securityGroup: CACHE, port: 80 },
        { securityGroup: peer("cache", "b"), port: 80 },
      ],
    },
    "reaches[1]",
    /and reaches\[0\] are two peers named "cache"; name them apart/,
  ],
];

describe("a PodSecurityGroupBinding refuses", () => {
  for (const [what, args, path, text] of refused) {
    it(`${what}, and makes nothing`, async () => {
      const found = await refusal(() => new PodSecurityGroupBinding("orders", bindingArgs(args)));
      deepStrictEqual(found.paths, [path]);
      match(found.message.split("\n")[1], text);
      strictEqual(found.message.split("\n")[0], 'PodSecurityGroupBinding "orders" cannot be made:');
      deepStrictEqual(found.made, []);
    });
  }

  for (const name of ["Orders", "1orders", "orders-", "o".repeat(51), ""]) {
    it(`the name "${name}", which cannot be a label`, async () => {
      const { paths, made } = await refusal(() => new PodSecurityGroupBinding(name, bindingArgs()));
      deepStrictEqual([paths, made], [["name"], []]);
    });
  }

  it("DNS declared twice, for each of its protocols", async () => {
    const args = bindingArgs({ reaches: [{ dns: true }, { dns: true }] });
    const { paths, message } = await refusal(() => new PodSecurityGroupBinding("orders", args));
    deepStrictEqual(paths, ["reaches[1]", "reaches[1]"]);
    match(message, /to-dns-tcp[^]*to-dns-udp/);
  });

  it("a database that is reached once as such and once by its group", async () => {
    const { paths, message } = await refusal(() => {
      const database = new Database("db", databaseArgs());
      const { securityGroupId } = database;
      const reaches = [{ database }, { securityGroup: { name: "mysql", securityGroupId }, port: 3306 }];
      return new PodSecurityGroupBinding("orders", bindingArgs({ reaches }));
    });
    deepStrictEqual(paths, ["reaches[1]"]);
    match(message, /repeats reaches\[0\] \(to-db-tcp-3306\)/);
  });

  it("several mistakes with all their paths at once", async () => {
    const args = bindingArgs({
      cluster: existingCluster({ podEni: false, version: "1.19.0" }),
      reaches: [{ dns: true, port: 5353 }, { self: true }],
      reachableFrom: [{ nodes: true, port: 0 }],
      podSelector: {},
      additionalSecurityGroupIds: ["default"],
    });
    const { paths, message, made } = await refusal(() => new PodSecurityGroupBinding("Orders", args));
    deepStrictEqual(paths, [
      "name",
      "podSelector",
      "additionalSecurityGroupIds[0]",
      "cluster.vpcCni",
      "cluster.vpcCni",
      "reaches[0].port",
      "reaches[1].port",
      "reachableFrom[0].port",
    ]);
    strictEqual(message.split("\n").length, 9);
    deepStrictEqual(made, []);
  });
});
