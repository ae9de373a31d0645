/**
 * Two processes for chains of the same plugins: one encodes, the other decodes, and what one has done is unknown to the
 * other. Both are kept from cell to cell. What they say may be anything, since the plugin has the same line to this
 * process as the runner: bytes are counted here, and samples are held to a digest that comes from elsewhere.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from './guard.js';
import type { Failure, Outcome } from './outcome.js';
import { isQuantity } from './plausible.js';
import { scratchFolder } from './scratch.js';
import type { DecodeFacts, DecodeTask, EncodeFacts, ExactFacts } from './tasks.js';
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

export interface CodingPair {
  /**
   * Codes cells one after the other. A process in which one fails is replaced; if that is the encoder, cells behind it
   * are not reached.
   * @returns how many were
   */
  readonly code: (
    cells: readonly Omit<DecodeTask, 'streamPath'>[],
    limits: Limits,
    onCoded: OnCoded,
  ) => Promise<number>;
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

const NO_STREAM: Failure = { status: 'error', error: 'encode left no stream' };
const OTHER_SAMPLES: Failure = { status: 'mismatch', error: 'the samples are not those recorded' };

let streams = 0;

export function startPair(memoryBytes: number, signal: AbortSignal | undefined): CodingPair {
  const encoder = startWarm(memoryBytes, signal);
  const decoder = startWarm(memoryBytes, signal);
  const close = async () => {
    await Promise.all([encoder.close(), decoder.close()]);
  };
  const encode = async (tasks: readonly DecodeTask[], limits: Limits, onCoded: OnCoded) => {
    const encoded: Encoded[] = [];
    let reached = 0;
    await encoder.run('encodeOnly', tasks, limits, (index, outcome, isFresh) => {
      reached = index + 1;
      const task = tasks[index];
      const { streamPath } = task;
      if (outcome.status !== 'ok') onCoded(index, { outcome, isFresh, streamPath });
      else encoded.push({ index, task, facts: outcome.value, isFresh });
    });
    return { encoded, reached };
  };
  /** @returns whether all came back */
  const decode = async (encoded: readonly Encoded[], limits: Limits, onCoded: OnCoded) => {
    let [next, sound] = [0, true];
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
          sound &&= outcome.status === 'ok';
          onCoded(one.index, {
            outcome,
            isFresh: isFresh && one.isFresh,
            streamPath: one.task.streamPath,
          });
        },
      );
    }
    return sound;
  };
  return {
    code: async (cells, limits, onCoded) => {
      const tasks = cells.map(cell => ({
        ...cell,
        streamPath: join(scratchFolder(), `${streams++}.stream`),
      }));
      try {
        const { encoded, reached } = await encode(tasks, limits, onCoded);
        // where the fault is, nobody knows
        if (!(await decode(encoded, limits, onCoded))) await close();
        return reached;
      } finally {
        for (const { streamPath } of tasks) rmSync(streamPath, { force: true });
      }
    },
    renew: async () => {
      await Promise.all([encoder.renew(), decoder.renew()]);
    },
    close,
  };
}

function verified({ task, facts }: Encoded, decoded: Outcome<DecodeFacts>): Outcome<ExactFacts> {
  const encodedBytes = statSync(task.streamPath, { throwIfNoEntry: false })?.size;
  if (encodedBytes === undefined) return NO_STREAM;
  if (decoded.status !== 'ok') return decoded;
  if (decoded.value.digest !== task.digest) return OTHER_SAMPLES;
  const codecMs = milliseconds(facts.codecMs) + milliseconds(decoded.value.codecMs);
  return { status: 'ok', value: { encodedBytes, codecMs, againMs: milliseconds(facts.againMs) } };
}

function milliseconds(said: unknown): number {
  return isQuantity(said) ? said : 0;
}
