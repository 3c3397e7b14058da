/**
 * What a change does to the SecurityGroupPolicies of a graph, and which bound pods are made anew by it.
 */
import type { GraphResource, Json } from "../graph/graph";
import { compareText, find, isUnknown, unique } from "../graph/values";
import { canBeBound } from "../reading/bindings";
import { podTemplateOf } from "../reading/pod-template";
import type { Reading } from "../reading/reading";
import type { VpcCniInGraph } from "../reading/vpc-cni-setting";
import type { Workload } from "../reading/workloads";
import { mayBeSame, type Replacement } from "./replacements";

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

/** Why pods are made anew; `name` is a name of what the kind is about. */
export interface RollReason {
  /**
   * `joins`, `leaves`: a binding. `gets`, `loses`, `replaced`: a security group, which the binding hands out, or which is made
   * anew. `selector`: the binding selects in another way. `vpc-cni`: a setting of the VPC CNI that reaches only new pods.
   * `setting`: a ConfigMap or Secret that they read is made anew. `template`: their template changes.
   */
  kind: "joins" | "leaves" | "gets" | "loses" | "replaced" | "selector" | "vpc-cni" | "setting" | "template";
  /** Undefined for `template`. */
  name?: string;
}

/** Pods that are bound before or after a change, and are made anew by it, or would have to be. */
export interface Roll {
  /** URN of what makes them. */
  urn: string;
  /** Kind, such as `Deployment`; a `Job` runs again. */
  kind: string;
  /** `<namespace>/<logical name>`. */
  workload: string;
  /** Ids of the bindings that select them, or perhaps do, before or after. */
  bindings: string[];
  /** Why; sorted by kind and name, each once. */
  reasons: RollReason[];
  /** False where nothing in the pod template changes: the pods keep groups and setting until somebody restarts them. */
  byItself: boolean;
}

/** A SecurityGroupPolicy as it is compared. */
interface Compared {
  /** Names of the groups by key. */
  groups: Map<string, string>;
  selectors: Json;
}

/** The bindings that a change touches, by id. */
export function bindingChanges(base: Reading, head: Reading, replaced: Map<string, Replacement>): BindingChange[] {
  const [before, after] = [comparedIn(base), comparedIn(head)];
  const ids = unique([...before.keys(), ...after.keys()]).sort(compareText);
  return ids
    .map((binding): BindingChange => {
      const [old, now] = [before.get(binding), after.get(binding)];
      const names = (from: Compared | undefined, without: Compared | undefined): string[] =>
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
        selectorChanged: old !== undefined && now !== undefined && !mayBeSame(old.selectors, now.selectors),
      };
    })
    .filter(
      ({ change, groupsAdded, groupsRemoved, groupsReplaced, selectorChanged }) =>
        change !== "changed" ||
        [groupsAdded, groupsRemoved, groupsReplaced].some((l) => l.length > 0) ||
        selectorChanged,
    );
}

/**
 * The pods that a change rolls, or that have to be rolled for it; workloads that are new or gone are not among them.
 *
 * @param cloud what is in the cloud afterwards: a policy that stays there still selects
 */
export function rolls(
  base: Reading,
  head: Reading,
  changes: BindingChange[],
  replaced: Map<string, Replacement>,
  cloud: Reading = head,
): Roll[] {
  const { resources } = head;
  const changed = new Map(changes.map((change) => [change.binding, change]));
  const before = new Map(base.workloads.map((workload) => [workload.urn, workload]));
  const found = head.workloads.flatMap((workload): Roll[] => {
    const { urn, namespace, name, resource: now } = workload;
    const old = base.resources.get(urn);
    const [bindings, wereBindings] = [bindingsOf(head, workload), bindingsOf(base, before.get(urn))];
    // A binding that perhaps selected them before is not joined for certain; and the reverse.
    const [perhaps, werePerhaps] = [cloud, base].map((side) => side.bindings.of(urn).map(({ binding }) => binding.id));
    if (old === undefined || bindings.length + wereBindings.length === 0) return [];
    const template = !mayBeSame(podTemplateOf(old) ?? null, podTemplateOf(now) ?? null);
    const settings = settingsReplaced(now, replaced, resources);
    const stays = bindings.filter((id) => wereBindings.includes(id));
    const ofGroups: RollReason[] = [
      ...because(
        "joins",
        bindings.filter((id) => !werePerhaps.includes(id)),
      ),
      ...because("leaves", canBeBound(workload) ? wereBindings.filter((id) => !perhaps.includes(id)) : []),
      ...stays.flatMap((id) => groupReasons(changed.get(id))),
    ];
    const ofVpcCni = because(
      "vpc-cni",
      stays.flatMap((id) => vpcCniChanges(settingFor(base, id), settingFor(head, id))),
    );
    const reasons = [
      ...ofGroups,
      ...ofVpcCni,
      ...because("setting", settings),
      ...(template ? [{ kind: "template" as const }] : []),
    ];
    if (reasons.length === 0) return [];
    const takes = annotationSources(now, resources);
    const kind = now.type.split(":").at(-1)!;
    return [
      {
        ...{ urn, kind, workload: `${namespace}/${name}`, reasons: distinct(reasons) },
        bindings: unique([...perhaps, ...werePerhaps]).sort(compareText),
        byItself:
          template ||
          settings.length > 0 ||
          (ofGroups.length > 0 && takes.some(isGroup)) ||
          (ofVpcCni.length > 0 && takes.some(isAddon)),
      },
    ];
  });
  return found.sort((a, b) => compareText(a.urn, b.urn));
}

