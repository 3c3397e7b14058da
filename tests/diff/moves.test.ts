import assert from "node:assert/strict";
import type { PathChange } from "../../model/diff/graph-diff";
import { UNKNOWN } from "../../model/graph/graph";
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
    const id = "pods:Deployment shop/worker";
    const { opened, closed } = ofWorkload(id, base, head);
    assert.deepEqual(opened, [`${id} -> database:db tcp 3306`]);
    assert.ok(closed.includes(`${id} -> internet -1 0`));
    const [{ rules, before, after }] = graphDiff(base.graph(), head.graph()).opened;
    assert.deepEqual([before, after], ["closed", "open"]);
    assert.deepEqual(rules, ["app-to-db-egress", "app-to-db-ingress"]);
  });

  it("tells what opens to bound pods on the host's network", () => {
    const head = changed((lab) => {
      const { spec } = lab.get("web").inputs as { spec: { template: { spec: object } } };
      Object.assign(spec.template.spec, { hostNetwork: true });
    });
    assert.ok(ofWorkload(WEB, new SmallLab(), head).opened.includes(`${WEB} -> internet -1 0`));
  });

  it("tells nothing where the pods stay, or where it is not known whose they are", () => {
    const unknown = changed((lab) => {
      const { spec } = lab.get("web").inputs as { spec: { template: { metadata: object } } };
      Object.assign(spec.template.metadata, { labels: UNKNOWN });
    });
    const stays = changed((lab) => lab.openToRange());
    for (const head of [unknown, stays]) {
      assert.deepEqual(ofWorkload(WEB, new SmallLab(), head), { opened: [], closed: [] });
    }
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
});
