/**
 * What is counted of a recording's samples, such that tallies add up to that of all samples put together. A recording is
 * read in pieces, twice: its levels are known only when all of it was seen.
 */
import type { Samples } from '../../../codecs/codec.js';
import { chooseForms, type Form, isOnGrid, type Levels } from '../../../codecs/transforms/levels/forms.js';
import { tabulateCodes } from '../../../codecs/transforms/levels/maps.js';
import type { Extent } from '../excerpt.js';
import { addGrid, describeForm, type GridFacts } from './grid-facts.js';
import {
  addHistogram,
  countDifferences,
  countValues,
  type Histogram,
  levelsOf,
  makeHistogram,
} from './histogram.js';
import { addSignal, addSpectrum, HOP, makeSpectrum, type Spectrum } from './spectrum.js';

/** Codes are what `levels` makes of samples: neighbouring integers, the samples themselves where it finds no grid. */
export interface Tally {
  readonly samples: Histogram;
  /** First differences within a channel. */
  readonly differences: Histogram;
  readonly codeDifferences: Histogram;
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
    samples: makeHistogram(),
    differences: makeHistogram(),
    codeDifferences: makeHistogram(),
    spectrumOfCodes: makeSpectrum(),
    grids: [],
    offGrid: 0,
    clipped: 0,
    longestExtremeRun: 0,
  };
}

/** Adds up what was counted; the longest run is the longer one. */
export function addTally(into: Tally, from: Tally): void {
  addHistogram(into.samples, from.samples);
  addHistogram(into.differences, from.differences);
  addHistogram(into.codeDifferences, from.codeDifferences);
  addSpectrum(into.spectrumOfCodes, from.spectrumOfCodes);
  for (const facts of from.grids) addGrid(into.grids, facts);
  into.offGrid += from.offGrid;
  into.clipped += from.clipped;
  into.longestExtremeRun = Math.max(into.longestExtremeRun, from.longestExtremeRun);
}

/** Samples that are counted. */
export interface Counted {
  readonly channels: number;
  /** Of each channel. */
  readonly frames: number;
  /** Planar samples of a part. */
  readonly read: (extent: Extent) => Promise<Int16Array>;
  /** That are read at once; 2^24 unless given. */
  readonly pieceSamples?: number;
}

/** Of samples that are there as a whole. */
export function countedSamples({ data, channels }: Samples): Counted {
  const frames = data.length / channels;
  const read = async (extent: Extent) => planesOf(data, frames, extent);
  return { channels, frames, read };
}

function planesOf(data: Int16Array, frames: number, extent: Extent): Int16Array {
  const { firstChannel, channels, firstFrame, frames: taken } = extent;
  const planes = new Int16Array(channels * taken);
  for (let c = 0; c < channels; c++) {
    const start = (firstChannel + c) * frames + firstFrame;
    planes.set(data.subarray(start, start + taken), c * taken);
  }
  return planes;
}

/** Samples of a piece: 32 MiB. */
const PIECE_SAMPLES = 2 ** 24;
/** Channels whose counts are held at once: a quarter or half a gigabyte where they use all of int16. */
const GROUP_OF_EACH = 256;
const GROUP_OF_ALL = 1024;

/**
 * Counts channels in groups.
 * @param perChannel a tally for each channel of a group, else one for them together
 * @param onSamples called with the number of samples after each piece; twice as many as there are come together
 */
export async function* tallyGroups(
  counted: Counted,
  perChannel: boolean,
  onSamples: (samples: number) => void = () => undefined,
): AsyncGenerator<Tally[], void> {
  const most = perChannel ? GROUP_OF_EACH : GROUP_OF_ALL;
  for (let first = 0; first < counted.channels; first += most) {
    const group = { firstChannel: first, channels: Math.min(most, counted.channels - first) };
    const tallies = Array.from({ length: perChannel ? group.channels : 1 }, makeTally);
    await tallyGroup(counted, group, tallies, onSamples);
    yield tallies;
  }
}

type Group = Pick<Extent, 'firstChannel' | 'channels'>;

