// The page's style: light and dark as the reader has it, from 320 px on.
#include "harness/report/html/parts.hpp"

namespace zns::harness::html {

const char* const kStyle = R"css(
:root {
  --page: #fbfbfc; --card: #ffffff; --ink: #1b2330; --soft: #5b6675; --line: #dfe3e9; --link: #0b5cad;
  --passed: #1f7a45; --failed: #b3261e; --known: #8a6100; --warned: #8a6100; --error: #7a2f8f; --na: #616b78;
  --zse: #e8ebf0; --zsio: #9cc9f5; --zseo: #4a90d9; --zsc: #f0c36b; --zsf: #6dbb88; --zsro: #b493d6; --zso: #d98080;
  --gap: #c9ced6; --room: #f1f3f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --card: #1a202a; --ink: #e6eaf0; --soft: #9aa5b4; --line: #2d3643; --link: #7db7f0;
    --passed: #58c488; --failed: #ff8078; --known: #e3b341; --warned: #e3b341; --error: #d39be6; --na: #8d98a7;
    --zse: #39424f; --zsio: #2f5f8f; --zseo: #1f61ad; --zsc: #7d5b14; --zsf: #256b41; --zsro: #6b4a91; --zso: #8f3a3a;
    --gap: #4a5462; --room: #262e3a;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0 auto; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; max-width: 72rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
code, pre, .lines, .values { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  font-size: 0.875em; overflow-wrap: anywhere; unicode-bidi: isolate; }
a { color: var(--link); }
h1 { font-size: 1.75rem; margin: 0 0 0.75rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 0; }
h3 code { font-size: 1rem; }
h4 { font-size: 0.75rem; margin: 0; text-transform: uppercase; letter-spacing: 0.05em; color: var(--soft); }
p { margin: 0.35rem 0; overflow-wrap: anywhere; }
.verdict::before { content: ""; display: inline-block; width: 0.7em; height: 0.7em; border-radius: 50%;
  background: currentColor; margin-right: 0.45em; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0 0 1.25rem; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
.proportions { display: flex; gap: 2px; height: 10px; border-radius: 5px; overflow: hidden; }
.proportions span { min-width: 3px; background: currentColor; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; margin: 0.75rem 0; }
.tiles li { padding: 0.3rem 0.8rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.tiles a { color: inherit; text-decoration: none; } .tiles a:hover, .tiles a:focus { text-decoration: underline; }
.tiles b { font-size: 1.25rem; font-variant-numeric: tabular-nums; } .tiles .none { color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0.6rem 0; border-block: 1px solid var(--line); }
.passed { color: var(--passed); } .failed, .stale { color: var(--failed); } .known { color: var(--known); }
.warned { color: var(--warned); } .error { color: var(--error); } .not_applicable { color: var(--na); }
article[class] { color: var(--ink); background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--na);
  border-radius: 8px; padding: 1rem 1.25rem; margin: 0 0 1rem; }
article.failure { border-left-color: var(--failed); } article.error { border-left-color: var(--error); }
article.known, article.warned { border-left-color: var(--known); }
.remark { color: var(--soft); }
blockquote { margin: 0.75rem 0; padding: 0.1rem 0 0.1rem 1rem; border-left: 3px solid var(--line); }
blockquote footer { color: var(--soft); font-size: 0.875rem; }
.versus { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.75rem; margin: 0.75rem 0; }
.versus > div { border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.8rem; min-width: 0; }
.versus .observed { border-color: var(--failed); } article:not(.failure) .observed { border-color: var(--known); }
.values { list-style: none; margin: 0.35rem 0 0; padding: 0; }
.same-cause { margin: 0.5rem 0; padding-left: 1.25rem; } .same-cause li { margin: 0.6rem 0; }
.lines { margin: 0.5rem 0; padding-left: 1.25rem; color: var(--soft); }
.zone { display: grid; grid-template-columns: 4.5rem 3.5rem minmax(6rem, 1fr) minmax(0, max-content); gap: 0.3rem 0.6rem;
  align-items: center; margin: 0.9rem 0; font-size: 0.875rem; }
.zone figcaption { grid-column: 1 / -1; font-weight: 600; }
.when { color: var(--soft); }
.chip { text-align: center; border-radius: 4px; padding: 0 0.3rem; color: var(--ink); background: var(--state, var(--gap)); }
.bar { width: 100%; height: 20px; border: 1px solid var(--soft); border-radius: 3px; background: var(--room); }
.bar .gap { fill: var(--gap); } .bar .room { fill: var(--room); } .bar .written { fill: var(--state); } .bar .wp { fill: var(--failed); }
.bar.s-ZSRO .room, .bar.s-ZSO .room { fill: var(--state); opacity: 0.45; }
.words { color: var(--soft); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
@media (max-width: 44rem) { .zone { grid-template-columns: 4.5rem 3.5rem 1fr; } .words { grid-column: 1 / -1; margin-bottom: 0.3rem; } }
.s-ZSE { --state: var(--zse); } .s-ZSIO { --state: var(--zsio); } .s-ZSEO { --state: var(--zseo); } .s-ZSC { --state: var(--zsc); }
.s-ZSF { --state: var(--zsf); } .s-ZSRO { --state: var(--zsro); } .s-ZSO { --state: var(--zso); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1rem; margin: 0.75rem 0 0; }
article dt { color: var(--soft); } dd { margin: 0; }
pre { margin: 0; padding: 0.3rem 0.6rem; background: var(--room); border-radius: 4px; white-space: pre-wrap; }
details { margin: 0.3rem 0; } summary { cursor: pointer; }
.contents details { border-bottom: 1px solid var(--line); margin: 0; padding: 0.35rem 0; }
.contents summary { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
.contents summary::before { content: "\25B8"; color: var(--soft); } .contents details[open] > summary::before { content: "\25BE"; }
.number { color: var(--soft); min-width: 8.5rem; } .title { flex: 1 1 14rem; font-weight: 600; }
.pills { display: flex; flex-wrap: wrap; gap: 0 0.9rem; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; color: var(--ink); font-size: 0.9rem; }
th { text-align: left; color: var(--soft); font-weight: 500; } th, td { padding: 0.25rem 0.75rem 0.25rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { width: 1.4rem; font-weight: 700; } tr.passed .mark { color: var(--passed); } tr.failed .mark, tr.stale .mark { color: var(--failed); }
tr.known .mark, tr.warned .mark { color: var(--known); } tr.error .mark { color: var(--error); }
.cases tr[class] { color: var(--ink); } .cases tr.not_applicable { color: var(--na); } .cases td:nth-child(2) { width: 38%; } .reason { display: block; color: var(--soft); }
.clauses td:first-child { white-space: nowrap; } table tr.failed td { color: var(--failed); }
.cases tr.failed td { color: inherit; } .cases tr.failed td.mark { color: var(--failed); }
meter { width: 100%; height: 14px; }
.note { color: var(--soft); }
.graph { overflow-x: auto; } .graph svg { display: block; width: 100%; min-width: 34rem; max-width: 60rem; margin: 0.5rem auto; }
.node rect { fill: var(--state); stroke: var(--soft); } .node text { fill: var(--ink); font-size: 12px; text-anchor: middle; }
.node .letters { font-weight: 700; font-size: 14px; }
.edge path { fill: none; stroke: currentColor; stroke-width: 1.6; } .edge { color: var(--link); }
.edge text { fill: var(--ink); font-size: 13px; text-anchor: middle; paint-order: stroke; stroke: var(--page); stroke-width: 5px;
  font-variant-numeric: tabular-nums; }
.edge.never { color: var(--line); } .edge.wrong { color: var(--failed); } .edge.wrong path { stroke-width: 2.4; }
.edge.wrong text { fill: var(--failed); font-weight: 700; }
marker path { fill: var(--link); } marker.never path { fill: var(--line); } marker.wrong path { fill: var(--failed); }
body > footer { margin-top: 3rem; color: var(--soft); font-size: 0.875rem; }
@media (max-width: 44rem) { .number { min-width: 100%; } .cases td:nth-child(2) { width: 45%; }
  .clauses td:first-child { white-space: normal; } .facts { grid-template-columns: 1fr; } .facts dt { font-size: 0.8rem; } }
@media print {
  body { max-width: none; padding: 0; }
  nav, .contents summary::before { display: none; }
  details::details-content { content-visibility: visible; height: auto; }
  pre, code, .lines { white-space: pre-wrap; overflow-wrap: anywhere; }
  .graph { overflow: visible; } .graph svg { min-width: 0; }
  article, figure, blockquote, tr { break-inside: avoid; } h2, h3, summary { break-after: avoid; }
  * { print-color-adjust: exact; }
}
)css";

}  // namespace zns::harness::html
