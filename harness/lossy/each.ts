/** What becomes of each recording on its own. */
import { canJudge, excessOf, type Miss, missesOf } from '../quality/grade.js';
import type { Recording } from '../recordings/recording.js';
import { isMeasured, type Tried } from './board.js';
import { type Basis, floorOf, pooledOf } from './measured.js';

/** Recordings of which windows were measured, each judged by its own. */
export interface Each {
  readonly chain: string;
  /** That are of the grade. */
  readonly reached: number;
  readonly of: number;
  /** The one whose limits are missed by most; null if all are of the grade. */
  readonly worst: { readonly recording: string; readonly misses: readonly Miss[] } | null;
  /** Beside these: of which it cannot be told, since half a code of noise alone is too far from the grade. */
  readonly unjudged: number;
}

export function judgeEach(tried: Tried, windows: readonly number[], { board, grade }: Basis): Each | null {
  if (!isMeasured(tried, windows)) return null;
  const all = [...recordingsOf(board.windows, windows).values()].flatMap(({ name, own }) => {
    const [pooled, floor] = [pooledOf(tried, own, board), floorOf(board, own)];
    if (pooled === null || pooled.band_rmse_sigma === null) return [];
    const misses = missesOf(pooled, grade, floor);
    return [{ recording: name, misses, isJudged: canJudge(grade, floor) }];
  });
  const judged = all.filter(({ isJudged }) => isJudged);
  const excess = ({ misses }: { readonly misses: readonly Miss[] }) => Math.max(0, ...misses.map(excessOf));
  const [worst] = judged.toSorted((a, b) => excess(b) - excess(a));
  const missing = judged.filter(({ misses }) => misses.length > 0).length;
  return {
    ...{ chain: tried.id, of: judged.length, reached: judged.length - missing },
    worst: missing === 0 ? null : { recording: worst.recording, misses: worst.misses },
    unjudged: all.length - judged.length,
  };
}

/** Windows by the recording that they are of. */
function recordingsOf(all: readonly Recording[], windows: readonly number[]) {
  const recordings = new Map<string, { readonly name: string; readonly own: number[] }>();
  for (const window of windows) {
    const { name, source } = all[window];
    const key = source.type === 'file' ? JSON.stringify([name, source.path]) : name;
    const { own } = recordings.get(key) ?? { own: [] };
    recordings.set(key, { name, own: [...own, window] });
  }
  return recordings;
}
