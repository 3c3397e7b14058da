/**
 * How long a program takes until its last workload is ready, and until all is gone: the durations of `durations.ts` laid
 * along the order that the graph forces. Times are seconds since the start of the update.
 *
 * What may go side by side does: the engine's limit on parallel operations, retries and API throttling are left out. The
 * p90 of a way is the sum of its steps' p90, which is more than nine of ten runs take.
 */
import { type Duration, durationsOf, Wait } from "../aws/durations";
import type { GraphResource } from "../graph/graph";
import { ancestors, compareText, find, listOf, pushTo, unique } from "../graph/values";
import { canBeBound } from "../reading/bindings";
import type { Reading } from "../reading/reading";
import { schedule, type Task } from "./schedule";

/** Which figure of the durations counts. */
export type Percentile = "median" | "p90";

/** A part of a step: what happens in it, one after the other. */
export interface TimelinePart {
  what: string;
  /** Seconds. */
  seconds: number;
  /** Where the figure comes from. */
  source: string;
}

/** A resource, or something that has to be waited for, on the time line. */
export interface TimelineStep {
  /** URN of the resource; of a wait, the URN of what it follows, `#` and a word. */
  id: string;
  /** Logical name of the resource. */
  name: string;
  type: string;
  /** What people call it, such as `node group`. */
  what: string;
  /** `resource`, `component` (from its start to the end of what is in it) or `wait`. */
  kind: "resource" | "component" | "wait";
  /** Seconds after the start at which it begins. */
  start: number;
  /** Seconds after the start at which it has ended. */
  end: number;
  /** Seconds by which it could end later without making anything late: `ready` for what workloads need, else `end`. */
  slack: number;
  /** What the time goes into; nothing for a component. */
  parts: TimelinePart[];
}

/** A time line. All times are seconds. */
export interface Timeline {
  percentile: Percentile;
  /** Every resource and wait, by start. */
  steps: TimelineStep[];
  /** The steps that decide when it is ready, in order; components, and steps that take no time, left out. */
  criticalPath: TimelineStep[];
  /** When the last workload is ready; the end where there is none, and for a deletion. */
  ready: number;
  /** When the last resource is made, or gone. */
  end: number;
}

/** What a time line is made for. */
export interface TimelineOptions {
  /** Default `median`. */
  percentile?: Percentile;
}

/** A step before its times are known. */
interface Planned extends Task {
  /** Undefined for what only stands between others. */
  step?: Pick<TimelineStep, "id" | "name" | "type" | "what" | "kind" | "parts">;
}

/** A duration with what it is spent on. */
interface Part {
  what: string;
  took: Duration;
}

/**
 * When each resource of a graph is made, and what the way to the last workload is.
 *
 * @throws CycleError where resources wait for each other
 */
export function timeline(reading: Reading, { percentile = "median" }: TimelineOptions = {}): Timeline {
  const pods = new Map(reading.workloads.map((workload) => [workload.urn, workload]));
  const bound = new Set(boundPods(reading).flatMap(({ selected }) => selected));
  const steps = new Steps(reading, percentile);
  const trunk = { what: "trunk interface", took: Wait.trunk };
  const trunks = reading.ofType(NODE_GROUP).map((nodes) => steps.addWait(nodes, "trunk", trunk, [nodes.urn]));
  for (const [id, needs] of reading.order.steps) {
    const resource = reading.resources.get(id);
    if (resource === undefined) {
      steps.addBetween(id, needs);
      continue;
    }
    const { what, create } = durationsOf(resource, beforeNodes(resource, reading));
    const isPods = pods.has(resource.urn);
    const parts = isPods ? podParts(resource, bound.has(resource.urn), create) : [{ what, took: create }];
    // An ordinary pod runs on a node without a trunk; a bound one stays Pending.
    steps.addResource(resource, what, parts, bound.has(resource.urn) ? [...needs, ...trunks] : needs);
  }
  return steps.lay([...pods.keys()]);
}

/**
 * When each resource of a graph is deleted, backwards along the same order, with the time that branch interfaces need
 * after the last bound pod has ended.
 *
 * @throws CycleError where resources wait for each other
 */
export function timelineDown(reading: Reading, { percentile = "median" }: TimelineOptions = {}): Timeline {
  const { resources, order } = reading;
  const followers = new Map<string, string[]>();
  for (const [step, needs] of order.steps) for (const need of needs) pushTo(followers, need, step);
  const steps = new Steps(reading, percentile);
  for (const { policy, selected } of boundPods(reading)) {
    // The pods of a Job have ended long before.
    const running = selected.filter((urn) => !resources.get(urn)!.type.endsWith("Job"));
    if (running.length === 0) continue;
    const coolDown = { what: "branch interfaces cool down", took: Wait.coolDown };
    const id = steps.addWait(policy, "cool-down", coolDown, running);
    const sources = unique([...(policy.propertyDependencies.spec ?? []), ...policy.dependencies]);
    for (const group of sources.filter((urn) => resources.get(urn)?.type === SECURITY_GROUP)) {
      // AWS refuses to delete a group that an interface still carries.
      if (!running.some((urn) => order.precedes(urn, group))) pushTo(followers, group, id);
    }
  }
  for (const id of order.steps.keys()) {
    const [resource, needs] = [resources.get(id), followers.get(id) ?? []];
    if (resource === undefined) {
      steps.addBetween(id, needs);
      continue;
    }
    const { what, delete: took } = durationsOf(resource, false);
    steps.addResource(resource, what, [{ what, took }], needs);
  }
  return steps.lay([]);
}

