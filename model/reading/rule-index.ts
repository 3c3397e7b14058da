/**
 * Rules by group, so that no question has to look at all of them.
 */
import { pushTo, unique } from "../graph/values";
import type { Direction, Rule } from "./rules";
import { ELSEWHERE, UNRESOLVED } from "./security-groups";

/** The rules of one group in one direction. */
interface Entry {
  all: Rule[];
  byPeer: Map<string, Rule[]>;
  /** Rules for addresses, and those of which the peer is not known. */
  byAddress: Rule[];
}

/** Keys of groups that can be any group. */
const OPEN = [UNRESOLVED, ELSEWHERE];

/** Rules by group and peer. */
export class RuleIndex {
  private readonly byGroup = new Map<string, Entry>();

  constructor(rules: Rule[]) {
    for (const rule of rules) this.add(rule);
  }

  /** Adds a rule behind the others. */
  add(rule: Rule): void {
    const key = `${rule.direction} ${rule.group}`;
    const entry = this.byGroup.get(key) ?? { all: [], byPeer: new Map<string, Rule[]>(), byAddress: [] };
    this.byGroup.set(key, entry);
    entry.all.push(rule);
    if (rule.peer.kind !== "groups") entry.byAddress.push(rule);
    else for (const peer of rule.peer.keys) pushTo(entry.byPeer, peer, rule);
  }

  /** All rules of a group in one direction. */
  of(group: string, direction: Direction): Rule[] {
    return this.byGroup.get(`${direction} ${group}`)?.all ?? [];
  }

  /** The rules of which it is not known whose they are: each can be of any group. */
  ofNobody(direction: Direction): Rule[] {
    return OPEN.flatMap((key) => this.of(key, direction));
  }

  /** The rules of a group that can be about one of some peer groups, or about an address. */
  about(group: string, direction: Direction, peers: string[]): Rule[] {
    const entry = this.byGroup.get(`${direction} ${group}`);
    if (entry === undefined) return [];
    // A peer of which nothing is known can be any that a rule names.
    if (OPEN.some((key) => peers.includes(key))) return entry.all;
    const named = [...peers, ...OPEN].flatMap((peer) => entry.byPeer.get(peer) ?? []);
    return unique([...named, ...entry.byAddress]);
  }
}
