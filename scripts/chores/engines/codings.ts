/**
 * What every engine computes: streams of the fixed recordings by chains of our own stages, and what these decode to, as
 * SHA-256. In a browser node:fs and node:crypto are stand-ins (stand-ins.ts).
 */
import { createHash } from 'node:crypto';
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import type { Registry, Stage } from '../../../codecs/codec.js';
import { arithmetic } from '../../../codecs/coders/arithmetic/coder.js';
import { bitpack } from '../../../codecs/coders/bitpack/coder.js';
import { bitshuffle } from '../../../codecs/coders/bitshuffle/coder.js';
import { counts } from '../../../codecs/coders/counts/coder.js';
import { events } from '../../../codecs/coders/events/coder.js';
import { defineGaussianRans } from '../../../codecs/coders/gaussian-rans/coder.js';
import { huffman } from '../../../codecs/coders/huffman/coder.js';
import { liveSpikes } from '../../../codecs/coders/live-spikes/coder.js';
import { defineLmsRange } from '../../../codecs/coders/lms-range/coder.js';
import { defineLpcGaussian } from '../../../codecs/coders/lpc-gaussian/coder.js';
import { mdct } from '../../../codecs/coders/mdct/coder.js';
import { defineMiddleOut } from '../../../codecs/coders/middle-out/coder.js';
import { defineMixedGaussian } from '../../../codecs/coders/mixed-gaussian/coder.js';
import { power } from '../../../codecs/coders/power/coder.js';
import { rans } from '../../../codecs/coders/rans/coder.js';
import { rice } from '../../../codecs/coders/rice/coder.js';
import { runLength } from '../../../codecs/coders/run-length.js';
import { shuffle } from '../../../codecs/coders/shuffle/coder.js';
import { spikes } from '../../../codecs/coders/spikes/coder.js';
import { shippedProfiles } from '../../../codecs/converter/shipped.js';
import { band } from '../../../codecs/transforms/band.js';
import { delta } from '../../../codecs/transforms/delta/transform.js';
import { iwt } from '../../../codecs/transforms/iwt/transform.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { lift } from '../../../codecs/transforms/lift/transform.js';
import { lpc } from '../../../codecs/transforms/lpc/transform.js';
import { quantize } from '../../../codecs/transforms/quantize/transform.js';
import { engineSamples } from './samples.js';

/** The registry has these too, but with them packages that no browser takes. */
const STAGES: readonly Stage[] = [
  ...[arithmetic, bitpack, bitshuffle, counts, events, huffman, liveSpikes, mdct, power, rans, rice],
  ...[runLength, shuffle, spikes, band, delta, iwt, levels, lift, lpc, quantize],
  defineGaussianRans(shippedProfiles),
  defineLmsRange(shippedProfiles),
  defineLpcGaussian(shippedProfiles),
  defineMiddleOut(shippedProfiles),
  defineMixedGaussian(shippedProfiles),
];

const CHAINS = [
  ...['levels+middle-out', 'levels+middle-out:net=on', 'levels+middle-out:profile=neuralink,lag=past'],
  ...['levels+lms-range', 'levels+lms-range:block=16,references=4', 'levels+lms-range:profile=neuralink'],
  ...['levels+lpc-gaussian', 'levels+lpc-gaussian:references=6', 'levels+gaussian-rans'],
  ...['levels+mixed-gaussian', 'levels+mixed-gaussian:profile=neuralink', 'levels+mdct:step=9', 'mdct'],
  ...['rice', 'lpc+rice', 'delta+huffman', 'iwt+rans', 'lift+arithmetic:order=1', 'bitpack', 'run-length'],
  ...['shuffle', 'bitshuffle', 'levels+spikes', 'levels+live-spikes:keep=samples', 'levels+events'],
  ...['counts:ms=20', 'power:ms=20', 'band+quantize:step=5+rice'],
];

export interface ChainDigests {
  readonly chain: string;
  /** Of streams one behind the other, and of the samples that they decode to; hexadecimal. */
  readonly streams: string;
  readonly decoded: string;
}

export async function codeAll(chains: readonly string[] = CHAINS): Promise<ChainDigests[]> {
  const registry: Registry = new Map(STAGES.map(stage => [stage.name, stage]));
  const all: ChainDigests[] = [];
  for (const id of chains) {
    const chain = parseChain(id, registry);
    const [streams, decoded] = [createHash('sha256'), createHash('sha256')];
    for (const { samples } of engineSamples()) {
      const stream = await (await openChain(chain)).encode({ ...samples, data: samples.data.slice() });
      const { data } = await (await openChain(chain)).decode(stream);
      streams.update(stream);
      decoded.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    all.push({ chain: id, streams: streams.digest('hex'), decoded: decoded.digest('hex') });
  }
  return all;
}
