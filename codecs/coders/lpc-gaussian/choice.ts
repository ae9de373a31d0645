/**
 * Chooses the model of a channel's block for `lpc-gaussian`: keeps what comes out smallest of the candidates that
 * trial.ts fits and tries. Runs in encoders only.
 */

import type { ConverterProfile } from '../../converter/profile.js';
import { levinson } from '../../models/linear-prediction.js';
import { COMPARED, type Pool } from '../../models/references.js';
import { BITS_PER_ENERGY } from './fit.js';
import { fitReferences } from './fit-references.js';
import { type Kind, PROFILE, SHORT_TRIAL, storeModel, UNIFORM } from './memory.js';
import { LARGEST_ORDER, LEAST_ORDER } from './model.js';
import {
  type Block,
  blankModel,
  type Candidate,
  correlate,
  fillHistory,
  fit,
  reachOf,
  runModel,
  scaleOf,
  trialOf,
  tryModel,
  USUAL_RATE,
} from './trial.js';

/** Earlier channels of a block of frames. */
export interface Earlier {
  /** References that a channel may have. */
  readonly most: number;
  readonly pool: Pool;
  /** The channels in the pool, in order. */
  readonly channels: number[];
  /** Largest magnitude of each one's history. */
  readonly reaches: number[];
}

const LONG_TRIAL = 16384;
const LEAST_RATE = 4;

/** The shortest predictor, and what an order beyond it would save. */
interface Small extends Candidate {
  readonly longer: number;
}

function trySmall(block: Block, kind: Kind): Small {
  const blank = blankModel(block, kind);
  fillHistory(block, kind, blank);
  const small = tryModel(block, kind, fit(block, kind, blank, LEAST_ORDER, 0), SHORT_TRIAL);
  return { ...small, longer: orderThatPays(block) };
}

/** Bits a sample that a longer predictor must save to be worth its time. */
const LEAST_SAVING = 0.01;
const WEIGHT_BITS = 12;

/** The order at which a predictor of what a model missed in the trial would pay most; 0: at none. */
function orderThatPays(block: Block): number {
  const { layout, room, codes } = block;
  const { count } = trialOf(block, SHORT_TRIAL);
  layout.kernel.correlateMissed(room.offsets, count, room.items, layout.sums);
  const correlations = new Float64Array(layout.kernel.memory.buffer, layout.sums, LARGEST_ORDER + 1);
  const { energies } = levinson(correlations, block.order);
  let best = 0;
  let most = LEAST_SAVING * codes.length;
  for (let order = 1; order < energies.length; order++) {
    const gain = 1 - energies[order] / energies[0] - (2 * order) / count;
    const saved = gain * codes.length * BITS_PER_ENERGY - WEIGHT_BITS * order;
    if (saved <= most) continue;
    most = saved;
    best = order;
  }
  return best;
}

function better(a: Candidate, b: Candidate): Candidate {
  return b.cost < a.cost ? b : a;
}

const REWEIGHTINGS = 3;

/** Longer predictors, if what the small one missed can be predicted; robust ones too. */
function tryLonger(block: Block, { kind, model, longer }: Small): Candidate {
  const order = Math.min(block.order, LEAST_ORDER + 8 * Math.ceil(longer / 8));
  let last = fit(block, kind, model, order, 0);
  let best = better(tryModel(block, kind, model, LONG_TRIAL), tryModel(block, kind, last, LONG_TRIAL));
  for (let k = 0; k < REWEIGHTINGS; k++) {
    runModel(block, kind, last, 0, block.codes.length);
    last = fit(block, kind, last, order, block.room.offsets);
    best = better(best, tryModel(block, kind, last, LONG_TRIAL));
  }
  return best;
}

