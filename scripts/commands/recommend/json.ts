/** A recommendation for a program to read: units in names, ratios and shares as they are. */

import type { Recommendation } from '../../../harness/recommend/recommend.js';
import { blockFramesOf } from '../../../harness/recommend/request.js';
import type { Throughput } from '../../../harness/recommend/speeds.js';
import type { RatioEstimate } from '../../../harness/windows/ratio.js';
import { totalsOf } from '../../../harness/windows/windows.js';
import type { Answer } from './answer.js';
import { figuresOf, type PickFigures, type YoursFigures } from './figures.js';
import { implantBesideJson } from './implant-text.js';

export function recommendationJson(answer: Answer) {
  const { request, result, tookMs, interrupted } = answer;
  const { rawBytes, durationS } = totalsOf(request.recordings);
  const { picks, lessLive, yours } = figuresOf(answer);
  return {
    recordings: request.recordings.length,
    raw_bytes: rawBytes,
    duration_s: durationS,
    took_s: tookMs / 1000,
    interrupted,
    seed: request.seed,
    chains: result.chains,
    chains_tried: result.tried,
    load_at_start: answer.startLoad,
    picks: picks.map(pickJson),
    live_with_less: lessLive.map(pickJson),
    yours: yours.map(yoursJson),
    sizes: factsJson(result.sizes),
    blocks: { ...factsJson(result.blocks), block_frames: blockFramesOf(request), block_ms: request.blockMs },
    too_slow: result.tooSlow,
    other_converters: result.otherConverters,
    failures: result.failures,
    implant: implantBesideJson(answer),
  };
}

function pickJson(pick: PickFigures) {
  return {
    use: pick.use,
    chain: pick.chain,
    given: pick.given.length > 0,
    ...sharedJson(pick),
    larger_than_archive: pick.larger,
    bytes_per_day: Math.round(pick.day.coded),
    raw_bytes_per_day: Math.round(pick.day.raw),
    reaches_speed: pick.reaches,
    headroom: pick.headroom,
    cores: pick.cores,
    alike: pick.alike.map(({ chain, excess, given }) => ({ chain, excess, given: given.length > 0 })),
    commands: pick.commands,
  };
}

function yoursJson(one: YoursFigures) {
  return {
    chain: one.chain,
    given_by: one.given.map(({ option, name }) => `${option} ${name}`),
    rank: one.rank,
    of: one.of,
    larger_than_smallest: one.excess,
    windows: one.windows,
    ...sharedJson(one),
    dominated_by: one.dominatedBy,
    fate: one.fate,
    error: one.error,
  };
}

interface Shared {
  readonly ratio: RatioEstimate | null;
  readonly sizeMb: number | null;
  readonly throughput: Throughput;
  readonly encodeXrt: number;
  readonly decodeXrt: number;
  readonly channelsRealtime: number;
}

const NO_SPEEDS = {
  encode_mb_per_s: null,
  decode_mb_per_s: null,
  encode_xrt: null,
  decode_xrt: null,
  channels_realtime: null,
};

/** Speeds of what was not timed are the least that there can be; none of what has not coded a window. */
function sharedJson({ ratio, sizeMb, throughput, encodeXrt, decodeXrt, channelsRealtime }: Shared) {
  const isKnown = throughput.encodeMbPerS > 0;
  return {
    ratio: ratio?.ratio ?? null,
    ratio_low: ratio?.low ?? null,
    ratio_high: ratio?.high ?? null,
    expected_bytes: sizeMb === null ? null : Math.round(sizeMb * 1e6),
    ...(isKnown
      ? {
          encode_mb_per_s: throughput.encodeMbPerS,
          decode_mb_per_s: throughput.decodeMbPerS,
          encode_xrt: encodeXrt,
          decode_xrt: decodeXrt,
          channels_realtime: channelsRealtime,
        }
      : NO_SPEEDS),
    timing_runs: throughput.runs,
  };
}

function factsJson({ tried, left, windows, totalWindows, rounds }: Recommendation['sizes']) {
  return { chains: tried, chains_left: left, windows, total_windows: totalWindows, rounds };
}
