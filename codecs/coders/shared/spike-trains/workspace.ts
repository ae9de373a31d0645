/** The kernel that encoders of spikes share, and its memory for the channels of one stream. */
import { instantiateKernel, type KernelExports, reserve, roundUp } from '../../../bytes/wasm.js';
import type { Bins } from '../../../models/bins.js';
import type { Frame } from './frame.js';

/** See kernel/spike-trains.ts and what it exports; all positions are of bytes in its memory. */
export interface Kernel extends KernelExports {
  readonly modelBytes: () => number;
  readonly resetModels: (models: number, count: number) => void;
  readonly startBits: (code: number) => void;
  readonly finishBits: () => number;
  readonly putNumber: (model: number, value: number) => void;
  readonly putSigned: (model: number, value: number) => void;
  readonly putTimes: (counts: number, gaps: number, times: number, count: number) => void;
  readonly putCounts: (
    model: number,
    contexts: number,
    times: number,
    count: number,
    ends: number,
    bins: number,
    most: number,
  ) => void;
  readonly putLevels: (model: number, levels: number, count: number) => void;
  readonly setStretches: (before: number, after: number, error: number, model: number) => void;
  readonly setWeight: (k: number, weight: number) => void;
  readonly putStretches: (samples: number, frames: number, times: number, count: number) => void;
  readonly addProducts: (samples: number, frames: number, times: number, count: number, sums: number) => void;
  readonly setBoxes: (long1: number, long2: number, short1: number, short2: number) => void;
  readonly setDetector: (energy: boolean, multiple: number, search: number, apart: number) => void;
  readonly findSpikes: (samples: number, frames: number, times: number, depths: number) => number;
  readonly findAllSpikes: (
    samples: number,
    channels: number,
    frames: number,
    counts: number,
    times: number,
    depths: number,
  ) => void;
  readonly filter: (samples: number, frames: number, band: number) => void;
  readonly sumSizes: (samples: number, frames: number, starts: number, sums: number) => void;
}

/** What a stage needs room for, besides a channel. */
export interface Room {
  /** Contexts of all its models of numbers. */
  readonly contexts: number;
  /** Spikes of a channel, at most. */
  readonly spikes?: number;
  readonly bins?: number;
  /** Bytes for anything else. */
  readonly scratch?: number;
}

export interface Workspace {
  readonly kernel: Kernel;
  readonly frame: Frame;
  readonly samplesAt: number;
  /** u32 frames. */
  readonly timesAt: number;
  /** i32, in 1/64 steps of int16. */
  readonly depthsAt: number;
  /** u32, the first frame of each bin and behind the last. */
  readonly startsAt: number;
  readonly scratchAt: number;
  /** Position of a model, by the contexts of those before it. */
  readonly modelAt: (contexts: number) => number;
  /** Puts a channel there, and the times of its spikes. */
  readonly setChannel: (channel: Int16Array, times?: Uint32Array) => void;
  readonly finish: () => Uint8Array;
}

/** @returns the kernel of one instance, loaded when it is first asked for: decode has no need of it */
export function makeKernel(): () => Kernel {
  let kernel: Kernel | undefined;
  return () => {
    kernel ??= instantiateKernel<Kernel>('spike-trains');
    return kernel;
  };
}

/** Lays out the kernel's memory for a stream, and starts its code, with models that have met nothing. */
export function openWorkspace(kernel: Kernel, frame: Frame, room: Room): Workspace {
  const { contexts, spikes = 0, bins = 0, scratch = 0 } = room;
  const modelsAt = kernel.base();
  const samplesAt = roundUp(modelsAt + contexts * kernel.modelBytes());
  const timesAt = roundUp(samplesAt + 2 * frame.frames);
  const depthsAt = roundUp(timesAt + 4 * spikes);
  const startsAt = roundUp(depthsAt + 4 * spikes);
  // a reader of starts looks one further
  const scratchAt = roundUp(startsAt + 4 * (bins + 2));
  const codeAt = roundUp(scratchAt + scratch);
  reserve(kernel, codeAt);
  kernel.resetModels(modelsAt, contexts);
  kernel.startBits(codeAt);
  return {
    ...{ kernel, frame, samplesAt, timesAt, depthsAt, startsAt, scratchAt },
    modelAt: before => modelsAt + before * kernel.modelBytes(),
    setChannel: (channel, times) => {
      new Int16Array(kernel.memory.buffer, samplesAt, frame.frames).set(channel);
      if (times !== undefined) new Uint32Array(kernel.memory.buffer, timesAt, spikes).set(times);
    },
    finish: () => {
      const end = kernel.finishBits();
      return new Uint8Array(kernel.memory.buffer, codeAt, end - codeAt).slice();
    },
  };
}

/** Writes where bins start, and where the last ends. */
export function setStarts({ kernel, startsAt }: Workspace, { count, startOf }: Bins): void {
  const starts = new Uint32Array(kernel.memory.buffer, startsAt, count + 1);
  for (let bin = 0; bin <= count; bin++) starts[bin] = startOf(bin);
}
