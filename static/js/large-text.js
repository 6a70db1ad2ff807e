// The large-text button without a page load. Without this script the form posts and the server renders the same.
"use strict";

(() => {
  const YEAR = 365 * 24 * 60 * 60;

  function apply(form, button) {
    const large = button.value === "1";
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `large_text=${large ? "1" : "0"}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    if (large) document.documentElement.dataset.text = "large";
    else delete document.documentElement.dataset.text;
    button.value = large ? "0" : "1";
    button.setAttribute("aria-pressed", String(large));
    document.dispatchEvent(new CustomEvent("large-text", { detail: { large } }));
  }

  for (const form of document.querySelectorAll("[data-large-text-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      apply(form, event.submitter ?? form.querySelector("button"));
    });
  }
})();
