// A signature drawn with finger, pen or mouse becomes the file of the form. Nothing here is needed: a photo or scan of the signed paper
// goes into the same field, which is also the way by keyboard.
"use strict";

(() => {
  const form = document.querySelector("form[data-signature]");
  const pad = form?.querySelector("[data-signature-pad]");
  const canvas = pad?.querySelector("canvas");
  const input = form?.querySelector("input[type=file]");
  if (!canvas || !input || typeof DataTransfer === "undefined") return;
  const use = pad.querySelector("[data-signature-use]");
  const pen = canvas.getContext("2d");
  let isDown = false;
  pad.hidden = false;

  function wipe() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#10131a";
    use.disabled = true;
  }

  // The canvas is shown smaller or larger than its own pixels.
  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...place(event));
    pen.stroke();
    use.disabled = false;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { isDown = false; });
  pad.querySelector("[data-signature-clear]").addEventListener("click", wipe);
  use.addEventListener("click", () => {
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      input.files = files.files;
      form.requestSubmit();
    }, "image/png");
  });
  wipe();
})();
