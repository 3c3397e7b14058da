import { deepStrictEqual, match, strictEqual } from "node:assert";
import { Network, type NetworkArgs } from "../../components";
import type { Recording } from "../../cli/record/recorder";
import { ZONE_IDS_REFUSED_BY_EKS } from "../../components/network";
import { precedes, waitsFor } from "../support/lab";
import { all, failure, only, runMade, type RunOptions } from "../support/program";
import { refusal } from "../support/refusal";

const ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones";

function network(args: NetworkArgs = {}, options: RunOptions = {}): Promise<Recording> {
  return runMade(() => {
    const { vpcId, publicSubnetIds, privateSubnetIds, nodeSubnetIds } = new Network("net", args);
    return { vpcId, publicSubnetIds, privateSubnetIds, nodeSubnetIds };
  }, options);
}

/** `<name> <range> <zone>` of each subnet. */
function subnets(recording: Recording): string[] {
  return all(recording, "Subnet").map(
    ({ name, inputs }) => `${name} ${inputs.cidrBlock as string} ${inputs.availabilityZone as string}`,
  );
}

describe("a Network", () => {
  it("has a public and a private /19 in each of three zones that it looks up", async () => {
    deepStrictEqual(subnets(await network()).sort(), [
      "net-private-a 10.42.96.0/19 us-west-2a",
      "net-private-b 10.42.128.0/19 us-west-2b",
      "net-private-c 10.42.160.0/19 us-west-2c",
      "net-public-a 10.42.0.0/19 us-west-2a",
      "net-public-b 10.42.32.0/19 us-west-2b",
      "net-public-c 10.42.64.0/19 us-west-2c",
    ]);
  });

  it("keeps the ranges of its private subnets where it has two zones", async () => {
    deepStrictEqual(subnets(await network({ availabilityZoneCount: 2 })).sort(), [
      "net-private-a 10.42.96.0/19 us-west-2a",
      "net-private-b 10.42.128.0/19 us-west-2b",
      "net-public-a 10.42.0.0/19 us-west-2a",
      "net-public-b 10.42.32.0/19 us-west-2b",
    ]);
  });

  it("takes the zones that are named, and looks none up", async () => {
    const lookUps = {
      [ZONES]: () => {
        throw new Error("looked up");
      },
    };
    const recording = await network({ availabilityZones: ["eu-west-1c", "eu-west-1a"] }, { lookUps });
    deepStrictEqual(
      all(recording, "Subnet").map(({ inputs }) => inputs.availabilityZone),
      ["eu-west-1c", "eu-west-1a", "eu-west-1c", "eu-west-1a"],
    );
  });

  it("derives the subnets from another range", async () => {
    const recording = await network({ cidr: "172.20.4.0/22", availabilityZoneCount: 2 });
    deepStrictEqual(
      all(recording, "Subnet").map(({ inputs }) => inputs.cidrBlock),
      ["172.20.5.128/25", "172.20.6.0/25", "172.20.4.0/25", "172.20.4.128/25"],
    );
  });

  it("lets a later look-up move no subnet, and a changed name move it", async () => {
    const ignored = async (args: NetworkArgs): Promise<string[][]> =>
      all(await network(args), "Subnet").map(({ ignoreChanges }) => ignoreChanges);
    deepStrictEqual(await ignored({ availabilityZoneCount: 2 }), Array(4).fill(["availabilityZone"]));
    deepStrictEqual(await ignored({ availabilityZones: ["a", "b"] }), Array(4).fill([]));
  });

  it("asks for ordinary zones only, and for none that EKS refuses", async () => {
    let asked: unknown;
    const lookUps = {
      [ZONES]: (inputs: object) => {
        asked = inputs;
        return { names: ["a", "b", "c"] };
      },
    };
    await network({}, { lookUps });
    deepStrictEqual(asked, {
      state: "available",
      excludeZoneIds: ZONE_IDS_REFUSED_BY_EKS,
      filters: [
        { name: "zone-type", values: ["availability-zone"] },
        { name: "opt-in-status", values: ["opt-in-not-required"] },
      ],
    });
  });

  it("ends with the zones' names where the region has too few", async () => {
    const { message, paths, made } = await refusal(() => new Network("net", {}), {
      lookUps: { [ZONES]: () => ({ names: ["us-west-1a", "us-west-1c"] }) },
    });
    match(
      message,
      /^Network "net" cannot be made:\n {2}availabilityZoneCount: the region offers 2 ordinary zones \(us-west-1a, us-west-1c\), 3 are wanted/,
    );
    deepStrictEqual(paths, ["availabilityZoneCount"]);
    deepStrictEqual(
      made.filter((title) => title.includes("Subnet")),
      [],
    );
  });

  it("marks its subnets for load balancers, public and internal", async () => {
    const { registrations } = await network();
    const tagged = (tag: string): string[] =>
      registrations
        .filter(({ type, inputs }) => type.endsWith(":Subnet") && JSON.stringify(inputs.tags).includes(`"${tag}":"1"`))
        .map(({ name }) => name);
    deepStrictEqual(tagged("kubernetes.io/role/elb"), ["net-public-a", "net-public-b", "net-public-c"]);
    deepStrictEqual(tagged("kubernetes.io/role/internal-elb"), ["net-private-a", "net-private-b", "net-private-c"]);
  });

  it("resolves names inside, gives no subnet public addresses, and makes no security group", async () => {
    const recording = await network();
    const { cidrBlock, enableDnsHostnames, enableDnsSupport } = only(recording, "Vpc").inputs;
    deepStrictEqual([cidrBlock, enableDnsHostnames, enableDnsSupport], ["10.42.0.0/16", true, true]);
    for (const { inputs } of all(recording, "Subnet")) strictEqual(inputs.mapPublicIpOnLaunch, undefined);
    deepStrictEqual(
      recording.registrations.filter(({ type }) => type.includes("ecurityGroup")),
      [],
    );
  });

  it("has one NAT gateway that all private subnets use", async () => {
    const recording = await network();
    const { inputs } = only(recording, "NatGateway");
    match(inputs.subnetId as string, /^net-public-a-/);
    for (const slot of ["a", "b", "c"]) {
      match(only(recording, "Route", `net-private-${slot}-internet`).inputs.natGatewayId as string, /^net-nat-a-/);
    }
  });

  it("moves no subnet to another route table where it gets a NAT gateway per zone: only routes change, in place", async () => {
    const [one, three] = [await network(), await network({ natGatewayPerZone: true })];
    const inputsOf = (recording: Recording, type: string): [string, unknown][] =>
      all(recording, type).map(({ urn, inputs }) => [urn, inputs]);
    for (const type of ["RouteTable", "RouteTableAssociation", "Subnet"]) {
      deepStrictEqual(inputsOf(one, type), inputsOf(three, type), type);
    }
    const changed = (recording: Recording): unknown[] =>
      inputsOf(recording, "Route").map(([urn, inputs]) => [urn, Object.keys(inputs as object)]);
    deepStrictEqual(changed(one), changed(three));
    for (const { name, ignoreChanges } of all(one, "RouteTableAssociation")) {
      deepStrictEqual(ignoreChanges, ["routeTableId"], name);
    }
  });

  for (const natGatewayPerZone of [false, true]) {
    it(`leads no subnet to a table without a way out, ${natGatewayPerZone ? "with a gateway per zone" : "with one gateway"}`, async () => {
      const recording = await network({ natGatewayPerZone });
      for (const slot of ["a", "b", "c"]) {
        const [gateway, route, association] = [
          only(recording, "NatGateway", `net-nat-${natGatewayPerZone ? slot : "a"}`),
          only(recording, "Route", `net-private-${slot}-internet`),
          only(recording, "RouteTableAssociation", `net-private-${slot}`),
        ];
        strictEqual(precedes(recording, gateway, route), true);
        strictEqual(precedes(recording, route, association), true);
      }
      const ofPublic = only(recording, "RouteTableAssociation", "net-public-b");
      strictEqual(precedes(recording, only(recording, "Route", "net-public-internet"), ofPublic), true);
    });
  }

  it("has a NAT gateway in each zone where that is wanted, and each subnet uses that of its zone", async () => {
    const recording = await network({ natGatewayPerZone: true });
    for (const slot of ["a", "b", "c"]) {
      match(
        only(recording, "NatGateway", `net-nat-${slot}`).inputs.subnetId as string,
        new RegExp(`^net-public-${slot}-`),
      );
      match(
        only(recording, "Route", `net-private-${slot}-internet`).inputs.natGatewayId as string,
        new RegExp(`^net-nat-${slot}-`),
      );
      const association = only(recording, "RouteTableAssociation", `net-private-${slot}`).inputs;
      match(association.routeTableId as string, new RegExp(`^net-private-${slot}-`));
      match(association.subnetId as string, new RegExp(`^net-private-${slot}-`));
    }
  });

  it("renames none of what both have where it gets a NAT gateway per zone", async () => {
    const [one, three] = [await network(), await network({ natGatewayPerZone: true })];
    const names = new Set(three.registrations.map(({ urn }) => urn));
    deepStrictEqual(
      one.registrations.filter(({ urn }) => !names.has(urn)),
      [],
    );
  });

  it("makes a NAT gateway only in a subnet that reaches the internet", async () => {
    const recording = await network();
    const nat = only(recording, "NatGateway");
    for (const [type, name] of [
      ["Route", "net-public-internet"],
      ["RouteTableAssociation", "net-public-a"],
    ]) {
      strictEqual(precedes(recording, only(recording, type, name), nat), true);
    }
    strictEqual(precedes(recording, only(recording, "InternetGateway"), only(recording, "Eip")), true);
  });

  it("gives databases subnets that wait for no NAT gateway", async () => {
    const recording = await network();
    deepStrictEqual(waitsFor(recording, only(recording, "Subnet", "net-private-a")).sort(), [
      "aws:ec2/vpc:Vpc net-vpc",
      "pod-security-groups:index:Network net",
    ]);
  });

  const refused: [string, NetworkArgs, string[], RegExp][] = [
    ["a range that is none", { cidr: "10.42.0.0" }, ["cidr"], /"10.42.0.0" is not an IPv4 range/],
    ["a range whose address is not its first", { cidr: "10.42.1.0/16" }, ["cidr"], /"10.42.1.0\/16" is not/],
    ["a range too small", { cidr: "10.42.0.0/23" }, ["cidr"], /\/23; use \/16 to \/22/],
    ["a range too large", { cidr: "10.0.0.0/15" }, ["cidr"], /\/15; use \/16 to \/22/],
    ["a count of four zones", { availabilityZoneCount: 4 }, ["availabilityZoneCount"], /4 zones; use 2 or 3/],
    ["a single named zone", { availabilityZones: ["a"] }, ["availabilityZones"], /1 zones; use 2 or 3/],
    ["a zone named twice", { availabilityZones: ["a", "a"] }, ["availabilityZones"], /names a zone twice/],
    [
      "a count that is not that of the named zones",
      { availabilityZones: ["a", "b"], availabilityZoneCount: 3 },
      ["availabilityZoneCount"],
      /2 zones are named/,
    ],
    [
      "several of these, all at once",
      { cidr: "10.0.0.0/8", availabilityZones: ["a", "a", "a", "a"] },
      ["cidr", "availabilityZones", "availabilityZones"],
      /^Network "net" cannot be made:\n {2}cidr: .*\n {2}availabilityZones: .*\n {2}availabilityZones: .*$/,
    ],
  ];
  for (const [what, args, paths, text] of refused) {
    it(`refuses ${what}`, async () => {
      const found = await refusal(() => new Network("net", args));
      deepStrictEqual(found.paths, paths);
      match(found.message, text);
      deepStrictEqual(found.made, []);
    });
  }

  it("is planned without an account, its zones unknown", async () => {
    strictEqual(all(await network({}, { preview: true }), "Subnet").length, 6);
    match(await failure(network({ availabilityZoneCount: 1 }, { preview: true })), /use 2 or 3/);
  });
});
