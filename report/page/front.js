// The page at / of a server: drop a file, and take over what the bookmarklet sends.
(() => {
  const form = document.getElementById("ask");
  if (!form) return;
  const file = form.elements.file, text = form.elements.text;
  form.addEventListener("dragover", e => { e.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", e => {
    form.classList.remove("over");
    if (!e.dataTransfer.files.length) return;
    e.preventDefault();
    file.files = e.dataTransfer.files;
    document.getElementById("dropped").textContent = "Ready to check: " + file.files[0].name;
  });
  // What follows # never leaves the browser before somebody presses the button.
  const sent = new URLSearchParams(location.hash.slice(1));
  if (sent.has("text")) {
    text.value = sent.get("text");
    form.elements.url.value = sent.get("url") || "";
    history.replaceState(null, "", location.pathname);
    document.getElementById("dropped").textContent = "The page that you were reading is here. Press Check to compare it.";
    form.querySelector("button").focus();
  }
})();
