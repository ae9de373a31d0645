/** What is expected of a lead by its past, its peers and the net: the formulas of ../coder.ts. */
import {
  adapt,
  type Channel,
  clampVoltage,
  errorRate,
  extrapolate,
  FIRST_SCALE,
  follow,
  startChannel,
} from '../../shared/live/twin/channel.js';
import { bitLength } from '../../shared/live/twin/interval.js';
import { advance, deviationOf, normalise, paceOf, turned, zeros } from '../../shared/live/twin/remainders.js';
import { FIRST_WEIGHT, netWeight } from '../memory.js';
import type { LeadModel } from '../model.js';
import type { Peer } from '../topology.js';
import { correctionOf, latentsOf } from './net.js';

/** What peers see of a lead. */
export interface History {
  /** The last four second remainders, the last in front. */
  readonly recent: readonly number[];
  readonly latents: readonly number[];
}

export interface LeadState {
  readonly channel: Channel;
  /** Average magnitude of second remainders, and that of errors of rate 1/8; in 1/256 units. */
  spread: number;
  fastScale: number;
  past: number[];
  recent: number[];
  latents: number[];
  pastWeights: number[];
  weights: number[];
}

/** What all leads share. */
export interface Shared {
  averages: number[];
  unrest: number;
}

/** What is expected of a sample, and what led to it. */
export interface Guess {
  readonly extrapolated: number;
  readonly second: number;
  readonly third: number;
  readonly voltage: number;
  /** Average magnitude of errors, in 1/256 units. */
  readonly scale: number;
  readonly features: readonly number[];
  readonly spreadDeviation: number;
  readonly errorDeviation: number;
}

export const NO_HISTORY: History = { recent: zeros(4), latents: zeros(8) };

export function startShared(): Shared {
  return { averages: [0, 0, 0, 0], unrest: 102 * 256 };
}

export function startState(voltage: number, peers: readonly Peer[]): LeadState {
  const weights = zeros(20);
  peers.forEach(({ weight }, k) => {
    weights[8 + 4 * k] = weight * FIRST_WEIGHT;
  });
  return {
    channel: startChannel(voltage),
    spread: FIRST_SCALE,
    fastScale: FIRST_SCALE,
    past: zeros(8),
    recent: zeros(4),
    latents: zeros(8),
    pastWeights: zeros(8),
    weights,
  };
}

function clampByte(value: number): number {
  return Math.max(-127, Math.min(127, value));
}

function coarse(remainder: number): number {
  return clampByte(Math.floor(remainder / 4));
}

/** What the net sees of a lead alone: its remainders, and differences of its voltages and averages. */
function netFeatures({ channel, past, spread }: LeadState): number[] {
  const shift = bitLength(deviationOf(spread)) - 4;
  const differences = channel.points
    .slice(1)
    .map((point, k) => clampByte(Math.floor((channel.points[k] - point) / 2 ** shift)));
  return [...past.map(coarse), ...differences];
}

/** @param histories of the lead's peers */
export function guess(
  state: LeadState,
  peers: readonly Peer[],
  histories: readonly History[],
  { averages, unrest }: Shared,
  model: LeadModel | undefined,
): Guess {
  const extrapolated = extrapolate(state.channel);
  const spreadDeviation = deviationOf(state.spread);
  const second = advance(extrapolated, state.pastWeights, state.past, spreadDeviation);
  const means = averages.map(average => Math.floor(average / 256));
  const heard = [0, 1, 2].map(k => histories[k] ?? NO_HISTORY);
  const features = [...state.recent, ...means, ...heard.flatMap(({ recent }) => recent)];
  const third = advance(second, state.weights, features, spreadDeviation);
  const { scale: slow } = state.channel;
  const mixed = slow + Math.floor((3 * (state.fastScale - slow)) / 8);
  const share = 160 + Math.floor((15 * unrest) / 4096);
  return {
    extrapolated,
    second,
    third,
    voltage: model === undefined ? third : corrected(state, peers, histories, third, model),
    scale: Math.min(2 ** 28, Math.floor((mixed * share) / 256)),
    features,
    spreadDeviation,
    errorDeviation: deviationOf(mixed),
  };
}

/** Also keeps the lead's latents, for those that hear of it. */
function corrected(
  state: LeadState,
  peers: readonly Peer[],
  histories: readonly History[],
  third: number,
  model: LeadModel,
): number {
  state.latents = latentsOf(model, netFeatures(state));
  const seen = peers.map(({ weight }, k) => {
    const { latents, recent } = histories[k];
    return { latents, weight: netWeight(weight), remainder: coarse(recent[0]) };
  });
  const correction = correctionOf(model, state.latents, seen) * deviationOf(state.spread);
  return clampVoltage(third + Math.floor((correction + 2 ** 19) / 2 ** 20));
}

/** Takes a voltage where another was guessed. */
export function learnLead(
  state: LeadState,
  shared: Shared,
  guessed: Guess,
  voltage: number,
  frame: number,
): void {
  const { extrapolated, second, third, features, spreadDeviation, errorDeviation } = guessed;
  const pace = paceOf(frame);
  const remainder = normalise(voltage - second, spreadDeviation);
  adapt(state.channel, voltage, extrapolated, frame, 0);
  const size = 256 * Math.abs(voltage - guessed.voltage);
  const rate = errorRate(frame);
  state.channel.scale = follow(state.channel.scale, size, rate);
  state.pastWeights = turned(state.pastWeights, state.past, remainder, Math.min(32, pace));
  state.weights = turned(state.weights, features, normalise(voltage - third, errorDeviation), pace);
  state.past = [normalise(voltage - extrapolated, spreadDeviation), ...state.past.slice(0, 7)];
  state.recent = [remainder, ...state.recent.slice(0, 3)];
  state.spread = follow(state.spread, 256 * Math.abs(voltage - second), rate);
  state.fastScale = follow(state.fastScale, size, Math.min(3, rate));
  shared.averages = shared.averages.map((average, k) => follow(average, 256 * remainder, 2 + 2 * k));
  const unrest = 256 * Math.abs(normalise(voltage - guessed.voltage, errorDeviation));
  shared.unrest = follow(shared.unrest, unrest, 4);
}
