/**
 * Chains opened in processes of their own, one that encodes and one that decodes, under limits: what a plugin does there
 * costs no more than the call.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import { scratchFolder } from '../processes/scratch.js';
import { startWorkers, type Workers } from '../processes/workers.js';
import type { OpenById } from './decode.js';

export interface Apart {
  /** What the codec throws says how the call failed, in one line. */
  readonly open: OpenById;
  readonly close: () => Promise<void>;
}

let calls = 0;

/** @param plugins absolute paths or package names of plugins and profiles */
export function openApart(plugins: readonly string[], limits: Limits): Apart {
  const started: Partial<Record<'encoder' | 'decoder', Workers>> = {};
  const workersFor = (role: keyof typeof started) => {
    const workers = started[role] ?? startWorkers(1, limits.memoryBytes);
    started[role] = workers;
    return workers;
  };
  return {
    open: async chain => ({
      asynchronous: true,
      encode: ({ data, channels, sampleRateHz }) =>
        withFiles(async (samplesPath, streamPath) => {
          writeFileSync(samplesPath, bytesOf(data));
          const shape = { channels, ...(sampleRateHz !== undefined && { sampleRateHz }) };
          const task = { chain, plugins, samplesPath, streamPath, ...shape };
          factsOf(await workersFor('encoder').run('encodeSamples', task, limits));
          return new Uint8Array(readFileSync(streamPath));
        }),
      decode: stream =>
        withFiles(async (samplesPath, streamPath) => {
          writeFileSync(streamPath, stream);
          const task = { chain, plugins, samplesPath, streamPath };
          const { channels } = factsOf(await workersFor('decoder').run('decodeStream', task, limits));
          const data = new Int16Array(new Uint8Array(readFileSync(samplesPath)).buffer);
          // a plugin has the same line as the runner
          if (Number.isInteger(channels) && channels >= 1 && data.length % channels === 0)
            return { data, channels };
          throw new Error(`decode gave ${data.length} samples of ${channels} channels`);
        }),
    }),
    close: async () => {
      await Promise.all(Object.values(started).map(workers => workers.close()));
    },
  };
}

async function withFiles<T>(use: (samplesPath: string, streamPath: string) => Promise<T>): Promise<T> {
  const paths = ['samples', 'stream'].map(what => join(scratchFolder(), `call-${calls}.${what}`));
  calls++;
  try {
    return await use(paths[0], paths[1]);
  } finally {
    for (const path of paths) rmSync(path, { force: true });
  }
}

function factsOf<Facts>(outcome: Outcome<Facts>): Facts {
  if (outcome.status !== 'ok') throw new Error(outcome.error);
  return outcome.value;
}
