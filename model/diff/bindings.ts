/**
 * What a change does to the SecurityGroupPolicies of a graph, and which bound pods are made anew by it.
 */
import { boundPods } from "../reading/bindings";
import { byUrn, type Graph, type GraphResource, type Json, ofType } from "../graph/graph";
import { mayBeSame, type Replacement } from "./replacements";
import { RuleIndex } from "../reading/rules";
import { SecurityGroups } from "../reading/security-groups";
import { compareText, find, isUnknown, sorted, unique } from "../graph/values";
import { hasSelector, namespaceOf, SECURITY_GROUP_POLICY_TYPE, selects, workloads } from "../reading/workloads";

/** A binding that a change makes, takes away, or gives other groups or pods. */
export interface BindingChange {
  /** Id of its end, such as `bound:catalog/catalog`. */
  binding: string;
  change: "added" | "removed" | "changed";
  /** Names of the security groups that its pods get in addition; sorted. */
  groupsAdded: string[];
  /** Names of the security groups that its pods lose; sorted. */
  groupsRemoved: string[];
  /** Names of the groups that it keeps, and that are made anew; sorted. */
  groupsReplaced: string[];
  /** True where it selects pods in another way. */
  selectorChanged: boolean;
}

/** Pods that are bound before or after a change, and are made anew by it, or would have to be. */
export interface Roll {
  /** URN of what makes them. */
  urn: string;
  /** Kind, such as `Deployment`; a `Job` runs again. */
  kind: string;
  /** `<namespace>/<logical name>`. */
  workload: string;
  /** Ids of the bindings that select them, before or after. */
  bindings: string[];
  /** Why; sorted. */
  reasons: string[];
  /** False where nothing in the pod template changes: the pods keep their old groups until somebody restarts them. */
  byItself: boolean;
}

/** A SecurityGroupPolicy as it is compared. */
interface Binding {
  id: string;
  policy: GraphResource;
  namespace: string;
  /** Names of the groups by key. */
  groups: Map<string, string>;
  selector: Json;
}

/** The bindings that a change touches, by id. */
export function bindingChanges(base: Graph, head: Graph, replaced: Map<string, Replacement>): BindingChange[] {
  const [before, after] = [bindingsOf(base), bindingsOf(head)];
  const ids = unique([...before.keys(), ...after.keys()]).sort(compareText);
  return ids
    .map((binding): BindingChange => {
      const [old, now] = [before.get(binding), after.get(binding)];
      const names = (from: Binding | undefined, without: Binding | undefined): string[] =>
        [...(from?.groups ?? [])]
          .filter(([key]) => !without?.groups.has(key))
          .map(([, name]) => name)
          .sort(compareText);
      return {
        binding,
        change: old === undefined ? "added" : now === undefined ? "removed" : "changed",
        groupsAdded: names(now, old),
        groupsRemoved: names(old, now),
        groupsReplaced: [...(now?.groups ?? [])]
          .filter(([key]) => old?.groups.has(key) && replaced.has(key))
          .map(([, name]) => name)
          .sort(compareText),
        selectorChanged: old !== undefined && now !== undefined && !mayBeSame(old.selector, now.selector),
      };
    })
    .filter(
      ({ change, groupsAdded, groupsRemoved, groupsReplaced, selectorChanged }) =>
        change !== "changed" ||
        [groupsAdded, groupsRemoved, groupsReplaced].some((l) => l.length > 0) ||
        selectorChanged,
    );
}

/** The pods that a change rolls, or that have to be rolled for it; workloads that are new or gone are not among them. */
export function rolls(base: Graph, head: Graph, changes: BindingChange[], replaced: Map<string, Replacement>): Roll[] {
  const [before, after] = [boundWorkloads(base), boundWorkloads(head)];
  const [oldResources, resources] = [byUrn(base), byUrn(head)];
  const changed = new Map(changes.map((change) => [change.binding, change]));
  const found = [...new Map([...before, ...after]).values()].flatMap(({ urn, namespace, name }): Roll[] => {
    const [old, now] = [oldResources.get(urn), resources.get(urn)];
    if (old === undefined || now === undefined) return [];
    const [bindings, wereBindings] = [after.get(urn)?.bindings ?? [], before.get(urn)?.bindings ?? []];
    const template = templateChange(old, now);
    const settings = settingsReplaced(now, replaced, resources);
    const reasons = [
      ...bindings.filter((id) => !wereBindings.includes(id)).map((id) => `joins ${id}`),
      ...wereBindings.filter((id) => !bindings.includes(id)).map((id) => `leaves ${id}`),
      ...bindings.filter((id) => wereBindings.includes(id)).flatMap((id) => groupReasons(changed.get(id))),
      ...settings.map((name) => `${name}, which it reads, is replaced`),
      ...(template ? ["its pod template changes"] : []),
    ];
    if (reasons.length === 0) return [];
    const carriesGroups = unique([...bindings, ...wereBindings]).length > 0 && takesGroups(now, resources);
    const kind = now.type.split(":").at(-1)!;
    return [
      {
        ...{ urn, kind, workload: `${namespace}/${name}`, reasons: unique(reasons).sort(compareText) },
        bindings: unique([...bindings, ...wereBindings]).sort(compareText),
        byItself: template || settings.length > 0 || carriesGroups,
      },
    ];
  });
  return found.sort((a, b) => compareText(a.urn, b.urn));
}

