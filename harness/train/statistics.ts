/** What is kept of recordings while thresholds are learned: how often each code came, and what was expected how often. */

import { STEPS_PER_OCTAVE } from '../../codecs/models/normal-counts.js';
import { type ConverterTable, voltagesOf } from './converter.js';
import { SIGMAS, stepOf } from './normal-table.js';
import { predictChannel, type Stretch } from './prediction.js';

/** Predictions further outside the converter than this are counted at its edge; 16 codes. */
const MARGIN = 256;
/** Octaves of deviations that still get a cell a unit; a cell is a 32nd of the deviation or less above them. */
const FINE_OCTAVES = 5;

/** How often each voltage was expected under one deviation. */
export interface Expectations {
  readonly sigma: number;
  /** Units in a cell, and where the first one begins. */
  readonly width: number;
  readonly origin: number;
  readonly counts: Uint32Array;
}

export interface Statistics {
  /** By step of the deviation; deviations that did not occur are missing. */
  readonly expected: readonly Expectations[];
  /** Samples of each code. */
  readonly observed: Float64Array;
  readonly samples: number;
  /** Mean deviation of the residual, in units. */
  readonly sigma: number;
}

/** Predicts all channels as a converter with these thresholds would have been seen, and counts. */
export function gatherStatistics(
  channels: readonly Int16Array[],
  { firstCode, thresholds }: ConverterTable,
  onChannel: () => void,
): Statistics {
  const voltages = voltagesOf(thresholds);
  const codes = voltages.length;
  const expected = new Map<number, Expectations>();
  const observed = new Float64Array(codes);
  let samples = 0;
  let sigmas = 0;
  const add = (stretch: Stretch) => {
    if (!stretch.isSound) return;
    const step = stepOf(stretch.sigma);
    const expectations = expected.get(step) ?? makeExpectations(step, firstCode, codes);
    expected.set(step, expectations);
    countPredictions(expectations, stretch.predictions);
    for (let i = 0; i < stretch.codes.length; i++) observed[stretch.codes[i] - firstCode]++;
    samples += stretch.codes.length;
    sigmas += stretch.sigma * stretch.codes.length;
  };
  for (const channel of channels) {
    predictChannel(channel, voltages, firstCode, add);
    onChannel();
  }
  return { expected: [...expected.values()], observed, samples, sigma: samples === 0 ? 0 : sigmas / samples };
}

function makeExpectations(step: number, firstCode: number, codes: number): Expectations {
  const width = 2 ** Math.max(0, Math.floor(step / STEPS_PER_OCTAVE) - FINE_OCTAVES);
  const cells = Math.ceil((16 * codes + 2 * MARGIN) / width);
  return { sigma: SIGMAS[step], width, origin: 16 * firstCode - MARGIN, counts: new Uint32Array(cells) };
}

function countPredictions({ width, origin, counts }: Expectations, predictions: Float64Array): void {
  const last = counts.length - 1;
  for (let i = 0; i < predictions.length; i++) {
    const cell = Math.floor((predictions[i] - origin) / width);
    counts[Math.max(0, Math.min(last, cell))]++;
  }
}
