const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** The bytes as text; throws where they are no UTF-8. */
export function text(bytes) {
  return strictUtf8.decode(bytes);
}

/** The bytes in lower-case hex digits. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The SHA-256 of bytes, as bytes. The browser offers it to pages of https and of this machine alone. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Whether two byte arrays hold the same. */
export function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Decodes Base64; throws where it is none. */
export function fromBase64(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Encodes as Base64. */
export function toBase64(bytes) {
  const parts = [];
  for (let i = 0; i < bytes.length; i += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  return btoa(parts.join(""));
}
