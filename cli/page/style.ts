/**
 * The page's style sheet: light and dark, from 320 pixels up, and on paper. No font is loaded.
 */

const LIGHT = `
  --page: #f6f8fa; --card: #fff; --text: #1f2328; --soft: #57606a; --line: #d0d7de; --head: #eef2f6;
  --yes: #116d2f; --yes-back: #dff5e5; --no: #b3202c; --no-back: #fde8e8; --maybe: #855300; --maybe-back: #fff3d1;
  --accent: #0b62c4; --bar: #768494; --mark: #fff6c9;`;
const DARK = `
  --page: #0a0e13; --card: #0f141b; --text: #e8edf3; --soft: #a3adb8; --line: #303a46; --head: #18202a;
  --yes: #56d06f; --yes-back: #10301b; --no: #ff8a80; --no-back: #3a1719; --maybe: #e0aa3e; --maybe-back: #33270e;
  --accent: #6cb0ff; --bar: #6f7c8a; --mark: #36310f;`;

/** Rules by which each row of a table is a block, so that no number is beyond the edge of the screen. `within` holds the table, or is it. */
function asBlocks(table: string, within: string): string {
  return `  ${table}, ${within} tbody, ${within} tfoot { display: block; width: 100%; }
  ${within} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${within} tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  ${within} tbody th, ${within} tfoot th { display: block; border: 0; min-width: 0; }
  ${within} td { display: flex; justify-content: space-between; align-items: center; gap: 1rem; border: 0; padding: .15rem .5rem; white-space: normal; text-align: right; width: auto; }
  ${within} td[data-label]::before { content: attr(data-label); color: var(--soft); text-align: left; }
  ${within} td:empty, ${within} .self { display: none; }`;
}

