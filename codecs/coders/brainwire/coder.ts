/**
 * brainwire's lossless modes, to the byte of its version 0.1.8: a Huffman code of bytes, of the samples as they are
 * (mode h), or of each sample's rank among the distinct values of the recording. A rank is a byte if there are less than
 * 256 of these (mode u), else two, low byte first, and one table serves both (mode w). Streams: shared/brainwire/.
 *
 * brainwire fails at 65,536 distinct values, and wherever there is no code (stream.ts); here such samples stand as they
 * are. It has no place for a second channel; here each is a stream of its own.
 */
import { bytesOf } from '../../bytes/stream.js';
import { defineCoder } from '../../codec.js';
import { distinctValues } from '../../models/distinct-values.js';
import { type ChannelCodec, frameCodec } from '../shared/brainwire/frame.js';
import type { Held } from '../shared/brainwire/stream.js';

const MOST_BYTE_RANKS = 255;
const MOST_RANKS = 65535;
const NO_VALUES = new Uint8Array(0);

function rank(channel: Int16Array): Held | undefined {
  const distinct = distinctValues(channel);
  if (distinct.length > MOST_RANKS) return undefined;
  const ranks = new Uint16Array(65536);
  for (let k = 0; k < distinct.length; k++) ranks[distinct[k] & 0xffff] = k;
  const isByte = distinct.length <= MOST_BYTE_RANKS;
  const data = isByte ? new Uint8Array(channel.length) : new Uint16Array(channel.length);
  for (let i = 0; i < channel.length; i++) data[i] = ranks[channel[i] & 0xffff];
  return {
    mode: isByte ? 'u' : 'w',
    data: new Uint8Array(data.buffer),
    values: bytesOf(distinct),
  };
}

function unrank({ mode, data, values }: Held): Int16Array {
  const distinct = samplesOf(values);
  const ranks = mode === 'u' ? data : new Uint16Array(samplesOf(data).buffer);
  const channel = new Int16Array(ranks.length);
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i] >= distinct.length) throw new Error(`rank ${ranks[i]} of ${distinct.length} values`);
    channel[i] = distinct[ranks[i]];
  }
  return channel;
}

/** A copy: bytes of a stream may lie at an odd place. */
function samplesOf(bytes: Uint8Array): Int16Array {
  if (bytes.length % 2 === 1) throw new Error(`${bytes.length} bytes where every sample has two`);
  return new Int16Array(bytes.slice().buffer);
}

function unhold(held: Held): Int16Array {
  if (held.mode === 'n') throw new Error('a stream of spikes, mode n, which brainwire-n reads');
  return held.mode === 'h' ? samplesOf(held.data) : unrank(held);
}

const HOLD: Readonly<Record<'u' | 'h', ChannelCodec['hold']>> = {
  u: rank,
  h: channel => ({ mode: 'h', data: bytesOf(channel), values: NO_VALUES }),
};

export const brainwire = defineCoder({
  name: 'brainwire',
  family: 'entropy',
  summary:
    'modes u, w and h of brainwire 0.1.8: Huffman code of the bytes of ranks, or of samples, in its own streams',
  parameters: {
    mode: {
      type: 'choice',
      choices: ['u', 'h'],
      default: 'u',
      sweep: ['u', 'h'],
      meaning: 'u: ranks among distinct values, of two bytes (its mode w) from 256 of them on; h: samples',
    },
  },
  open: ({ mode }) => frameCodec({ hold: HOLD[mode], unhold, lay: bytesOf, unlay: samplesOf }),
});
