import { EdgekdError, require } from "./faults.js";

const maxPixels = 64 * 2 ** 20;

/**
 * Decodes an image file with the browser's own decoder, turned as its EXIF entry says, colours as they are stored. Of PNG the pixels
 * are those of the native library unless it is transparent in places; of JPEG a few differ by a level, because decoders round
 * differently.
 * @param {Blob} blob the file.
 * @returns {Promise<{ pixels: Uint8Array, height: number, width: number }>} RGB.
 */
export async function decodeImage(blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none", imageOrientation: "from-image" });
  } catch {
    throw new EdgekdError("the browser cannot decode the image");
  }
  const { height, width } = bitmap;
  require(height * width <= maxPixels, `the image has ${height * width} pixels, more than the ${maxPixels} allowed`);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const rgba = context.getImageData(0, 0, width, height).data;
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0; i < rgba.length; i += 4, j += 3) pixels.set(rgba.subarray(i, i + 3), j);
  return { pixels, height, width };
}