/** The style sheet. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
:lang(ja) :is(h1, h2, h3, dt, th, strong, .step, .tiles) { word-break: auto-phrase; }
.skip { position: absolute; left: -999px; top: 0; z-index: 3; padding: .6rem 1rem; background: var(--card); color: var(--accent); }
.skip:focus { left: 0; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: clamp(1.4rem, 4vw, 2rem); line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1.02rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; max-width: 75ch; text-wrap: pretty; }
small { font-size: .8125rem; font-weight: 400; color: var(--soft); }
th small { display: block; }
.lead, .note, .hint { color: var(--soft); }
.note, .hint { font-size: .875rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
nav ul { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: 1rem 0; padding: 0; }
nav a { display: inline-block; padding: .3rem 0; }
main > section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 0 0 1.25rem; }
.verdicts { margin: 1.25rem 0 0; }
.verdicts h2 { margin: 0 0 .5rem; }
.verdicts ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0; padding: 0; }
.verdicts li { border: 1.5px solid currentColor; border-radius: 999px; padding: .2rem .8rem; font-weight: 600; }
.yes { color: var(--yes); } .no { color: var(--no); } .maybe { color: var(--maybe); }
.verdicts .yes { background: var(--yes-back); } .verdicts .no { background: var(--no-back); } .verdicts .maybe { background: var(--maybe-back); }
.tiles { display: grid; grid: auto / auto-flow 1fr; gap: .75rem; margin: 1rem 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .7rem 1rem; }
.tiles dt { color: var(--soft); font-size: .875rem; }
.tiles dd { margin: 0; }
.tiles strong { display: block; font-size: 1.25rem; line-height: 1.3; }
.tiles span { color: var(--soft); font-size: .875rem; }
/* A shadow at each edge beyond which there is more; what is at its end covers it. */
.scroll { overflow-x: auto; max-width: 100%; background: linear-gradient(to right, var(--card) 40%, transparent) left / 2.5rem 100% no-repeat local, linear-gradient(to left, var(--card) 40%, transparent) right / 2.5rem 100% no-repeat local, linear-gradient(to right, var(--soft), transparent) left / .6rem 100% no-repeat scroll, linear-gradient(to left, var(--soft), transparent) right / .6rem 100% no-repeat scroll; }
.picture { overflow-x: auto; margin: 0 -1.25rem; padding: 0 .5rem; }
.picture svg { display: block; width: 100%; min-width: 44rem; max-width: 62rem; height: auto; margin: 0 auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { border-bottom: 1px solid var(--line); padding: .45rem .75rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); white-space: nowrap; }
tbody th { font-weight: 600; min-width: 7rem; }
.numbers { width: 100%; }
.numbers td, .numbers thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.numbers tbody th { min-width: 11rem; }
tfoot th, tfoot td { font-weight: 700; border-top: 2px solid var(--soft); border-bottom: 0; }
.own th, .own td { background: var(--head); font-weight: 700; }
.wide { position: relative; width: 30%; min-width: 6rem; }
.meter { display: block; height: .8rem; margin-top: .35rem; width: var(--share); background: var(--bar); border-radius: 3px; }
.own .meter { background: var(--accent); }
.picture .topology, .stages .topology, .ways .topology { border: 1px solid var(--line); border-radius: 10px; }
.sideways { display: none; }
.stages { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; list-style: none; margin: 0; padding: 0; }
.stages li { border: 1px solid var(--line); border-radius: 10px; padding: .75rem; }
.stages .this { border: 2px solid var(--accent); }
.stages h3 { margin: 0 0 .5rem; }
.stages svg, .ways svg { display: block; width: 100%; max-width: 26rem; height: auto; }
.ways { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1.5rem; }
.ways h3 { margin-top: 0; }
.ways ol { padding-left: 1.4rem; margin: .75rem 0 0; }
.policies, .policies ul { list-style: none; margin: 0; padding: 0; }
.policies > li { border-top: 1px solid var(--line); padding: .5rem 0; }
.policies ul { padding-left: 1rem; }
code { font-size: .875em; }
.matrix td { text-align: center; }
.matrix .self { color: var(--soft); }
.answer { display: inline-block; font-weight: 700; white-space: nowrap; border-radius: 999px; padding: .1rem .6rem; text-decoration: none; }
.answer.yes { background: var(--yes-back); } .answer.no { background: var(--no-back); } .answer.maybe { background: var(--maybe-back); }
a.answer:hover { text-decoration: underline; }
.bubble { display: none; position: fixed; z-index: 2; left: 1rem; right: 1rem; bottom: 1rem; max-width: 46rem; margin: 0 auto; padding: .6rem .8rem; box-shadow: 0 4px 16px rgb(0 0 0 / .25); text-align: left; background: var(--card); border: 1.5px solid var(--soft); border-radius: 8px; overflow-wrap: anywhere; }
.answer:hover + .bubble, .answer:focus + .bubble { display: block; }
.answer:hover + .bubble { z-index: 3; }
.reasons ul { list-style: none; padding: 0; margin: 0; }
.reasons li { display: grid; grid-template-columns: minmax(13rem, 2fr) 5fr; gap: 0 1rem; border-top: 1px solid var(--line); padding: .35rem .5rem; }
.reasons li p { margin: .1rem 0; }
.reasons li > i { position: absolute; }
.reasons li:target, .reasons li:has(:target) { background: var(--mark); }
.port { display: inline-block; }
summary { cursor: pointer; padding: .25rem 0; }
.reasons > summary { font-weight: 600; }
.gantt { position: relative; font-size: .875rem; }
.gantt ol { list-style: none; margin: 0; padding: 0; }
.gantt li { display: grid; grid-template-columns: 13rem 1fr 11.5rem; gap: .75rem; align-items: center; padding: .2rem 0; border-top: 1px solid var(--line); line-height: 1.3; }
.gantt small { display: block; }
.gantt b { color: var(--accent); }
.critical .step { font-weight: 700; }
.gantt .step { position: relative; }
.gantt .critical .step { padding-left: 1.1em; }
.gantt .step b { position: absolute; left: 0; }
.gantt .axis { position: relative; height: 1.4rem; margin: 0 12.25rem 0 13.75rem; color: var(--soft); }
.axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.axis em { position: absolute; right: -2rem; font-style: normal; }
.track { position: relative; align-self: stretch; min-height: 1.9rem; background-image: linear-gradient(to right, var(--line) 1px, transparent 1px); background-size: var(--tick) 100%; }
.bar, .slack { position: absolute; top: calc(50% - .55rem); height: 1.1rem; min-width: 3px; border-radius: 3px; }
.bar { background: var(--bar); }
.critical .bar { background: var(--accent); }
.slack { top: calc(50% - .3rem); height: .6rem; border-radius: 0; background: repeating-linear-gradient(135deg, var(--bar) 0 1px, transparent 1px 6px); border-right: 1px solid var(--bar); }
.took { font-variant-numeric: tabular-nums; }
.shares { display: flex; height: 2rem; border: 1px solid var(--soft); border-radius: 6px; overflow: hidden; max-width: 40rem; }
.shares span { display: grid; place-items: center; background: var(--accent); color: var(--card); font-weight: 700; border-right: 2px solid var(--card); }
.shares .free { background: repeating-linear-gradient(135deg, var(--line) 0 1px, transparent 1px 7px); color: var(--text); border: 0; }
.plain { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .5rem 0; }
.tree ul { list-style: none; margin: 0; padding-left: 1.25rem; }
.tree > ul { padding: 0; }
.tree > ul > li, .tree li { padding: .1rem 0; }
.kind { color: var(--soft); }
.outline dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; margin: 0; }
.outline dt { color: var(--soft); }
.outline dd { margin: 0; }
.outline ul { margin: 0; padding: 0; list-style: none; }
.inputs label { display: inline-block; margin: 0 1rem .3rem 0; }
input { font: inherit; width: 6rem; padding: .2rem .4rem; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none; }
@media (max-width: 44rem) {
  main > section { padding: 1rem; border-radius: 10px; }
  .picture { margin: 0 -1rem; }
  .gantt li { grid-template-columns: minmax(50%, 1fr) auto; gap: 0 .75rem; padding: .4rem 0; }
  .gantt .track { grid-row: 2; grid-column: 1 / -1; }
  .took { text-align: right; }
  .gantt .axis { margin: 0; }
  .axis span:first-child { transform: none; }
  .axis em { display: none; }
  .reasons li { display: block; padding: .5rem 0; }
  .tiles { grid: auto-flow / 1fr 1fr; }
  .outline dl { grid-template-columns: 1fr; }
  .outline dd { margin: 0 0 .3rem 1rem; }
  th, td { padding: .4rem .5rem; }
${asBlocks(".numbers", ".numbers")}
}
/* The picture needs 44rem, and the frame around it some more. */
@media (max-width: 47rem) {
  .sideways { display: block; }
  .sideways::after { content: " →"; }
}
@media (max-width: 56rem) {
${asBlocks(".matrix table", ".matrix")}
}
@media print {
  :root { color-scheme: light; ${LIGHT} --page: #fff; }
  body { font-size: 10.5pt; }
  nav, .skip, .hint, .pointer, .inputs, .bubble { display: none !important; }
  main > section { border: 0; padding: 0; margin: 0 0 1.5rem; }
  .scroll, .picture { overflow: visible; background: none; }
  .picture { margin: 0; }
  .picture svg { min-width: 0; }
  table { font-size: 8.5pt; }
  tfoot { display: table-row-group; }
  tr, li, .tiles div, .picture { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .bar, .slack, .shares span, .meter, .answer, .track, .own td, .own th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
