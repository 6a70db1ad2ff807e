// Questions that depend on an earlier answer: shown when they are asked, hidden when they are not. Nothing here is needed: without it every
// question is there with a sentence that says when it is asked, and the server judges by the same conditions.
"use strict";

(() => {
  const form = document.querySelector("[data-dependent-fields]")?.closest("form");
  if (!form) return;

  // The answers of a question as one sees them; null when the question is not on this page (a correction opens only some).
  function answers(name) {
    const controls = [...form.elements].filter((control) => control.name === name);
    if (controls.length === 0) return null;
    if (controls.some((control) => control.closest("[data-when-field][hidden]"))) return [];
    return controls.flatMap((control) => {
      if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
      return control.selectedOptions ? [...control.selectedOptions].map((option) => option.value) : [control.value];
    });
  }

  // In the order of the page, so that a question upon a question comes out right. What is hidden keeps its text.
  function follow() {
    for (const part of form.querySelectorAll("[data-when-field]")) {
      const given = answers(part.dataset.whenField);
      part.hidden = given !== null && !given.some((value) => JSON.parse(part.dataset.whenValues).includes(value));
      part.querySelector("[data-when-hint]").hidden = given !== null;
    }
    // A section of which nothing is asked needs no title.
    for (const section of form.querySelectorAll("[data-dependent-fields]")) {
      section.hidden = [...section.querySelectorAll("[data-question]")].every((question) => question.hidden);
    }
  }

  form.addEventListener("change", follow);
  form.addEventListener("input", follow);
  follow();
})();
