/** What finding spikes forwards takes of an implant at 20,000 Hz: kernel/band.ts, noise.ts and detect.ts have it all. */
import type { Live } from '../../../codec.js';
import { type Band, bandAt, SPIKE_BAND_POWER_HZ, SPIKES_HZ } from '../../../models/bands.js';
import { SEARCH_S } from '../../../models/spikes.js';
import { type Boxes, boxesOf, delayOf, narrowBoxesOf } from './boxes.js';
import { framesOf } from './detect.js';

export const USUAL_RATE_HZ = 20_000;

/** Numbers of 32 bits: sums of boxes; median and how much it has met; threshold, and what the search is at. */
const [SUMS, NOISE, SEARCH] = [4, 2, 5];
/** What was counted or added up in a bin, and what was sent of the one before. */
const BIN = 2;

const NO_BOXES: Boxes = { long: [0, 0], short: [0, 0] };

function boxesFor(band: Band, make: (edges: Band) => Boxes): Boxes {
  const edges = bandAt(band, USUAL_RATE_HZ);
  return edges === undefined ? NO_BOXES : make(edges);
}

/** Frames that the band looks back at. */
function pastOf({ long }: Boxes): number {
  return long[0] + long[1];
}

/** @param held frames of samples that are kept for something else */
export function liveDetection(held = 0): Required<Pick<Live, 'lookAheadFrames' | 'stateBytes'>> {
  const boxes = boxesFor(SPIKES_HZ, edges => boxesOf(edges, USUAL_RATE_HZ));
  return {
    lookAheadFrames: delayOf(boxes) + framesOf(SEARCH_S, USUAL_RATE_HZ),
    stateBytes: 2 * Math.max(held, pastOf(boxes)) + 4 * (SUMS + NOISE + SEARCH + BIN),
  };
}

export function livePower(): Live {
  const boxes = boxesFor(SPIKE_BAND_POWER_HZ, ({ low }) => narrowBoxesOf(low, USUAL_RATE_HZ));
  return { lookAheadFrames: delayOf(boxes), stateBytes: 2 * pastOf(boxes) + 4 * (SUMS + BIN + 1) };
}
