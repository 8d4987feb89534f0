// Resizing of RGB pictures by separable convolution with Pillow's fixed-point weights, as src/EdgeKd.Data/native/resample.cpp does it:
// the same bytes come out. Formulae: the triangle 1 − |x|, and Keys' cubic convolution (1981) with a = −1/2.
const channels = 3;
const fractionBits = 32 - 8 - 2;
const half = 1 << (fractionBits - 1);

const triangle = (x) => Math.max(0, 1 - Math.abs(x));

function cubic(x) {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}

/**
 * Resizes a picture and keeps a window of it.
 * @param {Uint8Array} source RGB pixels, height × width × 3.
 * @param {{ height: number, width: number }} size of the source.
 * @param {{ fullHeight: number, fullWidth: number, top: number, left: number, height: number, width: number }} window of the result.
 * @param {"bilinear" | "bicubic"} filter
 * @returns {Uint8Array} the window's pixels.
 */
export function resample(source, size, window, filter) {
  const across = windowOfAxis(size.width, window.fullWidth, window.left, window.width, filter);
  const down = windowOfAxis(size.height, window.fullHeight, window.top, window.height, filter);
  const rows = convolve(source, size.height, size.width, across, (y, x) => (y * size.width + x) * channels, (y, x) => (y * window.width + x) * channels);
  return convolve(rows, window.width, size.height, down, (x, y) => (y * window.width + x) * channels, (x, y) => (y * window.width + x) * channels);
}

/** The centre of a picture whose shorter side is resized, cut to the square of that side and then to the crop; margins are halved and rounded down. */
export function centreOf(height, width, shorterSide, cropHeight, cropWidth) {
  const shorter = Math.min(height, width);
  const fullHeight = Math.floor((height * shorterSide) / shorter);
  const fullWidth = Math.floor((width * shorterSide) / shorter);
  const inner = (full, crop) => Math.floor((full - shorterSide) / 2) + Math.floor((shorterSide - crop) / 2);
  return { fullHeight, fullWidth, top: inner(fullHeight, cropHeight), left: inner(fullWidth, cropWidth), height: cropHeight, width: cropWidth };
}

// What each output position along an axis reads. An axis that keeps its length is copied.
function windowOfAxis(input, full, start, count, filter) {
  if (input === full) return Array.from({ length: count }, (_, i) => ({ first: start + i, weights: null }));
  const scale = input / full;
  const stretch = Math.max(scale, 1);
  const radius = (filter === "bilinear" ? 1 : 2) * stretch;
  const most = Math.min(Math.ceil(radius) * 2 + 1, input);
  return Array.from({ length: count }, (_, i) => {
    const centre = (start + i + 0.5) * scale;
    const first = Math.trunc(Math.max(centre - radius + 0.5, 0));
    const end = Math.trunc(Math.min(centre + radius + 0.5, input));
    const exact = Array.from({ length: Math.min(end - first, most) }, (_, t) => {
      const at = (first + t - centre + 0.5) / stretch;
      return filter === "bilinear" ? triangle(at) : cubic(at);
    });
    const sum = exact.reduce((total, weight) => total + weight, 0);
    return { first, weights: exact.map((weight) => roundAway((weight / sum) * 2 ** fractionBits)) };
  });
}

// C's lround: halves away from 0.
const roundAway = (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5);

function convolve(source, lines, length, axis, from, to) {
  const result = new Uint8Array(lines * axis.length * channels);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < axis.length; i++) {
      const { first, weights } = axis[i];
      const target = to(line, i);
      for (let channel = 0; channel < channels; channel++) {
        if (weights === null) {
          result[target + channel] = source[from(line, first) + channel];
          continue;
        }
        let sum = half;
        for (let t = 0; t < weights.length; t++) sum += source[from(line, first + t) + channel] * weights[t];
        result[target + channel] = Math.min(255, Math.max(0, sum >> fractionBits));
      }
    }
  }
  return result;
}
