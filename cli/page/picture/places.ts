/**
 * Where everything of the picture stands: the outside on the left, the node in the middle, databases on the right; bound pods
 * above, ordinary ones below them. A layout of its own, since a general one does not know what a reader looks for first.
 */
import type { Box, Scene } from "./shapes";
import { wrapped } from "./text-size";

/** A rectangle, in pixels. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A zone's public subnet. The private ones have one place: nobody chooses in which of them a node or a database is. */
export interface PlacedZone {
  public: Rect;
  /** The NAT gateway in its public subnet. */
  nat?: Rect;
}

/** The places of a scene. */
export interface Places {
  width: number;
  height: number;
  vpc: Rect;
  /** The private subnets of all zones. */
  private: Rect;
  zones: PlacedZone[];
  node?: Rect;
  /** The trunk interface of the node. */
  trunk?: Rect;
  /** Stands where bound pods would. */
  unbound?: Rect;
  /** What shares the node's own interface. */
  shared?: Rect;
  boxes: Map<Box, Rect>;
  /** Top of the legend. */
  legend: number;
}

/** Width of the whole picture. */
export const WIDTH = 960;
/** Fonts of the picture. */
export const TITLE = { size: 14.5, bold: true };
export const SMALL = { size: 12.5 };

const OUTSIDE = { x: 16, width: 132 };
const VPC = { x: 172, y: 70, width: 772 };
const NODE = { x: 296, width: 344 };
const DATABASE = { x: 772, width: 152 };
const PUBLIC_HEIGHT = 92;
/** By how much each bound box is narrower on both sides than the one above, so that its lines pass beside the next. */
const STEP = 22;
/** Space between bound and ordinary pods, for lines with labels. */
const GAP = 60;

/** Places for a scene. */
export function placesOf(scene: Scene): Places {
  const of = (...roles: Box["role"][]): Box[] => scene.boxes.filter(({ role }) => roles.includes(role));
  const boxes = new Map<Box, Rect>();
  const top = VPC.y + 68;
  const [boundTop, othersBottom, node] = placeNode(scene, of, boxes, top);
  const content = Math.max(othersBottom - boundTop, 160 * of("database").length, 200);
  stack(of("database"), boxes, { x: DATABASE.x, y: boundTop, width: DATABASE.width, height: content });
  const privateBottom = Math.max(boundTop + content, (node?.frame.y ?? 0) + (node?.frame.height ?? 0)) + 18;
  const vpc = { ...VPC, height: privateBottom + PUBLIC_HEIGHT + 22 - VPC.y };
  const api = of("api")[0];
  const internet = of("internet")[0];
  const boundBottom = node === undefined ? boundTop + 120 : node.boundBottom;
  if (api) boxes.set(api, { ...OUTSIDE, y: boundTop - 10, height: Math.max(boundBottom - boundTop + 50, 130) });
  if (internet) {
    // As high as the lines from bound pods need that end above the one from the NAT gateway.
    const y = Math.max(privateBottom - 34 - 46 * of("bound").length, boundBottom + 96);
    boxes.set(internet, { ...OUTSIDE, y, height: vpc.y + vpc.height - y - 8 });
  }
  return {
    ...{ width: WIDTH, height: vpc.y + vpc.height + legendHeight(scene), vpc, boxes },
    private: { x: vpc.x + 16, y: vpc.y + 34, width: vpc.width - 32, height: privateBottom - vpc.y - 34 },
    zones: placeZones(scene, vpc, privateBottom),
    ...(node && { node: node.frame, trunk: node.trunk, unbound: node.unbound, shared: node.shared }),
    legend: vpc.y + vpc.height + 14,
  };
}

/** Height of the legend: a line for what lines mean, then the groups. */
export function legendHeight({ groups }: Scene): number {
  return 52 + 24 * Math.max(2, Math.ceil(groups.length / legendColumns(groups.length)));
}

/** Columns of the legend's groups: what fits on lines of its own has room for who carries it. */
export function legendColumns(groups: number): number {
  return groups <= 4 ? 1 : 2;
}

