/** Every chunk of an archive, on all cores. */
import type { Limits } from '../processes/guard.js';
import { inLanes } from '../processes/lanes.js';
import type { DecodeChunkTask } from '../processes/tasks.js';
import { startWorkers } from '../processes/workers.js';
import { chunksOf, framesOf } from './chunks.js';
import type { Plan } from './format.js';

export interface ChunksRequest {
  /** Absolute path. */
  readonly archive: string;
  /** Absolute paths or package names. */
  readonly plugins: readonly string[];
  readonly jobs: number;
  /** Of each chunk. */
  readonly limits: Omit<Limits, 'signal'>;
  readonly signal: AbortSignal;
}

/**
 * Decodes all chunks.
 * @param onBytes called with the bytes of samples of each
 * @throws Error that says which stretch of which stream is wrong, and how
 */
export async function decodeAll(
  plan: Plan,
  then: DecodeChunkTask['then'],
  { archive, plugins, jobs, limits, signal }: ChunksRequest,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const all = plan.streams.flatMap((planned, stream) =>
    Array.from({ length: chunksOf(planned) }, (_, chunk) => ({ planned, stream, chunk })),
  );
  if (all.length === 0) return;
  const workers = startWorkers(Math.min(jobs, all.length), limits.memoryBytes);
  let failure: Error | undefined;
  try {
    await inLanes(all, jobs, signal, async ({ planned, stream, chunk }) => {
      if (failure !== undefined) return;
      const task = { archive, plugins, stream, chunk, then };
      const outcome = await workers.run('decodeChunk', task, { ...limits, signal });
      const [first, frames] = framesOf(planned, chunk);
      if (outcome.status === 'ok') onBytes(2 * planned.channels * frames);
      else
        failure ??= new Error(
          `${planned.name} from ${(first / planned.sampleRateHz).toFixed(3)} s on: ${outcome.error}`,
        );
    });
  } finally {
    await workers.close();
  }
  signal.throwIfAborted();
  if (failure !== undefined) throw failure;
}
