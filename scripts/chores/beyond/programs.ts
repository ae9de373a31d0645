/** What a program makes of channels, each as a mono WAV file of 16 bits: its bytes, and its speed. */
import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import type { Samples } from '../../../codecs/codec.js';
import { median } from '../../../codecs/models/median.js';
import { findProgram, inTemporaryFolder } from '../../../codecs/programs/run.js';
import { wavOf } from '../../../codecs/programs/wav.js';
import type { Program } from './chains.js';

export interface ProgramSize {
  /** Of all files, without what a file of one sample takes. */
  readonly bytes: number;
  /** Of all files, as they are. */
  readonly fileBytes: number;
}

export interface ProgramSpeed {
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
}

/** Why a program cannot take part here; undefined if it can. */
export function whyMissing({ encode, decode }: Program): string | undefined {
  try {
    for (const [program] of [encode, decode]) findProgram(program, '.');
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Sums over the channels, each in a file of its own. */
export function measureSize(program: Program, { data, channels }: Samples): ProgramSize {
  return inTemporaryFolder(folder => {
    const files = filesIn(folder, program);
    const frames = data.length / channels;
    let fileBytes = 0;
    for (let c = 0; c < channels; c++) {
      fileBytes += encodedBytes(program, files, data.subarray(c * frames, (c + 1) * frames));
    }
    const overhead = encodedBytes(program, files, new Int16Array(1));
    return { bytes: fileBytes - channels * overhead, fileBytes };
  });
}

interface Files {
  readonly wav: string;
  readonly encoded: string;
  readonly decoded: string;
}

function filesIn(folder: string, { extension }: Program): Files {
  const path = (name: string) => join(folder, name);
  return { wav: path('samples.wav'), encoded: path(`encoded.${extension}`), decoded: path('decoded.wav') };
}

function encodedBytes(program: Program, { wav, encoded }: Files, samples: Int16Array): number {
  writeFileSync(wav, wavOf(bytesOf(samples), 1));
  call(program.encode, wav, encoded);
  return statSync(encoded).size;
}

function call([name, ...rest]: Program['encode'], input: string, output: string): void {
  const filled = rest.map(word => (word === '{in}' ? input : word === '{out}' ? output : word));
  execFileSync(name, filled, { stdio: ['ignore', 'ignore', 'pipe'] });
}

const CALLS = 3;
const STARTS = 15;
/** Where the start is all that a call takes. */
const LEAST_MS = 0.1;

/**
 * All channels one after the other in one file, so that a process is started once; what a file of one sample takes,
 * which is that start, is subtracted besides. Nothing waits for a quiet machine here, as it does when ours is timed: so
 * the fastest of a few calls counts.
 */
export function measureProgramSpeed(program: Program, { data }: Samples): ProgramSpeed {
  return inTemporaryFolder(folder => {
    const files = filesIn(folder, program);
    const starts = timeCalls(program, files, new Int16Array(1), STARTS);
    const calls = timeCalls(program, files, data, CALLS);
    const speed = (callsMs: readonly number[], startsMs: readonly number[]) =>
      data.byteLength / 1000 / Math.max(Math.min(...callsMs) - median(startsMs), LEAST_MS);
    return {
      encodeMbPerS: speed(calls.encodeMs, starts.encodeMs),
      decodeMbPerS: speed(calls.decodeMs, starts.decodeMs),
    };
  });
}

function timeCalls(program: Program, { wav, encoded, decoded }: Files, samples: Int16Array, calls: number) {
  writeFileSync(wav, wavOf(bytesOf(samples), 1));
  const encodeMs: number[] = [];
  const decodeMs: number[] = [];
  for (let i = 0; i < calls; i++) {
    encodeMs.push(timeMs(() => call(program.encode, wav, encoded)));
    decodeMs.push(timeMs(() => call(program.decode, encoded, decoded)));
  }
  return { encodeMs, decodeMs };
}

function timeMs(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
