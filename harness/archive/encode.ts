/** Recordings to an archive: chunks on all cores, and no more of them in memory than there are. */
import { closeSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { Limits } from '../processes/guard.js';
import { inLanes } from '../processes/lanes.js';
import { startWorkers, type Workers } from '../processes/workers.js';
import { hashFile } from '../recordings/checksum.js';
import type { Refusal } from '../recordings/recording.js';
import type { Certificate } from './certificate.js';
import { FLICKER_SEED } from './certifier.js';
import { chunksOf, framesOf, restOf } from './chunks.js';
import { Breach, type MeasuredLog, measureCopy, openMeasuredLog } from './measured.js';
import { openPart, type PartFile, partPath, readRanges } from './part.js';
import { type ArchiveInput, type ArchivePlan, chunkRecording, planArchive } from './plan.js';
import { stretchesOf } from './stretches.js';

const deflated = promisify(deflateRaw);

export interface EncodeRequest extends ArchiveInput {
  /** Where the archive is to be. */
  readonly output: string;
  /** Absolute paths or package names of the plugins and profiles that the chain needs. */
  readonly plugins: readonly string[];
  /** Whether each chunk is decoded again before it is written, and compared. */
  readonly verify: boolean;
  readonly jobs: number;
  /** Of each chunk. */
  readonly limits: Omit<Limits, 'signal'>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EncodeProgress) => void;
}

interface EncodeProgress {
  /** Of a lossy copy what was lost is measured once all is in it. */
  readonly phase: 'encoding' | 'measuring';
  /** Bytes of the files that are in the archive, and all; or of samples that were measured. */
  readonly done: number;
  readonly total: number;
}

export interface EncodeSummary {
  readonly originalBytes: number;
  /** Of those, samples. */
  readonly sampleBytes: number;
  readonly archiveBytes: number;
  readonly files: number;
  readonly streams: number;
  /** Of the longest stream. */
  readonly durationS: number;
  readonly wallMs: number;
  /** Bytes that stood in the archive from an earlier attempt. */
  readonly resumedBytes: number;
  readonly refused: readonly Refusal[];
  /** Of a lossy copy. */
  readonly certificate?: Certificate;
}

/**
 * Writes an archive. Until it is whole it lies beside its name; called again with the same request, it goes on there.
 * @throws Error if a file is missing or changes meanwhile, the chain fails, or nothing can be written
 * @throws Breach if a chain loses more than it promises: then nothing is left of the archive
 */
export async function encodeArchive(request: EncodeRequest): Promise<EncodeSummary> {
  const startMs = performance.now();
  const planned = await planArchive(request);
  const before = planned.paths.map(stampOf);
  const sums = planned.paths.map(path => hashFile(path, () => request.signal.throwIfAborted()));
  // looked at in turn below; an early failure is not to end the process
  for (const sum of sums) sum.catch(() => undefined);
  const part = openPart(request.output, planned.plan);
  const log = openMeasuredLog(request.output, planned.plan);
  const progress = makeProgress(planned, part, request);
  const all = planned.plan.streams.reduce((sum, stream) => sum + chunksOf(stream), 0);
  const workers = startWorkers(Math.max(1, Math.min(request.jobs, all)), request.limits.memoryBytes);
  try {
    const chunks = await encodeChunks(planned, part, workers, request, progress.add);
    const rest = await deflateRest(planned, part, request.signal, progress.add);
    request.signal.throwIfAborted();
    const sha256 = await Promise.all(sums);
    const changed = planned.paths.findIndex((path, k) => stampOf(path) !== before[k]);
    if (changed >= 0) throw new Error(`${planned.paths[changed]}: has changed while it was read`);
    const certificate = log && (await certified(planned, chunks, workers, request, log));
    const archiveBytes = part.finish({ chunks, rest, sha256, ...(certificate && { certificate }) });
    log?.remove();
    return {
      ...summaryOf(planned),
      ...(certificate && { certificate }),
      archiveBytes,
      wallMs: performance.now() - startMs,
      resumedBytes: progress.resumed,
    };
  } catch (thrown) {
    if (thrown instanceof Breach) {
      part.discard();
      log?.remove();
    } else {
      part.close();
      log?.close();
    }
    throw thrown;
  } finally {
    await workers.close();
  }
}

