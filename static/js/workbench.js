// The list of the workbench: tick all rows, say how many are ticked, ask for a tick before sending. The list works without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-ticks]");
  const all = form?.querySelector("[data-tick-all]");
  if (!form || !all) return;
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const count = form.querySelector("[data-tick-count]");

  function show() {
    const ticked = ticks.filter((tick) => tick.checked).length;
    all.checked = ticked > 0 && ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
    if (count) count.textContent = ticked ? count.dataset.template.replace("{count}", ticked) : "";
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  // The browser restores ticks when one comes back by the history.
  window.addEventListener("pageshow", show);
})();
