import { hex, sha256 } from "./bytes.js";

const depth = 5;

/** The likeliest classes, at most five; of equals, the one with the smaller number. */
export function top(logits) {
  const order = Array.from(logits.keys());
  order.sort((a, b) => logits[b] - logits[a] || a - b);
  return order.slice(0, depth);
}

/** The natural logarithm of the probability (softmax) of a class. */
export function logProbability(logits, label) {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return Math.min(0, logits[label] - largest - Math.log(sum));
}

/** The first 16 hex digits of the SHA-256 of the logits as little-endian float32. */
export async function digestOf(logits) {
  const bytes = new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength);
  return hex((await sha256(bytes.slice())).subarray(0, 8));
}
