
// The page of an article: the passage that is pointed at, and folded text. Whatever is
// shown is copied from the page as nodes; nothing is made of text.
(() => {
  const panel = document.getElementById("panel");
  const unfold = document.getElementById("unfold");
  if (panel) {
    const hint = document.getElementById("hint");
    if (hint) hint.hidden = false;
    let lit = 0;
    const show = (target) => {
      const run = target.closest ? target.closest("a.run[data-n]") : null;
      if (!run || run.dataset.n === lit) return;
      const entry = document.querySelector("#passage-" + Number(run.dataset.n) + " > p");
      if (!entry) return;
      lit = run.dataset.n;
      for (const x of document.querySelectorAll("a.run.lit")) x.classList.remove("lit");
      for (const x of document.querySelectorAll('a.run[data-n="' + Number(lit) + '"]')) x.classList.add("lit");
      panel.replaceChildren(entry.cloneNode(true));
    };
    addEventListener("mouseover", (e) => show(e.target));
    addEventListener("focusin", (e) => show(e.target));
    addEventListener("click", (e) => {
      if (!e.target.closest("a.run[data-n]") || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      show(e.target);
    });
  }
  if (unfold) {
    const folded = () => document.querySelectorAll("details.same");
    unfold.hidden = folded().length === 0;
    unfold.addEventListener("click", () => {
      const open = unfold.getAttribute("aria-pressed") !== "true";
      unfold.setAttribute("aria-pressed", String(open));
      for (const d of folded()) d.open = open;
    });
  }
  // Side by side: the other text left, this one right, from the same nodes.
  const sides = document.getElementById("sides");
  const half = (item, drop) => {
    const copy = item.cloneNode(true);
    for (const e of copy.querySelectorAll(drop)) e.remove();
    // What was moved is on one side alone: the links between its two places lead to the copies.
    for (const e of [copy, ...copy.querySelectorAll("[id]")]) if (e.id) e.id = "side-" + e.id;
    for (const e of copy.querySelectorAll('a[href^="#"]')) e.setAttribute("href", "#side-" + e.hash.slice(1));
    return copy;
  };
  const cell = (kind, node) => {
    const d = document.createElement("div");
    d.className = kind;
    if (node) d.append(node);
    return d;
  };
  const pair = (diff) => {
    const two = cell("two");
    const head = (text) => { const h = document.createElement("b"); h.textContent = text; return h; };
    two.append(cell("old head", head(diff.dataset.there || "the other")), cell("new head", head("this article")));
    let left = [], right = [];
    const flush = () => {
      if (left.length + right.length === 0) return;
      const a = cell("old"), b = cell("new");
      a.append(...left);
      b.append(...right);
      two.append(a, b);
      left = [];
      right = [];
    };
    for (const item of [...diff.children]) {
      const there = !item.matches(".added, .moved"), here = !item.matches(".cut, .away");
      if (there && here) flush();
      if (there) left.push(half(item, "ins"));
      if (here) right.push(half(item, "del"));
      if (there && here) flush();
    }
    flush();
    return two;
  };
  if (sides && document.querySelector(".diff")) {
    sides.hidden = false;
    sides.addEventListener("click", () => {
      const on = sides.getAttribute("aria-pressed") !== "true";
      sides.setAttribute("aria-pressed", String(on));
      document.querySelector(".beside").classList.toggle("sides", on);
      for (const diff of document.querySelectorAll(".diff")) {
        if (on) diff.before(pair(diff)); else diff.previousElementSibling.remove();
        diff.hidden = on;
      }
      // What is unfolded on one side is on the other.
      for (const d of document.querySelectorAll(".two details")) {
        d.addEventListener("toggle", () => {
          const at = d.parentElement, other = at.classList.contains("old") ? at.nextElementSibling : at.previousElementSibling;
          other.firstElementChild.open = d.open;
        });
      }
    });
  }
})();
