/**
 * Processes for chains with a plugin, kept from window to window: of each plugin one that encodes and one that decodes,
 * so that nothing but the stream is handed over. What a plugin leaves behind in them meets its own chains alone; where a
 * window fails, both are replaced.
 */
import { startPair } from '../processes/coding-pair.js';
import { digestOf } from '../processes/digest.js';
import type { Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import { type Lane, rememberChains } from './lane.js';

/** Codes windows with chains that have a stage of a plugin. */
export interface PluginPairs extends Lane {
  readonly close: () => Promise<void>;
}

/** Of so many plugins, or sets of them, processes are kept; each takes some 50 MB. */
const MOST_PAIRS = 3;

/** @param builtIn processes that no plugin runs in */
export function makePluginPairs(memoryBytes: number, builtIn: Workers): PluginPairs {
  const pairs = new Map<string, PluginPairs>();
  const end = async (key: string) => {
    const pair = pairs.get(key);
    pairs.delete(key);
    await pair?.close();
  };
  const take = async (key: string) => {
    const pair = pairs.get(key) ?? startPluginPair(memoryBytes, builtIn);
    // the one that was used last stands last
    pairs.delete(key);
    pairs.set(key, pair);
    const [oldest] = pairs.keys();
    if (pairs.size > MOST_PAIRS) await end(oldest);
    return pair;
  };
  return {
    code: async (cell, limits) => {
      const key = cell.plugins.join('\n');
      const coded = await (await take(key)).code(cell, limits);
      if (coded.outcome.status !== 'ok') await end(key);
      return coded;
    },
    close: async () => {
      await Promise.all([...pairs.keys()].map(end));
    },
  };
}

function startPluginPair(memoryBytes: number, builtIn: Workers): PluginPairs {
  const pair = startPair(memoryBytes, undefined, (task, limits) => builtIn.run('judge', task, limits));
  const lane = rememberChains(async (cell, limits) => {
    const digest = await digestOf(cell.recording, builtIn, limits);
    if (digest.status !== 'ok') return digest;
    let result: Outcome<ExactFacts> = { status: 'error', error: 'interrupted' };
    await pair.code([{ ...cell, ...digest.value }], limits, (_, { outcome }) => {
      result = outcome;
    });
    return result;
  });
  return { ...lane, close: pair.close };
}
