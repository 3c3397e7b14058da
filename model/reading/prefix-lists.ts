/**
 * The prefix lists of a graph: what is in them, and how large they can grow.
 */
import { type AddressRange, parseCidr } from "../addresses/cidr";
import type { GraphResource, Json } from "../graph/graph";
import { find, isUnknown, listOf, pushTo } from "../graph/values";
import type { Completeness, Incomplete } from "./completeness";
import type { WholeInput } from "./security-groups";

/** A prefix list as the peer of a rule. */
export interface PrefixListPeer {
  kind: "prefix list";
  name: string;
  /** The ranges in it, as far as the graph has them. */
  ranges: AddressRange[];
  /** Rules that it counts as: the most entries that it can have; undefined where that is not told. */
  size?: number;
  /** True where it is one of several lists, and it is not told which; `ranges` are those of all. */
  isOneOf?: boolean;
  /** Why it can have other entries; undefined where the graph has all. */
  incomplete?: Incomplete;
}

/** A list that is not in the graph, or of which is not told which it is. */
function outside(id: Json): PrefixListPeer {
  const isId = typeof id === "string" && /^pl-[0-9a-f]+$/.test(id);
  const name = isId ? `prefix list ${id}` : "a prefix list not known";
  return { kind: "prefix list", name, ranges: [], incomplete: { kind: isId ? "outside" : "not known", name } };
}

const LIST_TYPE = "aws:ec2/managedPrefixList:ManagedPrefixList";
const ENTRY_TYPE = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/** The prefix lists of one graph. */
export class PrefixLists {
  private readonly lists = new Map<string, PrefixListPeer>();

  constructor(
    ordered: GraphResource[],
    private readonly completeness: Completeness,
  ) {
    const entries = new Map<string, Json[]>();
    for (const { type, propertyDependencies, inputs } of ordered) {
      if (type !== ENTRY_TYPE) continue;
      const [source] = propertyDependencies.prefixListId ?? [];
      const id = inputs.prefixListId;
      const key = source ?? (typeof id === "string" ? completeness.byId(id)?.urn : undefined);
      if (key !== undefined) pushTo(entries, key, inputs.cidr ?? null);
    }
    for (const resource of ordered.filter(({ type }) => type === LIST_TYPE)) {
      this.lists.set(resource.urn, this.read(resource, entries.get(resource.urn) ?? []));
    }
  }

  /**
   * The peers that ids in a rule mean.
   *
   * @param property the top-level input that the ids are, or are part of
   * @param whole the whole input, where the ids are only a part of it
   */
  peers(
    owner: GraphResource,
    property: string,
    ids: Json[],
    whole: WholeInput = { ids, isOpen: false },
  ): PrefixListPeer[] {
    const sources = (owner.propertyDependencies[property] ?? []).filter((urn) => this.lists.has(urn));
    const known = ids.map((id) => this.keyOf(id));
    const taken = whole.ids.map((id) => this.keyOf(id));
    const pool = sources.filter((urn) => !taken.includes(urn));
    const open = known.filter((urn) => urn === undefined).length;
    const openInAll = taken.filter((urn) => urn === undefined).length;
    const listOfKey = (urn: string): PrefixListPeer => this.lists.get(urn) ?? outside(urn);
    // Each list that the input comes from has an id to itself.
    if (openInAll === pool.length && open === openInAll && !whole.isOpen) {
      return [...known.filter((urn) => urn !== undefined), ...pool].map(listOfKey);
    }
    const one = openInAll <= pool.length && !whole.isOpen ? this.oneOf(pool) : undefined;
    return ids.map((id, index) => {
      const urn = known[index];
      return urn === undefined ? (one ?? outside(id)) : listOfKey(urn);
    });
  }

  private keyOf(id: Json): string | undefined {
    return typeof id === "string" && !isUnknown(id) ? this.completeness.byId(id)?.urn : undefined;
  }

  /** A list that is one of some. */
  private oneOf(urns: string[]): PrefixListPeer {
    const lists = urns.map((urn) => this.lists.get(urn)!);
    const sizes = lists.map(({ size }) => size);
    return {
      ...{ kind: "prefix list", name: lists.map(({ name }) => name).join(" or "), isOneOf: true },
      ranges: lists.flatMap(({ ranges }) => ranges),
      ...(sizes.every((size) => size !== undefined) && { size: Math.max(...sizes) }),
      incomplete: lists.map(({ incomplete }) => incomplete).find(Boolean),
    };
  }

  private read({ urn, name, inputs }: GraphResource, further: Json[]): PrefixListPeer {
    const given = inputs.entries;
    const blocks = [...listOf(given).map((entry) => find(entry, "cidr")), ...further];
    const ranges = blocks.map((block) =>
      typeof block === "string" && !isUnknown(block) ? parseCidr(block) : undefined,
    );
    const isOpen = isUnknown(given) || ranges.includes(undefined);
    const most = inputs.maxEntries;
    return {
      kind: "prefix list",
      name: `prefix list "${name}"`,
      ranges: ranges.filter((range) => range !== undefined),
      ...(typeof most === "number" && { size: most }),
      incomplete: this.completeness.of(urn) ?? (isOpen ? { kind: "not known", name } : undefined),
    };
  }
}
