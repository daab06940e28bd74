
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
    const folded = document.querySelectorAll("details.same");
    unfold.hidden = folded.length === 0;
    unfold.addEventListener("click", () => {
      const open = unfold.getAttribute("aria-pressed") !== "true";
      unfold.setAttribute("aria-pressed", String(open));
      for (const d of folded) d.open = open;
    });
  }
})();
