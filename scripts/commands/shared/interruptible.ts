/** How a command that runs for long ends when it has to stop: in order at the first signal, at once at the second. */
import process from 'node:process';
import { messageOf, oneLine } from '../../../codecs/errors.js';
import { makeProgressBar, type ProgressBar } from './progress.js';

/** Exit status of what was stopped, whichever signal it was. */
const INTERRUPTED = 130;
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What work needs in order to be interrupted. */
export interface Running {
  /** Fires at the first signal: then the work has to end, and to remove what it has made in passing. */
  readonly signal: AbortSignal;
  /** Stopped, and the cursor shown again, however the work ends. */
  readonly bar: ProgressBar;
}

/**
 * Runs the work of a command, which Ctrl-C, SIGTERM and SIGHUP interrupt. A signal is heard when the work awaits
 * something other than a promise that is settled: what computes for long runs in a thread (thread.ts).
 * @returns the exit status: what the work returns, or 130 if it was interrupted
 * @throws Error whatever the work throws unless it was interrupted
 */
export async function interruptible(work: (running: Running) => Promise<number>): Promise<number> {
  const bar = makeProgressBar();
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = () => {
    bar.stop();
    // what is to be removed by then is removed on exit
    if (signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const name of STOPPING) process.on(name, interrupt);
  try {
    const status = await work({ signal, bar });
    return signal.aborted ? INTERRUPTED : status;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    if (thrown !== signal.reason) console.error(`ncb: ${oneLine(messageOf(thrown))}`);
    return INTERRUPTED;
  } finally {
    bar.stop();
    for (const name of STOPPING) process.off(name, interrupt);
  }
}
