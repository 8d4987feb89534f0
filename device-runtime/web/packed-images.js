// Packed data files as EdgeKd's stage data writes them: a header of 128 bytes, pixels, labels, names of classes and images.
import { equal, hex, sha256, text } from "./bytes.js";
import { require } from "./faults.js";

const headerLength = 128;
const digestAt = 72;

/**
 * Opens a packed part and checks all of it against its digests.
 * @param {Uint8Array} bytes the file.
 */
export async function readPackedImages(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  require(bytes.length >= headerLength && text(bytes.subarray(0, 8)) === "EKDIMG\r\n", "it is no packed image file");
  require(view.getInt32(8, true) === 1, `it has format version ${view.getInt32(8, true)}, and this library reads 1`);
  require(equal(await sha256(bytes.subarray(0, digestAt)), bytes.subarray(digestAt, digestAt + 32)), "its header is damaged");
  const [count, height, width, classCount] = [12, 16, 20, 24].map((at) => view.getInt32(at, true));
  const isLabelled = view.getInt32(28, true) === 0;
  const metadataLength = Number(view.getBigInt64(32, true));
  require(count > 0 && height > 0 && width > 0 && classCount > 0 && metadataLength > 0, "the sizes in its header do not fit each other");
  const pixelsLength = count * height * width * 3;
  require(headerLength + pixelsLength + metadataLength === bytes.length, "its length is not that of its header");
  const digest = bytes.subarray(40, digestAt);
  require(equal(await sha256(bytes.subarray(headerLength)), digest), "it is damaged: its SHA-256 is not the one in its header");

  let at = headerLength + pixelsLength;
  const labels = Array.from({ length: count }, (_, i) => view.getInt32(at + 4 * i, true));
  at += 4 * count;
  const nextText = () => {
    require(at + 4 <= bytes.length, "a name is cut short");
    const length = view.getInt32(at, true);
    require(length >= 0 && length <= bytes.length - at - 4, "a name is cut short");
    at += 4 + length;
    return text(bytes.subarray(at - length, at));
  };
  const classNames = Array.from({ length: classCount }, nextText);
  const imageLength = height * width * 3;
  return {
    sha256: hex(digest),
    count,
    height,
    width,
    isLabelled,
    labels,
    classNames,
    /** The pixels of an image: RGB interleaved, height × width × 3 bytes; a view. */
    pixelsOf: (index) => bytes.subarray(headerLength + index * imageLength, headerLength + (index + 1) * imageLength),
  };
}
