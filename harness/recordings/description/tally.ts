/** What is counted of a recording's samples, such that tallies add up to that of all samples put together. */
import type { Samples } from '../../../codecs/codec.js';
import {
  chooseForms,
  countLevels,
  type Form,
  isOnGrid,
  type Levels,
} from '../../../codecs/transforms/levels/forms.js';
import { tabulateCodes } from '../../../codecs/transforms/levels/maps.js';
import { partsOf } from '../../../codecs/transforms/levels/transform.js';
import { addGrid, describeForm, type GridFacts } from './grid-facts.js';
import { addSignal, addSpectrum, makeSpectrum, type Spectrum } from './spectrum.js';
import { LEAST_SAMPLE, SAMPLE_VALUES } from './statistics.js';

const LEAST_DIFFERENCE = -65535;
const DIFFERENCES = 131071;

/** Codes are what `levels` makes of samples: neighbouring integers, the samples themselves where it finds no grid. */
export interface Tally {
  readonly samples: Float64Array;
  /** First differences within a channel. */
  readonly differences: Float64Array;
  readonly codeDifferences: Float64Array;
  readonly spectrumOfCodes: Spectrum;
  /** Different ones of all channels, in the order in which they came. */
  readonly grids: GridFacts[];
  offGrid: number;
  /** Samples at the ends of int16, or at or beyond the last value of the grid that int16 holds. */
  clipped: number;
  /** Samples of the longest run of a channel's least or greatest value: long where a converter clips within int16. */
  longestExtremeRun: number;
}

export function makeTally(): Tally {
  return {
    samples: new Float64Array(SAMPLE_VALUES),
    differences: new Float64Array(DIFFERENCES),
    codeDifferences: new Float64Array(DIFFERENCES),
    spectrumOfCodes: makeSpectrum(),
    grids: [],
    offGrid: 0,
    clipped: 0,
    longestExtremeRun: 0,
  };
}

/** A tally for each channel, one at a time: they take 2.6 MB each. */
export function* tallyChannels(recording: Samples): Generator<Tally, void> {
  const channels = partsOf(recording.data, recording.channels);
  const counts = new Uint32Array(SAMPLE_VALUES);
  const levels = channels.map(channel => countLevels(channel, counts));
  const { forms } = chooseForms(levels, recording.data.length / recording.channels);
  for (const [c, channel] of channels.entries()) yield tallyChannel(channel, levels[c], forms[c]);
}

function tallyChannel(channel: Int16Array, levels: Levels, form: Form): Tally {
  const tally = makeTally();
  const { values } = levels;
  const counts = levels.counts();
  const { lowest, highest, facts } = describeForm(form);
  tally.grids.push(facts);
  for (let i = 0; i < values.length; i++) {
    tally.samples[values[i] - LEAST_SAMPLE] = counts[i];
    if (values[i] <= lowest || values[i] >= highest) tally.clipped += counts[i];
    if (form.type === 'grid' && !isOnGrid(form.grid, values[i])) tally.offGrid += counts[i];
  }
  const codes = codesOf(channel, levels, form);
  countDifferences(channel, tally.differences);
  countDifferences(codes, tally.codeDifferences);
  addSignal(tally.spectrumOfCodes, codes);
  if (channel.length > 0) tally.longestExtremeRun = longestRun(channel, values[0], values[values.length - 1]);
  return tally;
}

/** Adds up what was counted; the longest run is the longer one. */
export function addTally(into: Tally, from: Tally): void {
  addCounts(into.samples, from.samples);
  addCounts(into.differences, from.differences);
  addCounts(into.codeDifferences, from.codeDifferences);
  addSpectrum(into.spectrumOfCodes, from.spectrumOfCodes);
  for (const facts of from.grids) addGrid(into.grids, facts);
  into.offGrid += from.offGrid;
  into.clipped += from.clipped;
  into.longestExtremeRun = Math.max(into.longestExtremeRun, from.longestExtremeRun);
}

function addCounts(into: Float64Array, from: Float64Array): void {
  for (let i = 0; i < from.length; i++) into[i] += from[i];
}

function codesOf(channel: Int16Array, levels: Levels, form: Form): Int16Array {
  if (form.type === 'as is') return channel;
  const table = new Int16Array(SAMPLE_VALUES);
  tabulateCodes(form, levels, table);
  return channel.map(sample => table[sample & 0xffff]);
}

function countDifferences(channel: Int16Array, counts: Float64Array): void {
  for (let i = 1; i < channel.length; i++) counts[channel[i] - channel[i - 1] - LEAST_DIFFERENCE]++;
}

function longestRun(channel: Int16Array, least: number, most: number): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < channel.length; i++) {
    const value = channel[i];
    if (value !== least && value !== most) run = 0;
    else run = i > 0 && value === channel[i - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}
