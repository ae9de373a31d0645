/** Samples that lie as they are at regular places of files (`Lattice` of recording.ts). */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import type { Samples } from '../../codecs/codec.js';
import { framesToPlanes, type PlanesPart, pieceOf, planesToFrames } from './planes.js';
import type { ChannelRun, Lattice } from './recording.js';

/** Bytes that are held of a file at a time, unless a block that is not interleaved is larger. */
const PIECE_BYTES = 2 ** 22;
/** Neighbouring channels and frames of a block from which on a kernel, which takes eight by eight, is worth its calls. */
const LEAST_TURNED_CHANNELS = 8;
const LEAST_TURNED_FRAMES = 64;

/** Which part of a lattice is read. */
export interface Stretch {
  readonly firstFrame: number;
  readonly frames: number;
  readonly firstChannel: number;
  readonly channels: number;
}

/** Frames of interleaved int16, all channels of them the recording's. */
export function interleavedRun(
  path: string,
  channels: number,
  frames: number,
  { offset = 0, fileChannels = channels, firstChannel = 0 } = {},
): ChannelRun {
  const frameBytes = 2 * fileChannels;
  return {
    ...{ path, channels, offset: offset + 2 * firstChannel },
    ...{ blockFrames: frames, blockBytes: frames * frameBytes, frameBytes, channelBytes: 2, zero: 0 },
  };
}

/**
 * Reads a stretch piece by piece.
 * @returns planar
 * @throws Error if a file has gone or shrunk
 */
export function readLattice({ runs }: Lattice, stretch: Stretch): Samples {
  if (endianness() !== 'LE') throw new Error('big-endian hosts are not supported');
  const { firstChannel, channels, frames } = stretch;
  const data = new Int16Array(channels * frames);
  let at = 0;
  for (const run of runs) {
    const first = Math.max(0, firstChannel - at);
    const end = Math.min(run.channels, firstChannel + channels - at);
    if (first < end) {
      const planes = data.subarray((at + first - firstChannel) * frames, (at + end - firstChannel) * frames);
      readRun(narrowed(run, first, end - first), stretch.firstFrame, frames, planes);
    }
    at += run.channels;
  }
  return { data, channels };
}

/**
 * Puts samples in their places in files that are there: the inverse of `readLattice` for all channels of runs whose
 * blocks they cover without gaps.
 */
export function writeLattice({ runs }: Lattice, firstFrame: number, { data, channels }: Samples): void {
  const frames = data.length / channels;
  let at = 0;
  for (const run of runs) {
    const planes = data.subarray(at * frames, (at + run.channels) * frames);
    const most = isTurned(run) ? framesIn(run) : frames;
    const descriptor = openSync(run.path, 'r+');
    try {
      for (let done = 0; done < frames; ) {
        const frame = firstFrame + done;
        const taken = Math.min(frames - done, most, run.blockFrames - (frame % run.blockFrames));
        const part = { data: planes, frames, at: done, taken, channels: run.channels };
        const bytes = isTurned(run) ? planesToFrames(part, run.zero) : gathered(run, part);
        writeBytes(descriptor, bytes, byteOf(run, frame));
        done += taken;
      }
    } finally {
      closeSync(descriptor);
    }
    at += run.channels;
  }
}

/** Whether frames become planes, and planes frames, by the kernel of planes.ts. */
function isTurned({ channels, channelBytes, blockFrames }: ChannelRun): boolean {
  return channelBytes === 2 && channels >= LEAST_TURNED_CHANNELS && blockFrames >= LEAST_TURNED_FRAMES;
}

/** Frames that a piece has room for; at least 1. */
function framesIn({ frameBytes }: ChannelRun): number {
  return Math.max(1, Math.floor(PIECE_BYTES / frameBytes));
}

/** Frames of one block as they are stored. */
function gathered(
  { frameBytes, channelBytes, zero }: ChannelRun,
  { data, frames, at, taken, channels }: PlanesPart,
): Uint8Array {
  const block = new Int16Array(channels * taken);
  const [frameStep, channelStep] = [frameBytes / 2, channelBytes / 2];
  for (let c = 0; c < channels; c++) {
    let to = c * channelStep;
    const plane = c * frames + at;
    for (let f = 0; f < taken; f++, to += frameStep) block[to] = data[plane + f] + zero;
  }
  return new Uint8Array(block.buffer);
}

