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

  // The contents mark the section that is being read: the last heading gone by.
  const entries = [];
  for (const link of document.querySelectorAll(".contents a[href^='#']")) {
    const heading = document.getElementById(link.hash.slice(1));
    if (heading) entries.push([heading, link]);
  }
  let asked = false;
  const mark = () => {
    asked = false;
    const passed = entries.filter(([heading]) => heading.getBoundingClientRect().top < 64);
    const current = passed.length ? passed[passed.length - 1][1] : null;
    for (const [, link] of entries)
      link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  };
  if (entries.length) {
    document.addEventListener("scroll", () => {
      if (!asked) requestAnimationFrame(mark);
      asked = true;
    }, { passive: true });
    mark();
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