/** The rate at which the scale follows best; looked for downhill. */
function tryRates(block: Block, found: Candidate, length: number): Candidate {
  let best = found;
  for (let rate = USUAL_RATE - 1; rate >= LEAST_RATE; rate--) {
    const next = tryModel(block, found.kind, { ...found.model, rate }, length);
    if (next.cost >= best.cost) break;
    best = next;
  }
  return best;
}

/** @param earlier channels that may be referred to; undefined: none */
export function chooseModel(block: Block, earlier?: Earlier): Candidate {
  const small = chooseSmall(block);
  const isShort = small.longer === 0;
  const length = isShort ? SHORT_TRIAL : LONG_TRIAL;
  const alone = tryRates(block, isShort ? small : tryLonger(block, small), length);
  if (earlier === undefined) return alone;
  const places = choosePlaces(block, alone, earlier);
  return places.length === 0 ? alone : tryReferences(block, alone, earlier, places, length);
}

/** Adds what the model of a channel alone missed to the pool, and asks which earlier ones would help it. */
function choosePlaces(block: Block, { kind, model }: Candidate, earlier: Earlier): number[] {
  const { from, count } = trialOf(block, COMPARED);
  runModel(block, kind, model, from, count);
  earlier.pool.add(new Int32Array(block.layout.kernel.memory.buffer, block.room.offsets, count));
  earlier.channels.push(block.channel);
  earlier.reaches.push(reachOf(block, kind, model));
  return earlier.pool.choose(earlier.most);
}

/** Fits a channel's own weights and those of references together; robustly too, if a longer predictor paid for it. */
function tryReferences(
  block: Block,
  alone: Candidate,
  { channels, reaches }: Earlier,
  places: readonly number[],
  length: number,
): Candidate {
  const { kind, model } = alone;
  const { room, codes } = block;
  const chosen = places.map(place => channels[place]);
  const reach = Math.max(reachOf(block, kind, model), ...places.map(place => reaches[place]));
  let best = tryModel(block, kind, model, length);
  let last = model;
  for (let k = 0; k <= REWEIGHTINGS && (k === 0 || length === LONG_TRIAL); k++) {
    if (k > 0) runModel(block, kind, k === 1 ? model : last, 0, codes.length);
    const products = correlate(block, kind, model, model.order, chosen, k > 0 ? room.offsets : 0);
    const found = fitReferences(products, model.order, chosen.length, codes.length, reach);
    if (found === undefined) break;
    const { energy, weights, bias, shift } = found;
    const scale = k === 0 ? scaleOf(products, energy) : model.scale;
    const references = found.references.map(({ place, ...taps }) => ({
      distance: block.channel - chosen[place],
      ...taps,
    }));
    last = { ...model, weights, bias, shift, scale, references };
    best = better(best, tryModel(block, kind, last, length));
  }
  return best;
}

function chooseSmall(block: Block): Small {
  const { profile } = block.layout;
  if (profile === undefined || !isWithin(block, profile)) return trySmall(block, UNIFORM);
  const profiled = trySmall(block, PROFILE);
  return isProfileBetter(block, profiled) ? profiled : trySmall(block, UNIFORM);
}

/** Compares a model with the very same on a uniform quantiser. */
function isProfileBetter(block: Block, { model, cost }: Candidate): boolean {
  const { layout, room, codes } = block;
  const shift = model.shift + model.historyShift - 4;
  if (shift < 0) return false;
  const { from, count } = trialOf(block, SHORT_TRIAL);
  const like = { ...model, historyShift: 4, shift, first: codes[from] };
  storeModel(layout, like);
  layout.kernel.fillHistory(layout.codes + 2 * from, count, layout.model, layout.uniform, room.trial);
  return cost < tryModel(block, UNIFORM, like, SHORT_TRIAL, room.trial).cost;
}

/** Whether a profile knows all codes of a block. */
function isWithin({ least, greatest }: Block, { firstCode, thresholds }: ConverterProfile): boolean {
  return least >= firstCode && greatest <= firstCode + thresholds.length - 2;
}
