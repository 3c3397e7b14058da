/**
 * One question about two endpoints of a graph.
 */
import { ask, type Verdict, verdictsBetween } from "../../model/reachability/reachability";
import type { Traffic } from "../../model/reachability/halves";
import { type Endpoint, keysOf } from "../../model/reading/endpoints";
import type { ServedPort } from "../../model/reading/workloads";
import type { NotJudged } from "../../model/reading/completeness";
import type { Reading } from "../../model/reading/reading";
import { MAX_PORT } from "../../model/addresses/port-intervals";
import { protocolName } from "../../model/reading/rules";
import { en } from "../../words";
import { quoted } from "../../words/en/phrases";
import * as japanese from "../../words/ja/ends";
import { type Row, rowOf } from "../answers/answers";
import { ordinaryPods } from "../answers/ordinary-pods";
import { printable } from "../diff/safe-text";
import { UserError } from "../user-error";

/** What is asked, as it was typed. */
export interface Question {
  from: string;
  to: string;
  /** Default: every port of the rows of the two endpoints. */
  port?: string;
  /** Default: TCP with a port, every protocol without. */
  protocol?: string;
}

/** What is known about it. */
export interface QuestionAnswer {
  from: string;
  to: string;
  rows: Row[];
  /** True where every row is open, false where none is, else null. */
  answer: boolean | null;
  notJudged: NotJudged[];
}

/**
 * Answers a question.
 *
 * @throws UserError where an endpoint is not there, or protocol or port is none
 */
export function answerOf(reading: Reading, question: Question): QuestionAnswer {
  const { protocol, traffic } = askedOf(question);
  const [source, target] = [endpointOf(reading, "--from", question.from), endpointOf(reading, "--to", question.to)];
  const verdicts =
    traffic === undefined
      ? verdictsOf(reading, source, target, protocol)
      : [ask(reading, source.end, target.end, traffic)];
  const rows = verdicts.map((verdict) => rowOf({ ...verdict, from: source.id, to: target.id }));
  const [{ allowed }] = rows;
  const answer = rows.every((row) => row.allowed === allowed) ? allowed : null;
  return { from: source.id, to: target.id, rows, answer, notJudged: reading.completeness.notJudged };
}

/** Protocols that have ports. */
const WITH_PORTS = ["tcp", "udp", "sctp"];

/** Protocols that have a name here; any other goes by its number. */
const NAMED = [...WITH_PORTS, "icmp", "icmpv6", "all"];

/** What a question is about: one sort of traffic, or else all ports of a protocol, or of every one. */
function askedOf({ port, protocol }: Question): { protocol?: string; traffic?: Traffic } {
  const name = protocol === undefined ? undefined : protocolOf(protocol);
  if (port === undefined) {
    return name === undefined || WITH_PORTS.includes(name)
      ? { protocol: name }
      : { traffic: { protocol: name, port: null } };
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT) {
    throw new UserError(`--port ${quoted(port)} is not a valid port; use a whole number from 0 to ${MAX_PORT}`);
  }
  const own = name ?? "tcp";
  if (!WITH_PORTS.includes(own)) {
    throw new UserError(`${own} has no ports; leave --port out, or use ${WITH_PORTS.join(", ")}`);
  }
  return { traffic: { protocol: own, port: Number(port) } };
}

function protocolOf(given: string): string {
  const lower = given.toLowerCase();
  const isNumber = /^\d{1,3}$/.test(given) && Number(given) < 256;
  if (!NAMED.includes(lower) && !isNumber) {
    throw new UserError(
      `--protocol ${quoted(given)} is not a valid protocol; use ${NAMED.join(", ")} or a number from 0 to 255`,
    );
  }
  return lower === "all" ? lower : protocolName(String(isNumber ? Number(given) : lower));
}

/** An end as it is asked about. */
interface Asked {
  id: string;
  end: Endpoint;
  /** Ports of a workload whose end serves others, too. */
  ports?: ServedPort[];
}

/** An end by its id, by the name that it is shown with, in any language, or by the id of the group that it is. */
function endpointOf(reading: Reading, option: string, name: string): Asked {
  const endpoints: Asked[] = [
    ...[...reading.endpoints, ...reading.addressEnds].map((end) => ({ id: end.id, end })),
    ...ordinaryPods(reading, Infinity).map(({ id, end, workload }) => ({ id, end, ports: workload.ports })),
  ];
  const found = endpoints.find(({ id }) => id === name);
  if (found !== undefined) return found;
  // Japanese is typed with and without a space beside Latin letters.
  const bare = (text: string): string => text.replace(/\s/g, "");
  const isGroup = ({ end }: Asked): boolean => end.kind === "group" && keysOf(end).includes(name);
  const named = endpoints.filter(
    (one) => isGroup(one) || [en.ends, japanese].some(({ endName }) => bare(endName(one.id)) === bare(name)),
  );
  if (named.length === 1) return named[0];
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(" or ");
    throw new UserError(printable(`${option} ${quoted(name)} is the name of ${named.length} endpoints; use ${ids}`));
  }
  const known = endpoints.map(({ id }) => (en.ends.endName(id) === id ? id : `${en.ends.endName(id)} (${id})`));
  throw new UserError(
    printable(`${option} ${quoted(name)} is not an endpoint of this stack; endpoints are ${known.join(", ")}`),
  );
}

/**
 * The verdicts on two endpoints of one protocol, or of all; where the target serves no port that is known, the one on all
 * traffic.
 */
function verdictsOf(
  reading: Reading,
  { end: source }: Asked,
  { end: target, ports }: Asked,
  protocol: string | undefined,
): Verdict[] {
  const found = ports?.map((port) => ask(reading, source, target, port)) ?? verdictsBetween(reading, source, target);
  const verdicts = protocol === undefined ? found : found.filter((one) => one.protocol === protocol);
  return verdicts.length > 0 ? verdicts : [ask(reading, source, target, { protocol: protocol ?? "all", port: null })];
}
