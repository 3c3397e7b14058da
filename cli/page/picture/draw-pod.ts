/**
 * What happens to a pod: one that a SecurityGroupPolicy selects, and beside it any other.
 */
import type { Words } from "../../../words";
import { markup, type Markup } from "../markup";
import { fitted } from "./text-size";

const WIDTH = 320;
const SMALL = { size: 12.5 };

/** A pod with a branch network interface of its own, step by step. */
export function drawBoundPod({ picture: { pod: say } }: Words): Markup {
  return frame(
    say.bound,
    244,
    markup`<rect class="node" x="8" y="8" width="304" height="180" rx="9"/><text class="soft" x="18" y="27">${say.node}</text>
<g class="g0"><rect class="box grouped" x="46" y="38" width="228" height="44" rx="7"/><rect class="tint" x="46" y="38" width="228" height="44" rx="7"/></g>
<text class="title" x="160" y="56" text-anchor="middle">${say.pod}</text><text x="160" y="74" text-anchor="middle">${say.resource}</text>${step(1, 30, 60)}
<path class="branch" d="M160 82V104"/><text class="soft" x="172" y="98">${say.vlan}</text>${step(3, 130, 93)}
<g class="g0"><rect class="box grouped" x="30" y="104" width="260" height="28" rx="7"/><rect class="tint" x="30" y="104" width="260" height="28" rx="7"/></g>
<text x="160" y="122" text-anchor="middle">${fitted(say.branch, 244, SMALL)}</text>${step(2, 20, 118)}
<path class="branch" d="M160 132V150"/>
<rect class="trunk" x="30" y="150" width="260" height="26" rx="5"/><text class="trunk-text" x="160" y="167.5" text-anchor="middle">${fitted(say.trunk, 244, SMALL)}</text>
<path class="branch" d="M160 188V206"/>
<g class="g0"><rect class="box grouped" x="30" y="206" width="260" height="28" rx="7"/><rect class="tint" x="30" y="206" width="260" height="28" rx="7"/><rect class="swatch" x="42" y="214" width="12" height="12" rx="3"/></g>
<text x="62" y="224">${fitted(say.own, 220, SMALL)}</text>${step(4, 20, 220)}`,
  );
}

/** A pod that shares the primary network interface of its node. */
export function drawOrdinaryPod({ picture: { pod: say } }: Words): Markup {
  return frame(
    say.ordinary,
    244,
    markup`<rect class="node" x="8" y="8" width="304" height="180" rx="9"/><text class="soft" x="18" y="27">${say.node}</text>
<g class="g2"><rect class="box grouped" x="30" y="38" width="124" height="44" rx="7"/><rect class="tint" x="30" y="38" width="124" height="44" rx="7"/><rect class="box grouped" x="166" y="38" width="124" height="44" rx="7"/><rect class="tint" x="166" y="38" width="124" height="44" rx="7"/></g>
<text class="title" x="92" y="65" text-anchor="middle">${say.pod}</text><text class="title" x="228" y="65" text-anchor="middle">${say.neighbours}</text>${step(1, 20, 60)}
<path class="branch" d="M92 82V136M228 82V136"/>${step(2, 70, 110)}
<g class="g2"><rect class="box grouped" x="30" y="136" width="260" height="40" rx="7"/><rect class="tint" x="30" y="136" width="260" height="40" rx="7"/></g>
<text x="160" y="160" text-anchor="middle">${fitted(say.primary, 244, SMALL)}</text>
<path class="branch" d="M160 188V206"/>
<g class="g2"><rect class="box grouped" x="30" y="206" width="260" height="28" rx="7"/><rect class="tint" x="30" y="206" width="260" height="28" rx="7"/><rect class="swatch" x="42" y="214" width="12" height="12" rx="3"/></g>
<text x="62" y="224">${fitted(say.shared, 220, SMALL)}</text>${step(3, 20, 220)}`,
  );
}

function frame(title: string, height: number, content: Markup): Markup {
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="topology" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}"><rect class="back" width="${WIDTH}" height="${height}" rx="10"/>
${content}</svg>`;
}

/** The number of a step, as the list beside the picture has it. */
function step(number: number, x: number, y: number): Markup {
  return markup`<circle class="number" cx="${x}" cy="${y}" r="10"/><text class="number-text" x="${x}" y="${y + 4.5}" text-anchor="middle">${number}</text>`;
}
