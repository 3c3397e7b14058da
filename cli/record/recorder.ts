import * as pulumi from "@pulumi/pulumi";
import type { Mocks } from "@pulumi/pulumi/runtime";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { type Graph, GRAPH_VERSION, type GraphResource, type Json, UNKNOWN } from "../../model/graph/graph";
import { withJsonConfiguration } from "../../policies/addon-json";
import { plainInputs } from "./values";

/** One registration as the program made it, with what a graph leaves out. */
export interface Registration extends GraphResource {
  aliases: number;
  remote: boolean;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** Names of the packages whose explicit providers a component hands to its children. */
  providers: string[];
}

/** What one run of a program registered. */
export interface Recording {
  graph: Graph;
  registrations: Registration[];
  /** Stack outputs as JSON, unknown and secret values as in a graph. */
  outputs: { [name: string]: Json };
  /** What the program warned of, in that order. */
  warnings: string[];
}

/** How a program is run. */
export interface RecordOptions {
  project: string;
  stack: string;
  /** All config values by full key. */
  config: { [key: string]: string };
  /** True for the semantics of a preview: what is known only after deployment is unknown. */
  preview: boolean;
  mocks: Mocks;
}

/** Waits until all registrations have been answered; exported by the SDK, but left out of its type declarations. */
const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };

/** Forgets what still waits, which Pulumi would report at the end of the process and fail it for. */
const { leakedPromises } = debuggable as unknown as { leakedPromises: () => unknown };

/** Reads the place in the source of each resource from a stack trace of its own; left out of the type declarations. */
const resources = pulumi.Resource as unknown as { callsites: () => object[] };

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Turns of the event loop without a registration after which a run is over; mocks answer within one or two. */
const QUIET_TURNS = 10;

/**
 * Runs a Pulumi program against mocks and records all that it registers. Nothing is deployed and nothing outside this
 * process is asked. Fails with the program's own error.
 *
 * @param program Makes the resources; its result are the stack outputs.
 */
export async function record(program: () => unknown, options: RecordOptions): Promise<Recording> {
  const recording = new RecordingMonitor();
  const failures: unknown[] = [];
  let onFailure = (): void => undefined;
  const failed = new Promise<void>((resolve) => (onFailure = resolve));
  const onRejection = (reason: unknown): void => {
    failures.push(reason);
    onFailure();
  };
  process.on("unhandledRejection", onRejection);
  const { stackTraceLimit } = Error;
  const { callsites } = resources;
  // Where there is no engine, the SDK prints what is to be logged.
  const { warn } = console;
  console.warn = (message: string) => recording.warnings.push(String(message).replace(/^warning: \[runtime\] /, ""));
  try {
    // A graph has no places in the source, and looking for them is a sixth of the time of a run.
    resources.callsites = () => [];
    // Pulumi takes a stack trace for every promise, which is a third of the time of a run; its own switch keeps them.
    if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
    await pulumi.runtime.setMocks(options.mocks, options.project, options.stack, options.preview);
    pulumi.runtime.setAllConfig(options.config);
    recording.attach(pulumi.runtime.getMonitor());
    const run = async (): Promise<void> => {
      await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()));
      await runtime.waitForRPCs();
    };
    // What depends on a rejected Output is never registered, and the run waits for it for ever.
    await Promise.race([run(), failed]);
  } catch (error) {
    failures.unshift(error);
  } finally {
    // A rejected Output is reported one turn of the event loop later, and what does not depend on it goes on.
    await recording.quiet();
    Error.stackTraceLimit = stackTraceLimit;
    resources.callsites = callsites;
    console.warn = warn;
    process.off("unhandledRejection", onRejection);
  }
  if (failures.length > 0) {
    leakedPromises();
    throw failures[0];
  }
  return recording.result();
}

/** The wire requests, as far as they are read here. */
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProvider(): string;
}

interface RegisterRequest extends ResourceRequest {
  getCustom(): boolean;
  getObject(): { toJavaScript(): object } | undefined;
  getPropertydependenciesMap(): { forEach(f: (deps: { getUrnsList(): string[] }, key: string) => void): void };
  getProvidersMap(): { forEach(f: (provider: string, pkg: string) => void): void };
  getAliasesList(): unknown[];
  getRemote(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
}

interface ReadRequest extends ResourceRequest {
  getId(): string;
  getProperties(): { toJavaScript(): object } | undefined;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): object } | undefined;
}

type Callback = (error: unknown, response: { getUrn(): string }) => void;

/** Stands between the program and the mock monitor: notes each request and gives resources the URNs that the engine gives. */
class RecordingMonitor {
  private readonly registrations = new Map<string, Registration>();
  private outputs: { [name: string]: Json } = {};
  readonly warnings: string[] = [];
  private readonly types = new Map<string, string>();

