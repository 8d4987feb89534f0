// The browser's runner: does a job of EdgeKd's target `web` and gives the result that the native runner gives, schema 1.
import { openModel } from "./edgekd.js";
import { require } from "./faults.js";
import { readPackedImages } from "./packed-images.js";
import { digestOf, logProbability, top } from "./ranking.js";

const version = "0.1.0";
const latencyImages = 64;
const warmUpMs = 1500;
const leastSamples = 8;
const sampledShare = 0.1;
const repetitionPairs = 8;
const repeatedMs = 20;

/**
 * Runs a job.
 * @param {object} ort onnxruntime-web, with its threads set.
 * @param {object} job mode, model and data (bytes), file, precision, limit, threads, latency.
 * @param {(line: string) => void} progress told how far it is.
 * @returns {Promise<{ result: object, logits: Float32Array | null }>}
 */
export async function run(ort, job, progress) {
  const images = await readPackedImages(job.data);
  const count = Math.min(job.limit ?? images.count, images.count);
  const model = await openModel(ort, job.model, { file: job.file, precision: job.precision });
  require(model.labels.length === 0 || model.labels.every((label, k) => label === images.classNames[k]), "the model's classes are not those of the images");
  try {
    const start = performance.now();
    const first = await model.run(model.inputOf(images.pixelsOf(0), images.height, images.width));
    const firstRunMs = performance.now() - start;
    require(first.length === images.classNames.length, `the model has ${first.length} classes, and the images ${images.classNames.length}`);
    const measured = job.mode === "accuracy" ? await accuracy(model, images, count, progress) : { latency: await latency(model, images, count, job.latency, progress), logits: null };
    const { logits, ...rest } = measured;
    const result = {
      schema: 1,
      mode: job.mode,
      runner: version,
      model: { file: model.file, sha256: model.sha256, precision: model.precision, bundle: null, version: null, verified: model.verified },
      data: { sha256: images.sha256, count },
      runtime: { onnxRuntime: ort.env.versions.web ?? ort.env.versions.common, threads: job.threads, provider: { requested: "wasm", nodes: {} } },
      device: device(),
      loadMs: model.loadMs,
      firstRunMs,
      peakMemoryBytes: null,
      ...rest,
    };
    return { result, logits };
  } finally {
    await model.close();
  }
}

/** What this browser is, as the native runner's `probe` says of a machine. */
export function probe() {
  return { schema: 1, mode: "probe", runner: version, device: device() };
}

function device() {
  const brands = navigator.userAgentData?.brands?.filter((brand) => !/not.*brand/i.test(brand.brand)).map((brand) => `${brand.brand} ${brand.version}`) ?? [];
  return {
    arch: "wasm",
    cpu: (brands.join(", ") || navigator.userAgent).slice(0, 200),
    cores: navigator.hardwareConcurrency ?? 1,
    kernel: navigator.platform || "browser",
    memoryBytes: null,
    governor: null,
    frequencyKhz: null,
    temperatureMilliC: null,
    emulated: false,
  };
}

async function accuracy(model, images, count, progress) {
  const answers = [];
  let logits = null;
  for (let i = 0; i < count; i++) {
    const row = await model.run(model.inputOf(images.pixelsOf(i), images.height, images.width));
    logits ??= new Float32Array(count * row.length);
    logits.set(row, i * row.length);
    const best = top(row);
    answers.push({
      top: best,
      score: Math.exp(logProbability(row, best[0])),
      labelLogProbability: images.isLabelled ? logProbability(row, images.labels[i]) : null,
      logits: await digestOf(row),
    });
    if (i % 32 === 31) progress(`accuracy: ${i + 1} of ${count} images`);
  }
  return { answers, logits };
}

// Browsers' clocks go in steps of 5 to 100 µs: a run that is shorter than one counts as one.
const clockStepMs = (() => {
  const start = performance.now();
  let now = start;
  while (now === start) now = performance.now();
  return now - start;
})();

// MLPerf's single-stream scenario: one image after the other, until both minima are met or the maximum is.
async function latency(model, images, count, options, progress) {
  const used = Math.min(latencyImages, count);
  const chosen = Array.from({ length: used }, (_, i) => Math.floor((i * count) / used));
  const once = async (image) => {
    const start = performance.now();
    const input = model.inputOf(images.pixelsOf(image), images.height, images.width);
    const prepared = performance.now();
    const logits = await model.run(input);
    const answered = performance.now();
    top(logits);
    return { inferenceMs: Math.max(answered - prepared, clockStepMs), endToEndMs: Math.max(performance.now() - start, clockStepMs), logits };
  };
  // Browsers compile WebAssembly twice, well only after it has run for a while.
  const begun = performance.now();
  for (let i = 0; i < options.warmUp || performance.now() - begun < warmUpMs; i++) await once(chosen[i % used]);

  const random = seeded(1);
  const [inferenceMs, endToEndMs, numbers, sampled] = [[], [], [], []];
  let totalMs = 0;
  progress(`latency: at least ${options.minRuns} runs and ${options.minSeconds} s`);
  const [wall, monotonic] = [Date.now(), performance.now()];
  while ((inferenceMs.length < options.minRuns || totalMs < options.minSeconds * 1000) && (inferenceMs.length === 0 || totalMs < options.maxSeconds * 1000)) {
    const image = chosen[inferenceMs.length % used];
    const sample = await once(image);
    inferenceMs.push(sample.inferenceMs);
    endToEndMs.push(sample.endToEndMs);
    numbers.push(image);
    totalMs += sample.inferenceMs;
    if (sampled.length < leastSamples || random() < sampledShare) sampled.push({ image, logits: sample.logits.slice() });
  }
  const [wallMs, monotonicMs] = [Date.now() - wall, performance.now() - monotonic];
  const repeated = await repetition(model, images, chosen, Math.min(...inferenceMs.slice(0, 1000)));
  const sampledAnswers = [];
  for (const { image, logits } of sampled) sampledAnswers.push({ image, logits: await digestOf(logits) });
  return { inferenceMs, endToEndMs, wallSeconds: wallMs / 1000, monotonicSeconds: monotonicMs / 1000, images: numbers, sampledAnswers, repetition: repeated, frequencyKhz: null, temperatureMilliC: null };
}

// Pairs of blocks, one of a single image and one of different ones: where repeating is faster, answers are remembered (MLPerf's
// TEST04). Not timed: the inputs, and the first run of a block.
async function repetition(model, images, chosen, typicalMs) {
  const pairs = [];
  if (chosen.length < 2) return pairs;
  const runs = Math.min(Math.max(2, Math.min(64, Math.floor(repeatedMs / Math.max(typicalMs, 1e-3)))), chosen.length - 1);
  const block = async (inputs, step) => {
    await model.run(inputs[step * runs]);
    const start = performance.now();
    for (let i = 0; i < runs; i++) await model.run(inputs[step * i]);
    return performance.now() - start;
  };
  for (let pair = 0; pair < repetitionPairs; pair++) {
    const inputs = Array.from({ length: runs + 1 }, (_, i) => model.inputOf(images.pixelsOf(chosen[(pair * runs + i) % chosen.length]), images.height, images.width));
    const order = pair % 2 === 0 ? [0, 1] : [1, 0];
    const times = [0, 0];
    for (const step of order) times[step] = await block(inputs, step);
    pairs.push({ repeatedMs: times[0], differentMs: times[1] });
  }
  return pairs;
}

// Mulberry32, a generator of 32 bits by Tommy Ettinger: which answers are kept follows from the seed.
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

