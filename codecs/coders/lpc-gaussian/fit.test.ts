import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadKernel, reserve } from '../../bytes/wasm.js';
import { makeRandom } from '../../random.js';
import type { Opened } from '../shared/prediction/memory.js';
import { vectorsFor } from '../shared/prediction/signals.js';
import { type EncoderKernel, openLanes } from './memory.js';

const LAGS = 11;
const FURTHER = 2;
/** Lags 0 on, then further signals, and one column more. */
const WIDTH = LAGS + 1 + FURTHER + 1;
/** Samples before and behind each signal. */
const MARGIN = 64;

type Signal = (at: number) => number;

const KINDS: Readonly<Record<string, (seed: number) => Signal>> = {
  'all 32767': () => () => 32767,
  'alternating extremes': seed => at => ((at + seed) & 1 ? 32767 : -32767),
  noise: seed => {
    const random = makeRandom(seed);
    const all = Int16Array.from({ length: 4096 }, () => Math.max(-32767, (random() << 16) >> 16));
    return at => all[(at + MARGIN) & 4095];
  },
  silence: () => at => at & 1,
};

/** Signals of `frames` in the kernel's memory, one behind the other. */
interface Stored {
  readonly at: (signal: number) => number;
  readonly stride: number;
  readonly largest: number;
  readonly table: number;
  readonly out: number;
}

function store({ kernel, free }: Opened, frames: number, signals: readonly Signal[]): Stored {
  const start = (free + 15) & ~15;
  const samples = (frames + 2 * MARGIN + 15) & ~7;
  const stride = 2 * samples;
  const table = start + signals.length * stride;
  const out = table + 256;
  reserve(kernel, out + 8 * WIDTH * WIDTH);
  let largest = 1;
  signals.forEach((signal, k) => {
    const all = Int16Array.from({ length: samples }, (_, i) => signal(i - MARGIN));
    for (const value of all) largest = Math.max(largest, Math.abs(value));
    new Int16Array(kernel.memory.buffer, start + k * stride, samples).set(all);
  });
  new Uint8Array(kernel.memory.buffer, out, 8 * WIDTH * WIDTH).fill(0);
  return { at: k => start + k * stride + 2 * MARGIN, stride, largest, table, out };
}

/** Two stretches that overlap, which count twice and by a half. */
function storeStretches({ kernel }: Opened, table: number, frames: number) {
  const stretches = [
    { from: 0, frames, weight: 2 },
    { from: frames >> 1, frames: frames - (frames >> 1), weight: 0.5 },
  ];
  stretches.forEach(({ from, frames: count, weight }, k) => {
    new Uint32Array(kernel.memory.buffer, table + 16 * k, 2).set([from, count]);
    new Float64Array(kernel.memory.buffer, table + 16 * k + 8, 1)[0] = weight;
  });
  return stretches;
}

type Stretches = ReturnType<typeof storeStretches>;

/** The slow, clear version: whole numbers, exact below 2^53. */
function sumOf(stretches: Stretches, a: Signal, b: Signal): number {
  let total = 0;
  for (const { from, frames, weight } of stretches) {
    let sum = 0;
    for (let t = from; t < from + frames; t++) sum += a(t) * b(t);
    total += weight * sum;
  }
  return total;
}

const back =
  (signal: Signal, lag: number): Signal =>
  at =>
    signal(at - lag);

for (const frames of [1, 7, 400, 1024]) {
  for (const [kind, make] of Object.entries(KINDS)) {
    test(`sums of ${frames} samples, ${kind}, are those of plain loops`, async () => {
      const opened = openLanes(await loadKernel<EncoderKernel>('lpc-gaussian'), undefined);
      const { kernel } = opened;
      const signals = [0, 1, 2].map(make);
      const [history, ...further] = signals;
      const { at, stride, largest, table, out } = store(opened, frames, signals);
      const stretches = storeStretches(opened, table, frames);
      const { length } = stretches;
      const vectors = vectorsFor(largest, largest);
      kernel.addCovariance(at(0), table, length, LAGS, vectors, out, WIDTH);
      kernel.addFurther(at(0), at(1), stride, FURTHER, table, length, LAGS, vectors, out, WIDTH);
      const sums = new Float64Array(kernel.memory.buffer, out, WIDTH * WIDTH).slice();
      const features = [...Array.from({ length: LAGS + 1 }, (_, lag) => back(history, lag)), ...further];
      features.forEach((a, i) => {
        for (let j = i; j < features.length; j++) {
          assert.equal(sums[i * WIDTH + j], sumOf(stretches, a, features[j]), `${i}, ${j}`);
        }
      });
      checkTapSums(opened, signals, at, largest, table, stretches, out);
      checkGram(opened, frames, signals, at, vectors, table, out);
    });
  }
}

/** Of the first signal and the others as its references. */
function checkTapSums(
  { kernel }: Opened,
  signals: readonly Signal[],
  at: (signal: number) => number,
  largest: number,
  table: number,
  stretches: Stretches,
  out: number,
): void {
  const [target, ...references] = signals;
  const pointers = table + 128;
  const words = signals.flatMap((_, k) => [at(k), largest]);
  new Int32Array(kernel.memory.buffer, pointers, words.length).set(words);
  kernel.tapSums(pointers, references.length, table, stretches.length, out);
  const lagsFrom = (a: Signal, b: Signal, first: number) =>
    Array.from({ length: 16 }, (_, k) => sumOf(stretches, a, back(b, -first - k)));
  const wanted = [
    ...lagsFrom(target, target, 0),
    ...references.flatMap(reference => lagsFrom(target, reference, -3)),
  ];
  references.forEach((a, k) => {
    for (const b of references.slice(0, k)) wanted.push(...lagsFrom(a, b, -7));
    const both = lagsFrom(a, a, 0).slice(0, 8);
    wanted.push(...both.toReversed(), ...both.slice(1), 0);
  });
  const sums = new Float64Array(kernel.memory.buffer, out, wanted.length);
  assert.deepEqual(Array.from(sums), wanted);
}

function checkGram(
  { kernel }: Opened,
  frames: number,
  signals: readonly Signal[],
  at: (signal: number) => number,
  vectors: number,
  pointers: number,
  out: number,
): void {
  const { length } = signals;
  new Uint32Array(kernel.memory.buffer, pointers, length).set(signals.map((_, k) => at(k)));
  kernel.gram(pointers, length, frames, vectors, out);
  const products = new Float64Array(kernel.memory.buffer, out, length * length);
  const whole = [{ from: 0, frames, weight: 1 }];
  for (let a = 0; a < length; a++) {
    for (let b = 0; b <= a; b++) {
      assert.equal(products[a * length + b], sumOf(whole, signals[a], signals[b]), `${a}, ${b}`);
    }
  }
}
