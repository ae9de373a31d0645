/** Spikes of single units: when they fire, and what an electrode sees of it. */
import { uniform } from '../../common/random.js';
import type { TrueUnit } from '../units.js';

/** Of a unit, after a spike. */
export const REFRACTORY_MS = 2;

/**
 * Times of spikes in samples: a Poisson process in steps of 1 ms with a refractory time, each spike somewhere
 * in its step.
 */
export function spikeTimes(
  frames: number,
  sampleRateHz: number,
  rateHz: number,
  words: () => number,
): number[] {
  const times: number[] = [];
  const msFrames = sampleRateHz / 1000;
  const steps = Math.floor(frames / msFrames);
  for (let step = 0; step < steps; step++) {
    if (uniform(words) >= rateHz / 1000) continue;
    times.push((step + uniform(words)) * msFrames);
    step += REFRACTORY_MS;
  }
  return times;
}

/** A unit by its times in samples: the nearest frame of each that lies within the recording. */
export function unitAt(name: string, channel: number, times: readonly number[], frames: number): TrueUnit {
  const spikes = times.map(time => Math.floor(time + 0.5)).filter(frame => frame >= 0 && frame < frames);
  return { name, channel, spikes };
}

/** The shape of one unit: widths and delay in milliseconds, heights as parts of the trough. */
export interface Waveform {
  readonly troughMs: number;
  readonly peakMs: number;
  readonly delayMs: number;
  readonly peak: number;
  /** Of a small hump before the trough: 0 makes the spike biphasic. */
  readonly hump: number;
}

export function drawWaveform(words: () => number): Waveform {
  return {
    troughMs: 0.1 + 0.12 * uniform(words),
    peakMs: 0.25 + 0.25 * uniform(words),
    delayMs: 0.3 + 0.2 * uniform(words),
    peak: 0.25 + 0.3 * uniform(words),
    hump: uniform(words) < 0.4 ? 0.1 + 0.15 * uniform(words) : 0,
  };
}

/** A bell without an exponential: 1 at 0, near 0 beyond 3. */
function bell(x: number): number {
  const y = 1 + x * x;
  return 1 / (y * y);
}

function voltageAt(shape: Waveform, ms: number): number {
  const trough = -bell(ms / shape.troughMs);
  const peak = shape.peak * bell((ms - shape.delayMs) / shape.peakMs);
  const hump = shape.hump * bell((ms + 0.6 * shape.delayMs) / shape.troughMs);
  return trough + peak + hump;
}

const BEFORE_MS = 0.6;
const AFTER_MS = 1.6;

/**
 * Adds a spike of each time to `target`; a time may fall between samples.
 * @param from frame of the first sample of `target`, by which times are
 */
export function addSpikes(
  target: Float64Array,
  times: readonly number[],
  shape: Waveform,
  amplitude: number,
  sampleRateHz: number,
  from = 0,
): void {
  for (const time of times) {
    const first = Math.max(from, Math.floor(time - (BEFORE_MS * sampleRateHz) / 1000));
    const end = Math.min(from + target.length, Math.floor(time + (AFTER_MS * sampleRateHz) / 1000));
    for (let i = first; i < end; i++) {
      target[i - from] += amplitude * voltageAt(shape, ((i - time) * 1000) / sampleRateHz);
    }
  }
}
