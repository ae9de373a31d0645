/**
 * Processes for chains with a plugin, kept from window to window: of each plugin one that encodes and one that decodes,
 * so that nothing but the stream is handed over. What a plugin leaves behind in them meets its own chains alone; where a
 * window fails, both are replaced.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../processes/scratch.js';
import { startWorkers } from '../processes/workers.js';
import { type Lane, rememberChains } from './lane.js';

/** Codes windows with chains that have a stage of a plugin. */
export interface PluginPairs extends Lane {
  readonly close: () => Promise<void>;
}

/** Of so many plugins, or sets of them, processes are kept; each takes some 50 MB. */
const MOST_PAIRS = 3;

let streams = 0;

export function makePluginPairs(memoryBytes: number): PluginPairs {
  const pairs = new Map<string, PluginPairs>();
  const end = async (key: string) => {
    const pair = pairs.get(key);
    pairs.delete(key);
    await pair?.close();
  };
  const take = async (key: string) => {
    const pair = pairs.get(key) ?? startPair(memoryBytes);
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

function startPair(memoryBytes: number): PluginPairs {
  const [encoder, decoder] = [startWorkers(1, memoryBytes), startWorkers(1, memoryBytes)];
  const lane = rememberChains(async (cell, limits) => {
    const streamPath = join(scratchFolder(), `window-${streams++}.stream`);
    const task = { ...cell, streamPath };
    try {
      const encoded = await encoder.run('encodeOnly', task, limits);
      if (encoded.status !== 'ok') return encoded;
      const decoded = await decoder.run('decodeOnly', task, limits);
      if (decoded.status !== 'ok') return decoded;
      const codecMs = encoded.value.codecMs + decoded.value.codecMs;
      return { status: 'ok', value: { encodedBytes: statSync(streamPath).size, codecMs } };
    } finally {
      rmSync(streamPath, { force: true });
    }
  });
  return {
    ...lane,
    close: async () => {
      await Promise.allSettled([encoder.close(), decoder.close()]);
    },
  };
}
