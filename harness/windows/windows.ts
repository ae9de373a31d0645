/**
 * Which excerpts of recordings are looked at, and in which order.
 *
 * Every recording is cut into cells: time × groups of neighbouring channels, all of about one size. Cells are drawn at
 * the places (u + k × golden section) mod 1 of all cells in a row, u from the seed: every beginning of that sequence
 * is spread evenly, over recordings by their length and over time and channels within each.
 */
import { makeRandom } from '../../codecs/random.js';
import { excerptOf } from '../recordings/excerpt.js';
import { durationS, type Recording } from '../recordings/recording.js';

/** How large a cell is to be, roughly; a recording that is smaller is one cell. */
export interface CellShape {
  readonly channels: number;
  readonly frames: number;
}

export interface Windows {
  /** Cells of all recordings. */
  readonly total: number;
  /** The next `count` windows, none twice; fewer when all have been drawn. */
  readonly draw: (count: number) => Recording[];
}

interface Cells {
  readonly recording: Recording;
  readonly groups: number;
  readonly slots: number;
}

/**
 * A window where size is compared. Short ones are hard on chains that send tables: rans and huffman one for 131,072 samples,
 * lpc coefficients for 32,768 frames of each channel. So a window has that many and more wherever the recording does.
 */
const WINDOW_SAMPLES = 2 ** 18;
const WINDOW_FRAMES = 2 ** 16;

/** The shape of windows where size is compared. A recording of one channel and of up to 1.5 windows is taken whole. */
export function sizeShape(recording: Recording): CellShape {
  return neighbours(recording, WINDOW_SAMPLES, WINDOW_FRAMES);
}

const QUALITY_SAMPLES = 2 ** 17;
const QUALITY_FRAMES = 2 ** 15;

/** The shape of windows where quality is measured too, which takes longer: half as many samples and frames. */
export function qualityShape(recording: Recording): CellShape {
  return neighbours(recording, QUALITY_SAMPLES, QUALITY_FRAMES);
}

const SCREENING_SAMPLES = 2 ** 15;
/** So that there are four channels: fewer would not show what a coder gains that predicts channels from others. */
const SCREENING_FRAMES = SCREENING_SAMPLES / 4;

/** The shape of windows in the screening: short, so that tables cost some percent there that they do not cost later. */
export function screeningShape(recording: Recording): CellShape {
  return neighbours(recording, SCREENING_SAMPLES, SCREENING_FRAMES);
}

/** So many samples of as many channels as leave `leastFrames`, or all frames where a recording has fewer. */
function neighbours({ channels, frames }: Recording, samples: number, leastFrames: number): CellShape {
  const taken = Math.max(1, Math.floor(samples / Math.min(frames, leastFrames)));
  const count = Math.min(channels, taken);
  return { channels: count, frames: Math.floor(samples / count) };
}

const BLOCKS_SAMPLES = 2 ** 16;

/** The shape of windows of whole blocks: all channels, since a block holds them all. */
export function blockShape({ channels }: Recording, blockFrames: number): CellShape {
  const blocks = Math.max(1, Math.round(BLOCKS_SAMPLES / (channels * blockFrames)));
  return { channels, frames: blocks * blockFrames };
}

/** A seeded sequence of windows over recordings. */
export function makeWindows(
  recordings: readonly Recording[],
  seed: number,
  shapeFor: (recording: Recording) => CellShape,
): Windows {
  const cells = recordings.map(recording => cellsOf(recording, shapeFor(recording)));
  const total = cells.reduce((sum, { groups, slots }) => sum + groups * slots, 0);
  const drawn = new Set<number>();
  const start = makeRandom(seed * 2654435761 + 1)() / 2 ** 32;
  const next = () => {
    let index = Math.floor(((start + drawn.size * GOLDEN_SECTION) % 1) * total);
    while (drawn.has(index)) index = (index + 1) % total;
    drawn.add(index);
    return windowAt(cells, index);
  };
  return { total, draw: count => Array.from({ length: Math.min(count, total - drawn.size) }, next) };
}

/** Windows that have been drawn, once more in the same order. */
export function theseWindows(windows: readonly Recording[]): Windows {
  let next = 0;
  return {
    total: windows.length,
    draw: count => {
      const drawn = windows.slice(next, next + count);
      next += drawn.length;
      return drawn;
    },
  };
}

const GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

function cellsOf(recording: Recording, shape: CellShape): Cells {
  return {
    recording,
    groups: Math.max(1, Math.round(recording.channels / shape.channels)),
    slots: Math.max(1, Math.round(recording.frames / shape.frames)),
  };
}

function windowAt(cells: readonly Cells[], index: number): Recording {
  let within = index;
  for (const { recording, groups, slots } of cells) {
    if (within < groups * slots) {
      const [firstFrame, frames] = part(recording.frames, slots, Math.floor(within / groups));
      const [firstChannel, channels] = part(recording.channels, groups, within % groups);
      return excerptOf(recording, { firstFrame, frames, firstChannel, channels });
    }
    within -= groups * slots;
  }
  throw new Error(`cell ${index} of ${index - within}`);
}

/** Where part `index` of `parts` equal ones begins, and how long it is. */
function part(length: number, parts: number, index: number): [number, number] {
  const start = Math.floor((length * index) / parts);
  return [start, Math.floor((length * (index + 1)) / parts) - start];
}

/** Samples of all channels. */
export function samplesOf({ channels, frames }: Recording): number {
  return channels * frames;
}

/** Bytes of PCM. */
export function rawBytesOf(recording: Recording): number {
  return 2 * samplesOf(recording);
}

/** Sums over recordings. */
export function totalsOf(recordings: readonly Recording[]): { rawBytes: number; durationS: number } {
  return {
    rawBytes: recordings.reduce((sum, recording) => sum + rawBytesOf(recording), 0),
    durationS: recordings.reduce((sum, recording) => sum + durationS(recording), 0),
  };
}
