// The signature of a bundle: a Sigstore bundle of OpenSSF Model Signing 1.0 (sections 4 to 6) around a DSSE envelope
// (secure-systems-lab/dsse, protocol.md) of an in-toto Statement v1.
import { fromBase64, hex, sha256, text } from "./bytes.js";
import { EdgekdError, require } from "./faults.js";

const payloadType = "application/vnd.in-toto+json";
const coordinateLength = 32;

/**
 * Checks a signature and gives what it states.
 * @param {object} signature model.sig.
 * @param {string} key the public key, PEM.
 * @returns {Promise<Map<string, string>>} the SHA-256 of each file by name.
 */
export async function signedDigests(signature, key) {
  const envelope = signature.dsseEnvelope;
  require(envelope?.payloadType === payloadType && envelope.signatures?.length === 1, "model.sig is no envelope of one signature");
  const payload = decode(envelope.payload, "payload");
  const raw = fromDer(decode(envelope.signatures[0].sig, "signature"));
  const publicKey = await importKey(key);
  const isRight = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, raw, preAuthenticationEncoding(payload));
  require(isRight, "the signature is not one of this key on what it says; take the bundle from its source again");
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

async function importKey(pem) {
  const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem);
  require(body !== null, "the key is no public key in PEM");
  try {
    return await crypto.subtle.importKey("spki", decode(body[1].replace(/\s/g, ""), "key"), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
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

function decode(base64, what) {
  try {
    return fromBase64(base64);
  } catch {
    throw new EdgekdError(`the ${what} is not Base64`);
  }
}
