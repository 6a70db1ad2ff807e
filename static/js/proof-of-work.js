// Lets a worker solve the challenge while the visitor writes, and holds the sending back until it is done.
// If that fails for whatever reason, the small sum that people without script answer is shown again.
"use strict";

(() => {
  const box = document.querySelector("[data-proof]");
  const form = box?.closest("form");
  if (!form || !window.Worker) return;
  const question = box.querySelector("[data-proof-question]");
  const status = box.querySelector("[data-proof-status]");
  const answer = box.querySelector("[data-proof-answer]");
  const { algorithm, challenge, salt, signature, maxNumber, worker: address, working } = box.dataset;

  const solved = new Promise((resolve, reject) => {
    let worker;
    try { worker = new Worker(address); } catch (error) { reject(error); return; }
    worker.addEventListener("error", reject);
    worker.addEventListener("message", ({ data }) => {
      worker.terminate();
      if (data.number === null) reject(new Error("no solution")); else resolve(data.number);
    });
    worker.postMessage({ challenge, salt, maxNumber: Number(maxNumber) });
  });

  let settled = false;
  question.hidden = true;
  const done = solved.then((number) => {
    answer.value = window.btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  }).catch(() => { question.hidden = false; }).finally(() => {
    settled = true;
    status.textContent = "";
  });

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (settled || event.defaultPrevented || button?.formNoValidate) return;
    event.preventDefault();
    // Before the guard against double sending, which must see only the sending that really happens.
    event.stopPropagation();
    status.textContent = working;
    done.then(() => form.requestSubmit(button ?? undefined));
  });
})();
