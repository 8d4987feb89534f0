// The browser's device library: opens a bundle or a bare model, prepares images as the native library does, and answers with labels and
// scores. `ort` is onnxruntime-web, which the page has loaded.
import { chooseModel, readBundle } from "./bundle.js";
import { hex, sha256 } from "./bytes.js";
import { require } from "./faults.js";
import { decodeImage } from "./image-file.js";
import { interpolation, labels, normalization, readMetadata, shorterSide } from "./metadata.js";
import { cropCentre, normalizationTables, toModelInput } from "./preprocessing.js";
import { logProbability, top } from "./ranking.js";
import { centreOf, resample } from "./resample.js";

export { EdgekdError } from "./faults.js";

/** A model that is ready to answer. One call at a time. */
export class EdgekdModel {
  #ort;
  #session;
  #tables;

  /** @private use `openBundle` or `openModel`. */
  constructor(ort, session, metadata, description) {
    this.#ort = ort;
    this.#session = session;
    require(session.inputNames.length === 1 && session.outputNames.length === 1, "the model has not one input and one output");
    const { type, shape } = session.inputMetadata[0];
    this.takesPixels = type === "uint8";
    require(shape.length === 4 && (this.takesPixels || (type === "float32" && shape[1] === 3 && shape.slice(2).every((side) => side > 0))), "the model's input is neither float32 N×3×H×W nor uint8 N×H×W×3");
    [this.height, this.width] = this.takesPixels ? JSON.parse(metadata.get("edgekd.crop_size") ?? "[0,0]") : shape.slice(2);
    require(this.height > 0 && this.width > 0, "the model does not name the size that it cuts out; export it with EdgeKd");
    this.shorterSide = shorterSide(metadata, Math.max(this.height, this.width));
    this.interpolation = interpolation(metadata);
    this.labels = labels(metadata);
    this.#tables = this.takesPixels ? null : normalizationTables(normalization(metadata));
    Object.assign(this, description);
  }

  /**
   * The model's input of one picture at the size that packed data has: its centre, normalised.
   * @param {Uint8Array} pixels RGB, height × width × 3.
   */
  inputOf(pixels, height, width) {
    if (this.takesPixels) return new this.#ort.Tensor("uint8", pixels, [1, height, width, 3]);
    require(height >= this.height && width >= this.width, `the images have ${height}×${width} pixels, and the model takes ${this.height}×${this.width}`);
    const numbers = toModelInput(cropCentre(pixels, height, width, this.height, this.width), this.#tables);
    return new this.#ort.Tensor("float32", numbers, [1, 3, this.height, this.width]);
  }

  /** Runs the model. @returns {Promise<Float32Array>} K logits. */
  async run(input) {
    const outputs = await this.#session.run({ [this.#session.inputNames[0]]: input });
    return outputs[this.#session.outputNames[0]].data;
  }

  /**
   * Classifies an image file.
   * @param {Blob} blob the file.
   * @returns {Promise<{ label: string, index: number, score: number }[]>} the likeliest classes, at most five.
   */
  async classify(blob) {
    const { pixels, height, width } = await decodeImage(blob);
    // A model that takes pixels resizes itself.
    const input = this.takesPixels ? this.inputOf(pixels, height, width) : this.inputOf(this.prepare(pixels, height, width), this.height, this.width);
    const logits = await this.run(input);
    return top(logits).map((index) => ({ label: this.labels[index] ?? String(index), index, score: Math.exp(logProbability(logits, index)) }));
  }

  /** Resizes a decoded picture and cuts its centre out. */
  prepare(pixels, height, width) {
    return resample(pixels, { height, width }, centreOf(height, width, this.shorterSide, this.height, this.width), this.interpolation);
  }

  /** Gives the memory back. */
  close() {
    return this.#session.release();
  }
}

/**
 * Opens a bundle.
 * @param {object} ort onnxruntime-web.
 * @param {Uint8Array} bytes the archive.
 * @param {{ key?: string, precision?: string, target?: string, threads?: number }} options `key`: the public key in PEM; without it only
 * the digests are checked, and `verified` says so.
 */
export async function openBundle(ort, bytes, options = {}) {
  const { manifest, files, verified } = await readBundle(bytes, options.key);
  const chosen = chooseModel(manifest, options);
  return open(ort, files.get(chosen.file), { file: chosen.file, precision: chosen.precision, bundle: manifest.name, version: manifest.version, verified });
}

/**
 * Opens a bare ONNX file, whose metadata says how images are prepared.
 * @param {object} ort onnxruntime-web.
 * @param {Uint8Array} bytes the file.
 * @param {{ file?: string, precision?: string }} options what to call it.
 */
export function openModel(ort, bytes, options = {}) {
  return open(ort, bytes, { file: options.file ?? "model.onnx", precision: options.precision ?? null, bundle: null, version: null, verified: "none" });
}

async function open(ort, bytes, description) {
  const digest = hex(await sha256(bytes));
  const metadata = readMetadata(bytes);
  const start = performance.now();
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
  return new EdgekdModel(ort, session, metadata, { ...description, sha256: digest, loadMs: performance.now() - start });
}
