import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockResourceArgs, Mocks } from "@pulumi/pulumi/runtime";
import { entry, SECRET, UNKNOWN } from "../../model/graph/graph";

/** What the program looks up in an account; a plan has none, so the answers are unknown. */
const LOOK_UPS: { [token: string]: { [key: string]: unknown } } = {
  "aws:ec2/getVpc:getVpc": { cidrBlockAssociations: UNKNOWN, ipv6CidrBlock: UNKNOWN },
  "aws:eks/getAddon:getAddon": { addonVersion: UNKNOWN, configurationValues: UNKNOWN },
  "aws:eks/getClusters:getClusters": { names: UNKNOWN },
  "aws:eks/getAddonVersion:getAddonVersion": { version: UNKNOWN },
  "aws:index/getAvailabilityZones:getAvailabilityZones": { names: UNKNOWN },
};

/** Outputs that are secret, and are to stay so in whatever takes them: an unknown value would lose that. */
const SECRETS: { [type: string]: object } = {
  "eks:index:Cluster": { kubeconfigJson: pulumi.secret(SECRET) },
  "random:index/randomPassword:RandomPassword": { result: pulumi.secret(SECRET) },
};

/**
 * Answers as providers do in a preview: what was put in is known, what a deployment would add is not. A look-up that is
 * not expected fails, so that a plan never rests on a made-up answer.
 */
export const planMocks: Mocks = {
  newResource({ type, inputs }: MockResourceArgs) {
    if (type.startsWith("kubernetes:")) return { id: undefined, state: withObjectName(inputs as KubernetesInputs) };
    return { id: undefined, state: { ...(inputs as object), ...entry(SECRETS, type) } };
  },
  call({ token, inputs }: MockCallArgs) {
    const answer = entry(LOOK_UPS, token);
    if (!answer) throw engineError(`The offline plan has no answer for the look-up ${token}`);
    return { ...(inputs as object), ...answer };
  },
};

/** An error as the engine answers a look-up: the SDK shows its `details` and drops its message. */
export function engineError(details: string): Error {
  return Object.assign(new Error(details), { details });
}

interface KubernetesInputs {
  metadata?: { name?: string };
}

/** The Kubernetes provider names objects itself where the program does not; the plan does not know the name. */
function withObjectName(inputs: KubernetesInputs): object {
  return inputs.metadata ? { ...inputs, metadata: { name: UNKNOWN, ...inputs.metadata } } : inputs;
}
