import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { certain, open, ruleOf } from "../policies/support";
import { branchInterfaces } from "./questions";
import { allowed, CATALOG, DATABASE, type GraphBuilder, lab, TYPES, verdict } from "./fixtures";

/** The lab on nodes of EKS Auto Mode, of which the graph shows the cluster. */
function auto(change: (b: GraphBuilder) => void = () => undefined): GraphBuilder {
  const { b, cluster } = lab({ mode: "none" });
  b.remove("nodes", "node-template");
  b.add(TYPES.innerCluster, "inner", { version: "1.36", computeConfig: { enabled: true } }, { parent: cluster.urn });
  change(b);
  return b;
}

describe("EKS Auto Mode", () => {
  it("has certain verdicts where the branch interface decides, as AWS says", () => {
    const b = auto();
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
    assert.equal(allowed(b, "unbound-pods", DATABASE, 3306), false);
    assert.equal(allowed(b, "internet", CATALOG, 8080), false);
    assert.equal(
      allowed(
        auto((one) => one.remove("database-ingress")),
        CATALOG,
        DATABASE,
        3306,
      ),
      false,
    );
  });

  it("leaves DNS of bound pods open, with rules for it and without, since it answers on the node", () => {
    const b = auto();
    const { allowed: answer, because } = verdict(b, CATALOG, "dns", 53, "udp");
    assert.equal(answer, null);
    assert.match(
      because,
      /^AWS does not document for EKS Auto Mode whether DNS, .*; by the rules alone, egress rule "dns-udp-/,
    );
    b.remove("dns-udp-egress", "dns-udp-ingress");
    assert.match(verdict(b, CATALOG, "dns", 53, "udp").because, /by the rules alone, no egress rule of catalog-pods/);
    assert.equal(allowed(b, "unbound-pods", "dns", 53), true);
  });

  it("leaves open what no rule lets through where both can be on one node, the kubelet's probes among it", () => {
    const b = auto((one) => one.remove("probes-ingress"));
    const { allowed: answer, because } = verdict(b, "nodes", CATALOG, 8080);
    assert.equal(answer, null);
    assert.match(because, /whether traffic that stays on one node is filtered; by the rules alone, no ingress rule/);
    assert.equal(allowed(auto(), "nodes", CATALOG, 8080), true);
  });

  it("leaves open what the pods' group closes to the internet and the node's opens", () => {
    const { allowed: answer, because } = verdict(auto(), CATALOG, "internet", 443);
    assert.equal(answer, null);
    assert.match(because, /under which group traffic leaves the VPC/);
  });

  it("has no mandatory finding that rests on what is not documented", () => {
    const b = auto((one) => one.remove("dns-udp-egress", "dns-udp-ingress", "probes-ingress"));
    assert.deepEqual(certain(ruleOf("pod-dns"), b.graph()), []);
    assert.match(
      open(ruleOf("pod-dns"), b.graph()).join("\n"),
      /whether DNS, .*, asks these rules is not documented for EKS Auto Mode/,
    );
  });

  it("has no mandatory finding on probes either, whose way is not documented", () => {
    const b = auto((one) => one.remove("probes-ingress"));
    const deployment = b.resources.find(({ type }) => type === "kubernetes:apps/v1:Deployment")!;
    const readinessProbe = { tcpSocket: { port: 8080 } };
    deployment.inputs.spec = {
      template: { metadata: { labels: { app: "catalog" } }, spec: { containers: [{ name: "main", readinessProbe }] } },
    };
    assert.deepEqual(certain(ruleOf("probe-ports"), b.graph()), []);
    assert.match(
      open(ruleOf("probe-ports"), b.graph()).join("\n"),
      /whether the kubelet's probes need a rule is not doc/,
    );
  });

  it("offers branch interfaces of which nothing is told: the capacity is not known", () => {
    assert.equal(branchInterfaces(auto().graph()), undefined);
  });

  it("is known by what the policy says, where the cluster is not in the graph", () => {
    const b = auto();
    const policy = b.get("catalog-policy");
    const said = (value: string): boolean => {
      policy.inputs.metadata = { namespace: "catalog", annotations: { "sgp.internal/enforced-by": value } };
      const other = structuredClone(b.graph());
      other.resources = other.resources.filter(({ name }) => name !== "inner");
      return read(other).endpoints.find(({ id }) => id === CATALOG)!.autoMode;
    };
    assert.equal(said("eks-auto-mode"), true);
    assert.equal(said("vpc-cni"), false);
  });

  it("beside nodes with a VPC CNI in one cluster leaves the same open, since pods may be on either", () => {
    const { b, cluster } = lab({ mode: "strict" });
    b.add(TYPES.innerCluster, "inner", { version: "1.36", computeConfig: { enabled: true } }, { parent: cluster.urn });
    assert.equal(allowed(b, CATALOG, "dns", 53), null);
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), true);
  });

  it("whose version is not told leaves open whether pods get groups at all", () => {
    const b = auto((one) => (one.get("inner").inputs.version = UNKNOWN));
    assert.equal(allowed(b, CATALOG, DATABASE, 3306), null);
  });

  it("is not what nodes of one's own are taken for", () => {
    assert.equal(read(lab().b.graph()).endpoints.find(({ id }) => id === CATALOG)!.autoMode, false);
    assert.equal(allowed(lab().b, CATALOG, "dns", 53), true);
  });
});
