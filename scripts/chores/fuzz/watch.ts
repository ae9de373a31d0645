/** The child under a watchdog: a case that hangs, dies or takes too much memory is found, and is a finding. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Guard, guardIdle, HAS_GROUPS, killGroup } from '../../../harness/processes/guard.js';
import type { Batch, Told } from './child.js';
import type { Finding } from './corpus.js';
import type { Mutant } from './subject.js';

/** Not heard of for so long, a child hangs: cases take milliseconds. */
const HANG_MS = 20_000;
/** Until it has loaded all, and opened a subject. */
const OPENING_MS = 120_000;
const MEMORY_BYTES = 2 ** 31;
/** A child with more is replaced when it has nothing to do. */
const WORN_BYTES = 2 ** 30;

interface BatchEnd {
  /** Behind the last case that was tried. */
  readonly to: number;
  readonly findings: readonly Finding[];
  readonly unsupported?: string | undefined;
}

/** How a batch ended that did not end by itself. */
interface Death {
  readonly finding: string;
  /** The last number that was told, and with what bytes. */
  readonly at: number;
  readonly mutant?: Mutant | undefined;
}

export interface Watched {
  /** @param subject its name */
  readonly run: (batch: Omit<Batch, 'announces'>, subject: string) => Promise<BatchEnd>;
  readonly close: () => void;
}

export function startWatched(hangMs = HANG_MS): Watched {
  let child: ChildProcess | undefined;
  let guard: Guard | undefined;
  const end = () => {
    guard?.stop();
    if (child?.pid !== undefined && child.exitCode === null) killGroup(child.pid);
    child = undefined;
  };
  const start = (): ChildProcess => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) return child;
    end();
    child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), {
      serialization: 'advanced',
      detached: HAS_GROUPS,
      execArgv: ['--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    if (child.pid !== undefined) guard = guardIdle(child.pid, { memoryBytes: MEMORY_BYTES });
    return child;
  };
  const runOnce = (batch: Batch): Promise<BatchEnd | Death> =>
    new Promise(resolve => {
      const worker = start();
      let at = batch.from;
      let mutant: Mutant | undefined;
      let timer: NodeJS.Timeout;
      const settle = (result: BatchEnd | Death) => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('exit', onExit);
        if ('finding' in result) end();
        resolve(result);
      };
      const onExit = (code: number | null, signal: string | null) => {
        const verdict = guard?.verdict();
        const how =
          verdict === undefined ? `crash: died of ${signal ?? `status ${code}`}` : `memory: ${verdict.error}`;
        settle({ finding: how, at, mutant });
      };
      const rest = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => settle({ finding: `hang: nothing for ${ms / 1000} s`, at, mutant }), ms);
      };
      const onMessage = (told: Told) => {
        rest(hangMs);
        if (told.type === 'at') {
          at = told.number;
          mutant = told.mutant;
          return;
        }
        settle(told);
        if (told.rssBytes > WORN_BYTES) end();
      };
      worker.on('message', onMessage);
      worker.on('exit', onExit);
      rest(Math.max(hangMs, OPENING_MS));
      worker.send(batch);
    });
  return {
    run: async (batch, subject) => {
      const first = await runOnce({ ...batch, announces: false });
      if (!('finding' in first)) return first;
      // again from where it was last heard of, one by one
      const again = await runOnce({ ...batch, from: first.at, announces: true, timeMs: 10 * hangMs });
      if (!('finding' in again) && again.findings.length > 0) return again;
      const { finding, at, mutant } =
        'finding' in again ? again : { ...first, finding: `${first.finding}, but not again` };
      const { bytes = new Uint8Array(0), isResealed = false } = mutant ?? {};
      const facts = { subject, seed: batch.seed, number: at, bytes, isResealed };
      return { to: at + 1, findings: [{ ...facts, finding }] };
    },
    close: end,
  };
}
