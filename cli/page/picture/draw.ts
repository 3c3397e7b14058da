/**
 * A scene as SVG.
 */
import type { Words } from "../../../words";
import { markup, Markup } from "../markup";
import { drawBox } from "./draw-box";
import { drawLegend } from "./draw-legend";
import { drawRoute, drawWhy } from "./draw-route";
import { drawNat, drawNode, drawPrivate, drawPublic } from "./draw-surroundings";
import { pictureStyle } from "./look";
import { placesOf, SMALL, WIDTH } from "./places";
import { routesOf } from "./routes";
import type { Scene } from "./shapes";
import { fitted } from "./text-size";

/** The picture of a scene; its ids start with `topology`. */
export function draw(scene: Scene, words: Words): Markup {
  const { headline, subtitle, facts, boxes } = scene;
  const places = placesOf(scene);
  const { vpc, zones } = places;
  const isEmpty = boxes.length === 0;
  const routes = routesOf(scene, places);
  const height = isEmpty ? 76 : places.height;
  // Lines come after boxes, whose edges they end at, and before what they pass through.
  const content = markup`<g aria-hidden="true">
${
  facts.hasVpc &&
  markup`<rect class="vpc" x="${vpc.x}" y="${vpc.y}" width="${vpc.width}" height="${vpc.height}" rx="12"/>
<text x="${vpc.x + 16}" y="${vpc.y + 23}"><tspan class="title">VPC</tspan> ${facts.vpcCidr ?? ""}</text>`
}
${drawPrivate(scene.zones, places.private, words)}
${zones.map((zone, i) => drawPublic(scene.zones[i], zone, words))}
${drawNode(scene, places, words)}
${boxes.map((box) => drawBox(box, places.boxes.get(box)!, scene))}
${drawLegend(scene, places, words)}
</g>
${routes.map((route, i) => drawRoute(route, i, words))}
<g aria-hidden="true">${zones.map((zone) => drawNat(zone, words))}</g>
${routes.map((route, i) => drawWhy(route, i, places, words))}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="topology" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="group" aria-labelledby="topology-title" aria-describedby="topology-desc">
<title id="topology-title">${headline}</title>
<desc id="topology-desc">${scene.description}</desc>
<style>
${new Markup(pictureStyle(routes.length))}
</style>
<rect class="back" width="${WIDTH}" height="${height}" rx="10"/>
<text class="headline" x="16" y="34" aria-hidden="true">${fitted(headline, WIDTH - 32, { size: 20, bold: true })}</text>
<text class="soft" x="16" y="55" aria-hidden="true">${fitted(subtitle, WIDTH - 32, SMALL)}</text>
${!isEmpty && content}
</svg>`;
}
