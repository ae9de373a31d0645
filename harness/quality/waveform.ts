/** The mean waveform of a unit, and what is measured of it (Buccino et al. 2023, by SpikeInterface's definitions). */

/** Around a spike; the valley is looked for this near to it, and the peak up to the end. */
const WAVEFORM_S = { before: 0.001, after: 0.002 };
const NEAR_S = 0.0005;

/** Frames before the spike that a waveform begins at. */
export function framesBefore(rateHz: number): number {
  return Math.round(WAVEFORM_S.before * rateHz);
}

function framesOf(rateHz: number): number {
  return framesBefore(rateHz) + Math.round(WAVEFORM_S.after * rateHz) + 1;
}

/** Mean of the signal around spikes; those at its ends are left out. Undefined if that leaves none. */
export function meanWaveform(
  signal: Float64Array,
  spikes: readonly number[],
  rateHz: number,
): Float64Array | undefined {
  const [before, frames] = [framesBefore(rateHz), framesOf(rateHz)];
  const mean = new Float64Array(frames);
  let count = 0;
  for (const spike of spikes) {
    const first = spike - before;
    if (first < 0 || first + frames > signal.length) continue;
    for (let i = 0; i < frames; i++) mean[i] += signal[first + i];
    count++;
  }
  return count === 0 ? undefined : mean.map(value => value / count);
}

/** Where a waveform is largest near to its spike, whatever the sign: its index. */
export function extremeOf(waveform: Float64Array, rateHz: number): number {
  const [middle, near] = [framesBefore(rateHz), Math.round(NEAR_S * rateHz)];
  let most = middle;
  for (let i = Math.max(0, middle - near); i <= Math.min(waveform.length - 1, middle + near); i++) {
    if (Math.abs(waveform[i]) > Math.abs(waveform[most])) most = i;
  }
  return most;
}

/** Times in frames. */
export interface Features {
  /** From the valley to the greatest value behind it. */
  readonly peakToValley: number;
  /** Of the valley, between where it is half as deep. */
  readonly halfWidth: number;
  /** That greatest value / the least. */
  readonly peakTroughRatio: number;
}

/**
 * Features of a waveform whose extreme is a valley, between frames too: by a parabola through an extreme and its
 * neighbours, and straight lines elsewhere.
 * @returns undefined where it has no valley, or none of half the depth on either side
 */
export function featuresOf(waveform: Float64Array, rateHz: number): Features | undefined {
  const [middle, near] = [framesBefore(rateHz), Math.round(NEAR_S * rateHz)];
  const valleyAt = bestFrom(waveform, middle - near, middle + near, -1);
  const peakAt = bestFrom(waveform, valleyAt + 1, waveform.length - 1, 1);
  const [valley, peak] = [vertexAt(waveform, valleyAt), vertexAt(waveform, peakAt)];
  const left = crossing(waveform, valleyAt, -1, valley.value / 2);
  const right = crossing(waveform, valleyAt, 1, valley.value / 2);
  if (valley.value >= 0 || left === undefined || right === undefined) return undefined;
  return {
    peakToValley: peak.at - valley.at,
    halfWidth: right - left,
    peakTroughRatio: peak.value / valley.value,
  };
}

function bestFrom(waveform: Float64Array, first: number, last: number, sign: 1 | -1): number {
  let best = Math.max(0, first);
  for (let i = best; i <= Math.min(last, waveform.length - 1); i++) {
    if (sign * waveform[i] > sign * waveform[best]) best = i;
  }
  return Math.min(best, waveform.length - 1);
}

/** Of the parabola through a sample and those beside it. */
function vertexAt(waveform: Float64Array, at: number): { readonly at: number; readonly value: number } {
  const [before, here, after] = [waveform[at - 1], waveform[at], waveform[at + 1]];
  const bend = before - 2 * here + after;
  if (!Number.isFinite(bend) || bend === 0) return { at, value: here };
  const off = Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
  return { at: at + off, value: here - ((before - after) * off) / 4 };
}

/** Where a waveform comes up to a level, from a place on to one side. */
function crossing(waveform: Float64Array, from: number, step: 1 | -1, level: number): number | undefined {
  for (let i = from; i + step >= 0 && i + step < waveform.length; i += step) {
    const [here, next] = [waveform[i], waveform[i + step]];
    if (next >= level && next !== here) return i + (step * (level - here)) / (next - here);
  }
  return undefined;
}
