/** Headerless int16 little-endian samples, interleaved frame after frame. Nothing in such a file states its shape. */

import { readSidecar, type Sidecar } from '../sidecar.js';
import { checkGiven, type GivenFacts, type RecordingFormat, type StreamLayout } from './format.js';

const BYTES_PER_SAMPLE = 2;

export const headerless: RecordingFormat = {
  name: 'headerless',
  extensions: ['.i16', '.raw', '.bin', '.dat'],
  // a file that was named with its shape may be called anything
  matches: ({ named }, { channels, rate }) => named && channels !== undefined && rate !== undefined,
  locate: async ({ path, file }, given) => {
    const sidecar = readSidecar(path);
    const { sha256 } = sidecar;
    return { streams: [layOut(file.length, given, sidecar)], ...(sha256 !== undefined && { sha256 }) };
  },
};

/**
 * What was given goes before what a sidecar states.
 * @throws Error if channels or rate are missing or impossible, or do not fit the file's size
 */
function layOut(fileBytes: number, given: GivenFacts, sidecar: Sidecar): StreamLayout {
  const channels = given.channels ?? sidecar.channels;
  const sampleRateHz = given.rate ?? sidecar.rate;
  if (channels === undefined || sampleRateHz === undefined) {
    throw new Error(`headerless: give --channels and --rate, or put them in a meta.json beside it`);
  }
  checkGiven({ channels, rate: sampleRateHz });
  if (sidecar.bytes !== undefined && sidecar.bytes !== fileBytes) {
    throw new Error(`${fileBytes} bytes, but its sidecar says ${sidecar.bytes}`);
  }
  if (fileBytes === 0) throw new Error('empty file');
  const frames = fileBytes / (BYTES_PER_SAMPLE * channels);
  if (!Number.isInteger(frames)) {
    throw new Error(`${fileBytes} bytes are no whole number of frames of ${channels} int16 channels`);
  }
  return { channels, sampleRateHz, frames, offset: 0 };
}
