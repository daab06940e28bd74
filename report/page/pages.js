
// Folded parts are printed too.
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of opened) d.open = false;
    opened = [];
  });
})();

// Filters of the page of a period. What is chosen stands in the fragment of the address.
(() => {
  const form = document.getElementById("filters");
  const data = document.getElementById("keys");
  if (!form || !data) return;
  const keys = JSON.parse(data.textContent);
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const fields = ["q", "outlet", "agency", "lang", "class"];
  const classes = ["whole", "part", "none"];
  const stories = [...document.querySelectorAll(".story")].map((element) => ({ element, members: null, text: null }));
  const fold = (s) => s.normalize("NFKC").toLowerCase();

  let languages = null;
  try { languages = new Intl.DisplayNames(["en"], { type: "language" }); } catch { /* tags will do */ }
  const language = (tag) => {
    try { return languages ? languages.of(tag) : tag; } catch { return tag; }
  };

  const fill = (name, list, label) => {
    const options = [...new Set(list)].filter((v) => v !== "").map((v) => [label(v), v]);
    options.sort((a, b) => a[0].localeCompare(b[0], "en"));
    for (const [text, value] of options) form.elements[name].add(new Option(text, value));
    form.elements[name].closest("label").hidden = options.length === 0;
  };
  fill("outlet", keys.Outlets || [], (v) => v);
  fill("agency", keys.Agencies || [], (v) => v);
  fill("lang", keys.Languages || [], language);
  const lists = [keys.Outlets || [], keys.Agencies || [], keys.Languages || [], classes];
  if (!stories.some((s) => /\.[012](?: |$)/.test(s.element.dataset.keys))) form.elements.class.closest("label").hidden = true;

  // A story matches if one of its articles has all that is asked for, and all words stand in it.
  const matches = (story, want, words) => {
    if (want.some((v) => v !== "")) {
      story.members ??= story.element.dataset.keys.split(" ").map((m) => m.split(".").map(Number));
      if (!story.members.some((m) => want.every((v, i) => v === "" || lists[i][m[i]] === v))) return false;
    }
    if (words.length === 0) return true;
    story.text ??= fold(story.element.dataset.id + " " + story.element.textContent);
    return words.every((w) => story.text.includes(w));
  };

  const show = () => {
    const want = fields.slice(1).map((f) => form.elements[f].value);
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const story of stories) {
      const yes = matches(story, want, words);
      story.element.hidden = !yes;
      if (yes) n++;
    }
    const one = (k) => k.toLocaleString("en") + (k === 1 ? " story" : " stories");
    count.textContent = n === stories.length ? one(n) : n === 0 ? "No story of " + stories.length.toLocaleString("en") + " matches" : one(n) + " of " + stories.length.toLocaleString("en");
    nothing.hidden = n > 0 || stories.length === 0;
  };

  const write = () => {
    const p = new URLSearchParams();
    for (const f of fields) if (form.elements[f].value !== "") p.set(f, form.elements[f].value);
    const fragment = p.toString();
    const address = location.href.split("#")[0] + (fragment ? "#" + fragment : "");
    try { history.replaceState(null, "", address); } catch { location.replace(address + (fragment ? "" : "#")); }
  };

  const read = () => {
    const fragment = location.hash.slice(1);
    if (fragment !== "" && !fragment.includes("=")) return; // a place on the page
    const p = new URLSearchParams(fragment);
    for (const f of fields) {
      form.elements[f].value = p.get(f) || "";
      if (form.elements[f].selectedIndex < 0) form.elements[f].value = ""; // nobody here has it
    }
    show();
  };

  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { write(); show(); }, 120);
  };
  const clear = () => {
    for (const f of fields) form.elements[f].value = "";
    write();
    show();
    form.elements.q.focus();
  };
  form.addEventListener("input", changed);
  form.addEventListener("reset", (e) => { e.preventDefault(); clear(); });
  form.addEventListener("submit", (e) => e.preventDefault());
  document.getElementById("again").addEventListener("click", clear);
  addEventListener("hashchange", read);
  form.hidden = false;
  if (location.hash.includes("=")) read();
})();

// In the copy graph, the edges of the article that is pointed at.
(() => {
  const graph = document.querySelector(".graph");
  if (!graph) return;
  const edges = [...graph.querySelectorAll(".edge")];
  const light = (event) => {
    const dot = event.target.closest?.(".dot");
    graph.classList.toggle("dim", !!dot);
    for (const e of edges) e.classList.toggle("lit", !!dot && (e.dataset.from === dot.dataset.n || e.dataset.to === dot.dataset.n));
  };
  for (const kind of ["pointerover", "focusin"]) graph.addEventListener(kind, light);
  for (const kind of ["pointerleave", "focusout"]) graph.addEventListener(kind, () => light({ target: graph }));
  // A row that is folded away is opened when a link leads to it.
  const reveal = () => {
    const row = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = row && row.closest("details:not([open])");
    if (folded) { folded.open = true; row.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
