/**
 * The ways of the lines: level and upright pieces through the channels between the columns of {@link placesOf}.
 */
import type { Places, Rect } from "./places";
import type { Box, Edge, Scene } from "./shapes";

/** A point, in pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A line with its place. */
export interface Route {
  edge: Edge;
  /** Corners, the source's end first. */
  points: Point[];
  /** Middle of the label. */
  label: Point;
}

/** First upright lane between the outside and the node, and their distance. */
const LEFT_LANE = { x: 262, step: 11 };
/** Middle of labels that stand between the outside and the first lane. */
const LEFT_LABEL = 203;
const RIGHT_LANE = { x: 746, step: 11 };

/** Routes for all lines of a scene that have a way; the few others are in the plan's table only. */
export function routesOf(scene: Scene, places: Places): Route[] {
  const router = new Router(scene, places);
  return scene.edges.map((edge) => router.route(edge)).filter((route) => route !== undefined);
}

class Router {
  private leftLanes = 0;
  private rightLanes = 0;
  /** Lines that already end at a side of a box, and how many will. */
  private readonly used = new Map<string, number>();
  private readonly expected = new Map<string, number>();
  private readonly databases: Box[];
  private readonly bound: Box[];

  constructor(
    private readonly scene: Scene,
    private readonly places: Places,
  ) {
    this.databases = scene.boxes.filter(({ role }) => role === "database");
    this.bound = scene.boxes.filter(({ role }) => role === "bound");
    for (const edge of scene.edges) {
      for (const side of sidesOf(edge)) this.expected.set(side, (this.expected.get(side) ?? 0) + 1);
    }
  }

  route(edge: Edge): Route | undefined {
    const { from, to } = edge;
    const made = this.forward(edge, from, to) ?? reversed(this.forward(edge, to, from));
    return made === undefined ? undefined : { edge, ...made };
  }

  private forward(edge: Edge, from: Box, to: Box): Omit<Route, "edge"> | undefined {
    const ways = `${from.role} ${to.role}`;
    if (ways === "bound dns") return this.down(from, to, "left");
    if (ways === "bound others") return this.down(from, to, "right");
    if (ways === "others others") return this.between(from, to);
    if (ways === "bound internet" && leavesByNode(edge)) return this.byNode(from, to) ?? this.outside(from, to);
    if (ways === "others dns") return this.upToDns(from, to);
    if (ways === "internet api") return this.besides(from, to);
    if (ways === "internet database") return this.below(from, to);
    if (to.role === "database" && isOnNode(from)) return this.toDatabase(from, to);
    if (to.role === "internet" && from.role === "others") return this.throughNat(from, to) ?? this.outside(from, to);
    if ((to.role === "internet" || to.role === "api") && isOnNode(from)) return this.outside(from, to);
    if (ways === "bound bound") return this.aside(from, to);
    return undefined;
  }

  private rect(box: Box): Rect {
    return this.places.boxes.get(box)!;
  }

  /** The next free height on a side of a box, spread over as many lines as will end there. */
  private port(box: Box, side: "left" | "right"): number {
    const key = `${side} ${box.id}`;
    const taken = (this.used.get(key) ?? 0) + 1;
    this.used.set(key, taken);
    const { y, height } = this.rect(box);
    return y + (height * taken) / ((this.expected.get(key) ?? 0) + 1);
  }

