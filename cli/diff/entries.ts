/**
 * What a report says, sentence by sentence, for every way of showing it.
 */
import type { PortInterval } from "../../model/addresses/port-intervals";
import { replaceable } from "../../model/aws/forced-new";
import type { BindingChange, Change, GraphDiff, Held, Loss, Named } from "../../model/diff/graph-diff";
import type { PathChange, ReplacementReason, Roll, RollReason, Upgrade } from "../../model/diff/graph-diff";
import type { NotJudged } from "../../model/reading/completeness";
import { en, type Words } from "../../words";
import { ANY_PROTOCOL, portsOf } from "../answers/ports";
import { type ToldVerdict, verdictText } from "../plan/verdicts";
import type { DiffReport } from "./report";

/** One of the headings. */
export type Section = keyof Words["diff"]["SECTIONS"];

/** One thing that changes. */
export interface Entry {
  /** Heading that it stands under. */
  section: Section;
  /** A word or two for what happens, such as `opened`. */
  change: string;
  /** What it happens to. */
  what: string;
  /** Why, or with what; empty where there is nothing to say. */
  why: string;
}

/** All that a report has to say, in the order of the headings. */
export function entries(report: DiffReport, words: Words = en): Entry[] {
  return new Entries(report, words).all();
}

/** The report in one sentence. */
export function summary({ base, head, changed, diff, programChanges = [] }: DiffReport, words: Words = en): string {
  const { amounts } = words;
  const say = words.diff.summary;
  if (!changed && programChanges.length > 0) return say.sameWords;
  if (!changed) return say.noChange(head.name, base.name);
  const { losses: lost = [], rolls: rolling = [] } = diff;
  const isQuiet = diff.opened.length + diff.closed.length === 0;
  const { refused: held = [], kept: staying = [] } = diff.resources ?? {};
  const part = (some: unknown[], text: (resources: string) => string): string[] =>
    some.length > 0 ? [text(amounts.resources(some.length))] : [];
  return say.sentence([
    ...part(held, say.refused),
    ...part(
      lost.filter(({ stake }) => stake === "data"),
      say.dataLost,
    ),
    ...part(
      lost.filter(({ stake }) => stake === "traffic"),
      say.trafficCut,
    ),
    ...part(staying, say.kept),
    isQuiet ? say.noPath : say.paths(amounts.paths(diff.opened.length), diff.closed.length),
    ...(rolling.length > 0 ? [say.rolled(amounts.workloads(rolling.length))] : []),
  ]);
}

/** Names of files that are shown. */
const MOST_FILES = 10;

/** What of the program itself differs: the first line, as all that follows rests on it. Undefined where nothing does. */
export function programLine({ programChanges = [] }: DiffReport, { diff }: Words = en): string | undefined {
  if (programChanges.length === 0) return undefined;
  const left = programChanges.length - MOST_FILES;
  const files = programChanges.slice(0, MOST_FILES).join(", ");
  return diff.summary.readFirst(`${files}${left > 0 ? diff.resources.more(left) : ""}`);
}

const MOST_NAMES = 8;

/** The entries of one report in one language. */
class Entries {
  private readonly say: Words["diff"];

  constructor(
    private readonly report: DiffReport,
    private readonly words: Words,
  ) {
    this.say = words.diff;
  }

  all(): Entry[] {
    const { diff, policies, notJudged } = this.report;
    return [
      ...(diff.resources?.refused ?? []).map((held) => this.refused(held)),
      ...(diff.losses ?? []).map((loss) => this.loss(loss)),
      ...(diff.resources?.kept ?? []).map((held) => this.kept(held)),
      ...(diff.resources?.released ?? []).map((named) => this.released(named)),
      ...diff.opened.map((path) => this.path("opened", path)),
      ...diff.closed.map((path) => this.path("closed", path)),
      ...(diff.upgrades ?? []).map((upgrade) => this.upgrade(upgrade)),
      ...(diff.rolls ?? []).map((roll) => this.roll(roll)),
      ...diff.bindings.map((binding) => this.binding(binding)),
      ...(policies?.new ?? []).map((verdict) => this.verdict("new", verdict)),
      ...(policies?.gone ?? []).map((verdict) => this.verdict("gone", verdict)),
      ...(diff.figures === undefined ? [] : this.figures(diff.figures)),
      ...(diff.ruleCounts ?? []).map((count) => this.ruleCount(count)),
      ...this.resources(),
      ...notJudged.map((one) => this.notJudged(one)),
    ];
  }

