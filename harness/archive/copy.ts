/** A chunk of a lossy copy: channels that may lose something, by one chain, and those that may not, by another. */
import { channelsOf } from '../../codecs/bytes/shape.js';
import { concatenate } from '../../codecs/bytes/stream.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Chain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { greatestErrorOn } from '../../codecs/loss.js';
import type { CopyLoss } from '../grid/typed.js';
import type { PlannedStream } from './format.js';
import { lossyChannels } from './stretches.js';

type Channels = Pick<PlannedStream, 'channels' | 'exact'>;

/** @returns both streams, as a record of a lossy copy has them behind its checksum */
export async function encodeCopy(
  samples: Samples,
  planned: Channels,
  chain: Pick<ChainCodec, 'encode'>,
  exactChain: Pick<ChainCodec, 'encode'>,
): Promise<Uint8Array> {
  const { exact = [] } = planned;
  const lossy = lossyChannels(planned);
  const nothing = new Uint8Array(0);
  const streams = [
    lossy.length === 0 ? nothing : await chain.encode(pick(samples, lossy)),
    exact.length === 0 ? nothing : await exactChain.encode(pick(samples, exact)),
  ];
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, streams[0].length, true);
  return concatenate([length, ...streams]);
}

/** @throws Error if the bytes are torn, or decode to other channels */
export async function decodeCopy(
  bytes: Uint8Array,
  planned: Channels,
  plannedFrames: number,
  chain: Pick<ChainCodec, 'decode'>,
  exactChain: Pick<ChainCodec, 'decode'>,
): Promise<Samples> {
  const { channels, exact = [] } = planned;
  const length =
    bytes.length < 4 ? Number.NaN : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (!(4 + length <= bytes.length)) throw new Error('damaged: a chunk ends within its streams');
  const lossy = lossyChannels(planned);
  const parts: readonly (readonly [places: readonly number[], samples: Samples | undefined])[] = [
    [
      lossy,
      lossy.length === 0
        ? undefined
        : await chain.decode(bytes.subarray(4, 4 + length), lossy.length * plannedFrames),
    ],
    [
      exact,
      exact.length === 0
        ? undefined
        : await exactChain.decode(bytes.subarray(4 + length), exact.length * plannedFrames),
    ],
  ];
  const found = parts.find(([, samples]) => samples !== undefined)?.[1];
  const frames = (found?.data.length ?? 0) / (found?.channels ?? 1);
  const data = new Int16Array(channels * frames);
  for (const [places, samples] of parts) {
    if (samples === undefined) continue;
    if (samples.channels !== places.length || samples.data.length !== places.length * frames) {
      throw new Error(`${samples.channels} channels came back, where ${places.length} belong`);
    }
    for (const [k, channel] of places.entries()) {
      data.set(samples.data.subarray(k * frames, (k + 1) * frames), channel * frames);
    }
  }
  return { data, channels };
}

/** Some channels. */
export function pick(samples: Samples, places: readonly number[]): Samples {
  if (places.length === samples.channels) return samples;
  const frames = samples.data.length / samples.channels;
  const planes = channelsOf(samples);
  const data = new Int16Array(places.length * frames);
  for (const [k, channel] of places.entries()) data.set(planes[channel], k * frames);
  return { data, channels: places.length };
}

/** The greatest error that a chain promises of a chunk; null where it promises nothing. */
export async function promisedOn(
  chain: Chain,
  kind: CopyLoss,
  samples: Samples,
  planned: Channels,
): Promise<number | null> {
  if (kind === 'free') return null;
  const { data, channels } = pick(samples, lossyChannels(planned));
  return channels === 0 ? 0 : greatestErrorOn(chain, { data: data.slice(), channels });
}

/** By how much samples are off, and which is the first that is not as it has to be. */
export interface HeldErrors {
  readonly greatestError: number;
  readonly breach?: string;
}

/**
 * Looks at every sample of a chunk.
 * @param promised by how much channels that may lose something may be off
 */
export function heldErrors(
  decoded: Samples,
  recorded: Samples,
  { exact = [] }: Channels,
  promised: number | null,
): HeldErrors {
  const { channels } = recorded;
  if (decoded.channels !== channels || decoded.data.length !== recorded.data.length) {
    const [came, were] = [decoded, recorded].map(
      one => `${one.channels} channels, ${one.data.length} samples`,
    );
    return { greatestError: 0, breach: `decoded ${came}, recorded ${were}` };
  }
  const kept = new Set(exact);
  const frames = recorded.data.length / channels;
  let greatestError = 0;
  for (let channel = 0; channel < channels; channel++) {
    const most = kept.has(channel) ? 0 : (promised ?? Number.POSITIVE_INFINITY);
    for (let i = channel * frames; i < (channel + 1) * frames; i++) {
      const error = Math.abs(decoded.data[i] - recorded.data[i]);
      if (error > greatestError) greatestError = error;
      if (error <= most) continue;
      const where = `frame ${i - channel * frames} of channel ${channel}`;
      const promise = most > 0 ? `the chain promises ${most} at most` : 'nothing may be lost';
      const said = `decoded as ${decoded.data[i]}, recorded as ${recorded.data[i]}, where ${promise}`;
      return { greatestError, breach: `${where} ${said}` };
    }
  }
  return { greatestError };
}
