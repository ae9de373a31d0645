/** Where the weights and biases of each layer lie among all parameters of a net that is trained. */
import { LAYER_NAMES, LAYERS, type LayerName } from '../../../codecs/coders/middle-out/model.js';

/** Places in an array of all parameters. */
export interface Place {
  readonly weights: number;
  /** -1 if the layer has none. */
  readonly biases: number;
}

const places = new Map<LayerName, Place>();
let next = 0;
for (const name of LAYER_NAMES) {
  const { units, inputs, hasBiases } = LAYERS[name];
  places.set(name, { weights: next, biases: hasBiases ? next + units * inputs : -1 });
  next += units * inputs + (hasBiases ? units : 0);
}

export const PARAMETERS = next;

export function placeOf(layer: LayerName): Place {
  const place = places.get(layer);
  if (place === undefined) throw new Error(`layer ${layer} unknown`);
  return place;
}

/** Numbers of a generator that is the same everywhere, in 0..1. */
export function makeUniform(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Weights of what is rectified are spread by He's rule, by a uniform distribution; the output starts at zero. */
export function firstParameters(seed: number): Float64Array {
  const random = makeUniform(seed);
  const parameters = new Float64Array(PARAMETERS);
  for (const name of LAYER_NAMES) {
    const { units, inputs } = LAYERS[name];
    if (name === 'output' || name === 'distance') continue;
    const spread = Math.sqrt((name === 'hidden' || name === 'predictor' ? 6 : 1) / inputs);
    const { weights } = placeOf(name);
    for (let k = 0; k < units * inputs; k++) parameters[weights + k] = spread * (2 * random() - 1);
  }
  return parameters;
}
