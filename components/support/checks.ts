import * as pulumi from "@pulumi/pulumi";
import { MAX_PORT } from "../../model/addresses/port-intervals";

/** What is wrong with a property. */
export interface Problem {
  propertyPath: string;
  reason: string;
}

/** Problems of a component's arguments, collected so that the user sees all of them at once. */
export class Problems {
  private readonly found: Problem[] = [];

  /** Notes a problem; does nothing where the reason is undefined. */
  add(propertyPath: string, reason: string | undefined): void {
    if (reason !== undefined) this.found.push({ propertyPath, reason });
  }

  /** Throws all problems as one error that names the component; does nothing where there is none. */
  throwFor(component: string): void {
    if (this.found.length > 0) throw problemsError(component, this.found);
  }
}

/**
 * Refuses Outputs and Promises where the value itself decides which resources there are. TypeScript does so by its types;
 * programs in other languages can send them.
 *
 * @param inputs Arguments that may be Outputs.
 * @param inside Fields inside of arguments that may not, such as `reaches.*.port`; `*` is every item of a list or a map.
 * @throws InputPropertiesError at once, since further checks need the values
 */
export function requirePlain(component: string, args: object, inputs: string[], inside: string[] = []): void {
  const problems = new Problems();
  const fields = [...Object.keys(args).filter((argument) => !inputs.includes(argument)), ...inside];
  const found = new Set(fields.flatMap((field) => lateOnWay(args, field.split("."))));
  for (const path of found)
    problems.add(path, "is an Output: secret, or known only after deployment; give the value itself");
  problems.throwFor(component);
}

/** Property paths of the Outputs and Promises that are met first on the way to a field. */
function lateOnWay(value: unknown, [step, ...rest]: string[], at = ""): string[] {
  if (value === undefined || value === null) return [];
  if (!isLiteral(value)) return [at];
  if (step === undefined || typeof value !== "object") return [];
  const keys = step === "*" ? Object.keys(value) : [step];
  return keys.flatMap((key) => lateOnWay((value as { [key: string]: unknown })[key], rest, propertyPath(at, key)));
}

/** Path of a property in Pulumi's spelling: `reaches[0].port`, `matchLabels["app.kubernetes.io/name"]`. */
function propertyPath(parent: string, key: string): string {
  if (/^\d+$/.test(key)) return `${parent}[${key}]`;
  if (!/^\w+$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

function problemsError(component: string, errors: Problem[]): Error {
  const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
  const message = `${component} cannot be made:\n${lines.join("\n")}`;
  const error = new pulumi.InputPropertiesError({ message, errors });
  // The SDK writes "error serializing property …" before it, once for each resource that takes a rejected Output.
  Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
  // Pulumi prints a RunError as its message alone, and any other error with its stack and all its properties.
  Object.defineProperty(error, "__pulumiRunError", { value: true });
  // What hosts components for programs in other languages prints the stack, where a check of Outputs fails.
  Object.defineProperty(error, "stack", { value: message });
  return error;
}

/**
 * A value that is released only after a check of Outputs: resources that take it are not made where the check fails.
 * `problems` gives the reasons, none where all is well.
 */
export function releasedAfter<T>(
  value: pulumi.Input<T>,
  component: string,
  propertyPath: string,
  problems: pulumi.Output<string[]>,
): pulumi.Output<T> {
  const placed = problems.apply((reasons) => reasons.map((reason) => ({ propertyPath, reason })));
  return releasedWithout(value, component, placed);
}

/** The same where the problems of one check are of several properties. */
export function releasedWithout<T>(
  value: pulumi.Input<T>,
  component: string,
  problems: pulumi.Output<Problem[]>,
): pulumi.Output<T> {
  // The check stands by itself: it fails in a preview too, where the value may not be known yet.
  const passed = problems.apply((found) => {
    const collected = new Problems();
    for (const { propertyPath, reason } of found) collected.add(propertyPath, reason);
    collected.throwFor(component);
    return true;
  });
  return pulumi.all([value, passed]).apply(([released]) => released as T);
}

/**
 * A value that is released once resources exist: what takes it is made after them and deleted before them. It waits for
 * their `urn`, which previews know, so the value stays readable there.
 */
export function releasedBy<T>(value: pulumi.Input<T>, resources: pulumi.Resource[]): pulumi.Output<T> {
  return pulumi.all([value, ...resources.map((resource) => resource.urn)]).apply(([released]) => released as T);
}

/** True where an argument is a value and neither an Output nor a Promise, so it can be checked at once. */
export function isLiteral<T>(value: pulumi.Input<T> | undefined): value is T {
  return value !== undefined && !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** Why a number is no port, or undefined where it is one. */
export function portProblem(port: number): string | undefined {
  const isPort = Number.isInteger(port) && port >= 1 && port <= MAX_PORT;
  return isPort ? undefined : `${port} is not a port; use 1 to ${MAX_PORT}`;
}

/** A problem where a value is none of the allowed ones. */
export function oneOf(value: string, allowed: string[]): string | undefined {
  return allowed.includes(value) ? undefined : `"${value}" is not known; it can be ${allowed.join(", ")}`;
}
