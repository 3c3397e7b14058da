import assert from "node:assert/strict";
import type { PathChange } from "../../model/diff/graph-diff";
import { type Json, UNKNOWN } from "../../model/graph/graph";
import { Ref } from "../model/fixtures";
import { graphDiff, SmallLab } from "./support";

const WEB = "pods:Deployment shop/web";

/** What a change opens and closes for a workload by its move: ends, protocol and first port of each path. */
function ofWorkload(id: string, base: SmallLab, head: SmallLab): { opened: string[]; closed: string[] } {
  const { opened, closed } = graphDiff(base.graph(), head.graph());
  const told = (changes: PathChange[]): string[] =>
    changes
      .filter(({ from, to }) => [from, to].includes(id))
      .map(({ from, to, protocol, ports }) => `${from} -> ${to} ${protocol} ${ports[0].from}`);
  return { opened: told(opened), closed: told(closed) };
}

function changed(change: (lab: SmallLab) => unknown): SmallLab {
  const lab = new SmallLab();
  change(lab);
  return lab;
}

/** A second Deployment with a label. */
const worker = (app: string) => (lab: SmallLab) => lab.deployment("worker", "shop", { app });
const WORKER = "pods:Deployment shop/worker";

/** The small program whose `web` has something else in the specification of its pods; unbound where that is asked for. */
function withSpec(given: object, isBound = true): SmallLab {
  return changed((lab) => {
    const { spec } = lab.get("web").inputs as { spec: { template: { spec: object } } };
    Object.assign(spec.template.spec, given);
    if (!isBound) lab.remove("app-policy");
  });
}

/** The small program of whose `web` the labels are not known. */
function withUnknownLabels(): SmallLab {
  return changed((lab) => {
    const { spec } = lab.get("web").inputs as { spec: { template: { metadata: object } } };
    Object.assign(spec.template.metadata, { labels: UNKNOWN });
  });
}

/** Why the pods of `web` are made anew. */
function reasons(base: SmallLab, head: SmallLab): string[] {
  const own = graphDiff(base.graph(), head.graph()).rolls.filter(({ workload }) => workload === "shop/web");
  return own.flatMap((roll) => roll.reasons.map(({ kind }) => kind));
}

const HOST = { hostNetwork: true };
const WINDOWS = { nodeSelector: { "kubernetes.io/os": "windows" } };
const ANY_OS = { nodeSelector: { "kubernetes.io/os": UNKNOWN } };

