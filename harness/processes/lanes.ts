/** Work done side by side, and the reports of its progress. */

/** How far a sweep is. */
export interface Progress {
  readonly phase: 'checking' | 'trying' | 'exact' | 'timing';
  readonly done: number;
  readonly total: number;
  /** Milliseconds of this phase still to come, as estimated. */
  readonly leftMs: number;
}

export type OnProgress = (progress: Progress) => void;

/** Runs `work` on items, `lanes` at a time, until none is left or the signal says stop. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length && !signal.aborted) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

/** Reports on a phase whose steps take about as long as each other. */
export function stepper(phase: Progress['phase'], total: number, onProgress: OnProgress): () => void {
  const startMs = performance.now();
  let done = 0;
  return () => {
    done++;
    onProgress({ phase, done, total, leftMs: ((performance.now() - startMs) / done) * (total - done) });
  };
}

/**
 * Reports on a phase whose steps differ in cost. The time left goes by the estimated costs of the steps that are left,
 * and by how well the estimates have held so far.
 * @returns to be called with the cost of each step that is done
 */
export function costedStepper(
  phase: Progress['phase'],
  costsMs: readonly number[],
  lanes: number,
  onProgress: OnProgress,
): (costMs: number) => void {
  const startMs = performance.now();
  const totalMs = costsMs.reduce((sum, cost) => sum + cost, 0);
  let doneMs = 0;
  let done = 0;
  return costMs => {
    done++;
    doneMs += costMs;
    const held = (lanes * (performance.now() - startMs)) / doneMs;
    onProgress({ phase, done, total: costsMs.length, leftMs: ((totalMs - doneMs) * held) / lanes });
  };
}
