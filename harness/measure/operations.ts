/** What WebAssembly executes for a chain on a recording, inside a process that does nothing else. */
import { createHash } from 'node:crypto';
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import type { Chain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { countedChain } from '../instrument/counted-chain.js';
import { type Watch, watchWebAssembly } from '../instrument/watch.js';
import { arePlugins } from '../plugins/specifiers.js';
import type { Outcome } from '../processes/outcome.js';
import type { OperationsFacts, OperationsTask } from '../processes/tasks.js';
import { asSent } from './as-sent.js';
import { cutIntoBlocks } from './block-codec.js';
import { copyOf, digestOf, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';

// from the first task that counts on: plugins may compile what they need when they are loaded
let watched: Watch | undefined;

export async function operations(task: OperationsTask): Promise<Outcome<OperationsFacts>> {
  if (task.isCounted) watched ??= watchWebAssembly();
  const forget = watched?.mark();
  const chain = await chainOf(task);
  const value = await countOperations(chain, await pristineSamples(task.recording), watched, task.sentFrames);
  // a plugin may keep instances that it made at any time
  if (!arePlugins(task.plugins)) forget?.();
  return { status: 'ok', value };
}

/**
 * Encodes, and decodes in a fresh instance.
 * @param watch none if nothing is to be counted
 * @param sentFrames if given, all is coded as an implant would send it: what needs blocks gets so many frames at a time
 */
export async function countOperations(
  chain: Chain,
  samples: Samples,
  watch: Watch | undefined,
  sentFrames?: number,
): Promise<OperationsFacts> {
  const counted = watch === undefined ? { chain, tallies: [] } : countedChain(chain, watch);
  const { pieces, open } = await piecesOf(counted.chain, samples, sentFrames);
  const [encoder, decoder] = [await open(), await open()];
  const [streams, decoded] = [createHash('sha256'), createHash('sha256')];
  for (const piece of pieces) {
    const bytes = await encoder.encode(piece);
    // taken now: a stage may write to what decode is given
    streams.update(bytes);
    decoded.update(digestOf(await decoder.decode(bytes)));
  }
  return {
    samples: pieces.reduce((sum, { data }) => sum + data.length, 0),
    digests: [streams.digest('hex'), decoded.digest('hex')],
    stages: counted.tallies.map(({ stage, encode, decode }) => ({ stage, encode, decode })),
  };
}

interface Pieces {
  /** Each of which is coded alone. */
  readonly pieces: readonly Samples[];
  readonly open: () => Promise<ChainCodec>;
}

/** Of blocks so many are counted, evenly over all: they are much alike, and counters are read for each. */
const MOST_BLOCKS = 256;

async function piecesOf(chain: Chain, samples: Samples, sentFrames: number | undefined): Promise<Pieces> {
  if (sentFrames === undefined) return { pieces: [copyOf(samples)], open: () => openChain(chain) };
  const { live, head, open } = asSent(chain);
  const { given } = await head(copyOf(samples));
  if (live !== null) return { pieces: [given], open };
  const blocks = cutIntoBlocks(given, sentFrames);
  const every = Math.ceil(blocks.length / MOST_BLOCKS);
  return { pieces: blocks.filter((_, b) => b % every === 0), open };
}
