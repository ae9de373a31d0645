// The net in whole numbers, see ../coder.ts. A part of the kernel.

/*
 * A model as ../model.ts packs it. Weights are i16, those of four outputs together: for each two inputs the two
 * weights of the first output, of the second and so on. Biases are i32.
 *
 *     0  i32 x 5  shifts: of hidden units, latents, messages, the predictor's units, its output
 *    32  hidden units: 4 x 8 x i16 x 8, then 16 biases
 *   608  latents: 2 x 8 x i16 x 8, then 8 biases
 *   896  what a lead's own latents add to a message: 2 x 4 x i16 x 8, then 8 biases
 *  1056  what those of peers add: 2 x 4 x i16 x 8
 *  1184  what a distance adds: i32 x 8
 *  1216  the predictor's units: 6 x i16 x 8, then 4 biases
 *  1328  its output: 2 x i16 x 8, of which one output in four is used; then its bias
 */
const HIDDEN: usize = 32;
const LATENT: usize = 608;
const OWN: usize = 896;
const PEERS: usize = 1056;
const DISTANCE: usize = 1184;
const PREDICTOR: usize = 1216;
const LAST: usize = 1328;

/** What is kept between layers: 16 hidden units, 8 latents times weights, 12 inputs of the predictor. */
const hidden: usize = memory.data(96, 16);
const weighed: usize = hidden + 32;
const inputs: usize = hidden + 64;

const LARGEST: i16 = 127;
const WEIGHT_BITS: i32 = 7;

let model: usize = 0;

/** @param at of the packed model, 0 for no net */
export function setModel(at: usize): void {
  model = at;
}

export function hasNet(): bool {
  return model !== 0;
}

function shiftOf(layer: usize): i32 {
  return load<i32>(model + 4 * layer);
}

function shifted(sums: v128, shift: i32): v128 {
  return i32x4.shr_s(i32x4.add(sums, i32x4.splat((1 << shift) >> 1)), shift);
}

/** Four sums of `pairs` of inputs. */
function multiply(values: usize, pairs: i32, weights: usize, sums: v128): v128 {
  const end = values + 4 * <usize>pairs;
  for (; values < end; values += 4, weights += 16) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load32_splat(values), v128.load(weights)));
  }
  return sums;
}

export function clampByte(values: v128): v128 {
  return i16x8.max_s(i16x8.min_s(values, i16x8.splat(LARGEST)), i16x8.splat(-LARGEST));
}

/** Eight hidden units, none below 0. */
function rectified(low: v128, high: v128, shift: i32): v128 {
  const units = i16x8.narrow_i32x4_s(shifted(low, shift), shifted(high, shift));
  return i16x8.max_s(i16x8.min_s(units, i16x8.splat(LARGEST)), i16x8.splat(0));
}

/** @param features i16 x 16 @param latents takes i16 x 8 */
export function project(features: usize, latents: usize): void {
  const at = model + HIDDEN;
  for (let half: usize = 0; half < 2; half++) {
    const weights = at + 256 * half;
    const biases = at + 512 + 32 * half;
    const low = multiply(features, 8, weights, v128.load(biases));
    const high = multiply(features, 8, weights + 128, v128.load(biases, 16));
    v128.store(hidden + 16 * half, rectified(low, high, shiftOf(0)));
  }
  const next = model + LATENT;
  const low = multiply(hidden, 8, next, v128.load(next, 256));
  const high = multiply(hidden, 8, next + 128, v128.load(next, 272));
  const shift = shiftOf(1);
  v128.store(latents, clampByte(i16x8.narrow_i32x4_s(shifted(low, shift), shifted(high, shift))));
}

/** Latents of three peers by their weights. */
function weigh(
  latents0: v128,
  weight0: i16,
  latents1: v128,
  weight1: i16,
  latents2: v128,
  weight2: i16,
): v128 {
  const w0 = i16x8.splat(weight0);
  const w1 = i16x8.splat(weight1);
  const w2 = i16x8.splat(weight2);
  const low = i32x4.add(
    i32x4.add(i32x4.extmul_low_i16x8_s(latents0, w0), i32x4.extmul_low_i16x8_s(latents1, w1)),
    i32x4.extmul_low_i16x8_s(latents2, w2),
  );
  const high = i32x4.add(
    i32x4.add(i32x4.extmul_high_i16x8_s(latents0, w0), i32x4.extmul_high_i16x8_s(latents1, w1)),
    i32x4.extmul_high_i16x8_s(latents2, w2),
  );
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, WEIGHT_BITS), i32x4.shr_s(high, WEIGHT_BITS));
}

/** Four of the message, which are taken from the latents. */
function messageOf(latents: usize, half: usize, weights: i32, squares: i32): v128 {
  const own = model + OWN;
  const sums = multiply(latents, 4, own + 64 * half, v128.load(own + 128 + 16 * half));
  const byWeights = i32x4.shr_s(i32x4.mul(sums, i32x4.splat(weights)), WEIGHT_BITS);
  const distances = i32x4.mul(v128.load(model + DISTANCE + 16 * half), i32x4.splat(squares));
  return shifted(
    multiply(weighed, 4, model + PEERS + 64 * half, i32x4.add(byWeights, distances)),
    shiftOf(2),
  );
}

/**
 * What the net adds to a prediction, in 1/4096 deviations.
 * @param latents of the lead, i16 x 8; @param peer0 and so on of its peers
 * @param weight0 and so on their weights, 0..127
 * @param weights their sum, @param squares that of their squares / 128
 * @param remainders i16 x 8, of which the first three are of peers and the others 0
 */
export function correct(
  latents: usize,
  peer0: usize,
  weight0: i16,
  peer1: usize,
  weight1: i16,
  peer2: usize,
  weight2: i16,
  weights: i32,
  squares: i32,
  remainders: v128,
): i32 {
  v128.store(weighed, weigh(v128.load(peer0), weight0, v128.load(peer1), weight1, v128.load(peer2), weight2));
  const message = i16x8.narrow_i32x4_s(
    messageOf(latents, 0, weights, squares),
    messageOf(latents, 1, weights, squares),
  );
  v128.store(inputs, clampByte(i16x8.sub_sat_s(v128.load(latents), message)));
  v128.store(inputs, remainders, 16);
  const at = model + PREDICTOR;
  const sums = multiply(inputs, 6, at, v128.load(at, 96));
  v128.store(hidden, rectified(sums, sums, shiftOf(3)));
  const last = model + LAST;
  const outputs = multiply(hidden, 2, last, v128.load(last, 32));
  return i32x4.extract_lane(shifted(outputs, shiftOf(4)), 0);
}
