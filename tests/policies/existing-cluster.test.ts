import { deepStrictEqual, match } from "node:assert";
import * as k8s from "@pulumi/kubernetes";
import { PodSecurityGroupBinding, type PodSecurityGroupBindingArgs } from "../../components";
import type { Graph } from "../../model/graph/graph";
import { RULES } from "../../policies/rules";
import { runMade } from "../support/program";
import { bindingArgs, existingCluster } from "../support/samples";
import { certain, open, ruleOf } from "./support";

/** A Deployment with the labels of a binding, which is probed on 8080. */
function workload(name: string, { podLabels, podAnnotations }: PodSecurityGroupBinding): void {
  const labels = { app: name };
  const containers = [{ name: "main", image: "main", readinessProbe: { httpGet: { path: "/", port: 8080 } } }];
  new k8s.apps.v1.Deployment(name, {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...podLabels }, annotations: podAnnotations },
        spec: { containers },
      },
    },
  });
}

async function graphOf(program: () => void): Promise<Graph> {
  return (await runMade(program, { preview: true })).graph;
}

/** All that the rules are certain of; tags are the provider's, of which there is none here. */
function objections(graph: Graph): string[] {
  const rules = RULES.filter(({ name }) => name !== "owner-and-expiry");
  return rules.flatMap((rule) => certain(rule, graph).map((message) => `${rule.name}: ${message}`));
}

describe("the pack about bindings on a cluster that exists already", () => {
  const made = (args: Partial<PodSecurityGroupBindingArgs>): Promise<Graph> =>
    graphOf(() => workload("orders", new PodSecurityGroupBinding("orders", bindingArgs(args))));

  it("objects to nothing in a correct one, also where DNS has a group of its own", async () => {
    const paths = { reaches: [{ dns: true }], reachableFrom: [{ nodes: true, port: 8080 }] };
    deepStrictEqual(objections(await made(paths)), []);
    const dnsSecurityGroupId = "sg-0d0d0d0d0d0d0d0d0";
    deepStrictEqual(objections(await made({ ...paths, cluster: { ...existingCluster(), dnsSecurityGroupId } })), []);
  });

  it("leaves it open whether probes that no group admits get through: the enforcing mode is not told", async () => {
    const graph = await made({ reaches: [{ dns: true }], reachableFrom: [{ nodes: true, port: 9090 }] });
    deepStrictEqual(objections(graph), []);
    match(
      open(ruleOf("probe-ports"), graph).join(),
      /whether the mode is strict, in which the pods never get ready: Deployment "orders" is probed on tcp 8080/,
    );
  });

  describe("takes addresses of a binding for what they are, whatever reason it gives:", () => {
    const addressed = (cidr: string): Promise<Graph> => {
      const addresses = { name: "office", cidr, reason: "no group to name" };
      return made({
        reaches: [{ dns: true }, { addresses, port: 443 }],
        reachableFrom: [
          { nodes: true, port: 8080 },
          { addresses, port: 8443 },
        ],
      });
    };

    it("a range of one organisation is let be", async () => {
      deepStrictEqual(objections(await addressed("192.0.2.0/28")), []);
    });

    it("a wide part of the internet is no office", async () => {
      match(objections(await addressed("198.0.0.0/8")).join("\n"), /^no-open-ingress: /);
    });

    it("a private range can be of the VPC, where groups have names", async () => {
      const graph = await addressed("10.0.9.0/24");
      deepStrictEqual(objections(graph), []);
      match(open(ruleOf("pod-rules-narrow"), graph).join("\n"), /"orders-from-office-tcp-8443-ingress"/);
    });
  });

  it("leaves it open whether the half of another account is there", async () => {
    const ledger = { name: "ledger", securityGroupId: "123456789012/sg-0123456789abcdef0" };
    const graph = await made({
      reaches: [{ dns: true }, { securityGroup: ledger, port: 443 }],
      reachableFrom: [{ nodes: true, port: 8080 }],
    });
    deepStrictEqual(objections(graph), []);
    match(open(ruleOf("both-halves"), graph).join("\n"), /it is account 123456789012's/);
  });

  /** Binding `orders` hands out the group of `dns-clients`, too, which has no pods of its own. */
  const shared = (waits: boolean, isUsed = true): Promise<Graph> =>
    graphOf(() => {
      const dns = new PodSecurityGroupBinding("dns-clients", bindingArgs({ reaches: [{ dns: true }] }));
      const orders = new PodSecurityGroupBinding(
        "orders",
        bindingArgs({
          reaches: isUsed ? [] : [{ dns: true }],
          reachableFrom: [{ nodes: true, port: 8080 }],
          additionalSecurityGroupIds: isUsed ? [dns.securityGroupId] : [],
        }),
        { dependsOn: waits ? [dns] : [] },
      );
      workload("orders", orders);
    });

  it("takes a binding that only lends its group for what it is", async () => {
    deepStrictEqual(objections(await shared(true)), []);
  });

  it("objects where the borrower does not wait for the lender's rules", async () => {
    match(objections(await shared(false)).join("\n"), /bound-pod-order: .*"orders-policy" does not wait for/);
  });

  it("objects to a binding without pods whose group nobody borrows", async () => {
    match(objections(await shared(true, false)).join("\n"), /policy-selects-pods: .*"dns-clients-policy" selects no/);
  });
});