function writeBytes(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  }
}

/** Where a run ends: the last byte of its file that it needs, and one. */
export function endOfRun(run: ChannelRun, frames: number): number {
  return byteOf(run, frames - 1) + (run.channels - 1) * run.channelBytes + 2;
}

function narrowed(run: ChannelRun, first: number, channels: number): ChannelRun {
  return { ...run, channels, offset: run.offset + first * run.channelBytes };
}

function byteOf({ offset, blockFrames, blockBytes, frameBytes }: ChannelRun, frame: number): number {
  return offset + Math.floor(frame / blockFrames) * blockBytes + (frame % blockFrames) * frameBytes;
}

function readRun(run: ChannelRun, firstFrame: number, frames: number, planes: Int16Array): void {
  const descriptor = openSync(run.path, 'r');
  try {
    let buffer: Uint8Array = new Uint8Array(0);
    for (let done = 0; done < frames; ) {
      const frame = firstFrame + done;
      const taken = Math.min(frames - done, framesOfPiece(run, frame));
      const from = byteOf(run, frame);
      const length = endOfRun(run, frame + taken) - from;
      if (isTurned(run)) buffer = pieceOf(length);
      else if (buffer.length < length) buffer = new Uint8Array(length + (length & 1));
      readBytes(descriptor, run.path, buffer.subarray(0, length), from);
      scatter(run, frame, buffer, { data: planes, frames, at: done, taken, channels: run.channels });
      done += taken;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Frames that are read at once from one on: some of an interleaved block, or whole blocks. */
function framesOfPiece(run: ChannelRun, frame: number): number {
  const { channels, blockFrames, blockBytes, frameBytes, channelBytes } = run;
  const left = blockFrames - (frame % blockFrames);
  const isInterleaved = channels * channelBytes <= frameBytes;
  if (isInterleaved && left * frameBytes > PIECE_BYTES) return framesIn(run);
  return left + blockFrames * Math.max(0, Math.floor(PIECE_BYTES / blockBytes) - 1);
}

function readBytes(descriptor: number, path: string, bytes: Uint8Array, from: number): void {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, from + done);
    if (read === 0) {
      throw new Error(`${path} has shrunk: it ends at byte ${from + done}, before samples that were there`);
    }
    done += read;
  }
}

/** Puts frames from a piece in their planes, block by block. The piece begins with the first of them. */
function scatter(run: ChannelRun, frame: number, piece: Uint8Array, part: PlanesPart): void {
  const { blockFrames, blockBytes, frameBytes, zero } = run;
  const within = frame % blockFrames;
  for (let done = 0, block = 0; done < part.taken; block++) {
    const skipped = block === 0 ? within : 0;
    const taken = Math.min(part.taken - done, blockFrames - skipped);
    const start = block * blockBytes - (block === 0 ? 0 : within * frameBytes);
    const ofBlock = { ...part, at: part.at + done, taken };
    if (isTurned(run)) framesToPlanes(start, frameBytes, zero, ofBlock);
    else scatterBlock(run, piece.subarray(start, start + blockBytes), ofBlock);
    done += taken;
  }
}

function scatterBlock(
  { frameBytes, channelBytes, zero }: ChannelRun,
  block: Uint8Array,
  { data, frames, at, taken, channels }: PlanesPart,
): void {
  const [frameStep, channelStep] = [frameBytes / 2, channelBytes / 2];
  const samples = samplesFrom(block);
  for (let c = 0; c < channels; c++) {
    let from = c * channelStep;
    const plane = c * frames + at;
    for (let f = 0; f < taken; f++, from += frameStep) data[plane + f] = samples[from] - zero;
  }
}

/** Whatever bytes a block begins at: a head of odd length may lie between two. */
function samplesFrom(block: Uint8Array): Int16Array {
  const count = block.length >> 1;
  return block.byteOffset % 2 === 0
    ? new Int16Array(block.buffer, block.byteOffset, count)
    : new Int16Array(block.slice().buffer, 0, count);
}
