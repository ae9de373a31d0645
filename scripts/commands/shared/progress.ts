/** A progress bar with the time left, on stderr; a line now and then where that is no terminal. */
import cliProgress from 'cli-progress';
import { formatDuration } from './terminal.js';

/** How far a phase of some work has come. */
export interface Step {
  readonly phase: string;
  readonly done: number;
  /** undefined: not known. */
  readonly total: number | undefined;
  /** What is counted, such as `files`. */
  readonly unit: string;
  /** Milliseconds to come; unless given, by how long this phase has taken so far. */
  readonly leftMs?: number;
}

export interface ProgressBar {
  readonly show: (step: Step) => void;
  readonly stop: () => void;
}

const NO_TERMINAL_LINE_MS = 10_000;
// what is over before a person wonders needs no bar
const QUIET_MS = 700;

interface Phase {
  readonly name: string;
  readonly startMs: number;
  /** What was done before, as of a download that goes on. */
  readonly startDone: number;
}

/** A bar that starts anew with each phase. */
export function makeProgressBar(): ProgressBar {
  let bar: cliProgress.SingleBar | undefined;
  let phase: Phase | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show(step) {
      if (step.phase !== phase?.name) {
        stop();
        phase = { name: step.phase, startMs: performance.now(), startDone: step.done };
      }
      if (bar === undefined) {
        if (performance.now() - phase.startMs < QUIET_MS || step.done === step.total) return;
        bar = startBar(step);
      }
      bar.update(step.done, { left: describeLeft(step, phase) });
      if (step.done === step.total) stop();
    },
  };
}

function describeLeft({ done, total, leftMs }: Step, { startMs, startDone }: Phase): string {
  if (leftMs !== undefined) return `${formatDuration(leftMs)} left`;
  if (total === undefined || done <= startDone) return '';
  const msEach = (performance.now() - startMs) / (done - startDone);
  return `${formatDuration(msEach * (total - done))} left`;
}

function startBar({ phase, total, unit }: Step): cliProgress.SingleBar {
  const share = total === undefined ? '{value}' : '[{bar}] {value}/{total}';
  const bar = new cliProgress.SingleBar(
    {
      format: `${phase.padEnd(8)} ${share} ${unit}  {left}`,
      stream: process.stderr,
      hideCursor: true,
      barsize: 30,
      barCompleteChar: '=',
      barIncompleteChar: ' ',
      noTTYOutput: true,
      notTTYSchedule: NO_TERMINAL_LINE_MS,
    },
    cliProgress.Presets.legacy,
  );
  bar.start(total ?? 0, 0, { left: '' });
  return bar;
}
