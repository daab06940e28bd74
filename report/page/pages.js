
// Folded parts are printed too, but of a list of stories the list is.
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open]):not(.story details)")];
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of opened) d.open = false;
    opened = [];
  });
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
  // Where the drawing is wider than the screen its origin, or its first article, is in sight.
  const room = graph.closest(".wide"), first = graph.querySelector(".origin .disc, .hidden-source") || graph.querySelector(".disc");
  if (room && first && room.scrollWidth > room.clientWidth) {
    room.scrollLeft += first.getBoundingClientRect().left - room.getBoundingClientRect().left - room.clientWidth / 2;
  }
  // A row that is folded away is opened when a link leads to it.
  const reveal = () => {
    const row = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = row && row.closest("details:not([open])");
    if (folded) { folded.open = true; row.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
