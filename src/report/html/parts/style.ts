/**
 * The report's style sheet. Colours are variables, so that dark mode changes page and charts
 * together; phone and print have their own layout.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f8fafc; --line: #dbe3ec; --grid: #e5eaf1;
  --ink: #0f172a; --soft: #475569; --link: #1d4ed8;
  --good: #166534; --good-tint: #dcfce7;
  --bad: #b91c1c; --bad-tint: #fee2e2;
  --unsure: #92400e; --unsure-tint: #fef3c7;
  --absent: #475569; --absent-tint: #e2e8f0;
  --s0: #1d4ed8; --s1: #0f766e; --s2: #7c3aed; --s3: #b45309; --s4: #be185d; --s5: #4d7c0f;
  --ok: #93b4f0; --throttled: #d97706; --failed: #b91c1c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0b1220; --card: #121b2e; --line: #263349; --grid: #202c42;
    --ink: #eef2f8; --soft: #a5b2c6; --link: #93c5fd;
    --good: #86efac; --good-tint: #12321f;
    --bad: #fca5a5; --bad-tint: #421a1d;
    --unsure: #fcd34d; --unsure-tint: #3b2c0b;
    --absent: #b6c2d3; --absent-tint: #27344a;
    --s0: #93c5fd; --s1: #5eead4; --s2: #c4b5fd; --s3: #fdba74; --s4: #f9a8d4; --s5: #bef264;
    --ok: #3f5f99; --throttled: #fbbf24; --failed: #f87171;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 64px; }
h1 { font-size: 2.1rem; line-height: 1.2; letter-spacing: -0.015em; margin: 4px 0 10px; max-width: 24em; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 52px 0 4px; }
h3 { font-size: 1.02rem; margin: 28px 0 6px; }
h4 { font-size: 1rem; margin: 0 0 10px; }
h5 { font-size: .82rem; color: var(--soft); margin: 0 0 4px; }
small { font-weight: 400; color: var(--soft); font-size: .82rem; }
p { margin: 0 0 8px; }
a { color: var(--link); text-underline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .86em; }
code { overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
section[id], article[id] { scroll-margin-top: 16px; }
section[id] > h2 { padding-top: 26px; border-top: 1px solid var(--line); }
.facts { color: var(--soft); font-weight: 600; font-size: .92rem; overflow-wrap: anywhere; }
.lead { color: var(--soft); max-width: 46em; margin-bottom: 14px; }
.foot { color: var(--soft); font-size: .85rem; margin: 6px 0 0; }
.reasons { margin: 8px 0 14px; padding-left: 1.2em; color: var(--soft); max-width: 50em; }
.reasons li { margin: 2px 0; }
.verdict { margin: 0; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.notice { border-left: 5px solid var(--unsure); background: var(--unsure-tint); color: var(--unsure); padding: 8px 14px; border-radius: 6px; font-weight: 600; max-width: none; font-size: .92rem; }
header .notice.stand-in { border-left-width: 2px; font-weight: 400; }
.validity { color: var(--soft); font-size: .92rem; }
.validity p { margin: 0; }
.validity.unsure, .validity.bad { border: 2px solid; border-radius: 8px; padding: 14px 16px; margin: 0 0 18px; font-size: 1.02rem; font-weight: 600; }
.validity.unsure { background: var(--unsure-tint); color: var(--unsure); }
.validity.bad { background: var(--bad-tint); color: var(--bad); }
.alarm { font-size: .92rem; border-left: 5px solid var(--bad); background: var(--bad-tint); color: var(--bad); padding: 8px 14px; border-radius: 6px; }
.badge { display: inline-block; white-space: nowrap; border-radius: 99px; padding: 1px 10px; font-size: .8rem; font-weight: 650; color: var(--absent); background: var(--absent-tint); }
.badge.good { color: var(--good); background: var(--good-tint); }
.badge.bad { color: var(--bad); background: var(--bad-tint); }
.badge.unsure { color: var(--unsure); background: var(--unsure-tint); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(218px, 1fr)); gap: 12px; }
.tile { background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--absent); border-radius: 8px; padding: 14px 14px 12px; }
.tile.good { border-left-color: var(--good); }
.tile.bad { border-left-color: var(--bad); }
.tile.unsure { border-left-color: var(--unsure); }
.tile h3 { margin: 6px 0 0; }
.tile p { margin: 0; color: var(--soft); font-size: .87rem; line-height: 1.45; }
.tile p.value { color: var(--ink); font-size: 1.85rem; font-weight: 700; line-height: 1.3; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 22px 0 -18px; font-size: .9rem; }
.scroll { overflow-x: auto; margin: 6px 0 4px; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 9px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 2px; }
.card table { font-size: .82rem; }
.card .wrap { min-width: 9em; }
.together { white-space: nowrap; }
thead th { color: var(--soft); font-size: .8rem; font-weight: 600; vertical-align: bottom; white-space: normal; line-height: 1.3; }
tbody th { font-weight: 600; }
.figure { text-align: right; }
.wrap { white-space: normal; min-width: 15em; overflow-wrap: anywhere; }
.faint { color: var(--soft); opacity: .75; font-style: italic; }
.best { color: var(--good); font-weight: 700; }
.leak { color: var(--bad); }
.said { color: var(--soft); }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px; margin-top: 14px; }
.pair > :only-child { grid-column: 1 / -1; }
.card { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px; min-width: 0; }
section > .card { margin-top: 14px; }
.card h3 { margin: 0; }
.card > p { font-size: .9rem; margin-top: 4px; }
.validity.unsure .badge, .validity.bad .badge { font-size: 1rem; padding: 0; }
.chart .name, .chart .sum { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
figcaption p { color: var(--soft); font-size: .85rem; margin: 0 0 4px; }
.legend { list-style: none; margin: 4px 0 6px; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: .82rem; color: var(--soft); }
details { margin-top: 10px; }
summary { cursor: pointer; color: var(--link); font-size: .87rem; }
.chart { display: block; width: 100%; height: auto; max-width: 620px; font-size: 12px; }
.chart.narrow { display: none; }
.chart text { fill: var(--ink); }
.axis text { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--grid); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.series-0 { stroke: var(--s0); } .line.series-1 { stroke: var(--s1); } .line.series-2 { stroke: var(--s2); }
.line.series-3 { stroke: var(--s3); } .line.series-4 { stroke: var(--s4); } .line.series-5 { stroke: var(--s5); }
.range { stroke-width: 8; opacity: .35; }
.range.series-0 { stroke: var(--s0); } .range.series-1 { stroke: var(--s1); } .range.series-2 { stroke: var(--s2); }
.range.series-3 { stroke: var(--s3); } .range.series-4 { stroke: var(--s4); } .range.series-5 { stroke: var(--s5); }
rect.series-0, .dot.series-0, .labels .series-0 { fill: var(--s0); } rect.series-1, .dot.series-1, .labels .series-1 { fill: var(--s1); }
rect.series-2, .dot.series-2, .labels .series-2 { fill: var(--s2); } rect.series-3, .dot.series-3, .labels .series-3 { fill: var(--s3); }
rect.series-4, .dot.series-4, .labels .series-4 { fill: var(--s4); } rect.series-5, .dot.series-5, .labels .series-5 { fill: var(--s5); }
.labels text { font-weight: 650; }
.objective line { stroke: var(--bad); stroke-dasharray: 5 4; stroke-width: 1.4; }
.objective text { fill: var(--bad); font-weight: 650; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.gate { fill: var(--card); stroke: var(--bad); stroke-width: 2; }
.outcome-ok { fill: var(--ok); } .outcome-throttled { fill: var(--throttled); } .outcome-failed { fill: var(--failed); }
.bill-variable { fill: var(--s0); } .bill-fixed { fill: var(--s3); }
.whisker { stroke: var(--ink); stroke-width: 2; }
.chart .name, .chart .sum { font-weight: 650; font-variant-numeric: tabular-nums; }
.answer { margin-top: 12px; }
.answer:target { outline: 3px solid var(--link); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 14px; }
.sides > div { min-width: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; font-size: .87rem; max-height: 22em; overflow-y: auto; }
.scores { max-height: 16em; overflow-y: auto; list-style: none; margin: 8px 0 0; padding: 0; font-size: .85rem; color: var(--soft); overflow-wrap: anywhere; white-space: pre-wrap; }
.scores strong { color: var(--ink); }
dl { columns: 2; column-gap: 36px; font-size: .9rem; margin: 10px 0 0; }
dl div { break-inside: avoid; margin-bottom: 10px; }
dt { font-weight: 650; }
dd { margin: 0; color: var(--soft); }
@media (max-width: 940px) {
  .pair { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 560px) {
  main { padding: 18px 14px 48px; }
  h1 { font-size: 1.6rem; }
  h2 { margin-top: 40px; }
  .tiles { grid-template-columns: minmax(0, 1fr); }
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
  dl { columns: 1; }
}
@media print {
  :root {
    --page: #ffffff; --card: #ffffff; --line: #cbd5e1; --grid: #e5eaf1; --ink: #000000; --soft: #334155; --link: #0f172a;
    --good: #166534; --good-tint: #ffffff; --bad: #b91c1c; --bad-tint: #ffffff; --unsure: #92400e; --unsure-tint: #ffffff;
    --absent: #475569; --absent-tint: #ffffff;
    --s0: #1d4ed8; --s1: #0f766e; --s2: #7c3aed; --s3: #b45309; --s4: #be185d; --s5: #4d7c0f;
    --ok: #93b4f0; --throttled: #d97706; --failed: #b91c1c;
  }
  @page { margin: 14mm 12mm; }
  html { font-size: 11.5px; }
  body { font-size: 1rem; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  nav, summary { display: none; }
  h1 { font-size: 2rem; }
  h2 { margin-top: 18px; break-after: avoid; }
  section[id] > h2 { padding-top: 12px; }
  h3 { break-after: avoid; }
  .tiles { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; }
  .tile { padding: 8px; }
  .tile p.value { font-size: 1.3rem; }
  .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
  .card, .tile, .answer, tr { break-inside: avoid; }
  .card details { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
  .others { display: none; }
  .badge { padding: 0; }
  table { font-size: .76rem; }
  th, td { white-space: normal; padding: 3px 3px; }
  tbody th { white-space: nowrap; }
  .wrap { min-width: 0; }
  .text, .scores { max-height: none; overflow: visible; }
}
`;
