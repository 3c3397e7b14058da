/**
 * Hides facts of a graph, each with a trace: what is left tells that something is not known. Any number of hidings may be
 * done to one graph, and what they leave is still a graph of the same world.
 */
import fc from "fast-check";
import {
  Hidden,
  mapped,
  Reference,
  type Sketch,
  type Sketched,
  type SketchedResource,
  sourcesIn,
  valuesIn,
} from "./sketch";
import { TYPES, urnOf } from "./write";

/** The ways to hide something. */
export const WAYS = {
  /** One value is not known yet; of what it comes from the graph still tells. */
  value: (sketch: Sketch, place: number): Sketch => hideValue(sketch, place, true),
  /** One value is not known yet, and nothing tells what it comes from. */
  valueAndSource: (sketch: Sketch, place: number): Sketch => hideValue(sketch, place, false),
  /** A resource is only read: what is known of it is a snapshot. */
  onlyRead: (sketch: Sketch, place: number): Sketch => onlyRead(sketch, place),
  /** A security group, or another thing that has an id, is made elsewhere: all that is left of it is the id. */
  literalId: (sketch: Sketch, place: number): Sketch => literalId(sketch, place),
  /** A resource is of a type that nobody reads. */
  unreadType: (sketch: Sketch, place: number): Sketch => unreadType(sketch, place),
};

/** One hiding: how, and where, as a number that is taken modulo the places that there are. */
export interface Hiding {
  way: keyof typeof WAYS;
  place: number;
}

/** Random hidings, at least one. */
export const hidings: fc.Arbitrary<Hiding[]> = fc.array(
  fc.record({ way: fc.constantFrom(...(Object.keys(WAYS) as Hiding["way"][])), place: fc.nat(2 ** 20) }),
  { minLength: 1, maxLength: 4 },
);

/** A graph with some of its facts hidden. */
export function hidden(sketch: Sketch, hidings: Hiding[]): Sketch {
  return hidings.reduce((left, { way, place }) => WAYS[way](left, place), sketch);
}

const RULE_TYPES = [TYPES.ingressRule, TYPES.egressRule, TYPES.oldRule, TYPES.securityGroup, TYPES.prefixList];
/** What may be hidden of rules besides references. */
const RULE_KEYS = ["protocol", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6", "cidrBlocks"].concat([
  ...["ipv6CidrBlocks", "cidr", "ingress", "egress", "entries"],
]);
/** What may be hidden of other resources. */
const OTHER_KEYS: { [type: string]: string[] } = {
  [TYPES.vpc]: ["cidrBlock", "ipv6CidrBlock"],
  [TYPES.rangeAssociation]: ["cidrBlock"],
  [TYPES.subnet]: ["cidrBlock", "ipv6CidrBlock", "availabilityZone"],
  [TYPES.addon]: ["configurationValues"],
  [TYPES.database]: ["port"],
  [TYPES.databaseCluster]: ["port"],
  [TYPES.account]: ["labels"],
  [TYPES.policy]: ["matchLabels", "matchExpressions", "podSelector", "serviceAccountSelector"],
  [TYPES.deployment]: ["labels", "serviceAccountName"],
};

/** The values that can be hidden: references, lists and blocks that hold some, and what rules and ranges are made of. */
function placesIn({ type, inputs }: SketchedResource): string[][] {
  const keys = RULE_TYPES.includes(type) ? RULE_KEYS : (OTHER_KEYS[type] ?? []);
  return valuesIn(inputs)
    .filter(({ way }) => way.length > 0)
    .filter(({ value, way }) => {
      // An element of a list goes by the name of the list.
      const key = way.findLast((step) => !/^\d+$/.test(step)) ?? "";
      const isReference =
        value instanceof Reference || (Array.isArray(value) && value.some((x) => x instanceof Reference));
      return !(value instanceof Hidden) && (isReference || keys.includes(key));
    })
    .map(({ way }) => way);
}

function hideValue(sketch: Sketch, place: number, keepsSources: boolean): Sketch {
  const places = sketch.flatMap((resource, index) => placesIn(resource).map((way) => ({ index, way })));
  if (places.length === 0) return sketch;
  const { index, way } = places[place % places.length];
  // What a resource of a type that nobody reads refers to is its only trace.
  const keepsTrace = keepsSources || sketch[index].type === UNREAD_TYPE;
  return replaced(sketch, index, (resource) => ({
    ...resource,
    inputs: changed(resource.inputs, way, (value) => new Hidden(keepsTrace ? sourcesIn(value) : [])) as {
      [key: string]: Sketched;
    },
  }));
}

/** Types of which a stack may only read a resource. */
const READABLE = [TYPES.securityGroup, TYPES.vpc, TYPES.subnet, TYPES.database, TYPES.databaseCluster].concat([
  ...[TYPES.launchTemplate, TYPES.nodeGroup, TYPES.cluster, TYPES.prefixList, TYPES.subnetGroup],
]);

