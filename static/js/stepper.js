// Turns one long form of <fieldset data-step> into steps: progress, next and back, checks per step, the browser's own back button.
// Without this script the form stays one page; the server checks everything either way. See templates/components/stepper.html.
"use strict";

(() => {
  class Stepper {
    constructor(form) {
      this.form = form;
      this.steps = [...form.querySelectorAll("fieldset[data-step]")];
      this.head = form.querySelector("[data-stepper-head]");
      this.foot = form.querySelector("[data-stepper-foot]");
      this.words = form.querySelector("[data-stepper-words]").dataset;
      this.submit = form.querySelector("[data-stepper-submit]");
      this.current = 0;
      this.reached = 0;
      this.arrange();
      this.listen();
      const wrong = this.steps.findIndex((step) => step.querySelector(".is-invalid, [aria-invalid='true']"));
      this.reached = wrong >= 0 ? this.steps.length - 1 : 0;
      this.show(wrong >= 0 ? wrong : 0, { focus: false });
    }

    arrange() {
      // Hidden required fields would stop the browser from sending without a word, so we ask them ourselves.
      this.form.noValidate = true;
      this.steps[0].before(this.head);
      this.steps.at(-1).after(this.foot);
      if (this.submit) this.foot.append(this.submit);
      this.head.hidden = this.foot.hidden = false;
      this.head.querySelector("[data-stepper-progress]").max = this.steps.length;
      this.steps.forEach((step) => { this.legend(step).tabIndex = -1; });
    }

    legend(step) { return step.querySelector("legend"); }

    title(step) { return step.dataset.step || this.legend(step).textContent.trim(); }

    controls(step) {
      return [...step.querySelectorAll("input, select, textarea")].filter((control) => control.willValidate && control.type !== "hidden");
    }

    invalid(step) { return this.controls(step).find((control) => !control.checkValidity() && !control.closest("[hidden]:not([data-step])")); }

    listen() {
      this.foot.querySelector("[data-stepper-next]").addEventListener("click", () => this.advance());
      this.foot.querySelector("[data-stepper-back]").addEventListener("click", () => this.go(this.current - 1));
      this.form.addEventListener("submit", (event) => this.beforeSubmit(event), true);
      this.form.addEventListener("stepper:show", (event) => this.reveal(event.target));
      this.form.addEventListener("input", (event) => this.clear(event.target));
      this.form.addEventListener("keydown", (event) => this.enter(event));
      window.addEventListener("popstate", () => this.fromAddress());
    }

    // Enter in a line of text means "next", not "send", until the last step.
    enter(event) {
      if (event.key !== "Enter" || event.isComposing || this.current === this.steps.length - 1) return;
      if (!event.target.matches("input:not([type=submit]):not([type=button])")) return;
      event.preventDefault();
      this.advance();
    }

    advance() { if (this.check(this.current)) this.go(this.current + 1); }

    go(index) {
      this.show(index);
      window.history.pushState({ step: index }, "", `#step-${index + 1}`);
    }

    fromAddress() {
      const match = window.location.hash.match(/^#step-(\d+)$/);
      const index = match ? Number(match[1]) - 1 : 0;
      if (index >= 0 && index <= this.reached && index < this.steps.length) this.show(index);
    }

    reveal(element) {
      const index = this.steps.findIndex((step) => step.contains(element));
      if (index >= 0 && index !== this.current) this.show(index, { focus: false });
    }

    check(index) {
      const wrong = this.invalid(this.steps[index]);
      if (!wrong) return true;
      if (index !== this.current) this.show(index, { focus: false });
      for (const control of this.controls(this.steps[index])) {
        if (!control.checkValidity()) this.mark(control);
      }
      this.say(this.words.invalid);
      wrong.focus();
      return false;
    }

    // Written under the field: bubbles vanish and screen readers miss them.
    mark(control) {
      control.classList.add("is-invalid");
      control.setAttribute("aria-invalid", "true");
      const id = `${control.id || control.name}-step-error`;
      let note = document.getElementById(id);
      if (!note) {
        note = document.createElement("div");
        note.id = id;
        note.className = "invalid-feedback d-block";
        (control.closest(".form-check") ?? control).after(note);
      }
      note.textContent = this.complaint(control);
      const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
      control.setAttribute("aria-describedby", [...described.add(id)].join(" "));
    }

    // In the language of the page; the browser's own sentence, in the language of the browser, only for what we have no words for.
    complaint(control) {
      const { valueMissing, typeMismatch, patternMismatch, tooShort } = control.validity;
      if (valueMissing) return control.matches("select, [type=radio], [type=checkbox]") ? this.words.choose : this.words.missing;
      if (typeMismatch || patternMismatch) return control.title || this.words.mismatch;
      return tooShort ? this.words.short : control.validationMessage;
    }

    clear(control) {
      if (!control.willValidate || !control.checkValidity()) return;
      const group = control.type === "radio" ? this.controls(this.form).filter((other) => other.name === control.name) : [control];
      for (const one of group) {
        one.classList.remove("is-invalid");
        one.removeAttribute("aria-invalid");
        document.getElementById(`${one.id || one.name}-step-error`)?.remove();
      }
    }

    beforeSubmit(event) {
      if (event.submitter?.formNoValidate) return;
      const index = this.steps.findIndex((step) => this.invalid(step));
      if (index < 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.check(index);
    }

    show(index, { focus = true } = {}) {
      this.current = index;
      this.reached = Math.max(this.reached, index);
      this.steps.forEach((step, place) => { step.hidden = place !== index; });
      const last = index === this.steps.length - 1;
      this.foot.querySelector("[data-stepper-back]").hidden = index === 0;
      this.foot.querySelector("[data-stepper-next]").hidden = last;
      if (this.submit) this.submit.hidden = !last;
      this.describe();
      if (last) this.review();
      if (!focus) return;
      this.legend(this.steps[index]).focus({ preventScroll: true });
      this.head.scrollIntoView({ block: "start" });
    }

    describe() {
      const count = this.head.querySelector("[data-stepper-count]");
      count.textContent = count.dataset.template.replace("{number}", this.current + 1).replace("{total}", this.steps.length);
      this.head.querySelector("[data-stepper-progress]").value = this.current + 1;
      const list = this.head.querySelector("[data-stepper-steps]");
      list.replaceChildren(...this.steps.map((step, index) => this.item(step, index)));
      this.say(`${count.textContent} ${this.title(this.steps[this.current])}`);
    }

    item(step, index) {
      const item = document.createElement("li");
      if (index === this.current) item.setAttribute("aria-current", "step");
      if (index < this.current) item.append(this.link(this.title(step), index));
      else item.textContent = this.title(step);
      return item;
    }

    link(words, index) {
      const link = document.createElement("a");
      link.href = `#step-${index + 1}`;
      link.textContent = words;
      link.addEventListener("click", (event) => { event.preventDefault(); this.go(index); });
      return link;
    }

    say(words) { this.head.querySelector("[data-stepper-live]").textContent = words; }

    // What was entered, for a last look. Built from text nodes only: nothing typed here is ever read as HTML.
    review() {
      const list = this.form.querySelector("[data-stepper-review]");
      if (!list) return;
      const rows = this.steps.slice(0, -1).flatMap((step, index) => this.answers(step).map((answer) => this.row(answer, index)));
      list.replaceChildren(...rows);
    }

    answers(step) {
      const seen = new Map();
      for (const control of this.controls(step)) {
        if (control.matches("[data-no-review]") || control.closest("[data-no-review], [hidden]:not([data-step])")) continue;
        const values = seen.get(control.name) ?? { label: this.label(control), values: [] };
        values.values.push(...this.values(control));
        seen.set(control.name, values);
      }
      return [...seen.values()];
    }

    label(control) {
      const group = control.closest("fieldset:not([data-step])");
      const choice = control.type === "radio" || control.type === "checkbox";
      const source = choice && group ? group.querySelector("legend") : control.labels?.[0];
      return (source?.textContent ?? control.name).replace(/\s*\*\s*$/, "").trim();
    }

    values(control) {
      if (control.type === "file") return [...control.files].map((file) => file.name);
      if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.labels?.[0]?.textContent.trim() ?? control.value] : [];
      if (control instanceof HTMLSelectElement) return [...control.selectedOptions].filter((option) => option.value).map((option) => option.textContent.trim());
      return control.value.trim() ? [control.value.trim()] : [];
    }

    row({ label, values }, index) {
      const row = document.createElement("div");
      row.className = "fact";
      const term = document.createElement("dt");
      term.textContent = label;
      const entry = document.createElement("dd");
      entry.textContent = `${values.join(", ") || this.words.empty} `;
      const link = this.link(this.words.change, index);
      link.setAttribute("aria-label", `${this.words.change}: ${label}`);
      entry.append(link);
      row.append(term, entry);
      return row;
    }
  }

  for (const form of document.querySelectorAll("form[data-stepper]")) {
    if (form.querySelector("fieldset[data-step]")) new Stepper(form);
  }
})();
