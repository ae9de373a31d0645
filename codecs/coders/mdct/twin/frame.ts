/** The levels of one frame, coded: the same for both ways (see models/adaptive-bits.ts). */
import type { BitCoder, BitModel } from '../../../models/adaptive-bits.js';
import { contextOf, shiftOf } from '../expected-ones.js';
import { BINS } from '../frames.js';
import { codeLevel, magnitudeOf, makeLevelModel } from './levels.js';
import { classOf, decayed, endFrame, expectedAt, makeScale, type Scale } from './scale.js';
import { nextState, quantiserOf } from './trellis.js';

/** All that one direction knows of what it has coded. */
export interface Past {
  readonly model: BitModel;
  readonly scale: Scale;
  readonly magnitudes: Int32Array;
  state: number;
}

export function makePast(): Past {
  return { model: makeLevelModel(), scale: makeScale(), magnitudes: new Int32Array(BINS), state: 0 };
}

/**
 * Codes levels, which a decoder gets here, and learns from them. `startFrame` comes before.
 * @param values becomes what the levels stand for, in half steps
 */
export function codeFrame(coder: BitCoder, past: Past, levels: Int32Array, values: Float64Array): void {
  const { model, scale, magnitudes } = past;
  let [met, foreseen] = [0, 0];
  for (let k = 0; k < BINS; k++) {
    const quantiser = quantiserOf(past.state);
    const expected = expectedAt(scale, k, met, foreseen);
    const context = contextOf(classOf(expected), quantiser);
    const level = codeLevel(coder, model, context, shiftOf(expected), levels[k]);
    const magnitude = magnitudeOf(level, quantiser);
    levels[k] = level;
    magnitudes[k] = magnitude;
    values[k] = level < 0 ? -magnitude : magnitude;
    met = decayed(met, magnitude);
    foreseen = decayed(foreseen, scale.expected[k]);
    past.state = nextState(past.state, level);
  }
  endFrame(scale, magnitudes);
}
