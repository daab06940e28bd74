
// Calls f with each thing of a list while nothing else is to be done.
const whenIdle = (list, f) => {
  const idle = self.requestIdleCallback || ((g) => setTimeout(() => g({ timeRemaining: () => 8 }), 50));
  const rest = list[Symbol.iterator]();
  const goOn = (time) => {
    while (time.timeRemaining() > 2) {
      const next = rest.next();
      if (next.done) return;
      f(next.value);
    }
    idle(goOn);
  };
  addEventListener("load", () => idle(goOn));
};

// Filters of the page of a period. What is chosen is in the fragment of the address.
(() => {
  const form = document.getElementById("filters");
  const data = document.getElementById("keys");
  if (!form || !data) return;
  const keys = JSON.parse(data.textContent);
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const ways = document.getElementById("ways");
  const list = document.querySelector("ol.stories");
  const facets = ["outlet", "agency", "lang", "class"];
  const others = ["q", "from", "to", "alike"];
  const fields = ["q", ...facets, "from", "to", "alike", "sort"];
  const usual = { alike: "0" };
  const stories = [...document.querySelectorAll(".story")].map((element, at) => {
    const d = element.dataset;
    return { element, at, members: null, text: null, first: d.first || "", last: d.last || d.first || "", alike: Number(d.alike || 0),
      outlets: Number(d.outlets || 0), articles: Number(d.articles || 0), reports: Number(d.reports || 0) };
  });

  // Letters that mean the same to a reader are one: capitals, accents, vowel marks of Arabic and Hebrew,
  // hamza and the forms of alef, ta marbuta, tatweel, ligatures, digits of other scripts.
  const same = { "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ک": "ك", "’": "'", "‘": "'", "“": '"', "”": '"' };
  const marks = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u00ad\u200b-\u200f\u2060-\u2069\ufeff]/g;
  const letters = new RegExp("[" + Object.keys(same).join("") + "]", "g");
  const fold = (s) => /^[\x00-\x7f]*$/.test(s) ? s.toLowerCase() : s.normalize("NFKD").toLowerCase().replace(marks, "").replace(letters, (c) => same[c])
    .replace(/[\u0660-\u0669]/g, (c) => c.charCodeAt(0) - 0x660).replace(/[\u06f0-\u06f9]/g, (c) => c.charCodeAt(0) - 0x6f0).normalize("NFC");

  // The words of a story: the parts that are not laid out yet are text with markup.
  const entities = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'", "#43": "+" };
  const wordsOf = (element) => {
    const later = [...element.querySelectorAll("noscript")];
    if (!later.length) return element.textContent;
    return element.querySelector("h3").textContent + " " + later.map((e) => e.textContent.replace(/<[^>]*>|·/g, " ")
      .replace(/&(\w+|#\d+);/g, (all, name) => entities[name] ?? all)).join(" ");
  };

  const textOf = (story) => story.text ??= fold(story.element.dataset.id + " " + wordsOf(story.element));
  whenIdle(stories, textOf);

  let languages = null;
  try { languages = new Intl.DisplayNames(["en"], { type: "language" }); } catch { /* tags will do */ }
  const language = (tag) => {
    try { return languages ? languages.of(tag) : tag; } catch { return tag; }
  };

  const lists = [keys.Outlets || [], keys.Agencies || [], keys.Languages || [], ["whole", "part", "none"]];
  const options = lists.map(() => []);
  const fill = (i, label) => {
    const select = form.elements[facets[i]];
    if (i < 3) {
      const names = lists[i].map((v, k) => [label(v), v, k]).filter((v) => v[1] !== "");
      names.sort((a, b) => a[0].localeCompare(b[0], "en"));
      for (const [text, value] of names) select.add(new Option(text, value));
    }
    options[i] = [...select.options].slice(1).map((o) => ({ option: o, text: o.text, at: lists[i].indexOf(o.value) }));
    select.closest("label").hidden = options[i].length === 0;
  };
  fill(0, (v) => v);
  fill(1, (v) => v);
  fill(2, language);
  fill(3, (v) => v);
  if (!stories.some((s) => /\.[012](?: |$)/.test(s.element.dataset.keys))) form.elements.class.closest("label").hidden = true;
  const times = stories.map((s) => s.first).filter(Boolean).sort();
  for (const f of ["from", "to"]) {
    form.elements[f].closest("label").hidden = times.length === 0;
    if (times.length) form.elements[f].min = times[0];
  }

  const wanted = () => ({
    facets: facets.map((f, i) => form.elements[f].value === "" ? -1 : lists[i].indexOf(form.elements[f].value)),
    words: fold(form.elements.q.value).split(/\s+/).filter(Boolean),
    from: form.elements.from.value, to: form.elements.to.value, alike: Number(form.elements.alike.value) / 100,
  });

  // The story without the filters of outlet, agency, language and class.
  const others_match = (story, want) => {
    if (want.from && !(story.last && story.last >= want.from)) return false;
    if (want.to && !(story.first && story.first <= want.to)) return false;
    if (want.alike > 0 && story.alike < want.alike) return false;
    if (want.words.length === 0) return true;
    return want.words.every((w) => textOf(story).includes(w));
  };
  // A story matches if one of its articles has all that is asked for. seen(i, v) hears of each value
  // that a further choice in one facet would find.
  const facets_match = (story, want, seen) => {
    story.members ??= story.element.dataset.keys.split(" ").map((m) => m.split(".").map(Number));
    let found = false;
    for (const m of story.members) {
      let misses = 0, miss = -1;
      for (let i = 0; i < facets.length; i++) if (want.facets[i] >= 0 && want.facets[i] !== m[i]) { misses++; miss = i; }
      if (misses === 0) found = true;
      if (!seen || misses > 1) continue;
      for (let i = 0; i < facets.length; i++) if (misses === 0 || miss === i) seen(i, m[i]);
    }
    return found;
  };
  const matching = (want) => stories.filter((s) => others_match(s, want) && facets_match(s, want)).length;

  const number = (k) => k.toLocaleString("en");
  const one = (k) => number(k) + (k === 1 ? " story" : " stories");
  const names = { q: "the words", from: "the first day", to: "the last day", alike: "the overlap" };
  const active = () => [...others, ...facets].filter((f) => form.elements[f].value !== (usual[f] || ""));
  const titled = (f) => names[f] || form.elements[f].closest("label").firstChild.textContent.trim().toLowerCase() + " “" + form.elements[f].value + "”";

  // Which filter left nothing: those without which something is found.
  const explain = () => {
    ways.replaceChildren();
    const missing = wanted().words.filter((w) => !stories.some((s) => others_match(s, { words: [w], alike: 0 })));
    const say = (text) => { const li = document.createElement("li"); li.textContent = text; ways.append(li); return li; };
    if (missing.length) say("Nowhere on this page: " + missing.join(", ") + ".");
    for (const f of active()) {
      const kept = form.elements[f].value;
      form.elements[f].value = usual[f] || "";
      const n = matching(wanted());
      form.elements[f].value = kept;
      if (n === 0) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Leave out " + titled(f);
      button.addEventListener("click", () => { form.elements[f].value = usual[f] || ""; write(); show(); form.elements[f].focus(); });
      say("").append(button, " " + one(n));
    }
    if (!ways.children.length) say("No single filter is to blame: they leave nothing together.");
  };

  const orders = {
    "": (a, b) => a.at - b.at,
    new: (a, b) => (a.first < b.first ? 1 : a.first > b.first ? -1 : a.at - b.at),
    old: (a, b) => ((a.first || "9") < (b.first || "9") ? -1 : (a.first || "9") > (b.first || "9") ? 1 : a.at - b.at),
    articles: (a, b) => b.articles - a.articles || a.at - b.at,
    reports: (a, b) => b.reports - a.reports || a.at - b.at,
    alike: (a, b) => b.alike - a.alike || a.at - b.at,
  };
  let sorted = "";
  const sort = () => {
    const by = form.elements.sort.value;
    if (by === sorted) return;
    sorted = by;
    list.append(...[...stories].sort(orders[by]).map((s) => s.element));
  };

  const show = () => {
    const want = wanted();
    const found = lists.map((l) => new Array(Math.max(l.length, 4)).fill(0));
    const last = lists.map((l) => new Array(Math.max(l.length, 4)).fill(-1));
    let n = 0;
    for (const story of stories) {
      const seen = (i, v) => { if (last[i][v] !== story.at) { last[i][v] = story.at; found[i][v]++; } };
      const yes = others_match(story, want) && facets_match(story, want, seen);
      if (story.element.hidden === yes) story.element.hidden = !yes;
      if (yes) n++;
    }
    for (let i = 0; i < facets.length; i++) {
      for (const o of options[i]) {
        o.option.text = o.text + " (" + number(found[i][o.at]) + ")";
        o.option.disabled = found[i][o.at] === 0 && !o.option.selected;
      }
    }
    form.elements.alike.nextElementSibling.value = form.elements.alike.value + "%";
    sort();
    count.textContent = n === stories.length ? one(n) : n === 0 ? "No story of " + number(stories.length) + " matches" : one(n) + " of " + number(stories.length);
    nothing.hidden = n > 0 || stories.length === 0;
    if (!nothing.hidden) explain();
  };

  const write = () => {
    const p = new URLSearchParams();
    for (const f of fields) if (form.elements[f].value !== (usual[f] || "")) p.set(f, form.elements[f].value);
    const fragment = p.toString();
    const address = location.href.split("#")[0] + (fragment ? "#" + fragment : "");
    try { history.replaceState(null, "", address); } catch { location.replace(address + (fragment ? "" : "#")); }
  };

  const read = () => {
    const fragment = location.hash.slice(1);
    if (fragment !== "" && !fragment.includes("=")) return; // a place on the page
    const p = new URLSearchParams(fragment);
    for (const f of fields) {
      form.elements[f].value = p.get(f) || usual[f] || "";
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
    for (const f of fields) form.elements[f].value = usual[f] || "";
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
  if (location.hash.includes("=")) read(); else show();
})();

// Stories below the first screens are laid out when they come near, when nothing else is to be done, or
// when the page is printed.
(() => {
  const waiting = new Set([...document.querySelectorAll(".story noscript")].map((e) => e.closest(".story")));
  if (!waiting.size) return;
  const layOut = (story) => {
    if (!waiting.delete(story)) return;
    for (const e of story.querySelectorAll("noscript")) {
      const made = document.createElement("template");
      made.innerHTML = e.textContent;
      e.replaceWith(made.content);
    }
  };
  const watch = new IntersectionObserver((seen) => {
    for (const s of seen) if (s.isIntersecting) { watch.unobserve(s.target); layOut(s.target); }
  }, { rootMargin: "150%" });
  for (const s of waiting) watch.observe(s);
  whenIdle(waiting, (s) => { watch.unobserve(s); layOut(s); });
  addEventListener("beforeprint", () => { for (const s of waiting) layOut(s); });
})();
