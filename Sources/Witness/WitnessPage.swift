/// The page of the witness view: no library, nothing loaded but its own numbers. Texts are set as text, never as HTML.
enum WitnessPage {
  static let html = """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
    <title>Witness view</title><link rel="icon" href="data:,"><style>
    :root{--ink:#17202a;--line:#d5dbe1;--soft:#f4f6f8;--accent:#0b5394}
    body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);margin:0 auto;max-width:64rem;padding:1.5rem}
    h1{font-size:1.5rem;margin:0}.bar{display:flex;gap:1rem;align-items:center;justify-content:space-between;
    border-bottom:3px solid var(--accent);padding-bottom:.6rem;margin-bottom:1rem;flex-wrap:wrap}
    .tag{border-radius:.3rem;padding:.1rem .6rem;font-weight:600;color:#fff;background:#57606a;white-space:nowrap}
    .pass{background:#1a7f37}.warn{background:#8a5a00}.fail{background:#b42318}.open{background:#6639ba}.live{background:var(--accent)}
    table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
    th{background:var(--soft)}tbody th{white-space:nowrap}progress{width:8rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0 0 1rem}
    dt{font-weight:600}dd{margin:0}tr.now td{background:#eaf3fb}tr.attention td{background:#fff4d6}
    #state{color:#57606a}ul{padding-left:1.2rem}
    </style></head><body>
    <div class="bar"><h1 id="title">Witness view</h1><span><span id="done"></span> <span id="verdict" class="tag live">running</span></span></div>
    <dl id="facts"></dl>
    <div role="status" aria-live="polite" id="now"></div>
    <table><caption class="visually" hidden>Steps of the run</caption><thead><tr><th scope="col">Step</th><th scope="col">Title</th><th scope="col">Now</th><th scope="col">Verdict</th></tr></thead><tbody id="steps"></tbody></table>
    <h2>Messages</h2><ul id="messages"></ul>
    <p id="state">Live, read only. Asked for every second.</p>
    <script>
    "use strict";
    const kind={"pass":"pass","warn":"warn","fail":"fail","not proven":"open","not run":"open"};
    const el=(n,t,c)=>{const e=document.createElement(n);if(t!==undefined)e.textContent=t;if(c)e.className=c;return e};
    let last=-1;
    function show(s){
      document.title=s.title;document.getElementById("title").textContent=s.title;
      const done=s.steps.filter(x=>x.phase==="done").length;
      document.getElementById("done").textContent=done+" of "+s.steps.length+" steps";
      const v=document.getElementById("verdict");v.textContent=s.verdict||"running";v.className="tag "+(s.verdict?kind[s.verdict]:"live");
      document.getElementById("facts").replaceChildren(...s.facts.flatMap(f=>[el("dt",f[0]),el("dd",f[1])]));
      const now=s.steps.find(x=>x.phase==="running"||x.phase==="attention");
      const line=document.getElementById("now");const text=now?now.id+": "+(now.phase==="attention"?"waiting for the tester":"running"):"";
      if(line.textContent!==text)line.textContent=text;
      document.getElementById("steps").replaceChildren(...s.steps.map(x=>{
        const r=el("tr",undefined,x.phase==="running"?"now":x.phase==="attention"?"attention":"");
        const id=el("th",x.id);id.scope="row";r.append(id,el("td",x.title));
        const c=el("td");
        if(x.phase==="done"){for(const k of x.checks)c.append(el("div",k.name+": "+k.found+(k.limit?" (limit "+k.limit+(k.status?", "+k.status:"")+")":"")))}
        else{c.textContent=x.text;if(typeof x.share==="number"){const p=el("progress");p.max=1;p.value=x.share;p.setAttribute("aria-label","part done");c.append(document.createElement("br"),p)}}
        const w=el("td");if(x.verdict)w.append(el("span",x.verdict,"tag "+kind[x.verdict]));else w.textContent=x.phase==="waiting"?"":x.phase;
        r.append(c,w);return r}));
      document.getElementById("messages").replaceChildren(...s.messages.slice().reverse().map(m=>el("li",m)));
    }
    async function ask(){
      try{const r=await fetch("/progress.json",{cache:"no-store"});const s=await r.json();
        if(s.revision!==last){last=s.revision;show(s)}
        document.getElementById("state").textContent="Live, read only. Asked for every second."}
      catch(e){document.getElementById("state").textContent="The bench does not answer: the run is over, or the line is broken."}
      setTimeout(ask,1000)}
    ask();
    </script></body></html>

    """
}