/** Height of a box with a title, its lines wrapped, and a line a security group. */
export function boxHeight(box: Box, width: number, showsGroups: boolean): number {
  return 34 + 17 * boxLines(box, width).length + (showsGroups ? 21 * Math.min(box.groups.length, MAX_GROUPS) : 0);
}

/** Height that the lines from a box to databases need, so that none of their labels covers another. */
function roomForLines({ edges }: Scene, box: Box): number {
  return 26 * edges.filter(({ from, to }) => from === box && to.role === "database").length + 14;
}

/** The lines below a box's title. */
export function boxLines({ lines }: Box, width: number): string[] {
  return lines.flatMap((line) => wrapped(line, width - 24, SMALL, 2));
}

/** Security groups that a box names; AWS allows five, or up to sixteen, on an interface. */
export const MAX_GROUPS = 5;

interface PlacedNode {
  frame: Rect;
  trunk: Rect;
  unbound?: Rect;
  shared: Rect;
  boundBottom: number;
}

function placeNode(
  scene: Scene,
  of: (...roles: Box["role"][]) => Box[],
  boxes: Map<Box, Rect>,
  top: number,
): [number, number, PlacedNode?] {
  if (!scene.hasNodes) return [top, top + 240];
  const inner = { x: NODE.x + 14, width: NODE.width - 28 };
  const trunk = { ...inner, y: top + 38, height: 24 };
  const boundTop = trunk.y + trunk.height + 22;
  let y = boundTop;
  of("bound").forEach((box, i) => {
    const place = { x: inner.x + STEP * i, y, width: inner.width - 2 * STEP * i };
    boxes.set(box, { ...place, height: Math.max(boxHeight(box, place.width, true), roomForLines(scene, box)) });
    y += boxes.get(box)!.height + 14;
  });
  const unbound = of("bound").length === 0 ? { ...inner, y, height: 52 } : undefined;
  const boundBottom = unbound ? unbound.y + unbound.height : y - 14;
  // One line's label a binding, so that none covers another.
  const gap = unbound ? 24 : GAP + 24 * (of("bound").length - 1);
  const shared = { ...inner, y: boundBottom + gap, height: 0 };
  y = shared.y + 14;
  for (const box of of("dns")) {
    const height = boxHeight(box, inner.width / 2 - 20, false);
    boxes.set(box, { x: shared.x + 12, y, width: inner.width / 2 - 20, height });
    y += height + 40;
  }
  const hasStore = of("others").some(({ isStore }) => isStore);
  for (const box of of("others")) {
    const height = Math.max(boxHeight(box, inner.width - 24, false), roomForLines(scene, box));
    boxes.set(box, { x: shared.x + 12, y, width: inner.width - 24, height });
    // Room for the label of a line to what keeps state.
    y += height + (hasStore ? 40 : 14);
  }
  const othersBottom = y - (hasStore ? 40 : 14);
  shared.height = othersBottom + 14 + 21 * scene.nodeGroups.length - shared.y;
  const frame = { ...NODE, y: top, height: shared.y + shared.height + 14 - top };
  return [boundTop, shared.y + shared.height, { frame, trunk, unbound, shared, boundBottom }];
}

function stack(column: Box[], boxes: Map<Box, Rect>, { x, y, width, height }: Rect): void {
  const each = (height - 14 * (column.length - 1)) / column.length;
  column.forEach((box, i) => boxes.set(box, { x, y: y + i * (each + 14), width, height: each }));
}

function placeZones({ zones }: Scene, vpc: Rect, privateBottom: number): PlacedZone[] {
  const between = 10;
  const width = (vpc.width - 32 + between) / zones.length - between;
  const y = privateBottom + 8;
  return zones.map((zone, i) => {
    const x = vpc.x + 16 + i * (width + between);
    return {
      public: { x, y, width, height: vpc.y + vpc.height - 14 - y },
      nat: zone.public?.hasNat ? { x: x + width - 128, y: y + 26, width: 112, height: 27 } : undefined,
    };
  });
}