function groupReasons(change: BindingChange | undefined): string[] {
  if (change === undefined) return [];
  const { groupsAdded, groupsRemoved, groupsReplaced, selectorChanged } = change;
  return [
    ...groupsAdded.map((name) => `gets the group ${name}`),
    ...groupsRemoved.map((name) => `loses the group ${name}`),
    ...groupsReplaced.map((name) => `its group ${name} is replaced`),
    ...(selectorChanged ? ["its binding selects in another way"] : []),
  ];
}

function bindingsOf(graph: Graph): Map<string, Binding> {
  const resources = byUrn(graph);
  const groups = new SecurityGroups(graph);
  const policies = sorted(ofType(graph, SECURITY_GROUP_POLICY_TYPE))
    .filter(hasSelector)
    .map((policy) => ({
      policy,
      references: groups.resolve(policy, "spec", find(policy.inputs, "spec", "securityGroups", "groupIds")),
    }))
    .filter(({ references }) => references.length > 0);
  // The ends of bound pods are made of the same policies in the same order.
  const { ends } = boundPods(graph, groups, new RuleIndex([]));
  return new Map(
    policies.map(({ policy, references }, i) => {
      const selector = { pod: find(policy.inputs, "spec", "podSelector") ?? null };
      const account = find(policy.inputs, "spec", "serviceAccountSelector") ?? null;
      return [
        ends[i].id,
        {
          ...{ id: ends[i].id, policy, namespace: namespaceOf(policy, resources) },
          groups: new Map(references.map(({ key }) => [key, groups.name(key)])),
          selector: { ...selector, account },
        },
      ];
    }),
  );
}

interface BoundWorkload {
  urn: string;
  name: string;
  namespace: string;
  bindings: string[];
}

function boundWorkloads(graph: Graph): Map<string, BoundWorkload> {
  const bindings = [...bindingsOf(graph).values()];
  const found = workloads(graph).map((workload) => ({
    ...{ urn: workload.urn, name: workload.name, namespace: workload.namespace },
    bindings: bindings
      .filter(({ namespace, policy }) => namespace === workload.namespace && selects(policy, workload))
      .map(({ id }) => id),
  }));
  return new Map(found.filter((workload) => workload.bindings.length > 0).map((workload) => [workload.urn, workload]));
}

/** True where what is known of the pods' specification changes. */
function templateChange(old: GraphResource, now: GraphResource): boolean {
  const template = ({ type, inputs }: GraphResource): Json => {
    const job = type.endsWith(":CronJob") ? find(inputs, "spec", "jobTemplate") : inputs;
    return (type.endsWith(":Pod") ? find(inputs, "spec") : find(job, "spec", "template")) ?? null;
  };
  return !mayBeSame(template(old), template(now));
}

/** Names of the ConfigMaps and Secrets that a workload's template comes from, and that get a new name. */
function settingsReplaced(
  workload: GraphResource,
  replaced: Map<string, Replacement>,
  resources: Map<string, GraphResource>,
): string[] {
  return (workload.propertyDependencies.spec ?? [])
    .filter((urn) => replaced.has(urn))
    .map((urn) => resources.get(urn))
    .filter((source) => source !== undefined && /:(ConfigMap|Secret)$/.test(source.type))
    .map((source) => source!.name)
    .sort(compareText);
}

/** True where the pods carry an annotation that comes from security groups, as a binding hands out. */
function takesGroups(workload: GraphResource, resources: Map<string, GraphResource>): boolean {
  const annotations = find(workload.inputs, "spec", "template", "metadata", "annotations");
  const values = isUnknown(annotations) ? [annotations] : Object.values((annotations ?? {}) as { [key: string]: Json });
  const sources = workload.propertyDependencies.spec ?? [];
  return values.some((value) => isUnknown(value)) && sources.some((urn) => isGroup(resources.get(urn)));
}

function isGroup(resource: GraphResource | undefined): boolean {
  return resource?.type.endsWith(":SecurityGroup") === true;
}
