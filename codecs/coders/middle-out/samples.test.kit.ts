/** What the tests of middle-out share: recordings of leads alike, and a model of random weights. */
import type { Samples } from '../../codec.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { makeRandom } from '../../random.js';
import { LAYER_NAMES, LAYERS, type LeadModel } from './model.js';

/** Ten bits, thresholds off by up to a step either way. */
export const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -512,
  thresholds: Int16Array.from({ length: 1025 }, (_, k) => 16 * (k - 512) - 8 + ((k * 7) % 15)).sort(),
};

/** Weights over all their range, so that every layer is cut somewhere. */
export function randomModel(name: string, seed: number): LeadModel {
  const random = makeRandom(seed);
  const layers = LAYER_NAMES.map(layer => {
    const { units, inputs, hasBiases } = LAYERS[layer];
    const weights = Int8Array.from({ length: units * inputs }, () => (random() & 0xff) % 128);
    for (let k = 0; k < weights.length; k++) if ((random() & 1) === 1) weights[k] = -weights[k];
    const biases = Int32Array.from({ length: hasBiases ? units : 0 }, () => random() % 2 ** 20);
    return [layer, { weights, biases }] as const;
  });
  return {
    name,
    layers: Object.fromEntries(layers) as LeadModel['layers'],
    shifts: Uint8Array.of(6, 7, 6, 7, 4),
  };
}

/** Ten-bit codes of leads that wander, each nearer to the one two before it than to others; the fourth is dead. */
export function relatedLeads(frames: number, channels: number, seed = 5): Samples {
  const random = makeRandom(seed);
  const data = new Int16Array(channels * frames);
  const step = () => (((random() & 31) + (random() & 31)) >> 1) - 15;
  const levels = new Int32Array(channels);
  const steps = new Int32Array(channels);
  for (let frame = 0; frame < frames; frame++) {
    for (let lead = 0; lead < channels; lead++) {
      const shared = lead >= 2 ? steps[lead - 2] : 0;
      steps[lead] = ((lead % 3 === 1 ? -3 : 3) * shared + 2 * step()) >> 2;
      levels[lead] = Math.max(-512, Math.min(511, levels[lead] + steps[lead]));
      data[lead * frames + frame] = lead === 3 ? 7 : levels[lead];
    }
  }
  return { data, channels };
}