/** The steps that take time while a step does, itself left out. */
export function beside({ steps }: Timeline, step: TimelineStep): TimelineStep[] {
  return steps.filter(
    (other) =>
      other.id !== step.id &&
      other.kind !== "component" &&
      other.end > other.start &&
      other.start < step.end &&
      other.end > step.start,
  );
}

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** True for CoreDNS on a cluster of the graph that has no nodes yet at that point. */
function beforeNodes(resource: GraphResource, { ordered, order }: Reading): boolean {
  if (find(resource.inputs, "addonName") !== "coredns") return false;
  const before = ordered.filter(({ urn }) => order.precedes(urn, resource.urn));
  const isNodes = ({ type }: GraphResource): boolean => /:(Managed)?NodeGroup(V2)?$|:FargateProfile$/.test(type);
  return before.some(({ type }) => /^(eks:index|aws:eks\/cluster):Cluster$/.test(type)) && !before.some(isNodes);
}

/** What passes from the object of a workload until its pods are ready, or have done their work. */
function podParts(resource: GraphResource, bound: boolean, object: Duration): Part[] {
  const made = { what: "object", took: object };
  const skipped = find(resource.inputs, "metadata", "annotations", "pulumi.com/skipAwait") === "true";
  if (skipped || resource.type.endsWith(":CronJob")) return [made];
  if (!resource.type.endsWith(":Job")) return [{ what: "application starts", took: Wait.applicationStart }];
  const containers = listOf(find(resource.inputs, "spec", "template", "spec", "containers"));
  const settings = containers.flatMap((container) => listOf(find(container, "env")));
  const timesOut = settings.some((env) => find(env, "name") === "EXPECT" && find(env, "value") === "times-out");
  return [
    made,
    ...(bound ? [{ what: "branch interface", took: Wait.branchInterface }] : []),
    { what: "image", took: Wait.imagePull },
    { what: "run", took: timesOut ? Wait.timeOuts : Wait.jobRun },
  ];
}

/** The SecurityGroupPolicies of a graph, each with the URNs of the workloads that surely get groups from it. */
function boundPods({ bindings }: Reading): { policy: GraphResource; selected: string[] }[] {
  return bindings.all.map(({ policy, selected }) => {
    const own = selected.filter(({ workload, certain }) => certain && canBeBound(workload));
    return { policy, selected: own.map(({ workload }) => workload.urn) };
  });
}

/** The steps of a time line, put together before their times are known. */
class Steps {
  private readonly planned = new Map<string, Planned>();
  private readonly resources: Map<string, GraphResource>;
  /** URNs of the parents: where the graph has what is in a component, that takes the time, not the component. */
  private readonly parents: Set<string | undefined>;

  constructor(
    { resources, ordered }: Reading,
    private readonly percentile: Percentile,
  ) {
    this.resources = resources;
    this.parents = new Set(ordered.map(({ parent }) => parent));
  }

  addResource({ urn: id, name, type, custom }: GraphResource, what: string, parts: Part[], needs: string[]): void {
    const isComponent = !custom && (this.parents.has(id) || parts.every(({ took }) => took.median === 0));
    const kind = isComponent ? "component" : "resource";
    this.plan({ id, name, type, what, kind, parts: isComponent ? [] : parts.map((part) => this.part(part)) }, needs);
  }

  /** Adds a wait that follows a resource; returns its id. */
  addWait({ urn, name, type }: GraphResource, word: string, part: Part, needs: string[]): string {
    const id = `${urn}#${word}`;
    this.plan({ id, name, type, what: part.what, kind: "wait", parts: [this.part(part)] }, needs);
    return id;
  }

  /** Adds what takes no time and is not shown, but lies between others. */
  addBetween(id: string, needs: string[]): void {
    this.planned.set(id, { seconds: 0, needs });
  }

  /** Gives all steps their times. */
  lay(goals: string[]): Timeline {
    const { times, path, goal, end } = schedule(this.planned, goals);
    const steps = new Map(
      [...this.planned].flatMap(([id, { step }]): [string, TimelineStep][] =>
        step === undefined ? [] : [[id, { ...step, ...times.get(id)! }]],
      ),
    );
    for (const step of steps.values()) if (step.kind === "resource") this.widenAround(step, steps);
    return {
      percentile: this.percentile,
      steps: [...steps.values()].sort((a, b) => a.start - b.start || a.end - b.end || compareText(a.id, b.id)),
      criticalPath: path
        .flatMap((id) => steps.get(id) ?? [])
        .filter(({ kind, parts }) => kind !== "component" && parts.some(({ seconds }) => seconds > 0)),
      ready: goal,
      end,
    };
  }

  /** Makes the components around a resource last as long as it does. */
  private widenAround({ id, end, slack }: TimelineStep, steps: Map<string, TimelineStep>): void {
    for (const { urn } of ancestors(this.resources.get(id)!, this.resources)) {
      const around = steps.get(urn);
      if (around?.kind !== "component") continue;
      around.end = Math.max(around.end, end);
      around.slack = Math.min(around.slack, slack);
    }
  }

  private plan(step: NonNullable<Planned["step"]>, needs: string[]): void {
    this.planned.set(step.id, { step, needs, seconds: step.parts.reduce((sum, { seconds }) => sum + seconds, 0) });
  }

  private part({ what, took }: Part): TimelinePart {
    return { what, seconds: took[this.percentile], source: took.source };
  }
}
