/** A race, run: rounds of windows for the chains that are left, until the time is up or all has been coded. */
import { inLanes } from '../processes/lanes.js';
import type { ExactFacts, Outcome } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { measureExactly } from '../sweep/exact-cell.js';
import { type Entrant, levelOf, type Pace, surviving } from './race.js';
import type { Windows } from './windows.js';

/** A chain in a race. */
export interface Racer extends Entrant {
  readonly plugins: readonly string[];
  readonly bytes: Map<number, number>;
  nsPerSample: number;
  /** Why it is out of the race; empty while it is not. */
  out: string;
  /** Whether it is out because it failed. */
  failed: boolean;
}

/** What a race is about. */
export interface Course {
  readonly windows: Windows;
  /** If given, each block of so many frames is a stream of its own. */
  readonly blockFrames?: number | undefined;
  readonly paceOf: (entrant: Entrant) => Pace;
  /** Windows of the first round. */
  readonly firstWindows: number;
  readonly mostRounds?: number;
}

export interface RaceOptions {
  readonly workers: Workers;
  readonly jobs: number;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** As `performance.now()` tells it. */
  readonly deadlineMs: number;
  readonly onStep: (racing: number) => void;
}

/** What is left of the field, the windows that were drawn, and in how many rounds. */
export interface Raced {
  readonly survivors: readonly Racer[];
  readonly windows: readonly Recording[];
  readonly rounds: number;
}

interface Run {
  readonly racer: Racer;
  readonly window: number;
}

/** Until chains have shown what they cost, more of them are tried rather than more windows. */
const FIRST_ROUND_SHARE = 0.5;
/** A chain that takes more of the race's time than this for one window is left out. */
const WINDOW_SHARE = 0.12;
// cold code on a busy machine is no slow chain
const LEAST_CAP_MS = 1000;

export function racerOf(id: string, plugins: readonly string[]): Racer {
  return { id, plugins, bytes: new Map(), nsPerSample: Number.POSITIVE_INFINITY, out: '', failed: false };
}

/** Races a field; the racers hold what became of each. */
export async function runRace(field: readonly Racer[], course: Course, options: RaceOptions): Promise<Raced> {
  const { signal, deadlineMs } = options;
  const startMs = performance.now();
  const capMs = Math.max(LEAST_CAP_MS, WINDOW_SHARE * (deadlineMs - startMs));
  const windows: Recording[] = [];
  let survivors = field;
  let rounds = 0;
  const { firstWindows, mostRounds = Number.POSITIVE_INFINITY } = course;
  for (; rounds < mostRounds && performance.now() < deadlineMs && !signal.aborted; rounds++) {
    const count = rounds === 0 ? firstWindows : windowsOfRound(survivors, windows, options);
    const drawn = course.windows.draw(count);
    if (drawn.length === 0 || survivors.length === 0) break;
    const first = windows.length;
    windows.push(...drawn);
    const untilMs = startMs + shareOf(rounds, mostRounds) * (deadlineMs - startMs);
    const runs = drawn.flatMap((_, k) =>
      cheapestFirst(survivors).map(racer => ({ racer, window: first + k })),
    );
    await inLanes(runs, options.jobs, signal, async run => {
      if (run.racer.out === '' && isDue(run, windows, untilMs)) {
        await runOne(run, windows[run.window], course, { ...options, deadlineMs: untilMs }, capMs);
      }
      options.onStep(survivors.length);
    });
    survivors = stillIn(survivors, rounds + 1, course);
  }
  return { survivors, windows, rounds };
}

/** Of the race's time, by the end of a round. */
function shareOf(round: number, mostRounds: number): number {
  return round === 0 && mostRounds > 1 ? FIRST_ROUND_SHARE : 1;
}

/** Codes windows that a race has drawn with another chain, each whole, so that there is something to compare with. */
export async function codeWindows(
  racer: Racer,
  windows: readonly Recording[],
  course: Course,
  options: RaceOptions,
): Promise<void> {
  const runs = windows.map((_, window) => ({ racer, window }));
  const { deadlineMs, jobs, signal } = options;
  await inLanes(runs, jobs, signal, async run => {
    if (isDue(run, windows, deadlineMs)) {
      await runOne(run, windows[run.window], course, options, deadlineMs - performance.now());
    }
  });
}

function stillIn(field: readonly Racer[], round: number, { paceOf }: Course): Racer[] {
  const racing = field.filter(({ out }) => out === '');
  const tried = racing.filter(({ bytes }) => bytes.size > 0);
  const kept = surviving(tried, { level: levelOf(round, tried.length), paceOf });
  for (const racer of tried) if (!kept.includes(racer)) racer.out = 'larger';
  return racing.filter(({ out }) => out === '');
}

function cheapestFirst(field: readonly Racer[]): Racer[] {
  // the field's order among those that have not run
  return field.toSorted((a, b) => (a.nsPerSample === b.nsPerSample ? 0 : a.nsPerSample - b.nsPerSample));
}

function isDue({ racer, window }: Run, windows: readonly Recording[], untilMs: number): boolean {
  const leftMs = untilMs - performance.now();
  if (racer.nsPerSample === Number.POSITIVE_INFINITY) return leftMs > 0;
  return (racer.nsPerSample * samplesOf(windows[window])) / 1e6 < leftMs;
}

/** As many windows as take half of the time left, and at most as many again as there have been. */
function windowsOfRound(
  survivors: readonly Racer[],
  windows: readonly Recording[],
  { jobs, deadlineMs }: RaceOptions,
): number {
  const meanSamples = windows.reduce((sum, window) => sum + samplesOf(window), 0) / windows.length;
  const known = survivors.filter(({ nsPerSample }) => Number.isFinite(nsPerSample));
  const windowMs = (known.reduce((sum, { nsPerSample }) => sum + nsPerSample, 0) * meanSamples) / 1e6 / jobs;
  const fitting = Math.floor((deadlineMs - performance.now()) / 2 / Math.max(windowMs, 1));
  return Math.max(1, Math.min(windows.length, fitting));
}

async function runOne(
  { racer, window }: Run,
  recording: Recording,
  { blockFrames }: Course,
  { workers, deadlineMs, memoryBytes, signal }: RaceOptions,
  capMs: number,
): Promise<void> {
  const leftMs = Math.max(1, deadlineMs - performance.now());
  const task = {
    chain: racer.id,
    plugins: racer.plugins,
    recording,
    ...(blockFrames !== undefined && { blockFrames }),
  };
  const timeoutMs = Math.min(leftMs, capMs);
  const limits = { timeoutMs, memoryBytes, signal };
  const outcome = await measureExactly(task, workers, limits);
  if (!signal.aborted) note(racer, window, samplesOf(recording), outcome, timeoutMs === capMs);
}

function note(
  racer: Racer,
  window: number,
  samples: number,
  outcome: Outcome<ExactFacts>,
  capped: boolean,
): void {
  if (outcome.status === 'ok') {
    racer.bytes.set(window, outcome.value.encodedBytes);
    racer.nsPerSample = Math.min(racer.nsPerSample, (outcome.value.codecMs * 1e6) / samples);
  } else if (outcome.status === 'timeout') {
    if (capped) racer.out = 'too slow to race';
  } else {
    racer.out = `${outcome.status}: ${outcome.error}`;
    racer.failed = true;
  }
}

/** Samples of all channels. */
export function samplesOf({ channels, frames }: Recording): number {
  return channels * frames;
}
