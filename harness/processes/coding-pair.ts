/**
 * Two processes for chains of the same plugins: one encodes, the other decodes, and what one has done is unknown to the
 * other. Both are kept from cell to cell. What they say may be anything, since the plugin has the same line to this
 * process as the runner: bytes are counted here, and samples are held to a digest that comes from elsewhere.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfStream } from '../recordings/checksum.js';
import type { Limits } from './guard.js';
import type { Failure, Outcome } from './outcome.js';
import { isPlausibleLoss, isQuantity } from './plausible.js';
import { scratchFolder } from './scratch.js';
import { OTHER_ANSWER } from './supervise.js';
import type {
  CellTask,
  DecodeFacts,
  DecodeTask,
  EncodeFacts,
  EncodeTask,
  ExactFacts,
  JudgeFacts,
  JudgeTask,
} from './tasks.js';
import { startWarm } from './warm.js';

/** How a cell came through both processes. */
export interface Coded {
  readonly outcome: Outcome<ExactFacts>;
  /** Whether the processes that it has seen had coded nothing before. */
  readonly isFresh: boolean;
  /** Where the stream is, during the call. */
  readonly streamPath: string;
}

type OnCoded = (index: number, coded: Coded) => void;

/** A cell for both processes. */
export interface PairCell extends CellTask {
  /** Of the samples recorded, which are what has to come back; null of a chain that may lose something. */
  readonly digest: string | null;
}

/**
 * Holds what came back against the recording, in a process without plugins.
 * @param digest of what came back, as both processes say
 */
export type Judge = (task: JudgeTask, limits: Limits, digest: string) => Promise<Outcome<JudgeFacts>>;

export interface CodingPair {
  /**
   * Codes cells one after the other. A process in which one fails is replaced; if that is the encoder, cells behind it
   * are not reached.
   * @returns how many were
   */
  readonly code: (cells: readonly PairCell[], limits: Limits, onCoded: OnCoded) => Promise<number>;
  /** Sees to it that the next cell is coded in fresh processes. */
  readonly renew: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Encoded {
  readonly index: number;
  readonly task: DecodeTask;
  readonly facts: EncodeFacts;
  readonly isFresh: boolean;
}

type PairTask = EncodeTask & Pick<PairCell, 'digest'>;

const NO_STREAM: Failure = { status: 'error', error: 'encode left no stream' };
const OTHER_SAMPLES: Failure = { status: 'mismatch', error: 'decode did not give the samples back' };

let streams = 0;

/** @param judge needed for chains that may lose something */
export function startPair(memoryBytes: number, signal: AbortSignal | undefined, judge: Judge): CodingPair {
  const encoder = startWarm(memoryBytes, signal);
  const decoder = startWarm(memoryBytes, signal);
  const close = async () => {
    await Promise.all([encoder.close(), decoder.close()]);
  };
  const encode = async (tasks: readonly PairTask[], limits: Limits, onCoded: OnCoded) => {
    const encoded: Encoded[] = [];
    let reached = 0;
    await encoder.run('encodeOnly', tasks, limits, (index, outcome, isFresh) => {
      reached = index + 1;
      const task = tasks[index];
      const { streamPath } = task;
      const ready = outcome.status === 'ok' ? decodeTaskOf(task, outcome.value) : outcome;
      if ('status' in ready) onCoded(index, { outcome: ready, isFresh, streamPath });
      else if (outcome.status === 'ok') encoded.push({ index, task: ready, facts: outcome.value, isFresh });
    });
    return { encoded, reached };
  };
  /** @returns whether all came back */
  const decode = async (encoded: readonly Encoded[], limits: Limits, onCoded: OnCoded) => {
    let [next, sound] = [0, true];
    const tell = ({ index, task }: Encoded, outcome: Outcome<ExactFacts>, isFresh: boolean) => {
      sound &&= outcome.status === 'ok';
      onCoded(index, { outcome, isFresh, streamPath: task.streamPath });
    };
    const lossy: { readonly one: Encoded; readonly facts: ExactFacts; readonly isFresh: boolean }[] = [];
    while (next < encoded.length && signal?.aborted !== true) {
      const rest = encoded.slice(next);
      await decoder.run(
        'decodeOnly',
        rest.map(({ task }) => task),
        limits,
        (index, decoded, isFresh) => {
          const one = rest[index];
          const outcome = verified(one, decoded);
          next++;
          if (outcome.status === 'ok' && one.facts.lost !== undefined) {
            lossy.push({ one, facts: outcome.value, isFresh: isFresh && one.isFresh });
          } else tell(one, outcome, isFresh && one.isFresh);
        },
      );
    }
    for (const { one, facts, isFresh } of lossy) tell(one, await judged(one, facts, limits), isFresh);
    return sound;
  };
  const judged = async (one: Encoded, facts: ExactFacts, limits: Limits): Promise<Outcome<ExactFacts>> => {
    const { task, facts: encoded } = one;
    const { lost } = encoded;
    if (lost === undefined || task.samplesPath === undefined) return { status: 'ok', value: facts };
    const { recording, samplesPath } = task;
    const { kind, greatestError } = lost;
    const outcome = await judge({ recording, samplesPath, greatestError }, limits, task.digest);
    if (outcome.status !== 'ok') return outcome;
    return { status: 'ok', value: { ...facts, lost: { kind, greatestError, ...outcome.value } } };
  };
  return {
    code: async (cells, limits, onCoded) => {
      const tasks = cells.map(cell => ({
        ...cell,
        isLossy: cell.digest === null,
        streamPath: join(scratchFolder(), `${streams++}.stream`),
      }));
      try {
        const { encoded, reached } = await encode(tasks, limits, onCoded);
        // where the fault is, nobody knows
        if (!(await decode(encoded, limits, onCoded))) await close();
        return reached;
      } finally {
        for (const { streamPath } of tasks) {
          rmSync(streamPath, { force: true });
          rmSync(samplesPathOf(streamPath), { force: true });
        }
      }
    },
    renew: async () => {
      await Promise.all([encoder.renew(), decoder.renew()]);
    },
    close,
  };
}

function samplesPathOf(streamPath: string): string {
  return `${streamPath}.samples`;
}

/** What the decoding process is given: of a chain that may lose something, what the encoding one says of its samples. */
function decodeTaskOf({ digest, ...task }: PairTask, { lost }: EncodeFacts): DecodeTask | Failure {
  if (digest !== null) return { ...task, digest };
  if (lost === undefined || !isPlausibleLoss(lost)) return OTHER_ANSWER;
  return { ...task, digest: lost.digest, samplesPath: samplesPathOf(task.streamPath) };
}

function verified({ task, facts }: Encoded, decoded: Outcome<DecodeFacts>): Outcome<ExactFacts> {
  const encodedBytes = statSync(task.streamPath, { throwIfNoEntry: false })?.size;
  if (encodedBytes === undefined) return NO_STREAM;
  if (decoded.status !== 'ok') return decoded;
  if (decoded.value.digest !== task.digest) return OTHER_SAMPLES;
  const streamDigest = digestOfStream(readFileSync(task.streamPath));
  const codecMs = milliseconds(facts.codecMs) + milliseconds(decoded.value.codecMs);
  return {
    status: 'ok',
    value: { encodedBytes, streamDigest, codecMs, againMs: milliseconds(facts.againMs) },
  };
}

function milliseconds(said: unknown): number {
  return isQuantity(said) ? said : 0;
}
