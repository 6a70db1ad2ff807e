// What every page shares: CSRF for htmx, focus on errors, guards against double sending, small buttons. The site works without all of it.
"use strict";

(() => {
  const announcer = document.getElementById("announcer");

  function announce(words) {
    if (!announcer || !words) return;
    // Emptied first, so that the same sentence twice is read twice.
    announcer.textContent = "";
    window.setTimeout(() => { announcer.textContent = words; }, 50);
  }

  function csrfToken() {
    return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  }

  function focusErrorSummary(root) {
    root.querySelector?.("[data-error-summary]")?.focus();
  }

  // A link in the error summary leads to the control itself; a group of choices has no element of that id, only of its first choice.
  function focusLinkedField(event) {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    if (!link) return;
    const id = decodeURIComponent(link.hash.slice(1));
    const field = document.getElementById(id) ?? document.getElementById(`${id}_0`);
    if (!field) return;
    event.preventDefault();
    field.dispatchEvent(new CustomEvent("stepper:show", { bubbles: true }));
    field.scrollIntoView({ block: "center" });
    field.focus();
  }

  // Sending twice makes two cases. The first click disables the button; the page kept by the browser for "back" gets it again.
  function guardDoubleSending(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    // After this turn, or the button's own name and value would not be sent.
    window.setTimeout(() => { if (button) button.disabled = true; }, 0);
  }

  function release() {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[disabled]")) button.disabled = false;
    }
  }

  function dismiss(event) {
    for (const open of document.querySelectorAll("details[data-dismiss][open]")) {
      if (event.type === "keydown" && event.key === "Escape" && open.contains(document.activeElement)) {
        open.open = false;
        open.querySelector("summary")?.focus();
      } else if (event.type === "click" && !open.contains(event.target)) {
        open.open = false;
      }
    }
  }

  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText(source.textContent.trim());
    announce(button.dataset.copied);
  }

  function clicked(event) {
    dismiss(event);
    focusLinkedField(event);
    const button = event.target.closest?.("[data-print], [data-copy]");
    if (button?.hasAttribute("data-print")) window.print();
    if (button?.dataset.copy) copy(button);
  }

  document.addEventListener("click", clicked);
  document.addEventListener("keydown", dismiss);
  document.addEventListener("submit", guardDoubleSending);
  document.addEventListener("change", (event) => {
    const control = event.target.closest?.("[data-autosubmit]");
    control?.form?.requestSubmit();
  });
  window.addEventListener("pageshow", release);

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:afterSwap", (event) => focusErrorSummary(event.detail.target));
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, () => { release(); announce(announcer?.dataset.networkError); });
  }

  // Shown only where a script can serve them.
  for (const button of document.querySelectorAll("[data-print][hidden], [data-copy][hidden]")) button.hidden = false;
  focusErrorSummary(document);
})();
