/** Headerless int16 little-endian samples, interleaved frame after frame. Nothing in such a file states its shape. */

import { interleavedRun } from '../lattice.js';
import { readSidecar, type Sidecar } from '../sidecar.js';
import { checkGiven, type GivenFacts, type LocatedStream, type RecordingFormat } from './format.js';

const BYTES_PER_SAMPLE = 2;

export const headerless: RecordingFormat = {
  name: 'headerless',
  extensions: ['.i16', '.raw', '.bin', '.dat'],
  // a file that was named with its shape may be called anything
  matches: ({ named }, { channels, rate }) => named && channels !== undefined && rate !== undefined,
  locate: async ({ path, file }, given) => {
    const sidecar = readSidecar(path);
    const { sha256 } = sidecar;
    return {
      streams: [layOut(path, file.length, given, sidecar)],
      ...(sha256 !== undefined && { sha256 }),
    };
  },
};

/**
 * What was given goes before what a sidecar states.
 * @throws Error if channels or rate are missing or impossible, or do not fit the file's size
 */
function layOut(path: string, bytes: number, given: GivenFacts, sidecar: Sidecar): LocatedStream {
  const channels = given.channels ?? sidecar.channels;
  const sampleRateHz = given.rate ?? sidecar.rate;
  if (channels === undefined || sampleRateHz === undefined) {
    throw new Error(`headerless: give --channels and --rate, or put them in a meta.json beside it`);
  }
  checkGiven({ channels, rate: sampleRateHz });
  if (sidecar.bytes !== undefined && sidecar.bytes !== bytes) {
    throw new Error(`${bytes} bytes, but its sidecar says ${sidecar.bytes}`);
  }
  const frames = wholeFrames(bytes, channels);
  const layout = { type: 'lattice', runs: [interleavedRun(path, channels, frames)] } as const;
  return { channels, sampleRateHz, frames, layout };
}

/**
 * Frames of interleaved int16 that make up a file.
 * @throws Error if they are none, or no whole number: then with the nearest counts of channels that would fit
 */
export function wholeFrames(bytes: number, channels: number): number {
  if (bytes === 0) throw new Error('empty file');
  const frames = bytes / (BYTES_PER_SAMPLE * channels);
  if (Number.isInteger(frames)) return frames;
  const said = `${bytes} bytes are no whole number of frames of ${channels} int16 channels`;
  const fitting = countsThatFit(bytes / BYTES_PER_SAMPLE, channels);
  throw new Error(fitting.length === 0 ? said : `${said}; what would fit nearby: ${fitting.join(', ')}`);
}

/** How far counts are looked for, and how many are named. */
const NEARBY = 64;
const NAMED = 4;

function countsThatFit(samples: number, channels: number): number[] {
  const found: number[] = [];
  for (let away = 1; away <= NEARBY && found.length < NAMED; away++) {
    for (const count of [channels - away, channels + away]) {
      if (count > 0 && Number.isInteger(samples / count)) found.push(count);
    }
  }
  return found.sort((a, b) => a - b);
}
