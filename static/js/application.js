// An application's form with a script: it saves itself every few seconds, and files go one by one as they are chosen. Nothing here is
// needed: without it the same form has a button that saves, and its files go with it. Needs sending.js.
"use strict";

(() => {
  const form = document.querySelector("form[data-application]");
  if (!form) return;
  const SAVE_AFTER = 3000;
  const { send, inTurn } = window.formSender(form);
  const status = form.querySelector("[data-draft-status]");
  const papers = form.querySelector("[data-papers]");

  // What was typed, without files; never a proof, which is good for one sending.
  function content(step) {
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    for (const name of ["altcha", "question", "answer", "remove", "reuse", "step"]) data.delete(name);
    data.set("step", step);
    return data;
  }

  // --- the draft saves itself ------------------------------------------------------------------------------------------
  let timer = 0;
  let sending = false;
  let saved = text();

  function text() {
    const data = content("save");
    for (const name of ["draft", "csrfmiddlewaretoken"]) data.delete(name);
    return new URLSearchParams([...data.entries()]).toString();
  }

  function plan() {
    if (!status) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER);
  }

  function save() {
    const now = text();
    if (sending || now === saved) return;
    saved = now;
    inTurn(async () => {
      if (sending) return;
      try {
        const answer = await send(form.action, content("save"));
        status.textContent = answer.saved ? `${answer.saved} ` : "";
        if (answer.code) {
          const link = document.createElement("a");
          link.href = answer.url;
          link.textContent = answer.code;
          status.append(link);
        }
      } catch (error) {
        saved = "";
        if (error.message) status.textContent = error.message;
      }
    });
  }

  // --- papers: each file as it is chosen ---------------------------------------------------------------------------------
  // The server's own words in the server's own HTML: names of files are escaped there. Only the box in question is changed, so that what was
  // refused in another one stays to be read.
  function show(html, id) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const box = fresh.content.getElementById(id)?.closest(".paper-box");
    if (box) document.getElementById(id)?.closest(".paper-box").replaceWith(box);
    form.dispatchEvent(new Event("change"));
  }

  function upload(input) {
    const name = input.name;
    for (const file of [...input.files]) {
      inTurn(async () => {
        const data = content("papers");
        data.set(name, file);
        const bar = document.createElement("progress");
        bar.max = 1;
        bar.value = 0;
        bar.setAttribute("aria-label", file.name);
        document.getElementById(input.id)?.after(bar);
        try {
          show((await send(form.action, data, (loaded, total) => { bar.value = loaded / total; })).papers, input.id);
        } catch (error) {
          refused(input.id, error.message || form.dataset.papersFailed);
        } finally {
          bar.remove();
        }
        document.getElementById(input.id)?.focus();
        saved = "";
        plan();
      });
    }
    input.value = "";
  }

  function refused(id, words) {
    const line = document.createElement("p");
    line.className = "paper-refused";
    line.setAttribute("role", "alert");
    line.textContent = words;
    document.getElementById(id)?.after(line);
  }

  papers?.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file]")) upload(event.target);
  });
  papers?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-paper-button]");
    if (!button) return;
    event.preventDefault();
    const box = button.closest(".paper-box").querySelector("input[type=file]").id;
    inTurn(async () => {
      const data = content("papers");
      data.set(button.name, button.value);
      try {
        show((await send(form.action, data)).papers, box);
      } catch (error) {
        refused(box, error.message || form.dataset.papersFailed);
      }
      document.getElementById(box)?.focus();
    });
  });

  form.addEventListener("input", plan);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    sending = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { sending = false; });
})();
