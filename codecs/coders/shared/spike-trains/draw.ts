/**
 * Spikes drawn where decode knows only when there was one: 0.25 ms down from nothing and back, (1 - (t/0.25 ms)^2)^2,
 * then 0.6 ms of a third of that upwards. Sums and products alone, so that every engine draws the same.
 */
import { withinInt16 } from '../../../models/range.js';

const TROUGH_S = 0.00025;
const HUMP_S = 0.0003;
const HUMP = 1 / 3;

export interface Pulse {
  /** Frames of the shape before the trough. */
  readonly before: number;
  /** -1 at the trough. */
  readonly shape: Float64Array;
}

export function makePulse(rateHz: number): Pulse {
  const trough = TROUGH_S * rateHz;
  const hump = HUMP_S * rateHz;
  const before = Math.floor(trough);
  const after = Math.floor(trough + 2 * hump);
  const shape = Float64Array.from({ length: before + 1 + after }, (_, i) => {
    const t = i - before;
    return HUMP * bump((t - trough - hump) / hump) - bump(t / trough);
  });
  return { before, shape };
}

function bump(t: number): number {
  const rest = 1 - t * t;
  return rest > 0 ? rest * rest : 0;
}

/** Adds a shape to samples, the place `before` of it at a frame. What is over int16 stays at its end. */
export function addShape(
  channel: Int16Array,
  frame: number,
  { before, shape }: Pulse,
  amplitude: number,
): void {
  const start = frame - before;
  const end = Math.min(channel.length, start + shape.length);
  for (let i = Math.max(0, start); i < end; i++) {
    const sum = channel[i] + Math.round(amplitude * shape[i - start]);
    channel[i] = withinInt16(sum);
  }
}

/** Of what the shape keeps when its band is filtered. */
const KEPT = 0.75;

/**
 * How large spikes of a channel are to be drawn for their troughs to be found again.
 * @param depths of their troughs in the band
 * @param least that is drawn for
 */
export function drawnAmplitude(depths: Float64Array, least: number): number {
  if (depths.length === 0) return 0;
  const sorted = depths.slice().sort();
  const typical = Math.max(least, sorted[sorted.length >> 1]);
  return Math.max(1, Math.min(32767, Math.round(typical / KEPT)));
}