  /** From a bound box straight down; those above others have their lines in the steps beside these. */
  private down(from: Box, to: Box, side: "left" | "right"): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const order = this.bound.indexOf(from);
    const isLast = order === this.bound.length - 1;
    const quarter = side === "left" ? end.x + end.width * (to.role === "dns" ? 0.5 : 0.25) : end.x + end.width * 0.76;
    const step = side === "left" ? start.x + 11 : start.x + start.width - 11;
    const x = isLast ? quarter : step;
    const bottom = Math.max(...this.bound.map((box) => this.rect(box).y + this.rect(box).height));
    // Of a label in a step, the middle is moved inwards so that it stays on the node.
    const label = { x: isLast ? x : x + (side === "left" ? 34 : -34), y: bottom + 24 + 24 * order };
    return {
      points: [
        { x, y: start.y + start.height },
        { x, y: end.y },
      ],
      label,
    };
  }

  private upToDns(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const x = end.x + end.width * 0.25;
    return {
      points: [
        { x, y: start.y },
        { x, y: end.y + end.height },
      ],
      label: { x: x + 62, y: (start.y + end.y + end.height) / 2 },
    };
  }

  private besides(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const x = start.x + start.width / 2;
    return {
      points: [
        { x, y: start.y },
        { x, y: end.y + end.height },
      ],
      label: { x, y: (start.y + end.y + end.height) / 2 },
    };
  }

  private toDatabase(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const y = this.port(from, "right");
    const x = start.x + start.width;
    const label = { x: NODE_RIGHT + 55, y };
    if (this.databases.length === 1)
      return {
        points: [
          { x, y },
          { x: end.x, y },
        ],
        label,
      };
    const lane = RIGHT_LANE.x - RIGHT_LANE.step * this.rightLanes++;
    const target = this.port(to, "left");
    return {
      points: [
        { x, y },
        { x: lane, y },
        { x: lane, y: target },
        { x: end.x, y: target },
      ],
      label,
    };
  }

  /** Along the public subnets, and up to a database. */
  private below(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const index = this.databases.indexOf(to);
    const y = start.y + start.height - 26 - 10 * index;
    const x = start.x + start.width;
    const label = { x: NODE_RIGHT + 45 - 100 * index, y };
    if (this.databases.length === 1) {
      // Beside what is written into the public subnet.
      const up = end.x + end.width - 12;
      return {
        points: [
          { x, y },
          { x: up, y },
          { x: up, y: end.y + end.height },
        ],
        label,
      };
    }
    const right = end.x + end.width;
    const lane = right + 5 + 4 * index;
    const target = end.y + end.height / 2;
    return {
      points: [
        { x, y },
        { x: lane, y },
        { x: lane, y: target },
        { x: right, y: target },
      ],
      label,
    };
  }

  private throughNat(from: Box, to: Box): Omit<Route, "edge"> | undefined {
    const nat = this.places.zones.find((zone) => zone.nat)?.nat;
    const leaving = this.scene.edges.filter((edge) => edge.from.role === "others" && edge.to.role === "internet");
    if (nat === undefined || from !== leaving.at(-1)?.from) return undefined;
    // From what shares the node's interface, whose name the line would cross otherwise.
    const [start, end] = [this.places.shared ?? this.rect(from), this.rect(to)];
    const x = Math.max(nat.x + nat.width - 20, start.x + 16);
    const y = nat.y + nat.height / 2;
    return {
      points: [
        { x, y: start.y + start.height },
        { x, y },
        { x: end.x + end.width, y },
      ],
      label: { x: LEFT_LABEL, y },
    };
  }

  /** Down to the node's own interface, under whose group bound pods leave the VPC in standard mode. */
  private byNode(from: Box, to: Box): Omit<Route, "edge"> | undefined {
    const nat = this.places.zones.find((zone) => zone.nat)?.nat;
    const { shared } = this.places;
    if (nat === undefined || shared === undefined) return undefined;
    const [start, end] = [this.rect(from), this.rect(to)];
    const x = shared.x + shared.width - 8;
    const y = nat.y + nat.height - 4;
    return {
      points: [
        { x, y: start.y + start.height },
        { x, y },
        { x: end.x + end.width, y },
      ],
      label: { x: shared.x + shared.width - 60, y: shared.y + shared.height + 14 },
    };
  }

  /** Between two boxes of the node that stand one above the other. */
  private between(from: Box, to: Box): Omit<Route, "edge"> | undefined {
    const stacked = this.scene.boxes.filter(({ role }) => role === "others");
    if (Math.abs(stacked.indexOf(from) - stacked.indexOf(to)) !== 1) return undefined;
    const [start, end] = [this.rect(from), this.rect(to)];
    const isDown = start.y < end.y;
    const x = start.x + start.width / 2;
    const y = isDown ? start.y + start.height : start.y;
    const target = isDown ? end.y : end.y + end.height;
    return {
      points: [
        { x, y },
        { x, y: target },
      ],
      label: { x: x + 70, y: (y + target) / 2 },
    };
  }

  private outside(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const y = this.port(from, "left");
    const right = end.x + end.width;
    const isLevel = y > end.y + 12 && y < end.y + end.height - 12;
    if (isLevel)
      return {
        points: [
          { x: start.x, y },
          { x: right, y },
        ],
        label: { x: LEFT_LABEL, y },
      };
    const lane = LEFT_LANE.x + LEFT_LANE.step * this.leftLanes++;
    const order = this.used.get(`in ${to.id}`) ?? 0;
    this.used.set(`in ${to.id}`, order + 1);
    const target = y > end.y ? end.y + end.height - 22 - 46 * order : end.y + 26 + 46 * order;
    return {
      points: [
        { x: start.x, y },
        { x: lane, y },
        { x: lane, y: target },
        { x: right, y: target },
      ],
      label: { x: LEFT_LABEL, y: target },
    };
  }

  private aside(from: Box, to: Box): Omit<Route, "edge"> {
    const [start, end] = [this.rect(from), this.rect(to)];
    const [y, target] = [this.port(from, "right"), this.port(to, "right")];
    const lane = RIGHT_LANE.x - RIGHT_LANE.step * this.rightLanes++;
    const points = [
      { x: start.x + start.width, y },
      { x: lane, y },
      { x: lane, y: target },
      { x: end.x + end.width, y: target },
    ];
    return { points, label: { x: NODE_RIGHT + 45, y } };
  }
}

/** True for what goes out of the VPC under the node's group. */
export function leavesByNode({ verdicts }: Edge): boolean {
  return verdicts.some(({ reason }) => reason.kind === "leaves under the node's group");
}

/** Right edge of the node. */
const NODE_RIGHT = 640;

function isOnNode({ role }: Box): boolean {
  return role === "bound" || role === "others" || role === "dns";
}

/** The sides at which a line ends that share their room; the ways of {@link Router} that ask for a port. */
function sidesOf(edge: Edge): string[] {
  const { from, to } = edge;
  const outer = [from, to].find(({ role }) => role === "api" || role === "internet");
  const inner = [from, to].find(isOnNode);
  const database = [from, to].find(({ role }) => role === "database");
  if (inner && database) return [`right ${inner.id}`, `left ${database.id}`];
  if (leavesByNode(edge)) return [];
  if (inner && outer && !(inner.role === "others" && outer.role === "internet")) return [`left ${inner.id}`];
  if (from.role === "bound" && to.role === "bound") return [`right ${from.id}`, `right ${to.id}`];
  return [];
}

function reversed(route: Omit<Route, "edge"> | undefined): Omit<Route, "edge"> | undefined {
  return route && { points: [...route.points].reverse(), label: route.label };
}
