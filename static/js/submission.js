// The public form with a script: fields follow the kind, the draft saves itself, files go one by one, the last step sends. Nothing here is
// needed: without it the same form is one page with a review page behind it. Needs sending.js.
"use strict";

(() => {
  const form = document.querySelector("form[data-submission]");
  if (!form) return;
  const SAVE_AFTER = 3000;
  const token = form.querySelector("[data-draft-token]");
  const { send, inTurn } = window.formSender(form);
  const status = form.querySelector("[data-draft-status]");

  // --- kind ----------------------------------------------------------------------------------------------------------
  const kindOf = () => form.querySelector("[name=kind]:checked")?.value ?? "";
  const anonymous = form.querySelector("[name=anonymous]");

  function follow() {
    const kind = kindOf();
    const unknown = kind === "report" && anonymous.checked;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = kind !== "" && !part.dataset.for.split(" ").includes(kind);
    form.querySelector("[data-contact]").hidden = unknown;
    for (const field of form.querySelectorAll("[data-required-for]")) {
      field.required = field.dataset.requiredFor.split(" ").includes(kind) && !(unknown && field.closest("[data-contact]"));
      star(field);
    }
  }

  // The same star the server writes beside fields that are always needed.
  function star(field) {
    const label = field.labels?.[0];
    if (!label) return;
    const mark = label.querySelector(".asteriskField");
    if (field.required && !mark) {
      const sign = document.createElement("span");
      sign.className = "asteriskField";
      sign.textContent = "*";
      label.append(sign);
    }
    if (!field.required) mark?.remove();
  }

  // --- not our job ---------------------------------------------------------------------------------------------------
  const authorities = JSON.parse(document.getElementById("authorities-data")?.textContent ?? "[]");
  const hint = form.querySelector("[data-authority-hint]");
  const statement = form.querySelector("[name=statement]");

  function suggest() {
    const text = statement.value.toLowerCase();
    const found = authorities
      .map((authority) => ({ authority, count: authority.keywords.filter((word) => text.includes(word)).length }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, 2);
    const shown = found.map(({ authority }) => authority.code).join(" ");
    if (hint.dataset.shown === shown) return;
    hint.dataset.shown = shown;
    hint.replaceChildren(...(found.length ? [paragraph(hint.dataset.words), ...found.map(({ authority }) => callLine(authority))] : []));
  }

  function paragraph(words) {
    const line = document.createElement("p");
    line.textContent = words;
    return line;
  }

  function callLine(authority) {
    const line = paragraph(`${authority.name} `);
    const link = document.createElement("a");
    link.href = `tel:${authority.phone}`;
    link.className = "authority-phone";
    link.textContent = authority.phone;
    line.append(link, `: ${authority.matters}`);
    return line;
  }

  // --- the draft saves itself ------------------------------------------------------------------------------------------
  let timer = 0;
  let sending = false;
  let saved = "";

  function content() {
    const data = new FormData(form);
    for (const name of ["files", "altcha", "question", "answer", "csrfmiddlewaretoken", "step"]) data.delete(name);
    return data;
  }

  function plan() {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER);
  }

  function save() {
    const data = content();
    const text = new URLSearchParams([...data.entries()].filter(([name]) => name !== "draft")).toString();
    // A few letters are not worth a draft.
    if (sending || text === saved || statement.value.trim().length < 10) return;
    saved = text;
    inTurn(async () => {
      if (sending) return;
      data.set("draft", token.value);
      try {
        const answer = await send(form.dataset.draftUrl, data);
        status.textContent = `${answer.saved} `;
        const link = document.createElement("a");
        link.href = answer.url;
        link.textContent = answer.code;
        status.append(link);
      } catch (error) {
        saved = "";
        if (error.message) status.textContent = error.message;
      }
    });
  }

  // --- files, each as it is chosen -------------------------------------------------------------------------------------
  const input = form.querySelector("input[type=file][name=files]");
  const list = form.querySelector("[data-uploads]");
  const review = form.querySelector("[data-review-files]");

  function item(name, ...parts) {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.className = "upload-words";
    words.textContent = name;
    line.append(words, ...parts);
    return line;
  }

  function button(label, name, style, action) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = `btn btn-sm ${style}`;
    one.textContent = label;
    one.setAttribute("aria-label", `${label}: ${name}`);
    one.addEventListener("click", action);
    return one;
  }

  function show(files) {
    const kept = [...list.children].filter((line) => line.dataset.pending || line.dataset.failed);
    const lines = files.map((file) => {
      const meta = document.createElement("span");
      meta.className = "file-meta";
      meta.textContent = `${file.kind} · ${size(file.size)}`;
      const line = item(file.name, meta, button(list.dataset.removeLabel, file.name, "btn-outline-danger", () => remove(file.id)));
      line.dataset.file = file.id;
      return line;
    });
    list.replaceChildren(...lines, ...kept);
    mirror();
  }

  function size(bytes) {
    return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }

  function mirror() {
    const names = [...list.querySelectorAll("[data-file] .upload-words")].map((words) => words.firstChild.textContent.trim());
    review.hidden = names.length === 0;
    review.querySelector("ul").replaceChildren(...names.map((name) => {
      const line = document.createElement("li");
      line.textContent = name;
      return line;
    }));
  }

  function upload(file, before) {
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${list.dataset.sending}: ${file.name}`);
    const line = item(file.name, bar);
    line.dataset.pending = "1";
    if (before) before.replaceWith(line); else list.append(line);
    inTurn(async () => {
      const data = new FormData();
      data.set("draft", token.value);
      data.set("files", file);
      try {
        const answer = await send(form.dataset.addUrl, data, (loaded, total) => { bar.value = loaded / total; });
        line.remove();
        show(answer.files);
        plan();
      } catch (error) {
        failed(line, file, error.message);
      }
    });
  }

  // A refusal of the server is final and says why; a lost network can be tried again.
  function failed(line, file, reason) {
    delete line.dataset.pending;
    line.dataset.failed = "1";
    line.querySelector("progress").remove();
    const words = document.createElement("p");
    words.className = "upload-error";
    words.setAttribute("role", "alert");
    words.textContent = reason || list.dataset.failed;
    if (!reason) line.append(button(list.dataset.retry, file.name, "btn-outline-primary", () => { delete line.dataset.failed; upload(file, line); }));
    line.append(button(list.dataset.removeLabel, file.name, "btn-outline-danger", () => { line.remove(); input.focus(); }), words);
  }

  function remove(id) {
    inTurn(async () => {
      const data = new FormData();
      data.set("draft", token.value);
      data.set("file", id);
      try {
        show((await send(form.dataset.removeUrl, data)).files);
      } catch {
        list.querySelector(`[data-file="${id}"]`)?.remove();
        mirror();
      }
      input.focus();
    });
  }

  // --- start -------------------------------------------------------------------------------------------------------------
  // The last step is a review already, so its button sends.
  for (const one of form.querySelectorAll("[data-stepper-submit], [data-default-button]")) one.value = "send";
  const submit = form.querySelector("[data-stepper-submit]");
  submit.textContent = submit.dataset.sendLabel;

  for (const one of list.querySelectorAll("[data-file] button")) {
    one.addEventListener("click", (event) => { event.preventDefault(); remove(one.value); });
  }
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    chosen.forEach((file) => upload(file));
  });
  form.addEventListener("change", follow);
  form.addEventListener("input", () => { suggest(); plan(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (list.querySelector("[data-pending]")) {
      // A file is still on its way: send when it has arrived.
      event.preventDefault();
      event.stopPropagation();
      const pressed = event.submitter;
      inTurn(() => form.requestSubmit(pressed ?? undefined));
      return;
    }
    sending = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { sending = false; });
  follow();
  suggest();
  mirror();
})();
