/**
 * The exact pass, inside a measuring process: encode, decode in a fresh instance, compare every sample, count bytes.
 *
 * Built-in stages are held to the contract by the project's own tests, so their fresh instance is opened in the
 * same process. A chain with a plugin is encoded in one process (`encodeOnly`) and decoded in another
 * (`decodeOnly`), since nothing else shows that decode gets by with the bytes alone. A process that decodes has not
 * seen the recording: whether the samples are right is told by a digest, which the harness knows from a process
 * without plugins. A chain that may lose something takes the same way: the first process says what its stream decodes to,
 * the second has to decode to the same, and a process without plugins (quality.ts) holds that against the recording.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Chain } from '../../codecs/chain-id.js';
import type { LossKind, Samples } from '../../codecs/codec.js';
import { greatestErrorOn, isIdempotent, lossOf } from '../../codecs/loss.js';
import type { Failure, Outcome } from '../processes/outcome.js';
import type {
  CellTask,
  DecodeFacts,
  DecodeTask,
  DigestFacts,
  DigestTask,
  EncodeFacts,
  EncodeTask,
  ExactFacts,
} from '../processes/tasks.js';
import { digestOfStream } from '../recordings/checksum.js';
import type { Recording } from '../recordings/recording.js';
import {
  compareBytes,
  copyOf,
  describeMismatch,
  digestOf,
  lendSamples,
  openerOf,
  pristineSamples,
  streamsOf,
} from './cell.js';
import { type Clock, makeClock } from './clock.js';
import { chainOf } from './encoder.js';

/** Encodes a recording, and sees to it that bytes came back and the input is as it was. */
async function encodeOnce(
  codec: ChainCodec,
  recording: Recording,
  clock: Clock,
): Promise<Outcome<Uint8Array>> {
  const { input, isUntouched } = await lendSamples(recording);
  const stream = await clock.time(() => codec.encode(input));
  if (!(stream instanceof Uint8Array)) return failure('encode did not return bytes');
  return isUntouched() ? { status: 'ok', value: stream } : failure('encode wrote to its input');
}

function failure(error: string): Failure {
  return { status: 'error', error };
}

/** What takes longer is little quicker in an instance that is open: making one takes some 5 ms, and its memory 20. */
const REPEATED_UP_TO_MS = 150;

/** Encodes and decodes a recording in this process. */
export async function exact(task: CellTask): Promise<Outcome<ExactFacts>> {
  const recorded = await pristineSamples(task.recording);
  const open = await openerOf(task);
  const clock = makeClock();
  const encoder = await clock.time(open);
  const encoded = await encodeOnce(encoder, task.recording, clock);
  if (encoded.status !== 'ok') return encoded;
  const stream = encoded.value;
  const decoder = await clock.time(open);
  const decoded = await clock.time(() => decoder.decode(stream));
  const mismatch = describeMismatch(decoded, recorded);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  const facts = {
    ...{ encodedBytes: stream.length, streamDigest: digestOfStream(stream) },
    ...{ codecMs: clock.ms(), againMs: 0 },
  };
  if (task.repeat !== true || facts.codecMs > REPEATED_UP_TO_MS) return { status: 'ok', value: facts };
  const opened = makeClock();
  const again = await encodeOnce(encoder, task.recording, opened);
  if (again.status !== 'ok') return again;
  await opened.time(() => decoder.decode(again.value));
  return { status: 'ok', value: { ...facts, openedMs: opened.ms() } };
}

/** Encodes a recording, twice, and leaves the stream in a file. */
export async function encodeOnly(task: EncodeTask): Promise<Outcome<EncodeFacts>> {
  const open = await openerOf(task);
  const [clock, againClock] = [makeClock(), makeClock()];
  const encoder = await clock.time(open);
  const first = await encodeOnce(encoder, task.recording, clock);
  if (first.status !== 'ok') return first;
  // the second call may write where the first has
  const stream = new Uint8Array(first.value);
  const again = await encodeOnce(encoder, task.recording, againClock);
  if (again.status !== 'ok') return again;
  if (compareBytes(again.value, stream) !== 0) {
    return failure('the same samples, encoded again, gave other bytes');
  }
  writeFileSync(task.streamPath, stream);
  const facts = { codecMs: clock.ms(), againMs: againClock.ms() };
  if (!task.isLossy) return { status: 'ok', value: facts };
  const lost = await lookAtLoss(task, await open(), stream);
  return lost.status === 'ok' ? { status: 'ok', value: { ...facts, lost: lost.value } } : lost;
}

/** What a chain that may lose something promises, and what its stream decodes to here. */
async function lookAtLoss(
  task: EncodeTask,
  codec: ChainCodec,
  stream: Uint8Array,
): Promise<Outcome<NonNullable<EncodeFacts['lost']>>> {
  const recorded = await pristineSamples(task.recording);
  const decoded = await codec.decode(stream);
  const mismatch = describeMismatch(decoded, recorded, Number.POSITIVE_INFINITY);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  const digest = digestOf(decoded);
  const chain = await chainOf(task);
  if (isIdempotent(chain)) {
    const again = await codec.decode(await codec.encode({ ...recorded, ...decoded }));
    if (again?.data instanceof Int16Array === false || digestOf(again) !== digest) {
      return { status: 'mismatch', error: 'what was decoded, encoded again, decodes to other samples' };
    }
  }
  const kind = lossOf(chain);
  return { status: 'ok', value: { kind, digest, greatestError: await promisedError(task, kind, chain) } };
}

async function promisedError(task: CellTask, kind: LossKind, chain: Chain): Promise<number | null> {
  if (kind === 'none') return 0;
  if (kind !== 'bounded') return null;
  let most = 0;
  for (const samples of streamsOf(task, await pristineSamples(task.recording))) {
    most = Math.max(most, await greatestErrorOn(chain, copyOf(samples)));
  }
  return most;
}

/** Decodes a stream that another process left in a file. */
export async function decodeOnly(task: DecodeTask): Promise<Outcome<DecodeFacts>> {
  const stream = new Uint8Array(readFileSync(task.streamPath));
  const open = await openerOf(task);
  const clock = makeClock();
  const decoder = await clock.time(open);
  const decoded = await clock.time(() => decoder.decode(stream));
  const digest = decoded?.data instanceof Int16Array ? digestOf(decoded) : '';
  if (digest === task.digest) {
    if (task.samplesPath !== undefined) writeFileSync(task.samplesPath, bytesOf(decoded.data));
    return { status: 'ok', value: { digest, codecMs: clock.ms() } };
  }
  if (task.isLossy) return { status: 'mismatch', error: 'decodes to other samples in another process' };
  return { status: 'mismatch', error: await mismatchOf(decoded, task.recording) };
}

async function mismatchOf(decoded: Samples, recording: Recording): Promise<string> {
  return describeMismatch(decoded, await pristineSamples(recording)) ?? 'the samples are not those recorded';
}

export async function digest({ recording }: DigestTask): Promise<Outcome<DigestFacts>> {
  return { status: 'ok', value: { digest: digestOf(await pristineSamples(recording)) } };
}
