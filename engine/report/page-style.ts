// The stylesheet of all pages: for screens in both color schemes, and for paper. Color is never the only sign.

import { html } from './html.ts';

export const pageStyle = html`
:root { color-scheme: light dark; --bg: #f3f4f7; --pane: #fff; --line: #dfe3ea; --text: #1b2030; --dim: #566074; --accent: #3355d8; --a: #a85011; --b: #1f66d1; --ok: #157347; --bad: #c02c2c; --gap: #f0f1f4; --hot: #fff6e0; --timer: #7444d6; --signal: #0b7385; --child: #a85011; --del: #fde3e3; --ins: #dff3e7; }
@media (prefers-color-scheme: dark) { :root { --bg: #0e1014; --pane: #13161c; --line: #2b3240; --text: #e7e9ef; --dim: #98a1b3; --accent: #8aa4ff; --a: #f29b5f; --b: #6ea8ff; --ok: #4cc38a; --bad: #ff7a7a; --gap: #1a1e27; --hot: #2a2416; --timer: #b79bff; --signal: #48c7d9; --child: #f29b5f; --del: #4a1f24; --ins: #173a2a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.5 'Inter', 'Segoe UI', system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1280px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 15px; margin: 32px 0 8px; }
a { color: var(--accent); }
code, .mono { font: 12px/1.5 'JetBrains Mono', 'SFMono-Regular', Consolas, 'DejaVu Sans Mono', monospace; }
.dim { color: var(--dim); }
.pane { background: var(--pane); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.verdict { display: inline-block; border: 1px solid currentColor; border-radius: 999px; padding: 1px 10px; font-size: 13px; margin-bottom: 12px; }
.verdict.same { color: var(--ok); }
.verdict.other { color: var(--bad); }
.verdict.open { color: var(--accent); }
.sentence { font-size: 16px; margin: 0 0 16px; }
.said { margin: 0; padding-left: 18px; }
.said li { margin: 2px 0; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-top: 16px; }
.sides h2 { margin: 0 0 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; }
dt { color: var(--dim); }
dd { margin: 0; }
.a { color: var(--a); }
.b { color: var(--b); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--dim); font-size: 12px; }
th, td { padding: 4px 8px; vertical-align: top; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
td.number .kind { white-space: normal; }
.pane > p:first-child { margin-top: 0; }
.rows { table-layout: fixed; background: var(--pane); border: 1px solid var(--line); }
.rows td.name { font-weight: 500; }
.rows td.gap { background: var(--gap); color: var(--dim); }
.rows tr.other { background: var(--hot); }
.rows td.mark { text-align: center; font-size: 12px; border-left: 1px solid var(--line); border-right: 1px solid var(--line); }
.kind { color: var(--dim); font-weight: 400; font-size: 12px; display: block; }
.bad { color: var(--bad); }
details.fold { border: 1px solid var(--line); border-width: 0 1px 1px; background: var(--pane); }
details.fold > summary { padding: 4px 12px; color: var(--dim); cursor: pointer; }
details.fold > .rows { border-width: 1px 0 0; }
.one { color: var(--b); }
h3 { font-size: 14px; margin: 0; }
ul.pane.said { padding-left: 34px; }
details > summary { color: var(--dim); cursor: pointer; }
pre.pane { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.trouble { margin-bottom: 8px; }
.trouble p { margin: 2px 0; }
.causes { list-style: none; margin: 4px 0 0; padding: 0; }
.causes pre { margin: 4px 0; white-space: pre-wrap; }
th.wide { width: 22%; }
.timeline td.axis, .timeline th.axis { padding-left: 0; padding-right: 12px; vertical-align: middle; }
.timeline svg { display: block; width: 100%; overflow: visible; }
svg.work { color: var(--b); }
svg.timer { color: var(--timer); }
svg.signal { color: var(--signal); }
svg.childWorkflow { color: var(--child); }
svg rect.running, svg rect.between { fill: currentColor; stroke: currentColor; stroke-width: 1; }
svg rect.between { opacity: 0; }
svg rect.scheduleToStart { fill: currentColor; opacity: 0.3; }
svg rect.retrying { fill: currentColor; opacity: 0.55; }
svg rect.bad { fill: var(--bad); stroke: var(--bad); stroke-width: 1; }
svg rect.cut { fill: var(--line); }
.ruler text { fill: var(--dim); font-size: 10px; font-weight: 400; }
.ruler line { stroke: var(--dim); }
.key { color: var(--dim); font-size: 12px; margin: 4px 0 0; }
.key svg.swatch { display: inline-block; width: 14px; height: 8px; color: var(--b); margin-left: 10px; }
.events { table-layout: fixed; font-size: 13px; border-collapse: separate; border-spacing: 0; }
.events code { overflow-wrap: anywhere; }
.events td.clock { font-variant-numeric: tabular-nums; white-space: nowrap; }
.events tr.failed { background: var(--hot); }
.events tr.gap td { text-align: center; color: var(--dim); background: var(--gap); }
.events tr.day th { padding-top: 10px; }
.events tr:target { outline: 2px solid var(--accent); outline-offset: -2px; }
.values { width: 100%; }
.values td { border: 0; padding: 2px 8px; }
.values pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
del { background: var(--del); text-decoration: line-through; }
ins { background: var(--ins); text-decoration: none; border-bottom: 2px solid var(--ok); }
svg.bar { display: block; width: 100%; height: 8px; }
svg.bar rect.rest { fill: currentColor; }
svg.bar rect.retry { fill: currentColor; opacity: 0.55; }
svg.bar rect.unknown { fill: none; stroke: currentColor; stroke-width: 0.5; }
svg.bar rect.scheduleToStart { fill: currentColor; opacity: 0.3; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 32px; color: var(--dim); font-size: 12px; }
@media screen and (max-width: 800px) { .sides { grid-template-columns: 1fr; } main { padding: 12px; } }
@media print {
  :root { color-scheme: light; --bg: #fff; --pane: #fff; --line: #c8ccd4; --text: #000; --dim: #444; --accent: #000; --a: #7a3a0b; --b: #164a99; --ok: #0d5232; --bad: #941f1f; --gap: #f2f2f2; --hot: #fdf6e3; --timer: #4d2a9c; --signal: #075561; --child: #7a3a0b; --del: #fbe4e4; --ins: #e4f4ea; }
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  code, .mono { font-size: 8pt; }
  th, td { padding: 2px 4px; }
  .pane, .rows, details.fold { border-radius: 0; }
  tr, .pane { break-inside: avoid; }
  h2 { break-after: avoid; }
  a { text-decoration: none; }
  * { print-color-adjust: exact; }
}
@page { margin: 14mm; }
`;
