/**
 * What boxes stand in: zones with their subnets, and the node with its interfaces.
 */
import type { Words } from "../../../words";
import { markup, type Markup } from "../markup";
import { drawGroup, groupClass } from "./draw-box";
import { type PlacedZone, type Places, type Rect, SMALL } from "./places";
import type { Scene } from "./shapes";
import { fitted } from "./text-size";
import type { Zone } from "./zones";

/** The private subnets of all zones, in one of which each node and each database is. */
export function drawPrivate(zones: Zone[], { x, y, width, height }: Rect, { picture }: Words): Markup {
  const say = picture.surroundings;
  const subnets = zones.flatMap((zone) => (zone.private ? [say.inZone(zone.name, zone.private.cidr)] : []));
  if (subnets.length === 0) return markup``;
  return markup`<rect class="zone" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>
<text class="soft" x="${x + 12}" y="${y + 18}">${fitted(say.privateSubnets(subnets), width - 24, SMALL)}</text>`;
}

/** The public subnet of a zone. */
export function drawPublic(zone: Zone, { public: place }: PlacedZone, { picture }: Words): Markup {
  const { x, y, width, height } = place;
  if (zone.public === undefined) return markup``;
  const text = picture.surroundings.publicSubnet(zone.name, zone.public.cidr);
  return markup`<rect class="subnet" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
<text class="soft" x="${x + 8}" y="${y + 17}">${fitted(text, width - 16, SMALL)}</text>`;
}

/** The NAT gateway of a zone. */
export function drawNat({ nat }: PlacedZone, { picture }: Words): Markup | undefined {
  return (
    nat &&
    markup`<rect class="chip" x="${nat.x}" y="${nat.y}" width="${nat.width}" height="${nat.height}" rx="6"/>
<text x="${nat.x + nat.width / 2}" y="${nat.y + 18}" text-anchor="middle">${picture.surroundings.nat}</text>`
  );
}

/** The node: its trunk interface, and what shares its own. */
export function drawNode(scene: Scene, { node, trunk, shared, unbound, boxes }: Places, words: Words): Markup {
  if (!node || !trunk || !shared) return markup``;
  const { facts, nodeGroups } = scene;
  const say = words.picture.surroundings;
  const branches = scene.boxes.filter(({ role }) => role === "bound").map((box) => boxes.get(box)!);
  const title = [
    facts.nodes === undefined ? say.nodes : words.amounts.nodes(facts.nodes),
    words.ends.list(facts.instanceTypes),
  ];
  return markup`<rect class="node" x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="10"/>
<text x="${node.x + 14}" y="${node.y + 24}"><tspan class="title">${title[0]}</tspan> ${title[1]}${scene.zones.length > 1 && say.anyZone}</text>
${branches.map(({ x, width, y }) => markup`<path class="branch" d="M${x + width / 2} ${trunk.y + trunk.height}V${y}"/>`)}
${branches.length > 0 && markup`<text class="soft" x="${branches[0].x + branches[0].width / 2 + 10}" y="${trunk.y + trunk.height + 16}">${say.branch}</text>`}
<rect class="trunk" x="${trunk.x}" y="${trunk.y}" width="${trunk.width}" height="${trunk.height}" rx="5"/>
<text class="trunk-text" x="${trunk.x + trunk.width / 2}" y="${trunk.y + 16.5}" text-anchor="middle">${fitted(`${say.trunk}${scene.branches > 0 ? say.room(scene.branches) : ""}`, trunk.width - 12, SMALL)}</text>
${
  unbound &&
  markup`<rect class="none" x="${unbound.x}" y="${unbound.y}" width="${unbound.width}" height="${unbound.height}" rx="8"/>
<text class="soft" x="${unbound.x + unbound.width / 2}" y="${unbound.y + 31}" text-anchor="middle">${say.noneBound}</text>`
}
<g class="${nodeGroups.length > 0 && groupClass(scene, nodeGroups[0])}">
<rect class="shared" x="${shared.x}" y="${shared.y}" width="${shared.width}" height="${shared.height}" rx="8"/></g>
${nodeGroups.map((key, i) => drawGroup(scene, key, { x: shared.x + 12, y: shared.y + shared.height - 12 - 21 * (nodeGroups.length - 1 - i), width: shared.width - 24 }))}`;
}
