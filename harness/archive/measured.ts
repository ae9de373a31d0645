/**
 * What was lost, found out stretch by stretch on all cores: of an archive that is being written, or of one that is there.
 * While one is written, what was found out lies beside its part, so that it is not found out again:
 *
 *   as archives are (format.ts): PLAN | records MEASURED stream, stretch: deflated JSON, a `JudgedStretch`
 */
import { rmSync } from 'node:fs';
import type { Limits } from '../processes/guard.js';
import { inLanes } from '../processes/lanes.js';
import { plausibleStretch } from '../processes/plausible.js';
import type { JudgedStretch } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import type { Certificate } from './certificate.js';
import { makeCertifier } from './certifier.js';
import type { Plan } from './format.js';
import { jsonPayload, parseJson, partPath } from './part.js';
import { openRecordFile } from './record-file.js';
import { lossyChannels, type PlannedStretch } from './stretches.js';

export interface MeasureRequest {
  readonly plan: Plan;
  readonly stretches: readonly PlannedStretch[];
  /** Of the flicker floor. */
  readonly seed: number;
  /** Absolute path of the archive, or of its part. */
  readonly archive: string;
  /** By stream and chunk, where records begin. */
  readonly places: readonly (readonly number[])[];
  /** Absolute paths of the originals, as the plan has them. */
  readonly files: readonly string[];
  readonly plugins: readonly string[];
  readonly jobs: number;
  /** Of each stretch. */
  readonly limits: Omit<Limits, 'signal'>;
  readonly signal: AbortSignal;
  /** Called with the bytes of samples of each stretch. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Decodes all, holds it against the originals and measures how good it is.
 * @param log what was found out before, and where what is found out is kept
 * @throws Breach if samples are not as the chain promises; Error if a chunk is damaged
 */
export async function measureCopy(
  request: MeasureRequest,
  workers: Workers,
  log?: MeasuredLog,
): Promise<Certificate> {
  const { plan, stretches, seed, archive, places, files, plugins, jobs, limits, signal, onBytes } = request;
  const certifier = makeCertifier(seed);
  // a certificate hangs on the order of stretches, and these end in any
  const waiting = new Map<number, JudgedStretch>();
  let next = 0;
  const take = (k: number, judged: JudgedStretch) => {
    waiting.set(k, judged);
    for (let one = waiting.get(next); one !== undefined; one = waiting.get(++next)) {
      waiting.delete(next);
      certifier.add(stretches[next].stream, one);
    }
  };
  let failure: Error | undefined;
  await inLanes([...stretches.entries()], jobs, signal, async ([k, stretch]) => {
    if (failure !== undefined) return;
    const planned = plan.streams[stretch.stream];
    const known = log?.standing(k);
    const { firstChunk, chunks } = stretch;
    const task = {
      ...{ archive, files, plugins, stretch, seed: seed + k },
      places: places[stretch.stream].slice(firstChunk, firstChunk + chunks),
    };
    const outcome =
      known === undefined
        ? plausibleStretch(
            await workers.run('judgeStretch', task, { ...limits, signal }),
            lossyChannels(planned).length,
          )
        : ({ status: 'ok', value: known } as const);
    if (signal.aborted || failure !== undefined) return;
    if (outcome.status !== 'ok') {
      const at = (stretch.firstFrame / planned.sampleRateHz).toFixed(3);
      const said = `${planned.name} from ${at} s on: ${outcome.error}`;
      failure = outcome.status === 'mismatch' ? new Breach(said) : new Error(said);
      return;
    }
    if (known === undefined) log?.keep(stretch.stream, k, outcome.value);
    take(k, outcome.value);
    onBytes(2 * planned.channels * stretch.frames);
  });
  signal.throwIfAborted();
  if (failure !== undefined) throw failure;
  return certifier.certificate();
}

/** What was decoded is not what has to come back: no second try makes it better. */
export class Breach extends Error {}

export interface MeasuredLog {
  readonly standing: (stretch: number) => JudgedStretch | undefined;
  readonly keep: (stream: number, stretch: number, judged: JudgedStretch) => void;
  readonly close: () => void;
  readonly remove: () => void;
}

function measuredPath(path: string): string {
  return `${partPath(path)}.measured`;
}

/**
 * What was found out of the archive that is to be at a path, if it was of the same plan.
 * @returns undefined of a lossless one, of which nothing is found out; what there was of a lossy one is gone then
 */
export function openMeasuredLog(path: string, plan: Plan): MeasuredLog | undefined {
  if (plan.lossy === undefined) {
    rmSync(measuredPath(path), { force: true });
    return undefined;
  }
  const { standing, payload, append, close } = openRecordFile(measuredPath(path), plan, jsonPayload(plan));
  const places = new Map(standing.map(({ head, at }) => [head.number, at]));
  return {
    standing: stretch => {
      const at = places.get(stretch);
      return at === undefined ? undefined : (parseJson(payload(at)) as JudgedStretch);
    },
    keep: (stream, stretch, judged) => void append('MEASURED', stream, stretch, jsonPayload(judged)),
    close,
    remove: () => {
      close();
      rmSync(measuredPath(path), { force: true });
    },
  };
}
