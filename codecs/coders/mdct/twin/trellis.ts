/** The choice of levels of ../kernel/trellis.ts. */
import type { BitModel } from '../../../models/adaptive-bits.js';
import { BITS_OF_PROBABILITIES as BITS } from '../bits.js';
import { CLASSES, contextOf, DECISIONS, QUANTISERS, shiftOf } from '../expected-ones.js';
import { BINS } from '../frames.js';
import { magnitudeOf } from './levels.js';
import { classOf, decayed, expectedAt, type Scale } from './scale.js';

const STATES = 8;
const NEXT = Uint8Array.of(0, 2, 5, 7, 1, 3, 4, 6, 2, 0, 7, 5, 3, 1, 6, 4);

export function quantiserOf(state: number): number {
  return state & 1;
}

export function nextState(state: number, level: number): number {
  return NEXT[2 * state + (level & 1)];
}

/** Paths to each state: their cost, and the sums of their magnitudes and of what was expected. */
interface Paths {
  readonly cost: Float64Array;
  readonly met: Float64Array;
  readonly foreseen: Float64Array;
}

function makePaths(): Paths {
  return {
    cost: new Float64Array(STATES),
    met: new Float64Array(STATES),
    foreseen: new Float64Array(STATES),
  };
}

/** Bits of each head of a level, of contexts that were asked for in the current frame. */
interface Costs {
  readonly bits: Float64Array;
  readonly stamps: Uint32Array;
  stamp: number;
}

/** What the choice of levels works with. */
export interface Chooser {
  /** Squared half steps that a bit is worth. */
  readonly rateWeight: number;
  readonly costs: Costs;
  readonly from: Uint8Array;
  readonly levels: Int32Array;
  paths: Paths;
  spare: Paths;
}

export function makeChooser(rateWeight: number): Chooser {
  return {
    rateWeight,
    costs: {
      bits: new Float64Array(CLASSES * QUANTISERS * (DECISIONS + 1)),
      stamps: new Uint32Array(CLASSES * QUANTISERS),
      stamp: 0,
    },
    from: new Uint8Array(BINS * STATES),
    levels: new Int32Array(BINS * STATES),
    paths: makePaths(),
    spare: makePaths(),
  };
}

/** Where the bits of a context's heads stand. */
function costsAt(
  { bits, stamps, stamp }: Costs,
  { ones }: BitModel,
  index: number,
  quantiser: number,
): number {
  const slot = QUANTISERS * index + quantiser;
  const at = slot * (DECISIONS + 1);
  if (stamps[slot] === stamp) return at;
  stamps[slot] = stamp;
  const context = contextOf(index, quantiser);
  let sum = 0;
  for (let j = 0; j < DECISIONS; j++) {
    const one = ones[context + j] >> 4;
    bits[at + j] = sum + BITS[4096 - one];
    sum += BITS[one];
  }
  bits[at + DECISIONS] = sum;
  return at;
}

function bitsOf(bits: Float64Array, at: number, shift: number, level: number): number {
  const head = level >> shift;
  const rest = head - DECISIONS + 1;
  const ofHead = rest > 0 ? bits[at + DECISIONS] + 2 * (31 - Math.clz32(rest)) + 1 : bits[at + head];
  return ofHead + shift + (level === 0 ? 0 : 1);
}

/**
 * Chooses the levels of a frame.
 * @param coefficients of the frame, in half steps
 * @param state at its start
 * @param levels becomes the levels
 */
export function chooseLevels(
  chooser: Chooser,
  coefficients: Float64Array,
  scale: Scale,
  model: BitModel,
  state: number,
  levels: Int32Array,
): void {
  const { paths } = chooser;
  chooser.costs.stamp++;
  paths.cost.fill(Number.POSITIVE_INFINITY);
  paths.cost[state] = 0;
  paths.met[state] = 0;
  paths.foreseen[state] = 0;
  for (let k = 0; k < BINS; k++) {
    chooser.spare.cost.fill(Number.POSITIVE_INFINITY);
    for (let from = 0; from < STATES; from++) {
      if (chooser.paths.cost[from] < Number.POSITIVE_INFINITY) {
        extend(chooser, Math.abs(coefficients[k]), scale, model, k, from);
      }
    }
    settle(chooser, scale.expected[k], k);
  }
  traceBack(chooser, coefficients, levels);
}

/** Tries the levels next to a magnitude, and 0, behind one path. */
function extend(
  { rateWeight, paths, spare, costs, from: froms, levels }: Chooser,
  size: number,
  scale: Scale,
  model: BitModel,
  k: number,
  from: number,
): void {
  const before = paths.cost[from];
  const quantiser = quantiserOf(from);
  const expected = expectedAt(scale, k, paths.met[from], paths.foreseen[from]);
  const shift = shiftOf(expected);
  const at = costsAt(costs, model, classOf(expected), quantiser);
  const below = Math.floor((size + quantiser) / 2);
  // the two next to it, the one below these, and 0
  for (let level = below + 1; level >= 0; level = level >= below || level === 0 ? level - 1 : 0) {
    const error = level === 0 ? size : size - 2 * level + quantiser;
    const cost = before + error * error + rateWeight * bitsOf(costs.bits, at, shift, level);
    const next = nextState(from, level);
    if (cost < spare.cost[next]) {
      spare.cost[next] = cost;
      froms[k * STATES + next] = from;
      levels[k * STATES + next] = level;
    }
  }
}

/** Takes what was tried as the paths that there are. */
function settle(chooser: Chooser, expected: number, k: number): void {
  const { paths, spare, from, levels } = chooser;
  for (let next = 0; next < STATES; next++) {
    const before = from[k * STATES + next];
    const magnitude = magnitudeOf(levels[k * STATES + next], quantiserOf(before));
    spare.met[next] = decayed(paths.met[before], magnitude);
    spare.foreseen[next] = decayed(paths.foreseen[before], expected);
  }
  chooser.paths = spare;
  chooser.spare = paths;
}

/** Goes back along the path that costs least. */
function traceBack(
  { paths, from, levels: chosen }: Chooser,
  coefficients: Float64Array,
  levels: Int32Array,
): void {
  let state = 0;
  for (let other = 1; other < STATES; other++) {
    if (paths.cost[other] < paths.cost[state]) state = other;
  }
  for (let k = BINS - 1; k >= 0; k--) {
    const level = chosen[k * STATES + state];
    levels[k] = coefficients[k] < 0 ? -level : level;
    state = from[k * STATES + state];
  }
}
