/**
 * From real parameters to whole ones. A weight is its whole number / 2^q, q being the layer's, and values between
 * layers are whole numbers / 32; so sums are whole numbers / 2^(q + 5), and are shifted by q.
 */
import {
  LARGEST_BIAS,
  LAYER_NAMES,
  LAYERS,
  type Layer,
  type LayerName,
  type LeadModel,
} from '../../../codecs/coders/middle-out/model.js';
import { PARAMETERS, placeOf } from './parameters.js';

/** Bits behind the point of values between layers, of weights of peers, and of what the net says. */
export const VALUE_BITS = 5;
export const WEIGHT_BITS = 7;
export const OUTPUT_BITS = 12;

const LARGEST_WEIGHT = 127;
/** Of a layer's weights; the output's are shifted by q + 5 - 12 bits, which must not be below 0. */
const MOST_DIGITS = 12;
const LEAST_OUTPUT_DIGITS = OUTPUT_BITS - VALUE_BITS;

/** Layers whose sums are added share their digits; in the order of a model's shifts. */
const GROUPS: readonly (readonly LayerName[])[] = [
  ['hidden'],
  ['latents'],
  ['own', 'peers', 'distance'],
  ['predictor'],
  ['output'],
];

/** Bits behind the point of each layer's weights. */
export type Digits = Readonly<Record<LayerName, number>>;

/** Weights that a distance is multiplied with are in quarters of the others: squares of weights are whole / 2^7. */
const DISTANCE_BITS = WEIGHT_BITS - VALUE_BITS;

/** As many digits as the largest weight of each layer allows. */
export function digitsOf(parameters: Float64Array): Digits {
  const digits: Partial<Record<LayerName, number>> = {};
  for (const group of GROUPS) {
    let largest = 0;
    for (const name of group) {
      const { weights } = placeOf(name);
      const { units, inputs } = LAYERS[name];
      const scale = name === 'distance' ? 2 ** -DISTANCE_BITS : 1;
      for (let k = 0; k < units * inputs; k++) {
        largest = Math.max(largest, scale * Math.abs(parameters[weights + k]));
      }
    }
    const least = group[0] === 'output' ? LEAST_OUTPUT_DIGITS : 1;
    let common = MOST_DIGITS;
    while (common > least && largest * 2 ** common > LARGEST_WEIGHT) common--;
    for (const name of group) digits[name] = name === 'distance' ? common - DISTANCE_BITS : common;
  }
  // every layer is in one of the groups
  return digits as Digits;
}

function wholeLayer(parameters: Float64Array, name: LayerName, digits: Digits): Layer {
  const { weights: from, biases: biasesFrom } = placeOf(name);
  const { units, inputs, hasBiases } = LAYERS[name];
  const weights = new Int8Array(units * inputs);
  const biases = new Int32Array(hasBiases ? units : 0);
  const round = (value: number, most: number) => Math.max(-most, Math.min(most, Math.floor(value + 0.5)));
  for (let k = 0; k < weights.length; k++) {
    weights[k] = round(parameters[from + k] * 2 ** digits[name], LARGEST_WEIGHT);
  }
  for (let k = 0; k < biases.length; k++) {
    biases[k] = round(parameters[biasesFrom + k] * 2 ** (digits[name] + VALUE_BITS), LARGEST_BIAS);
  }
  return { weights, biases };
}

/** The model that parameters round to. */
export function modelOf(name: string, parameters: Float64Array, digits: Digits): LeadModel {
  const layers = LAYER_NAMES.map(layer => [layer, wholeLayer(parameters, layer, digits)] as const);
  const { hidden, latents, own, predictor, output } = digits;
  return {
    name,
    // the names are those of LAYERS, all of them
    layers: Object.fromEntries(layers) as LeadModel['layers'],
    shifts: Uint8Array.of(hidden, latents, own, predictor, output + VALUE_BITS - OUTPUT_BITS),
  };
}

/** Parameters that stand for the whole numbers of a model: what is computed with in the last tenth of training. */
export function roundedParameters(parameters: Float64Array, digits: Digits, out: Float64Array): void {
  if (out.length !== PARAMETERS) throw new Error(`${out.length} parameters, want ${PARAMETERS}`);
  for (const name of LAYER_NAMES) {
    const { weights, biases } = wholeLayer(parameters, name, digits);
    const place = placeOf(name);
    for (let k = 0; k < weights.length; k++) out[place.weights + k] = weights[k] / 2 ** digits[name];
    for (let k = 0; k < biases.length; k++) {
      out[place.biases + k] = biases[k] / 2 ** (digits[name] + VALUE_BITS);
    }
  }
}
