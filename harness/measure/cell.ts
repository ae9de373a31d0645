/** A cell inside a measuring process: its samples, its codec, and whether they came back. */
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { loadRegistry } from '../plugins/load.js';
import type { CellTask } from '../processes/tasks.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { blockCodec } from './block-codec.js';
import { solidCodec } from './solid-codec.js';

interface Held {
  readonly key: string;
  readonly samples: Samples;
}

// Cells come recording by recording, so one is worth keeping.
let held: Held | undefined;

/** The samples of a recording. Not to be handed to a codec: give it a copy, and compare with this. */
export function pristineSamples(recording: Recording): Samples {
  const key = JSON.stringify(recording);
  if (held?.key !== key) held = { key, samples: loadSamples(recording) };
  return held.samples;
}

/** A chain's codec in a fresh instance. */
export async function openTask({ chain, plugins, recording, blockFrames }: CellTask): Promise<ChainCodec> {
  const { source } = recording;
  const codec = await openChain(parseChain(chain, await loadRegistry(plugins)));
  if (blockFrames !== undefined) return blockCodec(codec, blockFrames);
  return source.type === 'solid' ? solidCodec(codec, source.parts) : codec;
}

// taken before a plugin is loaded, which might put something else in its place
export const compareBytes = Buffer.compare;

function bytesOf({ data }: Samples): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** A copy of samples that a codec may do its worst to. */
export function copyOf({ data, channels }: Samples): Samples {
  return { data: data.slice(), channels };
}

export function isSame(a: Samples, b: Samples): boolean {
  return (
    a.channels === b.channels && a.data.length === b.data.length && compareBytes(bytesOf(a), bytesOf(b)) === 0
  );
}

/**
 * Compares what was decoded with what was recorded.
 * @returns the first difference in words, or undefined
 */
export function describeMismatch(decoded: Samples, recorded: Samples): string | undefined {
  if (!(decoded?.data instanceof Int16Array)) return 'decode did not return samples';
  if (isSame(decoded, recorded)) return undefined;
  if (decoded.channels !== recorded.channels) {
    return `decoded ${decoded.channels} channels, recorded ${recorded.channels}`;
  }
  if (decoded.data.length !== recorded.data.length) {
    return `decoded ${decoded.data.length} samples, recorded ${recorded.data.length}`;
  }
  const frames = recorded.data.length / recorded.channels;
  const at = decoded.data.findIndex((sample, i) => sample !== recorded.data[i]);
  const where =
    recorded.channels === 1 ? `sample ${at}` : `frame ${at % frames} of channel ${Math.floor(at / frames)}`;
  return `${where} decoded as ${decoded.data[at]}, recorded as ${recorded.data[at]}`;
}
