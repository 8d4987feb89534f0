// What a model says of itself: the entries of metadata_props in an ONNX file, which onnxruntime-web does not show. Source: onnx.proto
// (ModelProto.metadata_props is field 14, StringStringEntryProto key 1 and value 2) and the encoding of Protocol Buffers.
import { text } from "./bytes.js";
import { EdgekdError, require } from "./faults.js";

const metadataProps = 14;
const maxSide = 1 << 14;

/**
 * The metadata of an ONNX file.
 * @param {Uint8Array} bytes the file.
 * @returns {Map<string, string>}
 */
export function readMetadata(bytes) {
  const metadata = new Map();
  for (const { field, contents } of messages(bytes)) {
    if (field !== metadataProps) continue;
    let key = "";
    let value = "";
    for (const part of messages(contents)) {
      if (part.field === 1) key = text(part.contents);
      if (part.field === 2) value = text(part.contents);
    }
    metadata.set(key, value);
  }
  return metadata;
}

/** Mean and standard deviation of R, G, B on the scale 0 to 1. */
export function normalization(metadata) {
  const mean = json(metadata, "edgekd.mean");
  const deviation = json(metadata, "edgekd.standard_deviation");
  for (const values of [mean, deviation]) require(Array.isArray(values) && values.length === 3 && values.every(Number.isFinite), "the model names no normalisation; export it with EdgeKd");
  require(deviation.every((value) => value > 0), "the model's standard deviations are not above 0");
  return { mean, deviation };
}

/** The class names, in the order of the logits; empty where the model names none. */
export function labels(metadata) {
  return metadata.has("edgekd.labels") ? json(metadata, "edgekd.labels") : [];
}

/** The shorter side that images are resized to; `least` where the model names none. */
export function shorterSide(metadata, least) {
  const side = Number(metadata.get("edgekd.resize_shorter_side") ?? least);
  require(Number.isInteger(side) && side >= least && side <= maxSide, `the model's shorter side is not ${least} to ${maxSide} pixels`);
  return side;
}

/** The filter that images are resized with: bilinear or bicubic. */
export function interpolation(metadata) {
  const filter = metadata.get("edgekd.interpolation") ?? "bilinear";
  require(filter === "bilinear" || filter === "bicubic", `the model's interpolation '${filter}' is not known`);
  return filter;
}

function json(metadata, key) {
  try {
    return JSON.parse(metadata.get(key) ?? "null");
  } catch {
    throw new EdgekdError(`the model's metadata entry '${key}' is no JSON`);
  }
}

// The length-delimited fields of a message; all others are passed over.
function* messages(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      require(at < bytes.length, "the ONNX file is cut short");
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new EdgekdError("the ONNX file is damaged");
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === 0) varint();
    else if (kind === 1 || kind === 5) at += kind === 1 ? 8 : 4;
    else if (kind === 2) {
      const length = varint();
      require(length <= bytes.length - at, "the ONNX file is cut short");
      yield { field, contents: bytes.subarray(at, at + length) };
      at += length;
    } else throw new EdgekdError("the ONNX file is damaged");
  }
}
