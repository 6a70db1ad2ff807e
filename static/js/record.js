// The record of an interview or of a site: lines are added without a page load, and what is typed is saved by itself after a pause.
// Without this script the save button does both.
"use strict";

(() => {
  const form = document.querySelector("form[data-record]");
  if (!form || !window.formSender) return;
  const PAUSE = 8000;
  const version = form.querySelector("[name=version]");
  const rows = form.querySelector("[name=rows]");
  const add = form.querySelector("[data-record-add]");
  const status = form.querySelector("[data-record-status]");
  const { send, inTurn } = window.formSender(form);
  let waiting = 0;

  // Photos to take out are for the button alone: saved by itself, the tick would take out the next photo the next time.
  function typed() {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("remove-")) data.delete(name);
    return data;
  }

  function save() {
    clearTimeout(waiting);
    return inTurn(() => send(form.action, typed()))
      .then((answer) => { version.value = answer.version; status.textContent = form.dataset.saved; })
      .catch((error) => { status.textContent = error.message || form.dataset.failed; });
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));

  add.hidden = false;
  add.addEventListener("click", () => {
    const lines = form.querySelectorAll("[data-record-line]");
    const last = lines[lines.length - 1];
    if (!last) { form.requestSubmit(); return; }
    const place = Number(rows.value);
    const line = last.cloneNode(true);
    line.querySelector("legend").textContent = `${place + 1}.`;
    for (const name of ["ask", "answer"]) {
      const field = line.querySelector(`[name^=${name}-]`);
      const label = line.querySelector(`[for=${field.id}]`);
      field.name = `${name}-${place}`;
      field.id = `id_${name}-${place}`;
      if (label) label.htmlFor = field.id;
      field.value = "";
    }
    rows.value = place + 1;
    last.after(line);
    line.querySelector("textarea").focus();
  });
})();
