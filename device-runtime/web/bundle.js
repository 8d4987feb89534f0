// A bundle of EdgeKd: what bundle.json names, each file with its digest, and the signature over all of them.
import { hex, sha256, text } from "./bytes.js";
import { EdgekdError, require } from "./faults.js";
import { signedDigests } from "./signature.js";
import { readZip } from "./zip.js";

const manifestName = "bundle.json";
const signatureName = "model.sig";
const schema = 3;

/**
 * Opens a bundle and checks every digest, and with a key the signature over them.
 * @param {Uint8Array} bytes the archive.
 * @param {string | undefined} key the public key of whoever released it, PEM (ECDSA P-256).
 * @returns {Promise<{ manifest: object, files: Map<string, Uint8Array>, verified: "signature" | "digests" }>}
 */
export async function readBundle(bytes, key) {
  const files = readZip(bytes);
  const manifest = parse(files.get(manifestName) ?? new Uint8Array(), manifestName);
  require(manifest.schema === schema, `${manifestName} has schema ${manifest.schema}, and this library knows ${schema}`);
  for (const field of ["files", "models", "targets", "labels"]) require(Array.isArray(manifest[field]), `${manifestName}: ${field} is no list`);
  const digests = new Map();
  for (const [name, contents] of files) digests.set(name, hex(await sha256(contents)));
  const isSigned = manifest.signature === signatureName;
  require(isSigned === files.has(signatureName), `${manifestName} says '${manifest.signature}' of its signature, which is not what the archive holds`);
  const named = new Map(manifest.files.map((file) => [file.path, file]));
  for (const [name, digest] of digests) {
    if (name === manifestName || name === signatureName) continue;
    const file = named.get(name);
    require(file !== undefined, `${name} is in the archive and not in ${manifestName}`);
    require(file.sha256 === digest && file.sizeBytes === files.get(name).length, `${name} is not the file that ${manifestName} names; take the bundle from its source again`);
  }
  require(named.size === manifest.files.length && named.size === digests.size - (isSigned ? 2 : 1), `${manifestName} names files that are not there, or one twice`);
  if (key === undefined) return { manifest, files, verified: "digests" };
  require(isSigned, "the bundle is not signed");
  const signed = await signedDigests(files.get(signatureName), key);
  for (const [name, digest] of digests) {
    if (name !== signatureName) require(signed.get(name) === digest, `${name} is not the file that was signed`);
  }
  require(signed.size === digests.size - 1, "the signature covers files that are not there");
  return { manifest, files, verified: "signature" };
}

/**
 * The model of a bundle for a machine.
 * @param {object} manifest bundle.json.
 * @param {{ precision?: string, target?: string }} choice a precision, or the name of a target; "local" where that is not named.
 */
export function chooseModel(manifest, { precision, target = "local" } = {}) {
  const chosen = manifest.targets.find((one) => one.name === target) ?? manifest.targets[0];
  const model = manifest.models.find((one) => (precision === undefined ? one.file === chosen?.model : one.precision === precision));
  require(model !== undefined, `the bundle has no model ${precision ?? "for this machine"}; it has ${manifest.models.map((one) => one.precision).join(", ")}`);
  return model;
}

function parse(bytes, name) {
  try {
    return JSON.parse(text(bytes));
  } catch {
    throw new EdgekdError(`${name} is no JSON`);
  }
}
