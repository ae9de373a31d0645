/** Answers as a recommendation might give them. */

import { sourceIn } from '../../../harness/common/testing.test.kit.js';
import type { Given } from '../../../harness/recommend/given.js';
import type { Pick } from '../../../harness/recommend/picks.js';
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import type { Yours } from '../../../harness/recommend/yours.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import type { Answer } from './answer.js';

/** One channel at 1000 Hz, a second of it; headerless if the name ends with .bin, else WAV. */
function recordingNamed(name: string): Recording {
  const source = sourceIn(`/set/${name}`, 1, 1000, name.endsWith('.bin') ? 0 : 44);
  return { name, sha256: '', channels: 1, frames: 1000, sampleRateHz: 1000, source };
}

export function pickOf(changes: Partial<Pick> = {}): Pick {
  return {
    ...{ use: 'archive', chain: 'rice', plugins: [], given: [], reaches: null, headroom: null },
    ...{ larger: null, alike: [], ratio: { ratio: 2, low: null, high: null } },
    throughput: { encodeMbPerS: 100, decodeMbPerS: 100, runs: 1 },
    ...changes,
  };
}

export const PLUGIN: Given = { option: '--plugin', name: 'mine' };

export function yoursOf(changes: Partial<Yours> = {}): Yours {
  return {
    ...{ chain: 'levels+mine', plugins: ['/mine.ts'], given: [PLUGIN], rank: 14, of: 60, excess: 0.049 },
    ...{ windows: 4, dominatedBy: null, fate: 'coded', error: '', ratio: { ratio: 1.9, low: 1.8, high: 2 } },
    throughput: { encodeMbPerS: 50, decodeMbPerS: 40, runs: 1 },
    ...changes,
  };
}

/** One recording and one pick, but for what is changed. */
export function answerOf(result: Partial<Recommendation> = {}, names: readonly string[] = ['a.wav']): Answer {
  const facts = { tried: 1, left: 1, windows: 4, totalWindows: 4, rounds: 1 };
  const request: RecommendRequest = {
    recordings: names.map(recordingNamed),
    ...{ chains: [], plugged: { stages: [], sources: new Map(), models: [] } },
    ...{ deadlineMs: 0, jobs: 1, memoryMb: 2048, seed: 1, leastMbPerS: 50, blockMs: 100, headroom: 10 },
  };
  return {
    argv: { paths: ['/set'], channels: undefined, rate: undefined, 'all-channels': undefined },
    request,
    result: {
      ...{ picks: [pickOf()], lessLive: [], yours: [], chains: 1, tried: 1, sizes: facts, blocks: facts },
      ...{ failures: [], tooSlow: [], otherConverters: [], nothingCompresses: false, liveMbPerS: 1 },
      ...result,
    },
    options: [{ option: '--plugin', given: './mine.ts', specifier: '/mine.ts' }],
    ...{ tookMs: 1000, interrupted: false, startLoad: 0 },
  };
}
