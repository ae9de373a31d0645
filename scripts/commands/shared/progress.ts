/** Progress with the time left, on stderr: a bar in a terminal, elsewhere a line now and then. */
import { cliProgress } from '../../../harness/common/lazy-packages.js';
import { PHASES, type Phase } from './phases.js';
import { formatDuration } from './terminal.js';

/** How far a phase of some work has come. */
export interface Step {
  readonly phase: Phase;
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

const LINE_EVERY_MS = 10_000;
// what is over before a person wonders needs no bar
const QUIET_MS = 700;

interface Begun {
  readonly phase: Phase;
  readonly startMs: number;
  /** What was done before, as of a download that goes on. */
  readonly startDone: number;
}

/** What is seen of a phase. */
interface Drawing {
  readonly update: (step: Step, left: string) => void;
  readonly stop: () => void;
}

/** A bar that starts anew with each phase. */
export function makeProgressBar(): ProgressBar {
  let drawing: Drawing | undefined;
  let begun: Begun | undefined;
  const stop = () => {
    drawing?.stop();
    drawing = undefined;
  };
  return {
    stop,
    show(step) {
      if (step.phase !== begun?.phase) {
        stop();
        begun = { phase: step.phase, startMs: performance.now(), startDone: step.done };
      }
      const left = describeLeft(step, begun);
      if (drawing === undefined) {
        if (performance.now() - begun.startMs < QUIET_MS || step.done === step.total) return;
        drawing = process.stderr.isTTY ? startBar(step) : startLines(step, left);
      }
      drawing.update(step, left);
      if (step.done === step.total) stop();
    },
  };
}

/** Such as `, 2 min 10 s left`; empty at the end, and where it is not known. */
function describeLeft({ done, total, leftMs }: Step, { startMs, startDone }: Begun): string {
  if (total === undefined || done === total) return '';
  if (leftMs === undefined && done <= startDone) return '';
  const ms = leftMs ?? ((performance.now() - startMs) / (done - startDone)) * (total - done);
  return `, ${formatDuration(Math.max(1000, ms))} left`;
}

/** A line at once, and every ten seconds one that says something else. */
function startLines(first: Step, left: string): Drawing {
  let [line, said] = [describeStep(first, left), ''];
  const say = () => {
    if (line !== said) console.error(line);
    said = line;
  };
  say();
  const timer = setInterval(say, LINE_EVERY_MS).unref();
  return {
    update(step, stillLeft) {
      line = describeStep(step, stillLeft);
    },
    stop: () => clearInterval(timer),
  };
}

/** Such as `measuring sizes: 45 of 375 cells, 2 min 10 s left`. */
function describeStep({ phase, done, total, unit }: Step, left: string): string {
  return `${PHASES[phase]}: ${total === undefined ? done : `${done} of ${total}`} ${unit}${left}`;
}

const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;
const LONGEST_LEFT = ', 59 min 59 s left'.length;

function startBar({ phase, total, unit }: Step): Drawing {
  const counts = total === undefined ? '{value}' : '[{bar}] {value}/{total}';
  const text = `${PHASES[phase]} [] ${total}/${total} ${unit}`;
  const room = process.stderr.columns - text.length - LONGEST_LEFT;
  const { Presets, SingleBar } = cliProgress();
  const bar = new SingleBar(
    {
      format: `${PHASES[phase]} ${counts} ${unit}{left}`,
      stream: process.stderr,
      hideCursor: true,
      barsize: Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room)),
      barCompleteChar: '=',
      barIncompleteChar: ' ',
    },
    Presets.legacy,
  );
  bar.start(total ?? 0, 0, { left: '' });
  return { update: ({ done }, left) => bar.update(done, { left }), stop: () => bar.stop() };
}
