/**
 * Work that computes without a pause, in a thread of its own: the main one goes on to draw the progress bar and to hear
 * signals, and a signal ends the thread wherever it is.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Running } from './interruptible.js';
import type { Step } from './progress.js';

/** What a thread's module computes of what it is given. Both are copied between the threads: plain data. */
export type ThreadWork<Given, Result> = (
  given: Given,
  show: (step: Step) => void,
) => Result | Promise<Result>;

type Message<Result> = { readonly step: Step } | { readonly result: Result };

/**
 * Starts the module of a thread, which calls `serveThread`.
 * @throws Error whatever its work throws; the signal's reason if it fires
 */
export async function runInThread<Given, Result>(
  module: URL,
  given: Given,
  { signal, bar }: Running,
): Promise<Result> {
  signal.throwIfAborted();
  const { isTTY, columns } = process.stdout;
  const thread = new Worker(module, { workerData: { given, terminal: { isTTY, columns } } });
  const abort = () => void thread.terminate();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await new Promise<Result>((resolve, reject) => {
      thread.on('message', (message: Message<Result>) => {
        if ('step' in message) bar.show(message.step);
        else resolve(message.result);
      });
      thread.once('error', reject);
      thread.once('exit', code =>
        reject(signal.aborted ? signal.reason : new Error(`a thread exited with code ${code}`)),
      );
    });
  } finally {
    signal.removeEventListener('abort', abort);
    bar.stop();
  }
}

/** Of the thread's side: computes, and posts what comes of it. */
export async function serveThread<Given, Result>(work: ThreadWork<Given, Result>): Promise<void> {
  const post = (message: Message<Result>) => parentPort?.postMessage(message);
  const { given, terminal } = workerData;
  // a thread writes to the terminal of the main one, and does not know how wide it is
  Object.assign(process.stdout, terminal);
  post({
    result: await work(
      given,
      fewSteps(step => post({ step })),
    ),
  });
}

const STEP_EVERY_MS = 50;

/** Of a million steps those that a person can see. */
function fewSteps(show: (step: Step) => void): (step: Step) => void {
  let phase: Step['phase'] | undefined;
  let shownMs = 0;
  return step => {
    const nowMs = performance.now();
    if (step.phase === phase && step.done !== step.total && nowMs - shownMs < STEP_EVERY_MS) return;
    [phase, shownMs] = [step.phase, nowMs];
    show(step);
  };
}
