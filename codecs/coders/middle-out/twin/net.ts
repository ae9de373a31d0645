/** The net of ../coder.ts in plain TypeScript. */
import type { Layer, LeadModel } from '../model.js';

function clampByte(value: number): number {
  return Math.max(-127, Math.min(127, value));
}

/** Divides by 2^bits and rounds. */
function shifted(value: number, bits: number): number {
  return Math.floor((value + Math.floor(2 ** bits / 2)) / 2 ** bits);
}

/** Sums of inputs times weights, and biases if there are any. */
function sumsOf({ weights, biases }: Layer, inputs: readonly number[]): number[] {
  const units = weights.length / inputs.length;
  return Array.from({ length: units }, (_, unit) =>
    inputs.reduce(
      (sum, input, k) => sum + weights[unit * inputs.length + k] * input,
      biases.length === 0 ? 0 : biases[unit],
    ),
  );
}

function rectified(sums: readonly number[], bits: number): number[] {
  return sums.map(sum => Math.max(0, clampByte(shifted(sum, bits))));
}

/** @param features 16 of a lead */
export function latentsOf({ layers, shifts }: LeadModel, features: readonly number[]): number[] {
  const hidden = rectified(sumsOf(layers.hidden, features), shifts[0]);
  return sumsOf(layers.latents, hidden).map(sum => clampByte(shifted(sum, shifts[1])));
}

/** A peer as the net sees it. */
export interface Seen {
  readonly latents: readonly number[];
  /** 0..127 */
  readonly weight: number;
  /** Its last remainder. */
  readonly remainder: number;
}

/** @returns what is added to a prediction, in 1/4096 deviations */
export function correctionOf(
  { layers, shifts }: LeadModel,
  latents: readonly number[],
  peers: readonly Seen[],
): number {
  const total = peers.reduce((sum, { weight }) => sum + weight, 0);
  const squares = Math.floor(peers.reduce((sum, { weight }) => sum + weight ** 2, 0) / 128);
  const weighed = latents.map((_, k) =>
    Math.floor(peers.reduce((sum, { latents: heard, weight }) => sum + weight * heard[k], 0) / 128),
  );
  const own = sumsOf(layers.own, latents).map(sum => Math.floor((sum * total) / 128));
  const heard = sumsOf(layers.peers, weighed);
  const distances = sumsOf(layers.distance, [squares]);
  const listened = latents.map((latent, k) =>
    clampByte(latent - shifted(own[k] + heard[k] + distances[k], shifts[2])),
  );
  const remainders = [0, 1, 2].map(k => peers[k]?.remainder ?? 0);
  const units = rectified(sumsOf(layers.predictor, [...listened, ...remainders]), shifts[3]);
  return shifted(sumsOf(layers.output, units)[0], shifts[4]);
}