async function tallyGroup(
  { frames, read, pieceSamples = PIECE_SAMPLES }: Counted,
  group: Group,
  tallies: readonly Tally[],
  onSamples: (samples: number) => void,
): Promise<void> {
  const { channels } = group;
  const pieces = piecesOf(frames, channels, pieceSamples);
  const only = pieces.length === 1 ? await read({ ...group, firstFrame: 0, frames }) : undefined;
  const histograms = Array.from({ length: channels }, makeHistogram);
  for (const [firstFrame, count] of pieces) {
    const data = only ?? (await read({ ...group, firstFrame, frames: count }));
    for (let c = 0; c < channels; c++) countValues(histograms[c], data, c * count, (c + 1) * count);
    onSamples(channels * count);
  }
  const levels = histograms.map(levelsOf);
  const { forms } = chooseForms(levels, frames);
  for (let c = 0; c < channels; c++) {
    addValues(tallies[c % tallies.length], histograms[c], levels[c], forms[c]);
  }
  const runs = histograms.map(makeRun);
  const codes = new Int16Array(Math.min(frames, pieces[0][1] + HOP));
  const table = new Int16Array(2 ** 16);
  for (const [firstFrame, count] of pieces) {
    const seen = Math.min(frames - firstFrame, count + HOP);
    const data = only ?? (await read({ ...group, firstFrame, frames: seen }));
    for (let c = 0; c < channels; c++) {
      const tally = tallies[c % tallies.length];
      const channel = data.subarray(c * seen, (c + 1) * seen);
      mapToCodes(channel, levels[c], forms[c], table, codes);
      addOrder(tally, channel, codes.subarray(0, seen), count);
      follow(runs[c], channel, count);
    }
    onSamples(channels * count);
  }
  for (let c = 0; c < channels; c++) {
    const tally = tallies[c % tallies.length];
    tally.longestExtremeRun = Math.max(tally.longestExtremeRun, runs[c].longest);
  }
}

/** First frames and lengths, whole numbers of hops but the last. */
function piecesOf(frames: number, channels: number, samples: number): (readonly [number, number])[] {
  if (frames * channels <= samples) return [[0, frames]];
  const most = Math.max(1, Math.floor(samples / channels / HOP)) * HOP;
  return Array.from({ length: Math.ceil(frames / most) }, (_, k) => [
    k * most,
    Math.min(most, frames - k * most),
  ]);
}

/** What follows from how often each value occurs in a channel. */
function addValues(tally: Tally, histogram: Histogram, levels: Levels, form: Form): void {
  const { lowest, highest, facts } = describeForm(form);
  addGrid(tally.grids, facts);
  addHistogram(tally.samples, histogram);
  const { values } = levels;
  const counts = levels.counts();
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= lowest || values[i] >= highest) tally.clipped += counts[i];
    if (form.type === 'grid' && !isOnGrid(form.grid, values[i])) tally.offGrid += counts[i];
  }
}

/** @param table of 65,536 entries, whatever they are */
function mapToCodes(
  channel: Int16Array,
  levels: Levels,
  form: Form,
  table: Int16Array,
  codes: Int16Array,
): void {
  if (form.type === 'as is') {
    codes.set(channel);
    return;
  }
  tabulateCodes(form, levels, table);
  for (let i = 0; i < channel.length; i++) codes[i] = table[channel[i] & 0xffff];
}

/**
 * What depends on the order of a channel's samples.
 * @param count frames of this piece; what lies behind is the next one's, but neighbours and segments reach over to it
 */
function addOrder(tally: Tally, channel: Int16Array, codes: Int16Array, count: number): void {
  const end = Math.min(channel.length, count + 1);
  countDifferences(tally.differences, channel, 1, end);
  countDifferences(tally.codeDifferences, codes, 1, end);
  addSignal(tally.spectrumOfCodes, codes);
}

/** A run of a channel's least or greatest value, and where it stands. */
interface Run {
  readonly least: number;
  readonly most: number;
  value: number;
  length: number;
  longest: number;
}

function makeRun({ least, counts }: Histogram): Run {
  return { least, most: least + counts.length - 1, value: Number.NaN, length: 0, longest: 0 };
}

function follow(run: Run, channel: Int16Array, count: number): void {
  const { least, most } = run;
  let { value, length, longest } = run;
  for (let i = 0; i < count; i++) {
    const sample = channel[i];
    if (sample !== least && sample !== most) length = 0;
    else {
      length = sample === value ? length + 1 : 1;
      if (length > longest) longest = length;
    }
    value = sample;
  }
  Object.assign(run, { value, length, longest });
}
