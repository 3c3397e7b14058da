import { GRAPH_VERSION, type Graph, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { POLICIES } from "../../policies/pack";

/* eslint-disable @typescript-eslint/no-require-imports -- The SDK's server and messages have no type declarations. */
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server") as {
  [make: string]: (pack: string, version: string, level: string, policies: typeof POLICIES) => Handler;
};
const messages = require("@pulumi/pulumi/proto/analyzer_pb") as { [type: string]: new () => Message };
const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as {
  Struct: { fromJavaScript(value: object): unknown };
};
/* eslint-enable @typescript-eslint/no-require-imports */

type Message = { [method: string]: (...values: unknown[]) => unknown };
type Handler = (call: { request: unknown }, answer: (error: Error | null, response?: Message) => void) => Promise<void>;

/** A diagnostic as the engine gets it. */
export interface Diagnostic {
  policy: string;
  /** 0 advisory, 1 mandatory. */
  level: number;
  urn: string;
  message: string;
}

const STACK = "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev";

/**
 * Asks the pack about a graph as the engine does in a preview, through the policy SDK itself: first about the inputs of each
 * resource, then about the stack, of which AWS resources have computed properties that are unknown and Kubernetes objects
 * have none at all.
 *
 * @param seesInputs false where the policy that reads inputs is turned off
 */
export async function preview(graph: Graph, seesInputs = true): Promise<Diagnostic[]> {
  const analyze = makeAnalyzeRpcFun("pack", "1.0.0", "advisory", POLICIES);
  const analyzeStack = makeAnalyzeStackRpcFun("pack", "1.0.0", "advisory", POLICIES);
  for (const resource of seesInputs ? graph.resources : []) {
    await answer(analyze, filled("AnalyzeRequest", resource, resource.inputs));
  }
  const request = new messages.AnalyzeStackRequest();
  const stack = filled("AnalyzerResource", { ...BARE, urn: STACK, type: "pulumi:pulumi:Stack", name: "test-dev" }, {});
  const all = graph.resources.map((resource) => {
    const message = filled("AnalyzerResource", resource, outputsOf(resource));
    message.setParent(resource.parent ?? STACK);
    message.setDependenciesList(resource.dependencies);
    for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
      const sources = new messages.AnalyzerPropertyDependencies();
      sources.setUrnsList(urns);
      (message.getPropertydependenciesMap() as Map<string, unknown>).set(key, sources);
    }
    return message;
  });
  request.setResourcesList([stack, ...all]);
  const response = await answer(analyzeStack, request);
  return (response.getDiagnosticsList() as Message[]).map((found) => ({
    policy: found.getPolicyname() as string,
    level: found.getEnforcementlevel() as number,
    urn: found.getUrn() as string,
    message: found.getMessage() as string,
  }));
}

const BARE: GraphResource = {
  ...{ urn: "", type: "", name: "", custom: true },
  ...{ inputs: {}, dependencies: [], propertyDependencies: {} },
};

function filled(message: string, resource: GraphResource, properties: { [key: string]: Json }): Message {
  const made = new messages[message]();
  made.setUrn(resource.urn);
  made.setType(resource.type);
  made.setName(resource.name);
  made.setProperties(Struct.fromJavaScript(properties));
  made.setOptions(new messages.AnalyzerResourceOptions());
  if (resource.provider !== undefined || (resource.custom && !resource.type.startsWith("pulumi:providers:"))) {
    const provider = new messages.AnalyzerProviderResource();
    provider.setUrn(resource.provider?.slice(0, resource.provider.lastIndexOf("::")) ?? "");
    provider.setProperties(Struct.fromJavaScript({}));
    made.setProvider(provider);
  }
  return made;
}

/** Properties that AWS computes, as far as they look like inputs. */
const COMPUTED = ["ingress", "egress", "namePrefix", "kmsKeyId", "arn", "multiAz", "managedPolicyArns"];

function outputsOf({ type, custom, inputs }: GraphResource): { [key: string]: Json } {
  if (!custom || type.startsWith("kubernetes:")) return {};
  return { ...Object.fromEntries(COMPUTED.map((key) => [key, UNKNOWN])), ...inputs };
}

function answer(handler: Handler, request: unknown): Promise<Message> {
  return new Promise((resolve, reject) => {
    void handler({ request }, (error, response) => (error ? reject(error) : resolve(response!)));
  });
}

/** A graph of the given resources. */
export function graphOf(resources: GraphResource[]): Graph {
  return { version: GRAPH_VERSION, source: "plan", resources };
}
