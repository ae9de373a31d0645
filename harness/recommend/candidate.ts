/** A chain that takes part, and what has become of it. */
import type { Recording } from '../recordings/recording.js';
import { rawBytesOf } from '../windows/windows.js';
import type { CandidateChain } from './candidates.js';
import type { CandidateFacts, Pace } from './elimination.js';

/** A chain as it enters. */
export interface Entrant extends Pick<CandidateChain, 'id' | 'given' | 'isBest'> {
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
}

export interface Candidate extends CandidateFacts, Entrant {
  readonly bytes: Map<number, number>;
  readonly pace: { -readonly [Key in keyof Pace]: Pace[Key] };
  /** Nanoseconds a sample that a window takes, its instances opened: the least so far; Infinity while unknown. */
  costNs: number;
  /** Why it is out; empty while it is not. */
  out: string;
  /** Whether it is out because it failed. */
  failed: boolean;
}

/** A candidate of which nothing is known. */
export function makeCandidate({ id, plugins, given, isBest }: Entrant): Candidate {
  const pace = { nsPerSample: Number.POSITIVE_INFINITY, warmCalls: 0 };
  const costNs = Number.POSITIVE_INFINITY;
  return { id, plugins, given, isBest, bytes: new Map(), pace, costNs, out: '', failed: false };
}

/** A candidate for windows of another kind; what is known of its pace stays known, and is shared. */
export function nextPhase(candidate: Candidate): Candidate {
  return { ...candidate, bytes: new Map(), out: '', failed: false };
}

/** Whether a chain's streams of the windows that it has coded are smaller than these. */
export function compresses(windows: readonly Recording[]): (candidate: CandidateFacts) => boolean {
  return ({ bytes }) => {
    let saved = 0;
    for (const [window, size] of bytes) saved += rawBytesOf(windows[window]) - size;
    return saved > 0;
  };
}
