/** A progress bar with the time left, on stderr; a line now and then where that is no terminal. */
import cliProgress from 'cli-progress';
import type { Progress } from '../harness/measure/passes.js';
import { formatDuration } from './terminal.js';

const NO_TERMINAL_LINE_MS = 10_000;

export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly stop: () => void;
}

const NOUNS = { conformance: 'stages', estimate: 'chains', exact: 'cells', timing: 'runs' } as const;

/** A bar that starts anew with each phase. */
export function makeProgressBar(): ProgressBar {
  let bar: cliProgress.SingleBar | undefined;
  let phase = '';
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show(progress) {
      if (bar === undefined || progress.phase !== phase) {
        stop();
        phase = progress.phase;
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
      format: `${phase.padEnd(6)} [{bar}] {value}/{total} ${NOUNS[phase]}, {left} left`,
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
