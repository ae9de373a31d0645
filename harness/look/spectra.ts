/** Power by frequency, over a recording and along it. */
import type { Samples } from '../../codecs/codec.js';
import {
  addSignal,
  addSpectrum,
  BINS,
  makeSpectrum,
  SEGMENT,
  type Spectrum,
} from '../recordings/description/spectrum.js';
import type { Recording } from '../recordings/recording.js';
import type { RecordingView, Spectrogram } from './model.js';
import { packBytes, packFloat32 } from './packed.js';

const MOST_COLUMNS = 160;
/** Frequencies that share a row of the spectrogram. */
const BINS_PER_ROW = 4;
/** Frames that are looked at of each column. */
const COLUMN_FRAMES = 4 * SEGMENT;
/** Channels that the mean is of. */
const MOST_CHANNELS = 8;
/** Decibels from the least to the greatest that are told apart. */
const MOST_RANGE_DB = 80;

type ReadFrames = (recording: Recording, firstFrame: number, frames: number) => Promise<Samples>;

/** From stretches that are spread evenly; null of a recording under 1024 frames. */
export async function spectraOf(
  recording: Recording,
  shown: readonly number[],
  read: ReadFrames,
): Promise<Pick<RecordingView, 'spectrum' | 'spectrogram'>> {
  const { frames, sampleRateHz } = recording;
  if (frames < SEGMENT) return { spectrum: null, spectrogram: null };
  const every = Math.ceil(shown.length / MOST_CHANNELS);
  const channels = shown.filter((_, k) => k % every === 0);
  const columns = Math.min(MOST_COLUMNS, Math.floor(frames / SEGMENT));
  const taken = Math.min(COLUMN_FRAMES, Math.floor(frames / columns));
  const whole = makeSpectrum();
  const along: Spectrum[] = [];
  for (let k = 0; k < columns; k++) {
    const { data } = await read(
      recording,
      Math.floor((k * (frames - taken)) / Math.max(1, columns - 1)),
      taken,
    );
    const column = makeSpectrum();
    for (const c of channels) addSignal(column, data.subarray(c * taken, (c + 1) * taken));
    addSpectrum(whole, column);
    along.push(column);
  }
  const hzPerBin = sampleRateHz / SEGMENT;
  return {
    spectrum: {
      hzPerBin,
      float32: packFloat32(Float32Array.from({ length: BINS }, (_, bin) => decibels(whole, bin, 1))),
    },
    spectrogram: spectrogramOf(along, hzPerBin),
  };
}

/** Mean power of neighbouring bins. */
function decibels({ power, segments }: Spectrum, bin: number, bins: number): number {
  let sum = 0;
  for (let k = bin; k < bin + bins; k++) sum += power[k];
  return 10 * Math.log10(Math.max(1e-6, sum / bins / segments));
}

function spectrogramOf(along: readonly Spectrum[], hzPerBin: number): Spectrogram {
  // the bin of frequency 0 holds what is left of the mean
  const rows = Math.floor((BINS - 1) / BINS_PER_ROW);
  const levels = along.flatMap(column =>
    Array.from({ length: rows }, (_, row) => decibels(column, 1 + row * BINS_PER_ROW, BINS_PER_ROW)),
  );
  const mostDb = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  const least = levels.reduce((low, level) => Math.min(low, level), Number.POSITIVE_INFINITY);
  const leastDb = Math.max(least, mostDb - MOST_RANGE_DB);
  const scale = mostDb > leastDb ? 255 / (mostDb - leastDb) : 0;
  const bytes = Uint8Array.from(levels, level => Math.round(Math.max(0, level - leastDb) * scale));
  return {
    ...{ columns: along.length, rows, leastDb, mostDb, hzPerRow: hzPerBin * BINS_PER_ROW },
    bytes: packBytes(bytes),
  };
}
