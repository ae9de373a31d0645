/** Headerless int16 little-endian samples, interleaved frame after frame. */
import type { Sidecar } from './sidecar.js';

/** Endings under which such files are found in folders. */
export const RAW_EXTENSIONS: readonly string[] = ['.i16', '.raw', '.bin', '.dat'];

export interface RawLayout {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly frames: number;
}

/** What was given on the command line goes before what a sidecar says. */
export interface RawFacts {
  readonly channels?: number | undefined;
  readonly rate?: number | undefined;
}

/**
 * @throws Error if channels or rate are missing or impossible, or do not fit the file's size
 */
export function layOutRaw(fileBytes: number, given: RawFacts, sidecar: Sidecar): RawLayout {
  const channels = given.channels ?? sidecar.channels;
  const sampleRateHz = given.rate ?? sidecar.rate;
  if (channels === undefined || sampleRateHz === undefined) {
    throw new Error(`headerless: give --channels and --rate, or put them in a meta.json beside it`);
  }
  checkRawFacts({ channels, rate: sampleRateHz });
  if (sidecar.bytes !== undefined && sidecar.bytes !== fileBytes) {
    throw new Error(`${fileBytes} bytes, but its sidecar says ${sidecar.bytes}`);
  }
  if (fileBytes === 0) throw new Error('empty file');
  const frames = fileBytes / (2 * channels);
  if (!Number.isInteger(frames)) {
    throw new Error(`${fileBytes} bytes are no whole number of frames of ${channels} int16 channels`);
  }
  return { channels, sampleRateHz, frames };
}

/** @throws Error if a fact that is given is impossible */
export function checkRawFacts({ channels = 1, rate = 1 }: RawFacts): void {
  if (!Number.isInteger(channels) || channels < 1) throw new Error(`${channels} channels: want 1 or more`);
  if (!(rate > 0 && Number.isFinite(rate))) throw new Error(`rate of ${rate} Hz: want over 0`);
}
