/**
 * Which policies give which pods security groups: the one place that decides it, as the webhook of the VPC resource
 * controller does.
 *
 * Source: https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/utils/helper.go
 */
import type { GraphResource } from "../graph/graph";
import { ancestors, find, isUnknown, pushTo, unique } from "../graph/values";
import type { Clusters } from "./clusters";
import { distinct } from "./distinct";
import { type GroupReference, type SecurityGroups, UNRESOLVED } from "./security-groups";
import { isBrokenSelector, labelText, requiredLabel, type Selectors, selectorsOf, selects } from "./selectors";
import { namespaceOf, NO_NAMESPACE, type Workload } from "./workloads";

/** Type of the resource that gives pods security groups. */
export const SECURITY_GROUP_POLICY_TYPE = "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy";

/** A workload that a policy selects. */
export interface Selected {
  workload: Workload;
  /** False where something that decides is not known. */
  certain: boolean;
}

/** A SecurityGroupPolicy, and what it does. */
export interface Binding {
  /** `bound:<namespace>/<binding, else policy>`. */
  id: string;
  policy: GraphResource;
  namespace: string;
  /** The groups that it hands out. */
  groups: GroupReference[];
  selectors: Selectors;
  /** True where the controller skips it: it has no selector, none that can be read, or no group. */
  skipped: boolean;
  /** The workloads that it selects: also those on the node's network or on Windows, which get no group of their own. */
  selected: Selected[];
}

/** True for a workload whose pods can have a branch interface, as far as it is told. */
export function canBeBound({ hostNetwork, windows }: Workload): boolean {
  return hostNetwork !== true && windows !== true;
}

/** What the bindings of a graph are read from. */
export interface BindingFacts {
  ordered: GraphResource[];
  resources: Map<string, GraphResource>;
  groups: SecurityGroups;
  workloads: Workload[];
  clusters: Clusters;
}

/** A policy that selects a workload. */
export interface Selecting {
  binding: Binding;
  /** False where something that decides is not known. */
  certain: boolean;
}

/** The bindings of one graph. Time grows with the policies and what they select. */
export class Bindings {
  /** All of them, in the order of their policies' URNs. */
  readonly all: Binding[];
  private readonly byWorkload = new Map<string, Selecting[]>();

  constructor(facts: BindingFacts) {
    this.all = read(facts);
    this.select(facts);
  }

  /** The policies that select a workload. */
  of(workload: string): Selecting[] {
    return this.byWorkload.get(workload) ?? [];
  }

  /** The groups that a workload gets from all policies together, each once; certain where one policy is certain of it. */
  groupsOf(workload: string): GroupReference[] {
    const merged = new Map<string, boolean>();
    for (const { binding, certain: isSelected } of this.of(workload)) {
      for (const { key, certain } of binding.groups) {
        merged.set(key, (merged.get(key) ?? false) || (certain && isSelected));
      }
    }
    return [...merged].map(([key, certain]) => ({ key, certain }));
  }

  /** Finds for each workload the policies that select it, without holding each against every policy. */
  private select({ workloads, clusters }: BindingFacts): void {
    const active = this.all.filter(({ skipped }) => !skipped);
    const byPolicy = new Map(active.map((binding) => [binding.policy.urn, binding]));
    const near = new Map<string, Binding[]>();
    for (const binding of active) {
      const label = requiredLabel(binding.selectors) ?? "";
      // By the label's key as well, for pods whose value of it is not known.
      for (const text of unique([label, label.split("=")[0]])) pushTo(near, `${binding.namespace} ${text}`, binding);
    }
    for (const workload of workloads) {
      for (const binding of candidates(workload, near, byPolicy, active)) {
        if (!clusters.canBeTogether(binding.policy, workload.resource)) continue;
        const answer = isSelected(binding, workload);
        if (answer === false) continue;
        const certain = answer === true;
        binding.selected.push({ workload, certain });
        pushTo(this.byWorkload, workload.urn, { binding, certain });
      }
    }
  }
}

function read({ ordered, resources, groups }: BindingFacts): Binding[] {
  const policies = ordered.filter(({ type }) => type === SECURITY_GROUP_POLICY_TYPE);
  const namespaces = policies.map((policy) => namespaceOf(policy, resources));
  const ids = distinct(
    policies.map((policy, index) => {
      const parents = ancestors(policy, resources);
      const binding = parents.find(({ type }) => type.endsWith(":PodSecurityGroupBinding")) ?? policy;
      return { id: `bound:${namespaces[index]}/${binding.name}`, detail: policy.name };
    }),
  );
  return policies.map((policy, index): Binding => {
    const selectors = selectorsOf(policy);
    const found = groups.resolve(policy, "spec", find(policy.inputs, "spec", "securityGroups", "groupIds"));
    const given = [selectors.pod, selectors.serviceAccount].filter((selector) => selector !== undefined);
    const isUntold = policy.external === true || isUnknown(policy.inputs.spec);
    const skipped = !isUntold && (found.length === 0 || given.length === 0 || given.some(isBrokenSelector));
    // What is not told of a policy can be any group.
    const handed = isUntold && found.length === 0 ? [{ key: UNRESOLVED, certain: false }] : found;
    return {
      ...{ id: ids[index], policy, namespace: namespaces[index], groups: handed, selectors },
      ...{ skipped, selected: [] },
    };
  });
}

function candidates(
  { labels, namespace, sources }: Workload,
  near: Map<string, Binding[]>,
  byPolicy: Map<string, Binding>,
  everything: Binding[],
): Binding[] {
  if (namespace === NO_NAMESPACE || labels === undefined) return everything;
  const texts = Object.entries(labels).map(([key, value]) => (isUnknown(value) ? key : labelText(key, value)));
  const found = ["", ...texts].flatMap((text) => [
    ...(near.get(`${namespace} ${text}`) ?? []),
    ...(near.get(`${NO_NAMESPACE} ${text}`) ?? []),
  ]);
  const named = sources.map((urn) => byPolicy.get(urn)).filter((binding) => binding?.skipped === false);
  return unique([...found, ...(named as Binding[])]).sort((a, b) => (a.policy.urn < b.policy.urn ? -1 : 1));
}

function isSelected({ policy, namespace, selectors }: Binding, workload: Workload): boolean | undefined {
  const isOpen = [namespace, workload.namespace].includes(NO_NAMESPACE);
  if (!isOpen && namespace !== workload.namespace) return false;
  const answer = policy.external || isUnknown(policy.inputs.spec) ? undefined : selects(selectors, workload);
  // Labels that are not known yet but come from the policy are the ones that a binding hands out.
  if (answer === undefined && workload.sources.includes(policy.urn)) return isOpen ? undefined : true;
  return isOpen && answer === true ? undefined : answer;
}