  private loss({ what, name, stake, change, certain, reasons, notes }: Loss): Entry {
    const { say, words } = this;
    const by = reasons.length > 0 ? [say.loss.by(reasons.map((reason) => this.reason(reason)))] : [];
    return {
      ...{ section: "losses", change: stake === "data" ? say.loss.data : say.loss.traffic },
      what: say.loss.what(say.called(words.things.thing(what), name), change, certain),
      why: [...by, ...notes.map((note) => say.lossNotes[note])].join("; "),
    };
  }

  private reason({ input, replaced }: ReplacementReason): string {
    return replaced.length === 0 ? input : this.say.loss.input(input, replaced);
  }

  /** What people call a resource, with its name. */
  private called({ type, name }: Named): string {
    const what = replaceable(type)?.what;
    return this.say.called(what === undefined ? type.split(":").at(-1)! : this.words.things.thing(what), name);
  }

  private refused(held: Held): Entry {
    const { change, certain } = held;
    const say = this.say.refused;
    return {
      ...{ section: "refused", change: say.change },
      what: say.what(this.called(held), change, certain),
      why: say.why(change),
    };
  }

  private kept(held: Held): Entry {
    const { type, change, certain } = held;
    const say = this.say.kept;
    const elsewhere = /^(aws|aws-native|eks):/.test(type) ? say.inAws : say.somewhere;
    return {
      ...{ section: "kept", change: type.startsWith("kubernetes:") ? say.inCluster : elsewhere },
      what: say.what(this.called(held), change, certain),
      why: say.why[change],
    };
  }

  private released(named: Named): Entry {
    const say = this.say.kept;
    return { section: "kept", change: say.released, what: this.called(named), why: say.releasedWhy };
  }

  private path(section: "opened" | "closed", path: PathChange): Entry {
    const { from, to, before, after, except } = path;
    const { say, words } = this;
    const { levels, ...of } = say.paths;
    const isWhole = [before, after].every((openness) => openness !== "perhaps");
    const rest = except.map(({ protocol, ports }) => traffic(protocol, ports, words)).join(", ");
    const by = say.openedByText(path);
    const ends = `${words.ends.endName(from)} -> ${words.ends.endName(to)}`;
    return {
      ...{ section, change: isWhole ? of[section] : of.change(levels[before], levels[after]) },
      what: `${of.on(ends, traffic(path.protocol, path.ports, words))}${rest === "" ? "" : of.except(rest)}`,
      why: section === "opened" ? of.openedBy(by) : of.wasOpenedBy(by),
    };
  }

  private roll({ kind, workload, bindings, reasons, byItself }: Roll): Entry {
    const { rolls, rollReasonText } = this.say;
    const itself = kind === "Job" ? rolls.again : rolls.rolls;
    const named = reasons.map((reason) =>
      rollReasonText(
        ["joins", "leaves"].includes(reason.kind) && reason.name !== undefined
          ? { ...reason, name: this.words.ends.endName(reason.name) }
          : reason,
      ),
    );
    const without = (of: RollReason["kind"]): string[] =>
      bindings.filter((id) => !reasons.some((reason) => reason.kind === of && reason.name === id));
    // Paths are told of bindings, and so not what changes for pods that had none, or have none any more.
    const paths = [
      ...(without("joins").length === 0 ? [rolls.asBound] : []),
      ...(without("leaves").length === 0 ? [rolls.asOthers] : []),
    ];
    return {
      ...{ section: "rolls", change: byItself ? itself : rolls.byHand, what: `${kind} ${workload}` },
      why: `${[...named, ...paths].join("; ")}${byItself ? "" : rolls.untilThen}`,
    };
  }

