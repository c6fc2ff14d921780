// What a page does beyond its forms and links; every page works without it.
(() => {
  "use strict";

  // An answer that failed is not swapped in; say so instead of saying nothing.
  document.addEventListener("htmx:response:error", () => say(
    "That did not work. Nothing was lost: wait a moment and try again."
  ));
  document.addEventListener("htmx:error", () => say(
    "The portal could not be reached. Check your connection and try again."
  ));

  // GOV.UK's parts in what htmx has put in need starting.
  document.addEventListener("htmx:after:swap", (event) => {
    const scope = event.target instanceof Element ? event.target : document;
    if (globalThis.GOVUKInit) globalThis.GOVUKInit({ scope });
  });

  // A menu closes by Escape, and by going elsewhere, so that it covers nothing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const kind of ["click", "focusin"])
    document.addEventListener(kind, (event) => {
      for (const menu of document.querySelectorAll("details.menu[open]"))
        if (!menu.contains(event.target)) menu.open = false;
    });

  // The contents mark the section that is being read.
  const entries = new Map();
  for (const link of document.querySelectorAll(".contents a[href^='#']")) {
    const section = document.getElementById(link.hash.slice(1));
    if (section) entries.set(section, link);
  }
  if (entries.size && "IntersectionObserver" in window) {
    const seen = new Set();
    const watch = new IntersectionObserver((changes) => {
      for (const change of changes)
        change.isIntersecting ? seen.add(change.target) : seen.delete(change.target);
      const first = [...entries.keys()].find((section) => seen.has(section));
      if (!first) return;
      for (const [section, link] of entries)
        section === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }, { rootMargin: "-10% 0px -70% 0px" });
    for (const section of entries.keys()) watch.observe(section);
  }

  function say(words) {
    let box = document.getElementById("portal-says");
    if (!box) {
      box = document.createElement("div");
      box.id = "portal-says";
      box.className = "toast";
      box.setAttribute("role", "alert");
      document.body.append(box);
    }
    box.textContent = words;
    setTimeout(() => { if (box.textContent === words) box.remove(); }, 10000);
  }
})();
