/** What an implant would send of a recording, second by second, and whether it comes back. */
import { writeFileSync } from 'node:fs';
import { varintSize } from '../../codecs/bytes/shape.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { greatestErrorOn, lossOf } from '../../codecs/loss.js';
import type { Outcome } from '../processes/outcome.js';
import type { SentFacts, SentTask } from '../processes/tasks.js';
import { type AsSent, asSent } from './as-sent.js';
import { cutIntoBlocks, joinBlocks } from './block-codec.js';
import { copyOf, describeMismatch, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';

interface Sent {
  /** By window of time, the last of what is left. */
  readonly bytes: readonly number[];
  /** Behind the head. */
  readonly decoded: Samples;
}

/** Codes a recording as sent, decodes it in a fresh instance, and compares, or leaves what came back in a file. */
export async function sent(task: SentTask): Promise<Outcome<SentFacts>> {
  const { recording, windowFrames, blockFrames, samplesPath } = task;
  const recorded = await pristineSamples(recording);
  const chain = await chainOf(task);
  const kind = lossOf(chain);
  const way = asSent(chain);
  const { given, back } = await way.head(copyOf(recorded));
  const { bytes, decoded } =
    way.live === null
      ? await sendBlocks(way, given, blockFrames, windowFrames)
      : await sendLive(way, given, windowFrames);
  const samples = await back(decoded);
  const tolerance = kind === 'none' ? 0 : Number.POSITIVE_INFINITY;
  const mismatch = describeMismatch(samples, recorded, tolerance);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  if (kind !== 'none') writeFileSync(samplesPath, bytesOf(samples.data));
  const greatestError =
    kind === 'none' ? 0 : kind === 'bounded' ? await greatestErrorOn(chain, copyOf(recorded)) : null;
  return { status: 'ok', value: { live: way.live, bytes, kind, greatestError } };
}

/** Of what is coded on arrival, the bytes of a window are those by which a stream that ends with it is longer. */
async function sendLive(way: AsSent, given: Samples, windowFrames: number): Promise<Sent> {
  const encoder = await way.open();
  const bytes: number[] = [];
  let before = 0;
  let stream = new Uint8Array(0);
  const frames = given.data.length / given.channels;
  for (let start = 0; start < frames; start += windowFrames) {
    const prefix = firstFrames(given, Math.min(frames, start + windowFrames));
    stream = new Uint8Array(await encoder.encode(prefix));
    bytes.push(stream.length - before);
    before = stream.length;
  }
  return { bytes, decoded: await (await way.open()).decode(stream) };
}

function firstFrames(samples: Samples, count: number): Samples {
  const { data, channels } = samples;
  const frames = data.length / channels;
  const taken = new Int16Array(channels * count);
  for (let c = 0; c < channels; c++) taken.set(data.subarray(c * frames, c * frames + count), c * count);
  return { ...samples, data: taken };
}

/** A block counts where it begins, with the length that a stream of blocks needs beside it. */
async function sendBlocks(
  way: AsSent,
  given: Samples,
  blockFrames: number,
  windowFrames: number,
): Promise<Sent> {
  const [encoder, decoder]: ChainCodec[] = [await way.open(), await way.open()];
  const frames = given.data.length / given.channels;
  const bytes = new Array<number>(Math.ceil(frames / windowFrames)).fill(0);
  const blocks: Samples[] = [];
  for (const [b, block] of cutIntoBlocks(given, blockFrames).entries()) {
    const stream = new Uint8Array(await encoder.encode(block));
    bytes[Math.floor((b * blockFrames) / windowFrames)] += varintSize(stream.length) + stream.length;
    blocks.push(await decoder.decode(stream));
  }
  return { bytes, decoded: joinBlocks({ channels: given.channels, frames }, blocks) };
}