  /** Source: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
  private upgrade({ cluster, before, after, steps }: Upgrade): Entry {
    const say = this.say.upgrades;
    const of = (change: string, why: string): Entry => ({
      ...{ section: "upgrades", change, what: say.what(cluster, before, after), why },
    });
    if (steps === 1) return of(say.upgraded, say.follows);
    return steps > 1 ? of(say.refused, say.eachInTurn) : of(say.perhapsRefused, say.notBack);
  }

  private binding({ binding: id, change, ...rest }: BindingChange): Entry {
    const { groupsAdded, groupsRemoved, groupsReplaced, selectorChanged } = rest;
    const say = this.say.bindings;
    const list = (text: (groups: string[]) => string, names: string[]): string[] =>
      names.length > 0 ? [text(names)] : [];
    return {
      ...{ section: "bindings", change: say.change[change], what: this.words.ends.endName(id) },
      why: [
        ...list(change === "added" ? say.with : say.adds, groupsAdded),
        ...list(change === "removed" ? say.had : say.takesAway, groupsRemoved),
        ...list(say.replaces, groupsReplaced),
        ...(selectorChanged ? [say.selector] : []),
      ].join("; "),
    };
  }

  private verdict(news: "new" | "gone", verdict: ToldVerdict): Entry {
    const { policy, enforcementLevel, urn } = verdict;
    const { say, words } = this;
    const name = urn?.split("::").slice(3).join("::");
    const level = words.policies.level(enforcementLevel);
    return {
      ...{ section: "policies", change: news === "new" ? say.verdicts.new(level) : say.verdicts.gone },
      what: name === undefined ? policy : say.verdicts.on(policy, name),
      why: verdictText(verdict, words),
    };
  }

  private figures({
    costPerDay,
    branchInterfacesNeeded: needed,
    branchInterfacesTotal: total,
    secondsToReady,
  }: GraphDiff["figures"]): Entry[] {
    const say = this.say.figures;
    const entry = (what: string, why: string): Entry => ({ section: "figures", change: say.figure, what, why });
    const isOther = ({ before, after }: Change): boolean => before !== after;
    return [
      ...(isOther(costPerDay)
        ? [entry(say.costPerDay, say.usd(this.fromTo(costPerDay, (usd) => usd.toFixed(2))))]
        : []),
      ...(isOther(needed) || isOther(total)
        ? [entry(say.interfaces, say.of(this.fromTo(needed), this.fromTo(total)))]
        : []),
      ...(isOther(secondsToReady)
        ? [entry(say.ready, say.minutes(this.fromTo(secondsToReady, (s) => (s / 60).toFixed(1))))]
        : []),
    ];
  }

  private ruleCount({ group, inbound, outbound, quota, over }: GraphDiff["ruleCounts"][number]): Entry {
    const { say, words } = this;
    return {
      ...{ section: "figures", change: over ? say.figures.overQuota : say.figures.rules },
      what: words.things.groupName(group),
      why: say.figures.ruleCount(this.fromTo(inbound), this.fromTo(outbound), quota),
    };
  }

  private fromTo({ before, after }: Change, show = String as (value: number) => string): string {
    const text = (value: number | null): string => (value === null ? this.say.figures.none : show(value));
    return before === after ? text(after) : `${text(before)} -> ${text(after)}`;
  }

  private resources(): Entry[] {
    const { diff, across } = this.report;
    const { resources: say } = this.say;
    const { created = [], changed = [], deleted = [] } = diff.resources ?? {};
    const names = (named: Named[]): string[] => named.map(({ name }) => name);
    const lists: [string, string[]][] = across
      ? [
          [say.groupsAdded, diff.groups.added],
          [say.groupsRemoved, diff.groups.removed],
        ]
      : [
          [say.created, names(created)],
          [say.changed, names(changed)],
          [say.deleted, names(deleted)],
        ];
    return lists
      .filter(([, all]) => all.length > 0)
      .map(([change, all]) => {
        const more = all.length > MOST_NAMES ? say.more(all.length - MOST_NAMES) : "";
        const why = `${all.slice(0, MOST_NAMES).join(", ")}${more}`;
        return { section: "resources", change, what: this.words.amounts.resources(all.length), why };
      });
  }

  private notJudged(one: NotJudged): Entry {
    const { say, words } = this;
    return { section: "notJudged", change: say.resources.notJudged, what: words.limits.notJudgedText(one), why: "" };
  }
}

/** Protocol and ports as people write them. */
export function traffic(protocol: string, ports: PortInterval[], words: Words = en): string {
  if (protocol === ANY_PROTOCOL) return words.traffic.trafficText("all", null);
  return `${protocol} ${portsOf(protocol, ports, words)}`.trim();
}
