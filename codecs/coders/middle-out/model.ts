/**
 * A model of the net: whole weights, and what they are multiplied with.
 *
 *   layer        units  inputs
 *   hidden          16      16   int8 weights, a row a unit; int32 biases
 *   latents          8      16   the same
 *   own              8       8   what a lead's latents add to a message, the same
 *   peers            8       8   what those of peers add, int8
 *   distance         8       1   int8
 *   predictor        4      11   int8 weights and int32 biases
 *   output           1       4   the same
 *   shifts           5           by how many bits sums of each layer are too large, 0 to 24
 *
 * A model's file is JSON (`npm run leads` writes the one that ships); what a decoder must hold, and what is counted as
 * model bytes, are its numbers: 568 of a byte, 37 of four, and 5 shifts of a byte.
 */
import { createHash } from 'node:crypto';
import { jsonObject, parseJsonObject } from '../../json-object.js';

/** Units and inputs of layers of weights, in the order in which a digest takes them. */
export const LAYERS = {
  hidden: { units: 16, inputs: 16, hasBiases: true },
  latents: { units: 8, inputs: 16, hasBiases: true },
  own: { units: 8, inputs: 8, hasBiases: true },
  peers: { units: 8, inputs: 8, hasBiases: false },
  distance: { units: 8, inputs: 1, hasBiases: false },
  predictor: { units: 4, inputs: 11, hasBiases: true },
  output: { units: 1, inputs: 4, hasBiases: true },
} as const;

export type LayerName = keyof typeof LAYERS;
export const LAYER_NAMES = Object.keys(LAYERS) as readonly LayerName[];

/** Weights row after row, and biases; no biases where a layer has none. */
export interface Layer {
  readonly weights: Int8Array;
  readonly biases: Int32Array;
}

/** Of hidden units, latents, messages, the predictor's units and its output. */
const SHIFT_COUNT = 5;

export interface LeadModel {
  /** Lower-case letters, digits and dashes; what a chain calls it: `model=NAME`. */
  readonly name: string;
  readonly layers: Readonly<Record<LayerName, Layer>>;
  /** 0 to 24 each. */
  readonly shifts: Uint8Array;
}

const NO_MODEL = 'no model of middle-out';
const LARGEST_WEIGHT = 127;
/** So that sums of all layers stay within 32 bits. */
export const LARGEST_BIAS = 2 ** 20;
const LARGEST_SHIFT = 24;
const DIGEST_BYTES = 8;

/**
 * Reads the file of a model.
 * @param where names the file in errors
 * @throws Error if it is none, or a number is missing or out of range
 */
export function parseModel(text: string, where: string): LeadModel {
  const { name, shifts, layers } = parseJsonObject(text, where, NO_MODEL);
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name) || name === 'none') {
    throw new Error(`${where}: name ${JSON.stringify(name)}: want lower-case letters, digits and dashes`);
  }
  const parsed = LAYER_NAMES.map(layer => {
    const { units, inputs, hasBiases } = LAYERS[layer];
    const given = jsonObject(jsonObject(layers, where, NO_MODEL)[layer], `${where}: ${layer}`, NO_MODEL);
    const weights = numbersOf(given.weights, units * inputs, LARGEST_WEIGHT, `${where}: ${layer}: weights`);
    const biases = hasBiases
      ? numbersOf(given.biases, units, LARGEST_BIAS, `${where}: ${layer}: biases`)
      : [];
    return [layer, { weights: Int8Array.from(weights), biases: Int32Array.from(biases) }] as const;
  });
  const bits = numbersOf(shifts, SHIFT_COUNT, LARGEST_SHIFT, `${where}: shifts`, 0);
  // the names are those of LAYERS, all of them
  return { name, layers: Object.fromEntries(parsed) as LeadModel['layers'], shifts: Uint8Array.from(bits) };
}

function numbersOf(value: unknown, count: number, most: number, where: string, least = -most): number[] {
  const isGood = (number: unknown) =>
    Number.isInteger(number) && Number(number) >= least && Number(number) <= most;
  if (!Array.isArray(value) || value.length !== count || !value.every(isGood)) {
    throw new Error(`${where}: want ${count} whole numbers of ${least}..${most}`);
  }
  return value;
}

/** All numbers of a model as bytes: layers in their order, int8 weights, int32 biases little-endian; shifts. */
function bytesOf({ layers, shifts }: LeadModel): Uint8Array {
  const bytes = new Uint8Array(MODEL_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const name of LAYER_NAMES) {
    for (const weight of layers[name].weights) view.setInt8(at++, weight);
    for (const bias of layers[name].biases) {
      view.setInt32(at, bias, true);
      at += 4;
    }
  }
  bytes.set(shifts, at);
  return bytes;
}

/** Bytes that a decoder must hold besides the stream. */
export const MODEL_BYTES = LAYER_NAMES.reduce((sum, name) => {
  const { units, inputs, hasBiases } = LAYERS[name];
  return sum + units * inputs + (hasBiases ? 4 * units : 0);
}, SHIFT_COUNT);

/** The first 8 bytes of the SHA-256 of a model's numbers: what a stream says that it was made with. */
export function digestOf(model: LeadModel): Uint8Array {
  return createHash('sha256').update(bytesOf(model)).digest().subarray(0, DIGEST_BYTES);
}

export { DIGEST_BYTES };

const PACKED_BYTES = 1376;

/** As the kernel reads it, see kernel/net.ts. */
export function packModel({ layers, shifts }: LeadModel): Uint8Array {
  const bytes = new Uint8Array(PACKED_BYTES);
  const words = new Int32Array(bytes.buffer);
  words.set(shifts);
  packLayer(bytes, 32, layers.hidden, 16);
  words.set(layers.hidden.biases, 544 / 4);
  packLayer(bytes, 608, layers.latents, 16);
  words.set(layers.latents.biases, 864 / 4);
  packLayer(bytes, 896, layers.own, 8);
  words.set(layers.own.biases, 1024 / 4);
  packLayer(bytes, 1056, layers.peers, 8);
  words.set(layers.distance.weights, 1184 / 4);
  packLayer(bytes, 1216, layers.predictor, 11);
  words.set(layers.predictor.biases, 1312 / 4);
  packLayer(bytes, 1328, layers.output, 4);
  words.set(layers.output.biases, 1360 / 4);
  return bytes;
}

/** Four units together, two inputs of each. */
function packLayer(bytes: Uint8Array, at: number, { weights }: Layer, inputs: number): void {
  const pairs = Math.ceil(inputs / 2);
  const packed = new Int16Array(bytes.buffer, at);
  for (let k = 0; k < weights.length; k++) {
    const unit = Math.floor(k / inputs);
    const input = k % inputs;
    const group = 8 * pairs * (unit >> 2);
    packed[group + 8 * (input >> 1) + 2 * (unit & 3) + (input & 1)] = weights[k];
  }
}
