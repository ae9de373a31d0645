/** What follows from the figures of a recommendation. */
import type { Pick } from '../../../harness/recommend/picks.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import { slower, type Throughput } from '../../../harness/recommend/speeds.js';
import type { Yours } from '../../../harness/recommend/yours.js';
import type { RatioEstimate } from '../../../harness/windows/ratio.js';
import { totalsOf } from '../../../harness/windows/windows.js';
import type { Answer } from './answer.js';
import { commandsFor } from './commands.js';

/** What follows from a ratio and speeds. */
interface Derived {
  readonly sizeMb: number | null;
  readonly encodeXrt: number;
  readonly decodeXrt: number;
  /** That one core keeps up with, encoding and decoding. */
  readonly channelsRealtime: number;
}

export interface PickFigures extends Pick, Derived {
  readonly sizeMb: number;
  readonly commands: readonly string[];
  /** What a day of such recordings takes, at their mean rate. */
  readonly day: Day;
  /** Of live, cores for the headroom that is asked for, counted as if none slowed another; at most, if it was not timed. */
  readonly cores: number | null;
}

/** Bytes. */
interface Day {
  readonly raw: number;
  readonly coded: number;
}

export type YoursFigures = Yours & Derived;

export interface Figures {
  readonly picks: readonly PickFigures[];
  readonly lessLive: readonly PickFigures[];
  readonly yours: readonly YoursFigures[];
}

export function figuresOf(answer: Answer): Figures {
  const { picks, lessLive, yours } = answer.result;
  return {
    picks: picks.map(pick => pickFigures(pick, answer)),
    lessLive: lessLive.map(pick => pickFigures(pick, answer)),
    yours: yours.map(one => ({ ...one, ...derive(one.ratio, one.throughput, answer.request) })),
  };
}

function pickFigures(pick: Pick, answer: Answer): PickFigures {
  const { request, result } = answer;
  const cores = pick.use === 'live' ? Math.ceil(result.liveMbPerS / slower(pick.throughput)) : null;
  return {
    ...pick,
    ...derive(pick.ratio, pick.throughput, request),
    sizeMb: sizeMbOf(pick.ratio, request),
    commands: commandsFor(pick, answer),
    day: dayOf(pick.ratio, request),
    cores,
  };
}

const DAY_S = 24 * 3600;

function dayOf({ ratio }: RatioEstimate, { recordings }: RecommendRequest): Day {
  const { rawBytes, durationS } = totalsOf(recordings);
  const raw = (DAY_S * rawBytes) / durationS;
  return { raw, coded: raw / ratio };
}

function derive(
  ratio: RatioEstimate | null,
  { encodeMbPerS, decodeMbPerS }: Throughput,
  request: RecommendRequest,
): Derived {
  const { rawBytes, durationS } = totalsOf(request.recordings);
  const rate = Math.max(...request.recordings.map(({ sampleRateHz }) => sampleRateHz));
  const xrt = (mbPerS: number) => (mbPerS * 1e6 * durationS) / rawBytes;
  return {
    sizeMb: ratio && sizeMbOf(ratio, request),
    encodeXrt: xrt(encodeMbPerS),
    decodeXrt: xrt(decodeMbPerS),
    channelsRealtime: Math.floor((Math.min(encodeMbPerS, decodeMbPerS) * 1e6) / (2 * rate)),
  };
}

function sizeMbOf({ ratio }: RatioEstimate, { recordings }: RecommendRequest): number {
  return totalsOf(recordings).rawBytes / ratio / 1e6;
}
