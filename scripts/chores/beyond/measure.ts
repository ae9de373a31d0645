/** Measures what `npm run beyond` prints: programs and chains of ours on the same samples, in the same run. */

import { bytesOf } from '../../../codecs/bytes/stream.js';
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import type { Samples } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { measureSpeed } from '../shared/speed.js';
import { columnsOf, type OwnChain, type Program } from './chains.js';
import { limitBits } from './limit.js';
import { measureProgramSpeed, measureSize } from './programs.js';

export interface CodecFigures {
  readonly bytes: number;
  /** Of a program's files as they are; `bytes` is without what each file of one sample takes. */
  readonly fileBytes?: number;
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
}

export interface RecordingFigures {
  readonly name: string;
  readonly channels: number;
  readonly rawBytes: number;
  /** By title of the program or of the column. */
  readonly codecs: Readonly<Record<string, CodecFigures>>;
  /** Bits a sample of a normal model that knows all deviations and correlations (limit.ts). */
  readonly limitBits?: number;
}

/** Two recordings made at the same time, as two channels. */
export interface PairFigures {
  readonly names: readonly [string, string];
  readonly rawBytes: number;
  /** By title of the column. */
  readonly bytes: Readonly<Record<string, number>>;
}

const registry = makeRegistry(builtInStages);

/** Of samples taken of a chain's encode, and of its decode. */
const TIME_MS = 200;

/** Programs are given what `levels` leaves, and its side information is counted on our side alone. */
export async function measureRecording(
  recording: Recording,
  programs: readonly Program[],
  chains: readonly OwnChain[],
  timeMs = TIME_MS,
): Promise<RecordingFigures> {
  const { name, channels } = recording;
  const samples = await loadSamples(recording);
  const codes = await withoutGrid(samples);
  const codecs: Record<string, CodecFigures> = {};
  for (const program of programs) {
    codecs[program.title] = { ...measureSize(program, codes), ...measureProgramSpeed(program, codes) };
  }
  for (const { title, chain } of columnsOf(chains)) {
    const bytes = await encodedBytes(chain, samples);
    codecs[title] = { bytes, ...(await measureChainSpeed(chain, recording, timeMs)) };
  }
  return { name, channels, rawBytes: samples.data.byteLength, codecs, limitBits: limitBits(codes) };
}

export async function withoutGrid(samples: Samples): Promise<Samples> {
  const codec = await levels.open({});
  return (await codec.encode(samples)).samples;
}

function measureChainSpeed(chain: string, recording: Recording, timeMs: number) {
  return measureSpeed({ type: 'chain', id: chain, recordings: [recording], after: [] }, timeMs);
}

/** @throws Error if a fresh instance does not decode every sample */
export async function encodedBytes(id: string, samples: Samples): Promise<number> {
  const chain = parseChain(id, registry);
  const bytes = await (await openChain(chain)).encode(samples);
  const decoded = await (await openChain(chain)).decode(bytes);
  const { data, channels } = samples;
  if (decoded.channels === channels && Buffer.compare(bytesOf(decoded.data), bytesOf(data)) === 0) {
    return bytes.length;
  }
  throw new Error(`${id}: what it decoded is not what was encoded`);
}

/** @param simultaneous two recordings of one channel and equally many samples */
export async function measurePair(
  simultaneous: readonly [Recording, Recording],
  chains: readonly OwnChain[],
): Promise<PairFigures> {
  const [first, second] = simultaneous;
  const data = new Int16Array(first.frames + second.frames);
  for (const [k, recording] of simultaneous.entries())
    data.set((await loadSamples(recording)).data, k * first.frames);
  const bytes: Record<string, number> = {};
  for (const { title, chain } of columnsOf(chains)) {
    bytes[title] = await encodedBytes(chain, { data, channels: 2 });
  }
  return { names: [first.name, second.name], rawBytes: data.byteLength, bytes };
}
