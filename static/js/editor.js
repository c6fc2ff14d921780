// The editor beyond its forms and links: keys, dragging, where the focus goes.
(() => {
  "use strict";

  const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
  let focused = "";

  // Alt and an arrow do what the buttons of the row's menu do.
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !(event.key in WAYS)) return;
    const row = event.target instanceof Element && event.target.closest(".editor-row");
    if (!row || row.classList.contains("editor-row--open")) return;
    const button = document.getElementById(`${WAYS[event.key]}-${row.dataset.lineage}`);
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });

  // What is sent has waited for the answers before it: it counts from what they said.
  document.addEventListener("htmx:before:request", (event) => {
    focused = document.activeElement ? document.activeElement.id : "";
    const { ctx } = event.detail;
    const edits = document.getElementById("edit-edits");
    const body = ctx.request.body;
    if (edits && body instanceof URLSearchParams && body.has("edits")) body.set("edits", edits.value);
  });

  // A conflict has a panel of its own.
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status === 409) event.stopImmediatePropagation();
  }, true);

  // The focus goes where the answer says, or stays where it was.
  document.addEventListener("htmx:after:swap", () => {
    const editor = document.getElementById("editor");
    const wanted = editor && editor.dataset.focus;
    if (wanted) {
      editor.dataset.focus = "";
      const target = document.getElementById(wanted);
      if (target) target.focus();
      if (target instanceof HTMLTextAreaElement) target.setSelectionRange(target.value.length, target.value.length);
    } else if (document.activeElement === document.body && focused) {
      const target = document.getElementById(focused);
      if (target) target.focus();
    }
    makeSortable();
  });

  // Dragging is an extra: the menu does the same.
  function makeSortable() {
    const rows = document.getElementById("rows");
    if (!rows || rows.sortable || !globalThis.Sortable) return;
    rows.sortable = new globalThis.Sortable(rows, {
      handle: ".editor-row__grip",
      draggable: ".editor-row",
      ghostClass: "is-dragged",
      animation: 0,
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        const before = item.previousElementSibling;
        const drop = document.getElementById("drop");
        drop.value = ["place", item.dataset.lineage, before ? before.dataset.lineage : ""].join(" ");
        drop.form.requestSubmit(drop);
      },
    });
  }
  makeSortable();
})();