describe("the diff of pods that move to another end", () => {
  it("tells what pods that leave their binding reach from then on, and who reaches them", () => {
    const unbound = changed((lab) => lab.remove("app-policy"));
    const { opened, closed } = ofWorkload(WEB, new SmallLab(), unbound);
    for (const path of [
      `${WEB} -> internet -1 0`,
      `${WEB} -> kubernetes-api tcp 443`,
      `${WEB} -> nodes -1 0`,
      `nodes -> ${WEB} -1 0`,
      `unbound-pods -> ${WEB} -1 0`,
    ]) {
      assert.ok(opened.includes(path), `${path} is not among ${opened.join(", ")}`);
    }
    // Told of the binding's end already.
    assert.deepEqual(closed, []);
    assert.ok(!opened.some((path) => path.includes("database:")));
  });

  it("tells the same the other way round", () => {
    const unbound = changed((lab) => lab.remove("app-policy"));
    const back = ofWorkload(WEB, unbound, new SmallLab());
    assert.deepEqual(back, {
      opened: [],
      closed: ofWorkload(WEB, new SmallLab(), unbound).opened,
    });
  });

  it("tells that a database opens to pods that join a binding, though no rule changes", () => {
    const [base, head] = [changed(worker("other")), changed(worker("app"))];
    const { opened, closed } = ofWorkload(WORKER, base, head);
    assert.deepEqual(opened, [`${WORKER} -> database:db tcp 3306`]);
    assert.ok(closed.includes(`${WORKER} -> internet -1 0`));
    const [{ rules, before, after }] = graphDiff(base.graph(), head.graph()).opened;
    assert.deepEqual([before, after], ["closed", "open"]);
    assert.deepEqual(rules, ["app-to-db-egress", "app-to-db-ingress"]);
  });

  it("tells what opens to bound pods on the host's network", () => {
    assert.ok(ofWorkload(WEB, new SmallLab(), withSpec(HOST)).opened.includes(`${WEB} -> internet -1 0`));
  });

  it("tells nothing where the pods stay, or where it is not known whose they are", () => {
    const unknown = withUnknownLabels();
    const stays = changed((lab) => lab.openToRange());
    for (const head of [unknown, stays]) {
      assert.deepEqual(ofWorkload(WEB, new SmallLab(), head), { opened: [], closed: [] });
    }
  });

  it("tells nothing of pods of which only a patch is here: they can have further labels", () => {
    const patched = (app: string) =>
      changed((lab) => {
        const template = { metadata: { labels: { app } }, spec: { containers: [{ name: "main" }] } };
        lab.add("kubernetes:apps/v1:DeploymentPatch", "worker", {
          metadata: { namespace: "shop" },
          spec: { template },
        });
      });
    const id = "pods:DeploymentPatch shop/worker";
    assert.deepEqual(ofWorkload(id, patched("other"), patched("app")), { opened: [], closed: [] });
  });

  it("tells nothing of the own node, which ordinary pods reach as well", () => {
    const standard = (lab: SmallLab): unknown =>
      lab.vpcCni({ ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" });
    const unbound = changed((lab) => {
      standard(lab);
      lab.remove("app-policy");
    });
    const { opened, closed } = ofWorkload(WEB, changed(standard), unbound);
    assert.ok(opened.length > 0);
    assert.ok(![...opened, ...closed].some((path) => path.includes("same-node")));
  });

  it("tells what opens to bound pods on Windows, where no pod has a group of its own", () => {
    assert.ok(ofWorkload(WEB, new SmallLab(), withSpec(WINDOWS)).opened.includes(`${WEB} -> internet -1 0`));
  });

  it("tells nothing where a binding comes to pods that cannot have its groups, or perhaps cannot", () => {
    for (const given of [HOST, WINDOWS, ANY_OS]) {
      assert.deepEqual(ofWorkload(WEB, withSpec(given, false), withSpec(given)), { opened: [], closed: [] });
    }
  });

  it("tells what opens to pods that leave two bindings, whose groups they had together", () => {
    const labelled = (labels: { [key: string]: string }) =>
      changed((lab) => {
        lab.binding("extra", "shop", [new Ref(lab.metrics)], { more: "yes" });
        lab.deployment("worker", "shop", labels);
      });
    const [both, none] = [labelled({ app: "app", more: "yes" }), labelled({})];
    assert.ok(ofWorkload(WORKER, both, none).opened.includes(`${WORKER} -> internet -1 0`));
    assert.ok(ofWorkload(WORKER, both, none).closed.length === 0, "told of the binding that has no pods any more");
    assert.ok(ofWorkload(WORKER, none, both).closed.includes(`${WORKER} -> internet -1 0`));
    // One of the two stays: its own end tells all.
    const one = ofWorkload(WORKER, both, labelled({ more: "yes" }));
    assert.deepEqual(one, { opened: [], closed: [] });
  });

  it("tells what the pods themselves reach, where others of their binding have further groups", () => {
    const labelled = (labels: { [key: string]: string }) =>
      changed((lab) => {
        lab.path("further", new Ref(lab.metrics), new Ref(lab.database), 3307);
        lab.binding("extra", "shop", [new Ref(lab.metrics)], { more: "yes" });
        for (const name of ["other", "third"]) lab.deployment(name, "shop", { app: "app", more: "yes" });
        lab.deployment("fourth", "shop", { more: "yes" });
        lab.deployment("worker", "shop", labels);
      });
    const levels = (base: SmallLab, head: SmallLab): string[] => {
      const { opened, closed } = graphDiff(base.graph(), head.graph());
      const own = [...opened, ...closed].filter(({ from, to }) => from === WORKER && to === "database:db");
      return own.map(({ ports, before, after }) => `${ports[0].from}-${ports[0].to} ${before} ${after}`);
    };
    const [one, both, none] = [labelled({ app: "app" }), labelled({ app: "app", more: "yes" }), labelled({})];
    assert.deepEqual(levels(one, none), ["3306-3306 open closed"]);
    assert.deepEqual(levels(both, none), ["3306-3307 open closed"]);
    assert.deepEqual(levels(one, both), ["3307-3307 closed open"]);
    assert.deepEqual(levels(both, one), ["3307-3307 open closed"]);
    assert.deepEqual(levels(one, one), []);
  });

  it("tells of the pods what their new end had already, though to that end all the rest opens", () => {
    const admitted = (protocol: string, label: string) =>
      changed((lab) => {
        worker(label)(lab);
        lab.remove("app-to-db-egress", "app-to-db-ingress");
        lab.ingress(
          "cluster",
          new Ref(lab.database),
          { referencedSecurityGroupId: new Ref(lab.cluster) },
          3306,
          protocol,
        );
      });
    const { opened } = ofWorkload(WORKER, admitted("tcp", "app"), admitted("-1", "other"));
    assert.ok(opened.includes(`${WORKER} -> database:db -1 0`), opened.join());
  });

  it("tells that a path closes to the pods, though to their old end it is perhaps open", () => {
    const head = changed((lab) => {
      worker("other")(lab);
      lab.set("app-to-db-egress", "referencedSecurityGroupId", UNKNOWN);
      lab.get("app-to-db-egress").propertyDependencies = {};
    });
    const { closed } = ofWorkload(WORKER, changed(worker("app")), head);
    assert.deepEqual(closed, [`${WORKER} -> database:db tcp 3306`]);
  });

  it("tells that the internet stays perhaps open to pods that join, where no mode is told in which it closes", () => {
    const levels = (mode: string, peer = "internet"): string[] => {
      const [base, head] = ["other", "app"].map((label) =>
        changed((lab) => {
          worker(label)(lab);
          lab.vpcCni({ ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: mode });
        }).graph(),
      );
      return graphDiff(base, head)
        .closed.filter(({ to }) => to === peer)
        .map(({ from, before, after }) => `${from} ${before} ${after}`);
    };
    assert.deepEqual(levels("neither"), [`${WORKER} open perhaps`]);
    assert.deepEqual(levels("strict"), [`${WORKER} open closed`]);
    assert.deepEqual(levels("standard"), []);
    // Its public endpoint is on the internet.
    assert.deepEqual(levels("neither", "kubernetes-api"), [`${WORKER} open perhaps`]);
    assert.deepEqual(levels("strict", "kubernetes-api"), [`${WORKER} open closed`]);
  });

  it("tells that pods which leave reach the internet as their node does, also where ENIConfigs give them groups", () => {
    const custom = (isBound: boolean) =>
      changed((lab) => {
        lab.vpcCni({ ENABLE_POD_ENI: "true", AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" });
        const securityGroups = [new Ref(lab.metrics)];
        lab.add("kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig", "a", {
          ...{ metadata: { name: "a" }, spec: { subnet: new Ref(lab.subnet), securityGroups } },
        });
        if (!isBound) lab.remove("app-policy");
      });
    const { opened } = ofWorkload(WEB, custom(true), custom(false));
    assert.deepEqual(opened, [
      `${WEB} -> 0.0.0.0/0 -1 0`,
      `${WEB} -> internet -1 0`,
      `${WEB} -> kubernetes-api tcp 443`,
    ]);
  });

  it("tells nothing closed to pods of a policy that EKS Auto Mode passes over, or perhaps does", () => {
    const auto = (version: string | undefined, isBound: boolean) =>
      changed((lab) => {
        lab.set("cluster", "computeConfig", { enabled: true }).set("cluster", "version", version);
        lab.remove("nodes", "template", ...(isBound ? [] : ["app-policy"]));
      });
    for (const version of ["1.30", undefined]) {
      assert.deepEqual(ofWorkload(WEB, auto(version, false), auto(version, true)), { opened: [], closed: [] });
    }
    assert.deepEqual(reasons(auto("1.30", false), auto("1.30", true)), []);
    const { closed } = graphDiff(auto("1.36", false).graph(), auto("1.36", true).graph());
    const levels = closed.filter(({ from }) => from === WEB).map(({ to, after }) => `${to} ${after}`);
    // Neither under whose groups traffic leaves the VPC is documented, nor whether queries that the node answers are filtered.
    for (const told of ["internet perhaps", "dns perhaps", "nodes closed"])
      assert.ok(levels.includes(told), levels.join());
  });

  it("tells no address range that a wider one lets the pods reach, before and after", () => {
    const ranged = (label: string) =>
      changed((lab) => {
        worker(label)(lab);
        lab.egress("to the VPC", new Ref(lab.pods), { cidrIpv4: "10.0.0.0/16" }, 443);
      });
    const { opened, closed } = ofWorkload(WORKER, ranged("other"), ranged("app"));
    assert.deepEqual(opened, [`${WORKER} -> database:db tcp 3306`]);
    assert.ok(closed.includes(`${WORKER} -> 0.0.0.0/0 -1 0`));
    assert.deepEqual(ofWorkload(WORKER, ranged("app"), ranged("other")), { opened: closed, closed: opened });
  });
});

describe("the reasons for which pods are made anew", () => {
  it("name no binding that gives the pods nothing: on the host's network, and on Windows", () => {
    for (const given of [HOST, WINDOWS]) {
      assert.deepEqual(reasons(withSpec(given, false), withSpec(given)), []);
      assert.deepEqual(reasons(new SmallLab(), withSpec(given)), ["template"]);
      assert.deepEqual(reasons(withSpec(given), new SmallLab()), ["template"]);
    }
  });

  it("name no binding that perhaps still selects the pods, or perhaps did", () => {
    const unknown = withUnknownLabels();
    assert.deepEqual(reasons(new SmallLab(), unknown), []);
    assert.deepEqual(reasons(unknown, new SmallLab()), []);
  });

  it("name no binding as left whose policy stays in the cluster", () => {
    const retained = changed((lab) => Object.assign(lab.get("app-policy"), { retainOnDelete: true }));
    const head = changed((lab) => lab.remove("app-policy"));
    assert.deepEqual(ofWorkload(WEB, retained, head), { opened: [], closed: [] });
    assert.deepEqual(reasons(retained, head), []);
  });

  it("come with the bindings that perhaps select the pods: these have not the paths of other pods for certain", () => {
    const labelled = (labels: { [key: string]: Json }) =>
      changed((lab) => {
        lab.binding("extra", "shop", [new Ref(lab.metrics)], { more: "yes" });
        lab.deployment("worker", "shop", labels);
      });
    const { rolls } = graphDiff(labelled({ app: "app" }).graph(), labelled({ more: UNKNOWN }).graph());
    const [{ bindings, reasons: why }] = rolls;
    assert.deepEqual(bindings, ["bound:shop/app", "bound:shop/extra"]);
    assert.deepEqual(why[0], { kind: "leaves", name: "bound:shop/app" });
  });
});
