/**
 * The model of the kernel in plain TypeScript. Numbers are whole and stay below 2^53, unless BigInt
 * says otherwise.
 */
import { HALF_CELLS } from '../../../models/normal-counts.js';

const COMPONENTS = 6;
const TAPS = 8;
const BITS = 24;
const HALF_WINDOW = 2048;
const ESCAPE = 256;
const FARTHEST = 2 ** 19;
const MAGNITUDE_BITS = 14;
const RATES = [3, 4, 5, 7, 9, 12];
const WIDEST_OCTAVE = 11;
const NARROWEST_OCTAVE = 7;
const LARGEST_TAP = 2 ** 24;
const FIRST_PACE = 4;
const LEAST_WEIGHT = 32;

export interface ModelTables {
  /** Of code -32768 and on. */
  readonly thresholds: Int32Array;
  /** By eighth of an octave. */
  readonly counts: readonly Uint32Array[];
  readonly steps: Uint8Array;
  readonly logs: Uint16Array;
}

/** One of the distributions that are mixed. */
interface Component {
  readonly rate: number;
  magnitude: number;
  weight: number;
  octave: number;
  counts: Uint32Array;
}

export interface Model {
  readonly tables: ModelTables;
  readonly components: readonly Component[];
  readonly step: number;
  readonly finalPace: number;
  pace: number;
  learned: number;
  taps: number[];
  mu: number;
  lowBits: number;
  low: number;
}

/** `count` of 2^24 counts, from `first` on. */
export interface Pair {
  readonly first: number;
  readonly count: number;
}

export function makeModel(tables: ModelTables, magnitude: number, step: number, pace: number): Model {
  return {
    tables,
    components: RATES.map((rate, k) => ({
      rate,
      magnitude,
      weight: k === 0 ? 2796206 : 2796202,
      octave: 0,
      counts: tables.counts[0],
    })),
    step,
    finalPace: pace,
    pace: Math.min(FIRST_PACE, pace),
    learned: 0,
    taps: new Array<number>(TAPS).fill(0),
    mu: 0,
    lowBits: 0,
    low: 0,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/** @param past residuals of the first stage, the last one first */
export function predictionOf(model: Model, fitted: number, past: readonly number[]): number {
  if (model.step === 0) return clamp(fitted, -FARTHEST, FARTHEST);
  let sum = 0;
  for (let a = 0; a < TAPS; a++) sum += model.taps[a] * past[a];
  return clamp(fitted + clamp(Math.floor(sum / 2 ** 20), -FARTHEST, FARTHEST), -FARTHEST, FARTHEST);
}

/** Chooses each component's table and the window. */
export function expect(model: Model, prediction: number): void {
  const { components, tables } = model;
  model.mu = prediction;
  for (const component of components) {
    const deviation = Math.max(2 ** MAGNITUDE_BITS, Math.floor((component.magnitude * 85772) / 65536));
    const length = bitLength(deviation);
    component.octave = length - 1 - MAGNITUDE_BITS;
    component.counts = tables.counts[tables.steps[Math.floor(deviation / 2 ** (length - 9)) - 256]];
  }
  const octaves = components.map(({ octave }) => octave);
  const tooWide = Math.max(...octaves) - WIDEST_OCTAVE;
  model.lowBits = Math.max(0, Math.min(tooWide, Math.min(...octaves) - NARROWEST_OCTAVE));
  model.low = (((prediction + 8) >> 4) >> model.lowBits) - HALF_WINDOW;
}

function bitLength(x: number): number {
  return x >= 2 ** 32 ? 64 - Math.clz32(Math.floor(x / 2 ** 32)) : 32 - Math.clz32(x);
}

function countsBelow({ counts, octave }: Component, { tables, lowBits, mu }: Model, c: number): number {
  const distance = tables.thresholds[c * 2 ** lowBits + 32768] - mu;
  return counts[HALF_CELLS + clamp((distance * 64) >> octave, -HALF_CELLS, HALF_CELLS)];
}

function lower(model: Model, c: number): number {
  let sum = 0;
  for (const component of model.components) sum += component.weight * countsBelow(component, model, c);
  return Math.floor(sum / 2 ** 24) + c - model.low;
}

/** Cumulative frequency and frequency of a symbol, or undefined if it is outside the window. */
export function pairOf(model: Model, c: number): Pair | undefined {
  if (c < model.low || c >= model.low + 2 * HALF_WINDOW) return undefined;
  const first = lower(model, c);
  return { first, count: lower(model, c + 1) - first };
}

export const ESCAPED: Pair = { first: 2 ** BITS - ESCAPE, count: ESCAPE };

/** One of 2^bits values that are all as likely. */
export function plain(value: number, bits: number): Pair {
  return { first: value * 2 ** (BITS - bits), count: 2 ** (BITS - bits) };
}

/** Bits that a frequency takes, to 1/256. */
export function bitsOf({ logs }: ModelTables, count: number): number {
  const length = bitLength(count);
  return (BITS + 1 - length) * 256 - logs[Math.floor(count * 2 ** (9 - length)) - 256];
}

/** The symbol whose counts hold the slot: the last one of the window, and of all codes, that begins there or below. */
export function symbolAt(model: Model, slot: number): number {
  let from = Math.max(model.low, -32768 >> model.lowBits);
  let to = Math.min(model.low + 2 * HALF_WINDOW, (32767 >> model.lowBits) + 1);
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (lower(model, middle) <= slot) from = middle;
    else to = middle;
  }
  return from;
}

/** Moves the weights of components towards their posterior probabilities given symbol c. */
export function learnWeights(model: Model, c: number): void {
  const { components } = model;
  const products = components.map(component => {
    const count = countsBelow(component, model, c + 1) - countsBelow(component, model, c) + 1;
    return BigInt(count * component.weight);
  });
  const total = products.reduce((sum, product) => sum + product);
  let left = 2 ** 24;
  for (let k = COMPONENTS - 1; k > 0; k--) {
    const probability = Number((products[k] << 14n) / total);
    const posterior =
      LEAST_WEIGHT + Math.floor((probability * (2 ** 14 - COMPONENTS * LEAST_WEIGHT)) / 2 ** 14);
    components[k].weight += (posterior * 2 ** 10 - components[k].weight) >> model.pace;
    left -= components[k].weight;
  }
  components[0].weight = left;
  model.learned++;
  if (model.pace < model.finalPace && model.learned >= 2 ** (model.pace + 1)) model.pace++;
}

/** Moves taps and mean magnitudes. */
export function learnError(model: Model, error: number, past: readonly number[]): void {
  if (model.step !== 0) adapt(model, error, past);
  for (const component of model.components) {
    const magnitude = Math.min(FARTHEST, Math.abs(error)) * 2 ** MAGNITUDE_BITS;
    component.magnitude += Math.floor((magnitude - component.magnitude) / 2 ** component.rate);
  }
}

function adapt(model: Model, error: number, past: readonly number[]): void {
  const power = past.reduce((sum, residual) => sum + residual * residual, 256);
  const most = 2 * Math.floor(model.components[2].magnitude / 2 ** MAGNITUDE_BITS) + 1;
  const gain = Math.trunc((clamp(error, -most, most) * 2 ** 30) / power);
  model.taps = model.taps.map((tap, a) =>
    clamp(tap + Math.floor((gain * past[a]) / 2 ** (10 + model.step)), -LARGEST_TAP, LARGEST_TAP),
  );
}
