/**
 * Which cluster, group or interface something means, where a graph has several, or names one by an id.
 */
import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { allowed, CATALOG, DATABASE, type GraphBuilder, lab, Ref, TYPES } from "./fixtures";

const OUTSIDE = "sg-0123456789abcdef0";

/** A group that the database admits, and that nothing in the graph carries. */
function admitted(b: GraphBuilder, databaseGroup: Ref): Ref {
  const everything = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
  const extra = new Ref(b.group("extra", { vpcId: new Ref(b.get("lab").urn), egress: [everything] }));
  b.ingress("from-extra", databaseGroup, { referencedSecurityGroupId: extra }, 3306);
  return extra;
}

describe("an id that a cluster shares with something else", () => {
  it("is one of the cluster, too: what nobody reads and names it can make nodes of it", () => {
    const { b, databaseGroup } = lab();
    admitted(b, databaseGroup);
    b.get("vpc-cni").inputs.clusterName = "shop";
    const cluster = b.resources.find(({ type }) => type === TYPES.cluster)!;
    cluster.id = "shop";
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
    b.add("aws-native:eks:Nodegroup", "more", { clusterName: "shop" });
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
    b.add("kubernetes:core/v1:Namespace", "shop", { metadata: { name: "shop" } });
    b.get("shop").id = "shop";
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
  });
});

describe("the id of the cluster security group", () => {
  it("that the cluster itself names is believed wherever it stands", () => {
    const { b } = lab();
    const root = b.resources.find(({ type }) => type === TYPES.cluster)!.urn;
    b.add(TYPES.innerCluster, "lab-inner", { name: "lab" }, { parent: root });
    b.get("lab-inner").outputs = { vpcConfig: { clusterSecurityGroupId: OUTSIDE } };
    const own = b.group("own-nodes");
    const template = b.get("node-template");
    template.inputs.vpcSecurityGroupIds = [UNKNOWN, OUTSIDE];
    template.propertyDependencies.vpcSecurityGroupIds = [own];
    assert.equal(allowed(b, "nodes", "dns", 53), true);
    assert.equal(allowed(b, CATALOG, "dns", 53), true);
  });

  it("is one of several that a component hands on which makes its own", () => {
    const { b, cluster, databaseGroup } = lab();
    b.ingress("from-component", databaseGroup, { referencedSecurityGroupId: cluster }, 3306);
    assert.equal(allowed(b, "nodes", DATABASE, 3306), true);
    const component = b.resources.find(({ type }) => type === TYPES.cluster)!;
    component.inputs.skipDefaultSecurityGroups = false;
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
    const inner = b.add(TYPES.innerCluster, "lab-inner", { name: "lab" }, { parent: component.urn });
    const rule = b.get("from-component").propertyDependencies;
    rule.referencedSecurityGroupId = [...rule.referencedSecurityGroupId, inner];
    assert.equal(allowed(b, "nodes", DATABASE, 3306), true, "it is from the cluster inside");
  });
});

describe("a group that is added to a network interface", () => {
  const ATTACHMENT = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment";

  it("can be a node's where the graph does not make the interface", () => {
    const { b, databaseGroup } = lab();
    const securityGroupId = admitted(b, databaseGroup);
    const instance = new Ref(b.add("aws:ec2/instance:Instance", "bastion"));
    b.add(ATTACHMENT, "bastion", { securityGroupId, networkInterfaceId: instance });
    assert.equal(allowed(b, "nodes", DATABASE, 3306), false);
    b.add(ATTACHMENT, "other", { securityGroupId, networkInterfaceId: "eni-0123456789abcdef0" });
    assert.equal(allowed(b, "nodes", DATABASE, 3306), null);
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), null);
  });
});

describe("a second cluster", () => {
  it("in a VPC of its own gives the pods of the first no other addresses", () => {
    const { b, cluster } = lab();
    const [first, second] = ["first", "second"].map(
      (name) => `urn:pulumi:test::lab::pulumi:providers:kubernetes::${name}`,
    );
    b.add("pulumi:providers:kubernetes", "first", { kubeconfig: cluster });
    Object.assign(b.get("vpc-cni"), { propertyDependencies: { clusterName: [cluster.urn] } });
    b.get("vpc-cni").inputs.clusterName = UNKNOWN;
    for (const one of b.resources) if (one.type.startsWith("kubernetes:")) one.provider = `${first}::id`;
    const vpcId = new Ref(b.add(TYPES.vpc, "other", { cidrBlock: "10.43.0.0/16" }));
    const subnet = new Ref(b.add("aws:ec2/subnet:Subnet", "other-a", { vpcId, cidrBlock: "10.43.0.0/19" }));
    const other = new Ref(b.add(TYPES.innerCluster, "other-cluster", { vpcConfig: { subnetIds: [subnet] } }));
    b.add(TYPES.nodeGroup, "other-nodes", { clusterName: other, subnetIds: [subnet] });
    b.add("pulumi:providers:kubernetes", "second", { kubeconfig: other });
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    b.get("catalog-policy").provider = `${second}::id`;
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null, "its nodes are in the other VPC");
    assert.equal(read(b.graph()).clusters.inGraph().length, 2);
  });
});
