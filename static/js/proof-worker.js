// Finds the number whose SHA-256 together with the salt is the challenge. Runs beside the page, so that typing stays smooth.
// Written out instead of crypto.subtle: one hash by subtle costs a promise, which takes longer than the hash itself, and on a page served
// without TLS inside an office network subtle does not exist at all.
"use strict";

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants of FIPS 180-4: fractional parts of the cube and square roots of the first primes.
(() => {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let factor = 2; factor * factor <= candidate; factor += 1) if (candidate % factor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = (Math.sqrt(candidate) % 1) * 4294967296;
    K[found] = (Math.cbrt(candidate) % 1) * 4294967296;
    found += 1;
  }
})();

const schedule = new Uint32Array(64);

function rotate(word, bits) { return (word >>> bits) | (word << (32 - bits)); }

function compress(state, block, offset) {
  for (let i = 0; i < 16; i += 1) schedule[i] = block.getUint32(offset + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const a = schedule[i - 15];
    const b = schedule[i - 2];
    const low = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const high = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    schedule[i] = (schedule[i - 16] + low + schedule[i - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + schedule[i]) | 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// Text of ASCII letters only, which salts and numbers are.
function sha256(text) {
  const length = text.length;
  const bytes = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  for (let i = 0; i < length; i += 1) bytes[i] = text.charCodeAt(i);
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, length * 8);
  const state = Uint32Array.from(START);
  for (let offset = 0; offset < bytes.length; offset += 64) compress(state, view, offset);
  let hex = "";
  for (const word of state) hex += word.toString(16).padStart(8, "0");
  return hex;
}

self.addEventListener("message", (event) => {
  const { challenge, salt, maxNumber } = event.data;
  for (let number = 0; number <= maxNumber; number += 1) {
    if (sha256(salt + number) === challenge) {
      self.postMessage({ number });
      return;
    }
  }
  self.postMessage({ number: null });
});
