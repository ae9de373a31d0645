/** The spikes of all channels of a stream, found forwards by few calls of the kernel: channels may be of few frames. */
import { reserve, roundUp } from '../../../bytes/wasm.js';
import type { Samples } from '../../../codec.js';
import { bandAt, SPIKES_HZ } from '../../../models/bands.js';
import { BAND_PARTS, type Detection, mostSpikes, setForwards } from './detect.js';
import type { Frame } from './frame.js';
import type { Kernel } from './workspace.js';

export interface Spike {
  readonly channel: number;
  /** Frame of its trough. */
  readonly time: number;
}

export interface AllFound {
  /** By channel, then by time. */
  readonly spikes: readonly Spike[];
  /** How far the band goes down at each, in steps of int16. */
  readonly depths: Float64Array;
}

/** As many channels come at once as have so few samples; one at least. */
const BATCH_SAMPLES = 2 ** 20;

export function findAll(kernel: Kernel, samples: Samples, frame: Frame, detection: Detection): AllFound {
  const { channels, frames, rateHz } = frame;
  const spikes: Spike[] = [];
  const depths: number[] = [];
  const edges = bandAt(SPIKES_HZ, rateHz);
  if (edges !== undefined && frames > 0) {
    setForwards(kernel, edges, detection, rateHz);
    const batch = Math.min(channels, Math.max(1, Math.floor(BATCH_SAMPLES / frames)));
    const room = layOut(kernel, batch, frames, batch * mostSpikes(frames, rateHz));
    for (let first = 0; first < channels; first += batch) {
      const taken = Math.min(batch, channels - first);
      const data = samples.data.subarray(first * frames, (first + taken) * frames);
      findBatch(kernel, room, { data, channels: taken }, (channel, time, depth) => {
        spikes.push({ channel: first + channel, time });
        depths.push(depth / BAND_PARTS);
      });
    }
  }
  return { spikes, depths: Float64Array.from(depths) };
}

interface Room {
  readonly samplesAt: number;
  readonly countsAt: number;
  readonly timesAt: number;
  readonly depthsAt: number;
}

function layOut(kernel: Kernel, channels: number, frames: number, spikes: number): Room {
  const samplesAt = kernel.base();
  const countsAt = roundUp(samplesAt + 2 * channels * frames);
  const timesAt = roundUp(countsAt + 4 * channels);
  const depthsAt = roundUp(timesAt + 4 * spikes);
  reserve(kernel, depthsAt + 4 * spikes);
  return { samplesAt, countsAt, timesAt, depthsAt };
}

/** @param onSpike called with its depth as the kernel has it */
function findBatch(
  kernel: Kernel,
  { samplesAt, countsAt, timesAt, depthsAt }: Room,
  { data, channels }: Samples,
  onSpike: (channel: number, time: number, depth: number) => void,
): void {
  const { buffer } = kernel.memory;
  new Int16Array(buffer, samplesAt, data.length).set(data);
  kernel.findAllSpikes(samplesAt, channels, data.length / channels, countsAt, timesAt, depthsAt);
  const counts = new Uint32Array(buffer, countsAt, channels);
  const times = new Uint32Array(buffer, timesAt);
  const depths = new Int32Array(buffer, depthsAt);
  for (let channel = 0, k = 0; channel < channels; channel++) {
    for (const end = k + counts[channel]; k < end; k++) onSpike(channel, times[k], depths[k]);
  }
}
