/**
 * Label selectors as the webhook of the VPC resource controller takes them: one that it cannot read makes it skip the policy.
 *
 * Source: https://github.com/aws/amazon-vpc-resource-controller-k8s/blob/b8d4251/pkg/utils/helper.go, and
 * `LabelSelectorAsSelector` of https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/helpers.go
 */
import type { GraphResource, Json } from "../graph/graph";
import { find, isObject, isUnknown, listOf } from "../graph/values";
import type { Labels } from "./workloads";

/** The selectors of a SecurityGroupPolicy that are given. */
export interface Selectors {
  pod?: Json;
  serviceAccount?: Json;
}

/** The selectors of a SecurityGroupPolicy; one that is null selects as if it was not given. */
export function selectorsOf({ inputs }: GraphResource): Selectors {
  const given = (key: string): Json | undefined => find(inputs, "spec", key) ?? undefined;
  return { pod: given("podSelector"), serviceAccount: given("serviceAccountSelector") };
}

/**
 * True or false where selectors take, or do not take, pods with these labels; undefined where something that decides is not
 * known. All selectors that are given must match; without any, nothing is selected.
 */
export function selects(
  { pod, serviceAccount }: Selectors,
  pods: { labels?: Labels; serviceAccountLabels?: Labels },
): boolean | undefined {
  const answers = [
    ...(pod === undefined ? [] : [matches(pod, pods.labels)]),
    ...(serviceAccount === undefined ? [] : [matches(serviceAccount, pods.serviceAccountLabels)]),
  ];
  if (answers.length === 0 || answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** One condition of a selector. */
interface Requirement {
  key: Json | undefined;
  operator: Json | undefined;
  values: Json[];
}

/** True or false where a label selector matches or does not; undefined where something that decides is not known yet. */
export function matches(selector: Json, labels: Labels | undefined): boolean | undefined {
  if (isUnknown(selector)) return undefined;
  const requirements = requirementsOf(selector);
  if (requirements === undefined || requirements.some(isBroken)) return false;
  const answers = requirements.map((requirement) => meets(requirement, labels));
  if (isOpen(selector)) answers.push(undefined);
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** True where a selector cannot be read: its policy is skipped, without an error to the user. */
export function isBrokenSelector(selector: Json): boolean {
  if (isUnknown(selector)) return false;
  const requirements = requirementsOf(selector);
  return requirements === undefined || requirements.some(isBroken);
}

/** True where a selector says nothing that a pod to come must have: it takes each that lacks a label, or all. */
export function isOpenToAll(selector: Json): boolean {
  const requirements = isUnknown(selector) || isOpen(selector) ? undefined : requirementsOf(selector);
  return requirements?.every(({ operator }) => operator === "DoesNotExist" || operator === "NotIn") === true;
}

function isOpen(selector: Json): boolean {
  return isUnknown(find(selector, "matchLabels")) || isUnknown(find(selector, "matchExpressions"));
}

/** The conditions of a selector as far as they are known; undefined where it is none. */
function requirementsOf(selector: Json): Requirement[] | undefined {
  if (!isObject(selector)) return undefined;
  const matchLabels = selector.matchLabels ?? {};
  const expressions = selector.matchExpressions ?? [];
  if (!isUnknown(matchLabels) && !isObject(matchLabels)) return undefined;
  if (!isUnknown(expressions) && !Array.isArray(expressions)) return undefined;
  return [
    ...Object.entries(isObject(matchLabels) ? matchLabels : {}).map(([key, value]) => ({
      ...{ key, operator: "In", values: [value] },
    })),
    ...(Array.isArray(expressions) ? expressions : []).map((expression) => ({
      key: find(expression, "key"),
      operator: find(expression, "operator"),
      values: listOf(find(expression, "values")),
    })),
  ];
}

/** Form of a label's value, and of the name in its key. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels */
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

function isBroken({ key, operator, values }: Requirement): boolean {
  if ([key, operator, ...values].some(isUnknown)) return false;
  if (typeof key !== "string" || !KEY.test(key) || typeof operator !== "string") return true;
  if (operator === "Exists" || operator === "DoesNotExist") return values.length > 0;
  if (operator !== "In" && operator !== "NotIn") return true;
  return values.length === 0 || values.some((value) => typeof value !== "string" || !VALUE.test(value));
}

function meets({ key, operator, values }: Requirement, labels: Labels | undefined): boolean | undefined {
  if (labels === undefined || typeof key !== "string" || isUnknown(key)) return undefined;
  const value: Json | undefined = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === "Exists") return value !== undefined;
  if (operator === "DoesNotExist") return value === undefined;
  const isIn = value === undefined ? false : values.includes(value);
  if (value !== undefined && (isUnknown(value) || (!isIn && values.some(isUnknown)))) return undefined;
  if (operator === "In") return isIn;
  return operator === "NotIn" ? !isIn : undefined;
}

/** A label that every pod which a policy selects has, as `key=value`; undefined where there is none. */
export function requiredLabel({ pod }: Selectors): string | undefined {
  const labels = find(pod, "matchLabels");
  const known = isObject(labels) ? Object.entries(labels).filter(([, value]) => !isUnknown(value)) : [];
  return known.map(([key, value]) => labelText(key, value)).sort()[0];
}

/** A label as `key=value`. */
export function labelText(key: string, value: Json): string {
  return `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}