function because(kind: RollReason["kind"], names: string[]): RollReason[] {
  return names.map((name) => ({ kind, name }));
}

function groupReasons(change: BindingChange | undefined): RollReason[] {
  if (change === undefined) return [];
  const { binding, groupsAdded, groupsRemoved, groupsReplaced, selectorChanged } = change;
  return [
    ...because("gets", groupsAdded),
    ...because("loses", groupsRemoved),
    ...because("replaced", groupsReplaced),
    ...because("selector", selectorChanged ? [binding] : []),
  ];
}

/** The setting for the pods of a binding. */
function settingFor({ endpoints, vpcCni }: Reading, binding: string): VpcCniInGraph {
  return endpoints.find(({ id }) => id === binding)?.vpcCni ?? vpcCni;
}

/** Settings of the VPC CNI that reach only pods which start afterwards, and that both graphs tell and tell otherwise. */
function vpcCniChanges(old: VpcCniInGraph, now: VpcCniInGraph): string[] {
  const differ = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && a !== b;
  return [
    ...(differ(old.disableTcpEarlyDemux, now.disableTcpEarlyDemux) ? ["DISABLE_TCP_EARLY_DEMUX"] : []),
    ...(differ(old.enforcingMode, now.enforcingMode) ? ["POD_SECURITY_GROUP_ENFORCING_MODE"] : []),
  ];
}

/** Reasons without repetitions, in a fixed order. */
function distinct(reasons: RollReason[]): RollReason[] {
  const byText = new Map(reasons.map((reason) => [JSON.stringify(reason), reason]));
  return [...byText.keys()].sort(compareText).map((text) => byText.get(text)!);
}

function comparedIn(reading: Reading): Map<string, Compared> {
  const { groups, bindings } = reading;
  return new Map(
    bindings.all
      .filter(({ skipped }) => !skipped)
      .map((binding) => [
        binding.id,
        {
          groups: new Map(binding.groups.map(({ key }) => [key, groups.name(key)])),
          selectors: { pod: binding.selectors.pod ?? null, account: binding.selectors.serviceAccount ?? null },
        },
      ]),
  );
}

/** Ids of the bindings that surely select a workload's pods; none where these can have no groups of their own. */
function bindingsOf({ bindings, clusters }: Reading, workload: Workload | undefined): string[] {
  if (workload === undefined || !canBeBound(workload)) return [];
  return bindings
    .of(workload.urn)
    .filter(({ binding, certain }) => certain && clusters.bindsPodsOf(binding.policy) !== false)
    .map(({ binding }) => binding.id);
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

/** What an annotation of the pods comes from that is not known yet, as the one that a binding hands out; else nothing. */
function annotationSources(workload: GraphResource, resources: Map<string, GraphResource>): GraphResource[] {
  const annotations = find(workload.inputs, "spec", "template", "metadata", "annotations");
  const values = isUnknown(annotations) ? [annotations] : Object.values((annotations ?? {}) as { [key: string]: Json });
  if (!values.some((value) => isUnknown(value))) return [];
  const sources = workload.propertyDependencies.spec ?? [];
  return sources.map((urn) => resources.get(urn)).filter((source) => source !== undefined);
}

function isGroup({ type }: GraphResource): boolean {
  return type.endsWith(":SecurityGroup");
}

function isAddon({ type }: GraphResource): boolean {
  return type === "aws:eks/addon:Addon";
}
