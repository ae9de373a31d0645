/** What other chains would make of an archive's samples, by some of its chunks. */
import { inLanes } from '../processes/lanes.js';
import { startWorkers } from '../processes/workers.js';
import { chunksOf, framesOf } from './chunks.js';
import type { EncodeRequest } from './encode.js';
import { chunkRecording, planArchive } from './plan.js';

export interface ComparedChain {
  readonly chain: string;
  /** Bytes of samples by bytes of streams, over the chunks that were coded; null if it cannot be had here. */
  readonly ratio: number | null;
  /** Why not, if so. */
  readonly reason: string;
  /** Chunks that were coded, and all. */
  readonly chunks: number;
  readonly of: number;
}

/** Chunks that are coded: some, evenly over all streams and times. */
const MOST_CHUNKS = 24;

/** @throws Error if the input is gone */
export async function compareChains(
  request: Omit<EncodeRequest, 'chain' | 'onProgress' | 'verify' | 'output' | 'plugins'>,
  chains: readonly string[],
): Promise<ComparedChain[]> {
  const { jobs, limits, signal } = request;
  const { plan, recordings } = await planArchive({ ...request, chain: 'raw' });
  const all = plan.streams.flatMap((stream, s) =>
    Array.from({ length: chunksOf(stream) }, (_, k) => [s, k] as const),
  );
  const every = Math.max(1, all.length / MOST_CHUNKS);
  const some = all.filter((_, k) => Math.floor(k / every) !== Math.floor((k - 1) / every));
  const workers = startWorkers(Math.min(jobs, Math.max(1, some.length)), limits.memoryBytes);
  const compared: ComparedChain[] = [];
  try {
    for (const chain of chains) {
      let [raw, coded, reason] = [0, 0, ''];
      await inLanes(some, jobs, signal, async ([s, k]) => {
        if (reason !== '') return;
        const recording = chunkRecording(recordings[s], plan.streams[s], k);
        const task = { chain, plugins: [], recording, verify: false };
        const outcome = await workers.run('encodeChunk', task, { ...limits, signal });
        if (outcome.status !== 'ok') reason = outcome.error;
        else {
          const [, frames] = framesOf(plan.streams[s], k);
          raw += 2 * recording.channels * frames;
          coded += outcome.value.payload.length;
        }
      });
      signal.throwIfAborted();
      const ratio = reason !== '' || coded === 0 ? null : raw / coded;
      compared.push({ chain, ratio, reason, chunks: some.length, of: all.length });
    }
  } finally {
    await workers.close();
  }
  return compared;
}