function onlyRead(sketch: Sketch, place: number): Sketch {
  return at(sketch, place, READABLE, (resource) => ({
    ...{ ...resource, inputs: {}, external: true },
    // What was read is no reference to anything any more: the ids stand in it.
    outputs: mapped({ ...resource.inputs, ...resource.outputs }, (leaf) =>
      leaf instanceof Reference ? leaf.id : leaf,
    ) as { [key: string]: Sketched },
  }));
}

/**
 * Everything but policies and workloads: of these nothing else in a graph speaks, so that hiding them would leave no trace
 * at the other policies and workloads of their namespace.
 */
const TRACEABLE = Object.values(TYPES).filter((type) => type !== TYPES.policy && type !== TYPES.deployment);

/** True where a reference is gone without a trace: what refers to nothing any more would hide without one, too. */
function hasLostSource(inputs: Sketched): boolean {
  return valuesIn(inputs).some(({ value }) => value instanceof Hidden && value.urns.length === 0);
}

function unreadType(sketch: Sketch, place: number): Sketch {
  // What is only read refers to nothing, so that it would leave no trace.
  const candidates = sketch.filter(
    ({ type, inputs, external }) => TRACEABLE.includes(type) && !external && !hasLostSource(inputs),
  );
  if (candidates.length === 0) return sketch;
  const { urn: old, type, name: given } = candidates[place % candidates.length];
  const name = `${type.split(":")[2]}-${given}`;
  const urn = urnOf(UNREAD_TYPE, name);
  const renamed = (leaf: Sketched): Sketched => {
    if (leaf instanceof Reference) return leaf.urn === old ? new Reference(urn, leaf.id) : leaf;
    return leaf instanceof Hidden ? new Hidden(leaf.urns.map((source) => (source === old ? urn : source))) : leaf;
  };
  return sketch.map((resource) => ({
    ...resource,
    ...(resource.urn === old && { urn, type: UNREAD_TYPE, name, outputs: undefined }),
    inputs: mapped(resource.inputs, renamed) as { [key: string]: Sketched },
  }));
}

/** A type that nothing reads. */
export const UNREAD_TYPE = "acme:net/thing:Thing";

/** Types of which a stack may know no more than an id; groups more often than the others. */
const BY_ID = [
  ...[TYPES.securityGroup, TYPES.prefixList, TYPES.subnet, TYPES.vpc, TYPES.launchTemplate, TYPES.subnetGroup],
];

function literalId(sketch: Sketch, place: number): Sketch {
  const groups = sketch.filter(({ type }) => type === TYPES.securityGroup);
  const others = sketch.filter(({ type }) => BY_ID.includes(type));
  const candidates = [...groups, ...groups, ...others];
  if (candidates.length === 0) return sketch;
  const { urn } = candidates[place % candidates.length];
  const without = (leaf: Sketched): Sketched => {
    if (leaf instanceof Reference) return leaf.urn === urn ? leaf.id : leaf;
    return leaf instanceof Hidden ? new Hidden(leaf.urns.filter((source) => source !== urn)) : leaf;
  };
  return sketch
    .filter((resource) => resource.urn !== urn)
    .map((resource) => ({ ...resource, inputs: mapped(resource.inputs, without) as { [key: string]: Sketched } }));
}

function at(
  sketch: Sketch,
  place: number,
  types: string[],
  change: (resource: SketchedResource) => SketchedResource,
): Sketch {
  const places = sketch.flatMap(({ type, external }, index) => (types.includes(type) && !external ? [index] : []));
  return places.length === 0 ? sketch : replaced(sketch, places[place % places.length], change);
}

function replaced(sketch: Sketch, index: number, change: (resource: SketchedResource) => SketchedResource): Sketch {
  return sketch.map((resource, at) => (at === index ? change(resource) : resource));
}

function changed(value: Sketched, [step, ...rest]: string[], change: (value: Sketched) => Sketched): Sketched {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as { [key: string]: Sketched }) }) as {
    [key: string]: Sketched;
  };
  copy[step] = rest.length === 0 ? change(copy[step]) : changed(copy[step], rest, change);
  return copy;
}

/** What was done to a graph, a resource a line. */
export function differences(before: Sketch, after: Sketch): string {
  const left = new Map(after.map((resource) => [resource.urn, resource]));
  return [...before, ...after.filter(({ type }) => type === UNREAD_TYPE)]
    .flatMap((resource) => {
      const { type, name, urn } = resource;
      const now = left.get(urn);
      const text = `  ${type.split(":")[2]} ${name}`;
      if (type === UNREAD_TYPE) return [`${text} is there`];
      if (now === undefined) return [`${text} is gone`];
      const keys = Object.keys(resource.inputs).filter(
        (key) => JSON.stringify(resource.inputs[key]) !== JSON.stringify(now.inputs[key]),
      );
      if (now.external) return [`${text} is only read`];
      return keys.map((key) => `${text}: ${key} = ${JSON.stringify(now.inputs[key])}`);
    })
    .join("\n");
}
