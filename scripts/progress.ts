/** A progress bar with the time left, on stderr; a line now and then where that is no terminal. */
import cliProgress from 'cli-progress';
import type { Progress } from '../harness/measure/lanes.js';
import { formatDuration } from './terminal.js';

const NO_TERMINAL_LINE_MS = 10_000;

export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly stop: () => void;
}

const NOUNS = {
  reading: 'files',
  checking: 'stages',
  trying: 'chains',
  exact: 'cells',
  timing: 'runs',
} as const;
// what is over before a person wonders needs no bar
const QUIET_MS = 700;

/** A bar that starts anew with each phase. */
export function makeProgressBar(): ProgressBar {
  let bar: cliProgress.SingleBar | undefined;
  let phase = '';
  let phaseStartMs = 0;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show(progress) {
      if (progress.phase !== phase) {
        stop();
        phase = progress.phase;
        phaseStartMs = performance.now();
      }
      if (bar === undefined) {
        if (performance.now() - phaseStartMs < QUIET_MS || progress.done === progress.total) return;
        bar = startBar(progress);
      }
      bar.update(progress.done, { left: formatDuration(progress.leftMs) });
      if (progress.done === progress.total) stop();
    },
  };
}

function startBar({ phase, total }: Progress): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    {
      format: `${phase.padEnd(8)} [{bar}] {value}/{total} ${NOUNS[phase]}, {left} left`,
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
  bar.start(total, 0, { left: '?' });
  return bar;
}
