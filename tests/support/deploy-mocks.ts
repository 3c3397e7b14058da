import { createHash } from "node:crypto";
import { engineError } from "../../cli/record/plan-mocks";
import type { MockCallArgs, MockResourceArgs, Mocks } from "@pulumi/pulumi/runtime";

/** Sixteen and one hex digits that always are the same for the same name, as in EC2's ids. */
export function hexId(seed: string): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, 17);
}

/** Id of the cluster security group that EKS makes for a mocked cluster. */
export function clusterSecurityGroupId(cluster: string): string {
  return `sg-${hexId(`cluster ${cluster}`)}`;
}

interface Inputs {
  [key: string]: unknown;
}

/** Answers to look-ups; a test adds to them or replaces them. */
export interface LookUps {
  [token: string]: (inputs: Inputs) => object;
}

const lookUps: LookUps = {
  "aws:eks/getAddonVersion:getAddonVersion": ({ addonName }) => ({
    version: addonName === "vpc-cni" ? "v1.21.1-eksbuild.1" : "v1.35.0-eksbuild.1",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    names: ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"],
  }),
};

/** What a deployment adds to a resource's inputs, by type. */
const computed: { [type: string]: (inputs: Inputs, name: string) => object } = {
  "aws:ec2/securityGroup:SecurityGroup": (_inputs, name) => ({ name: `${name}-1a2b3c4`, arn: `arn:aws:ec2:::${name}` }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:iam/role:Role": (_inputs, name) => ({ name: `${name}-1a2b3c4`, arn: `arn:aws:iam::123456789012:role/${name}` }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": (_inputs, name) => ({ dnsEntries: [{ dnsName: `${name}.vpce.example.com` }] }),
  "aws:rds/cluster:Cluster": (_inputs, name) => ({
    endpoint: `${name}.rds.example.com`,
    clusterResourceId: "cluster-0123456789ABCDEFGHIJKLMNOP",
  }),
  "aws:rds/instance:Instance": (_inputs, name) => ({ address: `${name}.rds.example.com` }),
  "aws:rds/subnetGroup:SubnetGroup": (_inputs, name) => ({ name: `${name}-1a2b3c4` }),
  "aws:rds/parameterGroup:ParameterGroup": (_inputs, name) => ({ name: `${name}-1a2b3c4` }),
  "aws:ssm/parameter:Parameter": (_inputs, name) => ({ name: `${name}-1a2b3c4` }),
  "random:index/randomPassword:RandomPassword": (_inputs, name) => ({ result: passwordOf(name) }),
  "random:index/randomId:RandomId": () => ({ hex: "0a1b2c3d" }),
  "eks:index:Cluster": ({ name }) => ({
    kubeconfigJson: '{"apiVersion":"v1"}',
    core: {
      cluster: {
        name,
        arn: `arn:aws:eks:us-west-2:123456789012:cluster/${String(name)}`,
        vpcConfig: { clusterSecurityGroupId: clusterSecurityGroupId(String(name)) },
      },
    },
  }),
};

/** The generated password of a mocked `RandomPassword`: 32 letters and digits, findable in any output. */
export function passwordOf(name: string): string {
  return `Secret${createHash("sha256").update(name).digest("hex").slice(0, 26)}`;
}

/**
 * Answers as providers do when they deploy: everything is known. A look-up that nobody answers for fails the test.
 */
export function deployMocks(more: LookUps = {}): Mocks {
  return {
    newResource({ type, name, inputs }: MockResourceArgs) {
      const state = { ...(inputs as Inputs), ...computed[type]?.(inputs as Inputs, name) };
      const prefix = type === "aws:ec2/securityGroup:SecurityGroup" ? "sg-" : `${name}-`;
      return { id: `${prefix}${hexId(name)}`, state: type.startsWith("kubernetes:") ? named(state, name) : state };
    },
    call({ token, inputs }: MockCallArgs) {
      const answer = { ...lookUps, ...more }[token];
      if (!answer) throw engineError(`unexpected look-up ${token}`);
      return { ...(inputs as Inputs), ...answer(inputs as Inputs) };
    },
  };
}

function named(state: Inputs, name: string): Inputs {
  const metadata = state.metadata as Inputs | undefined;
  return metadata ? { ...state, metadata: { name: `${name}-1a2b3c4d`, ...metadata } } : state;
}