/** What was lost, of an archive whose chunks are all there. */
function certified(
  { plan, paths }: ArchivePlan,
  places: readonly (readonly number[])[],
  workers: Workers,
  request: EncodeRequest,
  log: MeasuredLog,
): Promise<Certificate> {
  const { plugins, jobs, limits, signal, onProgress } = request;
  const stretches = stretchesOf(plan);
  const total = plan.streams.reduce((sum, { channels, frames }) => sum + 2 * channels * frames, 0);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress({ phase: 'measuring', done, total });
  };
  onBytes(0);
  const archive = resolve(partPath(request.output));
  return measureCopy(
    {
      ...{ plan, stretches, seed: FLICKER_SEED, archive, places, files: paths },
      ...{ plugins, jobs, limits, signal, onBytes },
    },
    workers,
    log,
  );
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

function summaryOf({ plan, refused }: ArchivePlan) {
  return {
    originalBytes: plan.files.reduce((sum, { bytes }) => sum + bytes, 0),
    sampleBytes: plan.streams.reduce((sum, { channels, frames }) => sum + 2 * channels * frames, 0),
    files: plan.files.length,
    streams: plan.streams.length,
    durationS: Math.max(0, ...plan.streams.map(({ frames, sampleRateHz }) => frames / sampleRateHz)),
    refused,
  };
}

function makeProgress({ plan }: ArchivePlan, part: PartFile, { onProgress }: EncodeRequest) {
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const resumed = plan.streams.reduce((sum, stream, s) => {
    const standing = part.chunks[s].flatMap((at, k) => (at === undefined ? [] : [framesOf(stream, k)[1]]));
    return sum + standing.reduce((frames, count) => frames + 2 * stream.channels * count, 0);
  }, 0);
  let done = resumed;
  return {
    resumed,
    add: (bytes: number) => {
      done += bytes;
      onProgress({ phase: 'encoding', done, total });
    },
  };
}

/** Chunks that do not stand yet, in the order of streams and time. */
async function encodeChunks(
  { plan, recordings }: ArchivePlan,
  part: PartFile,
  workers: Workers,
  { chain, plugins, verify, jobs, limits, signal }: EncodeRequest,
  onBytes: (bytes: number) => void,
): Promise<number[][]> {
  const places = plan.streams.map((stream, s) =>
    Array.from({ length: chunksOf(stream) }, (_, k) => part.chunks[s][k] ?? -1),
  );
  const missing = places.flatMap((list, s) => list.flatMap((at, k) => (at < 0 ? [[s, k] as const] : [])));
  let failure: Error | undefined;
  await inLanes(missing, jobs, signal, async ([s, k]) => {
    if (failure !== undefined) return;
    const stream = plan.streams[s];
    const recording = chunkRecording(recordings[s], stream, k);
    const lossy = plan.lossy && { ...plan.lossy, exact: stream.exact ?? [] };
    const task = { chain, plugins, recording, verify, ...(lossy && { lossy }) };
    const outcome = await workers.run('encodeChunk', task, { ...limits, signal });
    if (signal.aborted || failure !== undefined) return;
    if (outcome.status !== 'ok') {
      const [first] = framesOf(stream, k);
      const at = (first / stream.sampleRateHz).toFixed(3);
      const said = `${stream.name} from ${at} s on: ${outcome.error}`;
      const isBreach = plan.lossy !== undefined && outcome.status === 'mismatch';
      failure = isBreach ? new Breach(said) : new Error(said);
      return;
    }
    places[s][k] = part.append('CHUNK', s, k, outcome.value.payload);
    onBytes(2 * recording.channels * recording.frames);
  });
  if (failure !== undefined) throw failure;
  return places;
}

async function deflateRest(
  { plan, paths }: ArchivePlan,
  part: PartFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<number[][]> {
  const places: number[][] = plan.files.map(() => []);
  for (const [f, path] of paths.entries()) {
    const descriptor = openSync(path, 'r');
    try {
      let k = 0;
      for (const piece of restOf(plan, f)) {
        signal.throwIfAborted();
        const bytes = readRanges(descriptor, path, piece);
        places[f].push(part.rest[f][k] ?? part.append('REST', f, k, await deflated(bytes, { level: 9 })));
        onBytes(bytes.length);
        k++;
      }
    } finally {
      closeSync(descriptor);
    }
  }
  return places;
}
