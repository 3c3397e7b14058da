/**
 * What a living thing is called in a graph: as the program that made it calls it, where that is known.
 */
import type { GraphResource, Json } from "../../../model/graph/graph";
import type { StateResource } from "../../pulumi/state";
import type { Target } from "../target";

/** What a graph says of one living thing. */
export interface Living {
  type: string;
  /** The provider's id; the first one by which a state knows it. */
  ids: string[];
  /** Name where no program gives it one. */
  name: string;
  inputs: { [key: string]: Json };
  outputs?: { [key: string]: Json };
  /** True where not all of it could be read. */
  external?: boolean;
}

/** Project of graphs of clusters that no stack here has made. */
const NO_PROJECT = "live";

/** Names of the living, with URNs that are unique. */
export class Identities {
  private readonly known = new Map<string, StateResource>();
  private readonly byUrn = new Map<string, StateResource>();
  private readonly taken = new Set<string>();
  private readonly used = new Set<string>();
  readonly project: string;
  readonly stack: string;

  constructor({ stack, cluster }: Target) {
    this.project = stack?.project ?? NO_PROJECT;
    this.stack = stack?.name ?? cluster;
    for (const resource of stack?.state.resources ?? []) {
      this.byUrn.set(resource.urn, resource);
      const identifier = resource.outputs?.identifier;
      for (const id of [resource.id, typeof identifier === "string" ? identifier : undefined]) {
        if (id !== undefined && resource.custom !== false) this.known.set(`${resource.type} ${id}`, resource);
      }
    }
  }

  /** A living thing as a resource of the graph. */
  resource({ type, ids, name, inputs, outputs, external }: Living): GraphResource {
    const made = ids.map((id) => this.known.get(`${type} ${id}`)).find((one) => one !== undefined);
    const urn = made !== undefined && !this.taken.has(made.urn) ? made.urn : this.urnOf(type, name, ids[0]);
    this.taken.add(urn);
    const parent = urn === made?.urn ? this.parentOf(made) : undefined;
    return {
      ...{ urn, type, name: nameOf(urn), custom: true, inputs, dependencies: [], propertyDependencies: {} },
      ...(parent !== undefined && { parent }),
      ...(ids[0] !== undefined && { id: ids[0] }),
      ...(external === true && { external }),
      ...(outputs !== undefined && { outputs }),
    };
  }

  /** The components around what was named so far, outermost last. */
  components(clusterName: string): GraphResource[] {
    return [...this.used].map((urn): GraphResource => {
      const { type, parent } = this.byUrn.get(urn)!;
      const around = parent === undefined ? undefined : this.parentOf({ urn, type, parent });
      return {
        ...{ urn, type, name: nameOf(urn), custom: false, dependencies: [], propertyDependencies: {} },
        inputs: type === "eks:index:Cluster" ? { name: clusterName } : {},
        ...(around !== undefined && { parent: around }),
      };
    });
  }

  private parentOf({ parent }: StateResource): string | undefined {
    const above = parent === undefined ? undefined : this.byUrn.get(parent);
    if (above === undefined || above.type === "pulumi:pulumi:Stack" || above.custom === true) return undefined;
    this.used.add(above.urn);
    this.parentOf(above);
    return above.urn;
  }

  private urnOf(type: string, name: string, id: string | undefined): string {
    const urn = `urn:pulumi:${this.stack}::${this.project}::${type}::${name}`;
    return this.taken.has(urn) || this.byUrn.has(urn) ? `${urn} (${id})` : urn;
  }
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
