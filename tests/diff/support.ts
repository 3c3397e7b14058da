import { join } from "node:path";
import * as diff from "../../model/diff/graph-diff";
import type { Graph } from "../../model/graph/graph";
import { read } from "../../model/reading/reading";
import type { Side } from "../../cli/diff/report";
import { GraphBuilder, Ref, TYPES } from "../model/fixtures";

/** A file of `tests/diff/fixtures`. */
export function fixture(name: string): string {
  return join(__dirname, "fixtures", `${name}.txt`);
}

/** A small program: a bound Deployment that reaches a database, nodes, and a group that nobody carries yet. */
export class SmallLab extends GraphBuilder {
  readonly vpc = this.add("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
  readonly subnet = this.add("aws:ec2/subnet:Subnet", "subnet", { vpcId: new Ref(this.vpc), cidrBlock: "10.0.0.0/19" });
  readonly cluster = this.add("aws:eks/cluster:Cluster", "cluster", {
    name: "lab",
    vpcConfig: { subnetIds: [new Ref(this.subnet)] },
  });
  readonly template = this.add(TYPES.launchTemplate, "template");
  readonly nodes = this.add(TYPES.nodeGroup, "nodes", {
    ...{ clusterName: new Ref(this.cluster), launchTemplate: { id: new Ref(this.template) } },
    ...{ subnetIds: [new Ref(this.subnet)], scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 } },
  });
  readonly database = this.group("database-group", { vpcId: new Ref(this.vpc) });
  readonly pods = this.group("pods", { vpcId: new Ref(this.vpc) });
  readonly metrics = this.group("metrics", { vpcId: new Ref(this.vpc) });
  readonly instance = this.add("aws:rds/instance:Instance", "db", {
    ...{ engine: "mysql", port: 3306, dbName: "catalog", skipFinalSnapshot: true },
    vpcSecurityGroupIds: [new Ref(this.database)],
  });

  constructor() {
    super();
    this.path("app-to-db", new Ref(this.pods), new Ref(this.database), 3306);
    this.bind([this.pods]);
  }

  /** Binds the Deployment `web` to groups by the binding `app`, and gives it the annotation that comes from them. */
  bind(groups: string[]): this {
    this.remove("app", "app-policy", "web");
    this.binding(
      "app",
      "shop",
      groups.map((urn) => new Ref(urn)),
    );
    const annotations = { "sgp.internal/security-groups": new Ref(groups[0]) };
    const template = { metadata: { labels: { app: "app" }, annotations }, spec: { containers: [{ name: "main" }] } };
    this.add("kubernetes:apps/v1:Deployment", "web", { metadata: { namespace: "shop" }, spec: { template } });
    return this;
  }

  /** Changes an input of a resource, or takes it away. */
  set(name: string, property: string, value: GraphBuilder["resources"][0]["inputs"][string] | undefined): this {
    const { inputs } = this.get(name);
    if (value === undefined) delete inputs[property];
    else inputs[property] = value;
    return this;
  }

  /** A rule that admits an address range to the database. */
  openToRange(name = "from the VPC"): this {
    this.ingress(name, new Ref(this.database), { cidrIpv4: "10.0.0.0/16" }, 3306);
    return this;
  }
}

/** The diff of two graphs. */
export function graphDiff(base: Graph, head: Graph): diff.GraphDiff {
  return diff.graphDiff(read(base), read(head));
}

/** The diff from the small program to a changed one. */
export function diffOf(change: (lab: SmallLab) => unknown): diff.GraphDiff {
  const changed = new SmallLab();
  change(changed);
  return graphDiff(new SmallLab().graph(), changed.graph());
}

/** A graph as a side of a comparison. */
export function side(graph: Graph, name: string): Side {
  return { graph, name, project: "lab", stack: "test" };
}

export { TYPES };
