/** Single calls of a chain, from file to file, inside a measuring process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { openChain } from '../../codecs/chain.js';
import type { Outcome } from '../processes/outcome.js';
import type {
  DecodedStream,
  DecodeStreamTask,
  EncodedSamples,
  EncodeSamplesTask,
} from '../processes/tasks.js';
import { chainOf } from './encoder.js';

/** Encodes samples with a fresh instance. */
export async function encodeSamples(task: EncodeSamplesTask): Promise<Outcome<EncodedSamples>> {
  const { channels, sampleRateHz, samplesPath, streamPath } = task;
  const data = new Int16Array(new Uint8Array(readFileSync(samplesPath)).buffer);
  const { encode } = await openChain(await chainOf(task));
  const stream = await encode({ data, channels, ...(sampleRateHz !== undefined && { sampleRateHz }) });
  if (!(stream instanceof Uint8Array)) return { status: 'error', error: 'encode did not return bytes' };
  writeFileSync(streamPath, stream);
  return { status: 'ok', value: {} };
}

/** Decodes a stream with a fresh instance. */
export async function decodeStream(task: DecodeStreamTask): Promise<Outcome<DecodedStream>> {
  const { decode } = await openChain(await chainOf(task));
  const samples = await decode(new Uint8Array(readFileSync(task.streamPath)));
  if (!(samples?.data instanceof Int16Array))
    return { status: 'error', error: 'decode did not return samples' };
  writeFileSync(task.samplesPath, bytesOf(samples.data));
  return { status: 'ok', value: { channels: samples.channels } };
}
