/**
 * Pairs of processes, kept from window to window: of each set of plugins one that encodes and one that decodes, so that
 * nothing but the stream is handed over. What a plugin leaves behind in them meets its own chains alone; where a window
 * fails, both are replaced.
 */
import { type Judge, startPair } from '../processes/coding-pair.js';
import { digestOf } from '../processes/digest.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import { type Lane, type LaneCell, rememberChains } from './lane.js';

/** Codes windows with chains that have a stage of a plugin, or may lose something. */
interface KeptPairs extends Lane {
  readonly close: () => Promise<void>;
}

/** Of so many plugins, or sets of them, processes are kept; each takes some 50 MB. */
const MOST_PAIRS = 3;

/** @param builtIn processes that no plugin runs in */
export function makeKeptPairs(memoryBytes: number, builtIn: Workers, judge: Judge): KeptPairs {
  const pairs = new Map<string, KeptPairs>();
  const end = async (key: string) => {
    const pair = pairs.get(key);
    pairs.delete(key);
    await pair?.close();
  };
  const take = async (key: string) => {
    const pair = pairs.get(key) ?? startKeptPair(memoryBytes, builtIn, judge);
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

function startKeptPair(memoryBytes: number, builtIn: Workers, judge: Judge): KeptPairs {
  const pair = startPair(memoryBytes, undefined, judge);
  const lane = rememberChains(async (cell, limits) => {
    const digest = await expectedDigest(cell, builtIn, limits);
    if (digest.status !== 'ok') return digest;
    let result: Outcome<ExactFacts> = { status: 'error', error: 'interrupted' };
    await pair.code([{ ...cell, ...digest.value }], limits, (_, { outcome }) => {
      result = outcome;
    });
    return result;
  });
  return { ...lane, close: pair.close };
}

/** What has to come back: null of a chain that may lose something, which is judged by what did. */
async function expectedDigest(
  { isLossy = false, recording }: LaneCell,
  builtIn: Workers,
  limits: Limits,
): Promise<Outcome<{ readonly digest: string | null }>> {
  return isLossy ? { status: 'ok', value: { digest: null } } : digestOf(recording, builtIn, limits);
}
