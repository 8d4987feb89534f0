// Pixels to what a network takes: (p / 255 − mean) / deviation in float32, channel by channel, as EdgeKd.Data's NormalizationTable.

/** The normalised value of each byte, a table a channel. */
export function normalizationTables({ mean, deviation }) {
  return mean.map((value, channel) =>
    Float32Array.from({ length: 256 }, (_, p) => Math.fround(Math.fround(Math.fround(p / 255) - Math.fround(value)) / Math.fround(deviation[channel]))),
  );
}

/** Cuts the centre out of RGB pixels; margins are halved and rounded down. */
export function cropCentre(pixels, height, width, cropHeight, cropWidth) {
  if (height === cropHeight && width === cropWidth) return pixels;
  const [top, left] = [Math.floor((height - cropHeight) / 2), Math.floor((width - cropWidth) / 2)];
  const cropped = new Uint8Array(cropHeight * cropWidth * 3);
  for (let y = 0; y < cropHeight; y++) {
    const row = ((top + y) * width + left) * 3;
    cropped.set(pixels.subarray(row, row + cropWidth * 3), y * cropWidth * 3);
  }
  return cropped;
}

/**
 * Normalises and separates the channels.
 * @param {Uint8Array} pixels height × width × 3.
 * @param {Float32Array[]} tables of `normalizationTables`.
 * @returns {Float32Array} 3 × height × width.
 */
export function toModelInput(pixels, tables) {
  const plane = pixels.length / 3;
  const input = new Float32Array(pixels.length);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) input[channel * plane + i] = tables[channel][pixels[3 * i + channel]];
  }
  return input;
}
