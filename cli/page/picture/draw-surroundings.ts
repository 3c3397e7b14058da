/**
 * What boxes stand in: zones with their subnets, and the node with its interfaces.
 */
import { counted } from "../../text";
import { listText } from "../words";
import { markup, type Markup } from "../markup";
import { drawGroup, groupClass } from "./draw-box";
import { type PlacedZone, type Places, type Rect, SMALL } from "./places";
import type { Scene } from "./shapes";
import { fitted } from "./text-size";
import type { Subnet, Zone } from "./zones";

/** A zone with its subnets. */
export function drawZone(zone: Zone, { frame, private: inside, public: outside }: PlacedZone): Markup {
  return markup`<rect class="zone" x="${frame.x}" y="${frame.y}" width="${frame.width}" height="${frame.height}" rx="10"/>
<text class="soft" x="${frame.x + 12}" y="${frame.y + 18}">${fitted(`zone ${zone.name}`, frame.width - 20, SMALL)}</text>
${drawSubnet("private subnet", zone.private, inside)}
${drawSubnet("public subnet", zone.public, outside)}`;
}

/** The NAT gateway of a zone. */
export function drawNat({ nat }: PlacedZone): Markup | undefined {
  return (
    nat &&
    markup`<rect class="chip" x="${nat.x}" y="${nat.y}" width="${nat.width}" height="${nat.height}" rx="6"/>
<text x="${nat.x + nat.width / 2}" y="${nat.y + 18}" text-anchor="middle">NAT gateway</text>`
  );
}

function drawSubnet(what: string, subnet: Subnet | undefined, { x, y, width, height }: Rect): Markup {
  if (subnet === undefined) return markup``;
  return markup`<rect class="subnet" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
<text class="soft" x="${x + 8}" y="${y + 17}">${fitted(`${what} ${subnet.cidr}`, width - 16, SMALL)}</text>`;
}

/** The node: its trunk interface, and what shares its own. */
export function drawNode(scene: Scene, { node, trunk, shared, unbound, boxes }: Places): Markup {
  if (!node || !trunk || !shared) return markup``;
  const { facts, nodeGroups } = scene;
  const branches = scene.boxes.filter(({ role }) => role === "bound").map((box) => boxes.get(box)!);
  const title = [facts.nodes === undefined ? "Nodes" : counted(facts.nodes, "node"), listText(facts.instanceTypes)];
  return markup`<rect class="node" x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="10"/>
<text x="${node.x + 14}" y="${node.y + 24}"><tspan class="title">${title[0]}</tspan> ${title[1]}${scene.zones.length > 1 && ", in any of the zones"}</text>
${branches.map(({ x, width, y }) => markup`<path class="branch" d="M${x + width / 2} ${trunk.y + trunk.height}V${y}"/>`)}
${branches.length > 0 && markup`<text class="soft" x="${branches[0].x + branches[0].width / 2 + 10}" y="${trunk.y + trunk.height + 16}">branch interface</text>`}
<rect class="trunk" x="${trunk.x}" y="${trunk.y}" width="${trunk.width}" height="${trunk.height}" rx="5"/>
<text class="trunk-text" x="${trunk.x + trunk.width / 2}" y="${trunk.y + 16.5}" text-anchor="middle">trunk interface${scene.branches > 0 && `: room for ${scene.branches} branch interfaces`}</text>
${
  unbound &&
  markup`<rect class="none" x="${unbound.x}" y="${unbound.y}" width="${unbound.width}" height="${unbound.height}" rx="8"/>
<text class="soft" x="${unbound.x + unbound.width / 2}" y="${unbound.y + 31}" text-anchor="middle">no pod has security groups of its own</text>`
}
<g class="${nodeGroups.length > 0 && groupClass(scene, nodeGroups[0])}">
<rect class="shared" x="${shared.x}" y="${shared.y}" width="${shared.width}" height="${shared.height}" rx="8"/></g>
${nodeGroups.map((key, i) => drawGroup(scene, key, { x: shared.x + 12, y: shared.y + shared.height - 12 - 21 * (nodeGroups.length - 1 - i), width: shared.width - 24 }))}`;
}
