/**
 * The encoder that a process keeps from one chunk to the next of the same chain: for 384 channels the system would
 * have to map some 50 MB anew for each. What decodes is never kept: what is compared has to be what a fresh instance makes of
 * the bytes.
 */
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import { type Chain, parseChain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { loadRegistry } from '../plugins/load.js';
import { arePlugins } from '../plugins/specifiers.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask } from '../processes/tasks.js';

type ChainTask = Pick<CellTask, 'chain' | 'plugins'>;

/** An open chain, and memory for what it is given. */
export interface Encoder {
  readonly encode: ChainCodec['encode'];
  /** A copy of samples, which a stage may do its worst to. Dead once it is called again. */
  readonly lend: (samples: Samples) => Samples;
}

let kept: { readonly key: string; readonly encoder: Encoder } | undefined;

/**
 * Does something with an encoder of a chain. It is one that was used before only if its chain was the same, if all went
 * well then, and if no plugin is asked for: built-in stages keep no state from call to call, as the project's tests see
 * to, but a plugin's may.
 * @throws whatever `use` throws, and Error if the chain cannot be opened
 */
export async function withEncoder<T>(
  task: ChainTask,
  use: (encoder: Encoder) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const key = [task.chain, ...task.plugins].join('\n');
  const known = kept?.key === key ? kept.encoder : undefined;
  kept = undefined;
  const encoder = known ?? (await openEncoder(task));
  const outcome = await use(encoder);
  if (outcome.status === 'ok' && !arePlugins(task.plugins)) kept = { key, encoder };
  return outcome;
}

async function openEncoder(task: ChainTask): Promise<Encoder> {
  const { encode } = await openChain(await chainOf(task));
  let room = new Int16Array(0);
  return {
    encode,
    lend: ({ data, channels }) => {
      if (room.length < data.length) room = new Int16Array(data.length);
      const copy = room.subarray(0, data.length);
      copy.set(data);
      return { data: copy, channels };
    },
  };
}

/** @throws Error if a plugin cannot be loaded, or there is no such stage */
export async function chainOf({ chain, plugins }: ChainTask): Promise<Chain> {
  return parseChain(chain, await loadRegistry(plugins));
}
