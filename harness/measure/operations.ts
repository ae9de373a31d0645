/** What WebAssembly executes for a chain on a recording, inside a process that does nothing else. */
import { createHash } from 'node:crypto';
import { openChain } from '../../codecs/chain.js';
import type { Chain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { countedChain } from '../instrument/counted-chain.js';
import { type Watch, watchWebAssembly } from '../instrument/watch.js';
import { arePlugins } from '../plugins/specifiers.js';
import type { Outcome } from '../processes/outcome.js';
import type { OperationsFacts, OperationsTask } from '../processes/tasks.js';
import { copyOf, digestOf, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';

// from the first task that counts on: plugins may compile what they need when they are loaded
let watched: Watch | undefined;

export async function operations(task: OperationsTask): Promise<Outcome<OperationsFacts>> {
  if (task.isCounted) watched ??= watchWebAssembly();
  const forget = watched?.mark();
  const chain = await chainOf(task);
  const value = await countOperations(chain, await pristineSamples(task.recording), watched);
  // a plugin may keep instances that it made at any time
  if (!arePlugins(task.plugins)) forget?.();
  return { status: 'ok', value };
}

/** Encodes, and decodes in fresh instances. @param watch none if nothing is to be counted */
export async function countOperations(
  chain: Chain,
  samples: Samples,
  watch: Watch | undefined,
): Promise<OperationsFacts> {
  const counted = watch === undefined ? { chain, tallies: [] } : countedChain(chain, watch);
  const bytes = await (await openChain(counted.chain)).encode(copyOf(samples));
  // taken now: a stage may write to what decode is given
  const streamDigest = createHash('sha256').update(bytes).digest('hex');
  const decoded = await (await openChain(counted.chain)).decode(bytes);
  return {
    samples: samples.data.length,
    digests: [streamDigest, digestOf(decoded)],
    stages: counted.tallies.map(({ stage, encode, decode }) => ({ stage, encode, decode })),
  };
}
