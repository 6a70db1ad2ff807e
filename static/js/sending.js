// Sending parts of a form to the server while it is filled in, shared by application.js and submission.js; a page loads it before them.
// `formSender(form)` gives `send` and `inTurn`; the form holds the CSRF token, and in [data-draft-token] the name of its basket of files.
"use strict";

window.formSender = (form) => {
  const token = form.querySelector("[data-draft-token]");
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]");

  // One request after the other, so that all of them name the same basket.
  let queue = Promise.resolve();

  function inTurn(work) {
    queue = queue.then(work, work);
    return queue;
  }

  // The server's answer; an Error with the server's words, or without any if the network failed. `onProgress(loaded, total)` in bytes.
  function send(url, data, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", csrf.value);
      request.responseType = "json";
      if (onProgress) request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
      request.addEventListener("load", () => {
        const answer = request.response ?? {};
        if (answer.token) token.value = answer.token;
        if (request.status < 300) resolve(answer); else reject(new Error(answer.error ?? ""));
      });
      request.addEventListener("error", () => reject(new Error("")));
      request.send(data);
    });
  }

  return { send, inTurn };
};