  attach(monitor: unknown): void {
    const mock = monitor as {
      newUrn(parent: string, type: string, name: string): string;
      registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
      readResource(request: ReadRequest, callback: Callback): Promise<void>;
      registerResourceOutputs(request: OutputsRequest, callback: Callback): void;
    };
    mock.newUrn = (parent, type, name) => this.urn(parent, type, name);
    const register = mock.registerResource.bind(mock);
    mock.registerResource = (request, callback) => {
      this.note(request);
      return register(request, callback);
    };
    const read = mock.readResource.bind(mock);
    mock.readResource = (request, callback) => {
      this.noteRead(request);
      return read(request, callback);
    };
    const registerOutputs = mock.registerResourceOutputs.bind(mock);
    mock.registerResourceOutputs = (request, callback) => {
      if (request.getUrn().includes(`::${STACK_TYPE}::`)) {
        this.outputs = plainInputs(request.getOutputs()?.toJavaScript()).value;
      }
      registerOutputs(request, callback);
    };
  }

  /** Lets the event loop turn until nothing is registered any more, so that nothing of this run goes on in the next one. */
  async quiet(): Promise<void> {
    let seen: number;
    do {
      seen = this.registrations.size;
      for (let turn = 0; turn < QUIET_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    } while (this.registrations.size > seen);
  }

  result(): Recording {
    const registrations = [...this.registrations.values()].filter(({ type }) => type !== STACK_TYPE).sort(byUrn);
    const resources = registrations.map((registration): GraphResource => {
      const { urn, type, name, custom, parent, dependencies, propertyDependencies, provider, secretPaths } =
        registration;
      const { id, external, protect, retainOnDelete } = registration;
      const inputs = withJsonConfiguration(type, registration.inputs);
      return {
        ...{ urn, type, name, custom, parent, inputs, dependencies, propertyDependencies, provider, secretPaths },
        ...(id !== undefined && { id }),
        ...(external && { external }),
        ...(protect && { protect }),
        ...(retainOnDelete && { retainOnDelete }),
      };
    });
    return {
      graph: { version: GRAPH_VERSION, source: "plan", resources },
      registrations,
      outputs: this.outputs,
      warnings: this.warnings,
    };
  }

  /** The engine's URN: the types of all parents, the stack's left out. */
  private urn(parent: string, type: string, name: string): string {
    const above = this.types.get(parent);
    const qualified = above ? `${above}$${type}` : type;
    const urn = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${qualified}::${name}`;
    if (type !== STACK_TYPE) this.types.set(urn, qualified);
    return urn;
  }

  private note(request: RegisterRequest): void {
    const propertyDependencies: [string, string[]][] = [];
    request.getPropertydependenciesMap().forEach((deps, key) => {
      const urns = deps.getUrnsList();
      if (urns.length > 0) propertyDependencies.push([key, [...urns].sort()]);
    });
    const providers: string[] = [];
    request.getProvidersMap().forEach((_provider, pkg) => providers.push(pkg));
    this.add(request, request.getObject(), {
      custom: request.getCustom(),
      propertyDependencies: Object.fromEntries(propertyDependencies),
      aliases: request.getAliasesList().length,
      remote: request.getRemote(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
      providers: providers.sort(),
    });
  }

  /** Notes what the program only reads, as `SecurityGroup.get` does. */
  private noteRead(request: ReadRequest): void {
    const id = request.getId();
    this.add(request, request.getProperties(), {
      ...{ custom: true, external: true, propertyDependencies: {} },
      ...(id !== "" && id !== UNKNOWN && { id }),
      ...{ aliases: 0, remote: false, protect: false, retainOnDelete: false, ignoreChanges: [], providers: [] },
    });
  }

  private add(
    request: ResourceRequest,
    object: { toJavaScript(): object } | undefined,
    rest: Omit<Registration, "urn" | "type" | "name" | "inputs" | "dependencies">,
  ): void {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = this.urn(parent, type, name);
    if (this.registrations.has(urn)) {
      // The engine refuses it; the mock monitor would let the second one replace the first.
      throw new Error(`Duplicate resource URN '${urn}'`);
    }
    const { value, secretPaths } = plainInputs(object?.toJavaScript());
    this.registrations.set(urn, {
      ...{ urn, type, name },
      parent: parent.includes(`::${STACK_TYPE}::`) ? undefined : parent || undefined,
      inputs: value,
      dependencies: [...request.getDependenciesList()].sort(),
      provider: request.getProvider() || undefined,
      secretPaths,
      ...rest,
    });
  }
}

function byUrn(a: Registration, b: Registration): number {
  return a.urn < b.urn ? -1 : 1;
}
