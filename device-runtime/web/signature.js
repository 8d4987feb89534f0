// The signature of a bundle: a Sigstore bundle of OpenSSF Model Signing 1.0 (sections 4 to 6) around a DSSE envelope
// (secure-systems-lab/dsse, protocol.md) of an in-toto Statement v1.
import { fromBase64, hex, sha256, text, toBase64 } from "./bytes.js";
import { EdgekdError, require } from "./faults.js";

const payloadType = "application/vnd.in-toto+json";
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const coordinateLength = 32;

// Half of the curve's order (SEC 2, 2.4.2): of the two forms that an ECDSA signature has, a release has the one with the smaller s.
const halfOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;

/**
 * Checks a signature and gives what it states.
 * @param {Uint8Array} bytes model.sig.
 * @param {string} key the public key, PEM.
 * @returns {Promise<Map<string, string>>} the SHA-256 of each file by name.
 */
export async function signedDigests(bytes, key) {
  const envelope = parsed(bytes).dsseEnvelope;
  require(envelope?.payloadType === payloadType && envelope.signatures?.length === 1, "model.sig is no envelope of one signature");
  const payload = decode(envelope.payload, "payload");
  const raw = fromDer(decode(envelope.signatures[0].sig, "signature"));
  const spki = keyBytes(key);
  const publicKey = await importKey(spki);
  const isRight = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, raw, preAuthenticationEncoding(payload));
  require(isRight, "the signature is not one of this key on what it says; take the bundle from its source again");
  requireForm(bytes, payload, raw, hex(await sha256(new TextEncoder().encode(pemOf(spki)))));
  const statement = JSON.parse(text(payload));
  require(statement._type === "https://in-toto.io/Statement/v1" && statement.predicateType === "https://model_signing/signature/v1.0", "model.sig states something else than the files of a model");
  const resources = statement.predicate.resources;
  require(Array.isArray(resources) && resources.every((file) => file.algorithm === "sha256" && /^[0-9a-f]{64}$/.test(file.digest)), "model.sig states digests of a kind that is not known");
  const root = hex(await sha256(Uint8Array.from(resources.flatMap((file) => file.digest.match(/../g).map((pair) => parseInt(pair, 16))))));
  require(statement.subject?.[0]?.digest?.sha256 === root, "model.sig contradicts itself");
  return new Map(resources.map((file) => [file.name, file.digest]));
}

function preAuthenticationEncoding(payload) {
  const head = new TextEncoder().encode(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `);
  const all = new Uint8Array(head.length + payload.length);
  all.set(head);
  all.set(payload, head.length);
  return all;
}

function parsed(bytes) {
  try {
    return JSON.parse(text(bytes));
  } catch {
    throw new EdgekdError("model.sig is no JSON");
  }
}

// A release is signed in one form, so that no byte of the file can be another.
function requireForm(bytes, payload, raw, fingerprint) {
  require(BigInt(`0x${hex(raw.subarray(coordinateLength))}`) <= halfOrder, "the signature is right, but in another form than releases have; take the bundle from its source again");
  const written = {
    mediaType: bundleType,
    verificationMaterial: { publicKey: { hint: fingerprint }, tlogEntries: [] },
    dsseEnvelope: { payload: toBase64(payload), payloadType, signatures: [{ sig: toBase64(toDer(raw)), keyid: "" }] },
  };
  require(text(bytes) === `${JSON.stringify(written, null, 2)}\n`, "the signature is right, but the file was written anew since it was signed; take the bundle from its source again");
}

function keyBytes(pem) {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem);
  require(body !== null, "the key is no public key in PEM");
  return decode(body[1].replace(/\s/g, ""), "key");
}

// A key's fingerprint is that of its PEM (RFC 7468: lines of 64).
function pemOf(spki) {
  return `-----BEGIN PUBLIC KEY-----\n${toBase64(spki).match(/.{1,64}/g).join("\n")}\n-----END PUBLIC KEY-----\n`;
}

async function importKey(spki) {
  try {
    return await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    throw new EdgekdError("the key is none of the curve P-256");
  }
}

// Browsers want r and s side by side; DER has a sequence of two integers (X.690, 8.3 and 8.9).
function fromDer(der) {
  const raw = new Uint8Array(2 * coordinateLength);
  require(der[0] === 0x30 && der[1] === der.length - 2, "the signature is not in DER");
  let at = 2;
  for (const end of [coordinateLength, 2 * coordinateLength]) {
    const length = der[at + 1];
    require(der[at] === 0x02 && length >= 1 && at + 2 + length <= der.length, "the signature is not in DER");
    let digits = der.subarray(at + 2, at + 2 + length);
    if (digits[0] === 0) digits = digits.subarray(1);
    require(digits.length <= coordinateLength, "the signature is none of the curve P-256");
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  require(at === der.length, "the signature is not in DER");
  return raw;
}

function toDer(raw) {
  const numbers = [raw.subarray(0, coordinateLength), raw.subarray(coordinateLength)].flatMap((number) => {
    const first = number.findIndex((byte) => byte !== 0);
    const digits = Array.from(number.subarray(first));
    if (digits[0] >= 0x80) digits.unshift(0);
    return [0x02, digits.length, ...digits];
  });
  return Uint8Array.from([0x30, numbers.length, ...numbers]);
}

function decode(base64, what) {
  try {
    return fromBase64(base64);
  } catch {
    throw new EdgekdError(`the ${what} is not Base64`);
  }
}
