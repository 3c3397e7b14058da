import * as assert from "node:assert/strict";
import { UNKNOWN } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import { reachability } from "./questions";
import { CATALOG, DATABASE, type GraphBuilder, lab, Ref, TYPES, verdict } from "./fixtures";

describe("enforcing modes", () => {
  it("standard: does not filter traffic on the same node, and says so", () => {
    const { b } = lab({ mode: "standard" });
    b.remove("probes-ingress", "dns-tcp-egress");
    for (const [from, to, port] of [
      ["unbound-pods", CATALOG, 8080],
      ["nodes", CATALOG, 8080],
      [CATALOG, "dns", 53],
    ] as const) {
      const { allowed, because } = verdict(b, from, to, port);
      assert.equal(allowed, true);
      assert.match(because, /^standard mode does not filter traffic that stays on the same node; else no /);
    }
  });

  it("standard: databases are never on the node", () => {
    const { b } = lab({ mode: "standard" });
    b.remove("database-egress");
    assert.equal(verdict(b, CATALOG, DATABASE, 3306).allowed, false);
  });

  it("standard: leaves the VPC under the node's group", () => {
    const { allowed, because } = verdict(lab({ mode: "standard" }).b, CATALOG, "internet", 443);
    assert.equal(allowed, true);
    assert.match(because, /^in standard mode it leaves the VPC under the node's group: EKS's own egress rule/);
  });

  it("standard: keeps the pod's own group where source NAT is left to the outside", () => {
    const { b } = lab({ mode: "none" });
    b.vpcCni({ POD_SECURITY_GROUP_ENFORCING_MODE: "standard", AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" });
    assert.equal(verdict(b, CATALOG, "internet", 443).allowed, false);
  });

  it("strict is what an add-on without the setting has", () => {
    const { b } = lab({ mode: "none" });
    b.vpcCni({ ENABLE_POD_ENI: "true" }, { DISABLE_TCP_EARLY_DEMUX: "true" });
    assert.deepEqual(reachability(b.graph()), reachability(lab().b.graph()));
  });

  it("strict: warns where probes need early demux off", () => {
    const { b } = lab({ mode: "none" });
    b.vpcCni({ ENABLE_POD_ENI: "true" });
    assert.match(verdict(b, "nodes", CATALOG, 8080).because, /probes also need DISABLE_TCP_EARLY_DEMUX, which is off$/);
  });

  it("where the graph has no add-on, what strict mode closes is not known, and only where it matters", () => {
    const { b } = lab({ mode: "none" });
    b.remove("probes-ingress");
    const { allowed, because } = verdict(b, "unbound-pods", CATALOG, 8080);
    assert.equal(allowed, null);
    assert.match(because, /^the enforcing mode is not in the graph; in strict mode no ingress rule of catalog-pods/);
    assert.doesNotMatch(verdict(b, "unbound-pods", DATABASE, 3306).because, /mode/);
  });

  it("it is not known where something else sets the VPC CNI besides its add-on", () => {
    const patch = ["kubernetes:apps/v1:DaemonSetPatch", { metadata: { name: "aws-node" } }] as const;
    const command = ["command:local:Command", { create: "kubectl set env ds aws-node X=y" }] as const;
    for (const [type, inputs] of [patch, command]) {
      const { b } = lab();
      b.remove("probes-ingress");
      assert.equal(verdict(b, "unbound-pods", CATALOG, 8080).allowed, false);
      b.add(type, "more", inputs);
      assert.equal(verdict(b, "unbound-pods", CATALOG, 8080).allowed, null);
    }
  });

  it("it is not known where two add-ons of a graph differ, or their text cannot be read", () => {
    for (const configurationValues of ['{"env":{"POD_SECURITY_GROUP_ENFORCING_MODE":"standard"}}', "{", UNKNOWN]) {
      const { b } = lab();
      b.add("aws:eks/addon:Addon", "another", { addonName: "vpc-cni", configurationValues });
      assert.match(verdict(b, CATALOG, "internet", 443).because, /^the enforcing mode is not in the graph/);
    }
  });

  describe("that the policy itself says, on a cluster that is given by ids", () => {
    /** A lab without its add-on, whose policy has annotations. */
    function said(mode: string, source?: string, shown = "none"): GraphBuilder {
      const { b } = lab({ mode: shown });
      b.remove("probes-ingress");
      const annotations = {
        "labels.example.com/enforcing-mode": mode,
        ...(source !== undefined && { "labels.example.com/enforcing-mode-source": source }),
      };
      b.get("catalog-policy").inputs.metadata = { namespace: "catalog", annotations };
      return b;
    }

    for (const source of ["assert", "apply", "create"]) {
      it(`is certain where a PodEniAddon read or set it (${source})`, () => {
        const { allowed, because } = verdict(said("strict", source), "unbound-pods", CATALOG, 8080);
        assert.equal(allowed, false);
        assert.match(because, /^no ingress rule of catalog-pods/);
        assert.equal(verdict(said("strict", source), CATALOG, "internet", 443).allowed, false);
        const open = verdict(said("standard", source), "unbound-pods", CATALOG, 8080);
        assert.equal(open.allowed, true);
        assert.match(open.because, /^standard mode does not filter traffic that stays on the same node/);
      });
    }

    it("is no more than a declaration elsewhere, and the verdict says so", () => {
      for (const b of [said("strict", "declared"), said("strict"), said("strict", "hearsay"), said("standard")]) {
        const { allowed, because } = verdict(b, "unbound-pods", CATALOG, 8080);
        assert.equal(allowed, null);
        assert.match(
          because,
          /^the enforcing mode is declared, and nothing checked it; in strict mode no ingress rule/,
        );
      }
    });

    it("says nothing where it is not known, or no mode", () => {
      for (const b of [said(UNKNOWN, "assert"), said("lenient", "assert")]) {
        assert.match(verdict(b, "unbound-pods", CATALOG, 8080).because, /^the enforcing mode is not in the graph/);
      }
    });

    it("is what the add-on of its cluster says, and not known where the policy can be of another cluster", () => {
      for (const source of ["assert", "declared"]) {
        assert.equal(verdict(said("standard", source, "strict"), "unbound-pods", CATALOG, 8080).allowed, false);
        const b = said("standard", source, "strict");
        b.add(TYPES.cluster, "another", {}, { custom: false });
        const { allowed, because } = verdict(b, "unbound-pods", CATALOG, 8080);
        assert.equal(allowed, null);
        assert.match(
          because,
          /^the VPC CNI and the binding tell different enforcing modes; in strict mode no ingress rule/,
        );
      }
    });

    it("leaves open under which group traffic leaves the VPC in standard mode, which source NAT decides", () => {
      const { allowed, because } = verdict(said("standard", "assert"), CATALOG, "internet", 443);
      assert.equal(allowed, null);
      assert.match(because, /^whether pods leave the VPC under the node's group or their own is not in the graph/);
    });

    it("is the mode of that policy's pods alone", () => {
      const b = said("strict", "assert");
      const policy = b.get("catalog-policy");
      b.add(policy.type, "plain-policy", {
        ...policy.inputs,
        metadata: { namespace: "shop" },
        spec: { podSelector: { matchLabels: { app: "web" } }, securityGroups: { groupIds: ["sg-0123456789abcdef0"] } },
      });
      assert.equal(verdict(b, "unbound-pods", CATALOG, 8080).allowed, false);
      const plain = "bound:shop/plain-policy";
      assert.equal(read(b.graph()).endpoints.find(({ id }) => id === plain)!.vpcCni?.enforcingMode, undefined);
      assert.equal(read(b.graph()).vpcCni.enforcingMode, undefined);
    });
  });

  it("any: does not filter ordinary pods on the same node", () => {
    const { b } = lab();
    const own = new Ref(b.group("node-group"));
    b.resources.find(({ type }) => type === TYPES.launchTemplate)!.inputs.vpcSecurityGroupIds = [UNKNOWN];
    b.resources.find(({ type }) => type === TYPES.launchTemplate)!.propertyDependencies.vpcSecurityGroupIds = [own.urn];
    const { allowed, because } = verdict(b, "unbound-pods", "dns", 53);
    assert.equal(allowed, true);
    assert.match(because, /^traffic that stays on one node is not filtered; else no egress rule of node-group/);
  });
});
