/// How the report looks, on a screen and on A4.
enum EvidenceReportStyle {
  static let css = """
    :root{--ink:#17202a;--soft:#f4f6f8;--line:#d5dbe1;--accent:#0b5394;--grey:#57606a}
    *{box-sizing:border-box}
    body{font:14px/1.5 system-ui,"DejaVu Sans",sans-serif;max-width:62rem;margin:0 auto;padding:2rem 1.5rem;color:var(--ink);background:#fff}
    header{border-bottom:3px solid var(--accent);margin-bottom:1rem}
    .kicker{margin:0;color:var(--grey);text-transform:uppercase;letter-spacing:.08em;font-size:.8rem}
    h1{font-size:1.75rem;line-height:1.25;margin:.1rem 0 .6rem}
    h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
    a{color:var(--accent)}
    table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem;font-variant-numeric:tabular-nums;font-size:.92rem}
    td,th{border-bottom:1px solid var(--line);padding:.3rem .55rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
    .facts td,td.long{overflow-wrap:anywhere}
    .checks{table-layout:fixed}.checks td,.checks tbody th{overflow-wrap:break-word;hyphens:auto}
    col.name{width:19%}col.wide{width:22%}col.limit{width:15%}col.rule{width:15%}col.verdict{width:6.8rem}
    thead th{background:var(--soft);border-bottom:2px solid var(--line);font-weight:600}
    tbody th{font-weight:600}
    .facts th{width:15.5rem}
    .overview th:first-child{white-space:nowrap}
    .overview td:nth-child(3){color:var(--grey)}
    .overview td:last-child,.checks td:last-child{white-space:nowrap}.overview td:last-child{width:6.8rem}
    .checks td.rule{font-size:.85em;color:var(--grey)}
    .pair td:first-child{width:30%;color:var(--grey)}
    .idle th:first-child{white-space:nowrap}.idle td.rule{font-size:.85em;color:var(--grey);white-space:nowrap}
    .status{font-style:normal;border:1px solid var(--line);border-radius:.25rem;padding:0 .3rem}
    .badge{display:inline-block;border-radius:.3rem;padding:.05rem .5rem;font-weight:600;font-size:.85rem;border:1px solid;white-space:nowrap}
    .badge.pass{color:#11592b;background:#e3f4e8;border-color:#9fd3b0}
    .badge.warn{color:#6b4500;background:#fff1cf;border-color:#e0b95b}
    .badge.fail{color:#8f1a10;background:#fde7e4;border-color:#eaa79f}
    .badge.open{color:#4b2a93;background:#efe9fb;border-color:#c3b0ea}
    .banner{display:flex;gap:1.5rem;align-items:center;flex-wrap:wrap;border-radius:.4rem;padding:.7rem 1.1rem;color:#fff;margin:1rem 0}
    .banner.pass{background:#1a6b35}.banner.warn{background:#7a5200}.banner.fail{background:#a61b10}.banner.open{background:#5a36a8}
    .banner .big{font-size:1.35rem;font-weight:700}
    .banner ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:0;padding:0}
    .note{background:#fff8e1;border-left:4px solid #d4a72c;padding:.6rem 1rem;margin:1rem 0}
    section{border-top:1px solid var(--line);margin-top:1.8rem;padding-top:.2rem}
    .head{display:flex;gap:1rem;align-items:baseline;justify-content:space-between}
    .origin,.raw{color:var(--grey);font-size:.9em}
    figure{margin:.8rem 0}svg{max-width:100%;height:auto;display:block}
    summary{font-weight:600;cursor:pointer}
    .lines{display:flex;gap:3rem;flex-wrap:wrap;margin-top:3rem}
    .lines p{flex:1;min-width:14rem;margin:0;color:var(--grey)}.lines span{display:block;border-bottom:1px solid var(--ink);height:2.4rem}
    footer{border-top:1px solid var(--line);margin-top:2rem;color:var(--grey);font-size:.9em}
    @page{size:A4;margin:15mm 14mm 17mm;@bottom-left{content:"Evidence of tests, no certificate";font:9px sans-serif;color:#57606a}@bottom-right{content:counter(page) " / " counter(pages);font:9px sans-serif;color:#57606a}}
    @media print{
    :root{font-size:12px}body{font-size:8.6pt;line-height:1.35;max-width:none;padding:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}
    h1{font-size:17pt}h2{font-size:11pt;margin:1rem 0 .3rem;break-after:avoid}
    td,th{padding:.14rem .4rem}table{margin:.3rem 0 .6rem;font-size:8pt}section{margin-top:1rem}p,ol{margin:.35rem 0}
    figure{margin:.3rem 0}figure svg{max-height:62mm;width:auto;max-width:100%}details{break-inside:avoid-page}
    .badge{padding:0 .35rem;font-size:7.6pt}.note{padding:.4rem .8rem;margin:.6rem 0}.banner{padding:.4rem .8rem;margin:.6rem 0}
    thead{display:table-header-group}tr,figure,.note,.banner,.lines{break-inside:avoid}
    p,.checks tr{orphans:3;widows:3}p,ol{break-inside:avoid}.head,.head+p,.head+p+ol{break-after:avoid}col.verdict{width:5.6rem}a{color:inherit;text-decoration:none}
    details:not([open])::details-content{content-visibility:visible;display:block;block-size:auto}
    }

    """
}
