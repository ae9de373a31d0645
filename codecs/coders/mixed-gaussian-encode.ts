/** How mixed-gaussian encodes a piece: chooses for each channel, models its codes, and codes them backwards. */
import {
  chooseReferences,
  type Frame,
  fitBlocks,
  fitFirst,
  frameChannel,
  meanMagnitude,
} from './mixed-gaussian-fit.js';
import type { Channel, CodedChannel } from './mixed-gaussian-head.js';
import {
  CHUNK,
  type Kernel,
  type Layout,
  layOutPiece,
  SEGMENT_PAIRS,
  type Workspace,
} from './mixed-gaussian-kernel.js';
import { concatenate } from './stream.js';

const PAIR_BYTES = 8;
/** What is tried one behind the other, each with the best of those before it. */
const TRIALS = [{ step: 0, pace: 10 }, { step: 7 }, { step: 6 }, { pace: 6 }];
/** Frames on which a profile is compared with the even converter. */
const TRIAL_FRAMES = 16384;
const MAGNITUDE_BITS = 14;

export interface EncodedPiece {
  readonly channels: readonly Channel[];
  readonly segments: Uint8Array;
}

/** Where pairs of counts are gathered, and segments when there are enough. */
interface Segments {
  pairsEnd: number;
  readonly done: Uint8Array[];
}

/** @param codes of each channel, all of one length */
export function encodePiece(
  kernel: Kernel,
  layout: Layout,
  codes: readonly Int16Array[],
  hasProfile: boolean,
  references: number,
): EncodedPiece {
  const workspace = layOutPiece(kernel, layout, codes.length, codes[0].length);
  const segments: Segments = { pairsEnd: layout.pairs, done: [] };
  const channels = codes.map((channel, index) => {
    workspace.codes.set(channel);
    const chosen = chooseChannel(kernel, layout, workspace, index, hasProfile, references);
    writeChannel(kernel, layout, workspace, index, chosen, segments);
    return chosen;
  });
  closeSegment(kernel, layout, segments);
  return { channels, segments: concatenate(segments.done) };
}

function chooseChannel(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  index: number,
  hasProfile: boolean,
  most: number,
): Channel {
  const profile = hasProfile && prefersProfile(kernel, layout, workspace, index);
  const frame = frameChannel(kernel, workspace, layout.tables[profile ? 1 : 0].voltages);
  fitFirst(kernel, layout, workspace, frame);
  const references = chooseReferences(kernel, layout, workspace, frame, index, most);
  const fitted = fitBlocks(kernel, layout, workspace, frame, references);
  const magnitude = meanMagnitude(workspace.residuals);
  const innovationShift = Math.max(0, 32 - Math.clz32(magnitude) - 11);
  const base = {
    kind: 'coded',
    profile,
    ...frame,
    magnitude,
    innovationShift,
    references,
    ...fitted,
  } as const;
  let best: CodedChannel = { ...base, step: 0, pace: 0 };
  let bestBits = Number.POSITIVE_INFINITY;
  for (const trial of TRIALS) {
    const tried = { ...best, ...trial };
    const bits = countBits(kernel, layout, workspace, index, tried, workspace.frames);
    if (bits < bestBits) {
      best = tried;
      bestBits = bits;
    }
  }
  return bestBits < 16 * workspace.frames ? best : { kind: 'raw' };
}

/** Compares both converters by a first fit to the channel, on the codes that it begins with. */
function prefersProfile(kernel: Kernel, layout: Layout, workspace: Workspace, index: number): boolean {
  const [even, profiled] = [0, 1].map(which => {
    const frame = frameChannel(kernel, workspace, layout.tables[which].voltages);
    fitFirst(kernel, layout, workspace, frame);
    const trial = trialOf(frame, which === 1, meanMagnitude(workspace.residuals));
    const frames = Math.min(TRIAL_FRAMES, workspace.frames);
    return countBits(kernel, layout, workspace, index, trial, frames);
  });
  return profiled < even;
}

function trialOf(frame: Frame, profile: boolean, magnitude: number): CodedChannel {
  const rest = { step: 0, pace: 11, innovationShift: 0, references: [], blockFrames: 0, blocks: [] };
  return { kind: 'coded', profile, ...frame, magnitude, ...rest };
}

function begin(kernel: Kernel, layout: Layout, { profile, magnitude, step, pace }: CodedChannel): void {
  const { counts, steps, logs, tables } = layout;
  const start = Math.min(magnitude, 2 ** 17) * 2 ** MAGNITUDE_BITS;
  kernel.begin(tables[profile ? 1 : 0].thresholds, counts, steps, logs, start, step, pace);
}

/** Bits that the model takes for the first frames. */
function countBits(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  index: number,
  channel: CodedChannel,
  frames: number,
): number {
  begin(kernel, layout, channel);
  const { codes, voltages, residualsAt, innovationsAt } = workspace;
  const at = innovationsAt(index);
  const { innovationShift } = channel;
  return (
    kernel.model(codes.byteOffset, voltages.byteOffset, residualsAt, 0, frames, at, innovationShift, 0) / 256
  );
}

function writeChannel(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  index: number,
  channel: Channel,
  segments: Segments,
): void {
  const { frames, codes, voltages, residualsAt, innovationsAt } = workspace;
  if (channel.kind === 'coded') begin(kernel, layout, channel);
  else new Int16Array(kernel.memory.buffer, innovationsAt(index), frames).fill(0);
  for (let from = 0; from < frames; from += CHUNK) {
    const to = Math.min(frames, from + CHUNK);
    if (channel.kind === 'raw') kernel.bypass(codes.byteOffset, from, to, segments.pairsEnd);
    else {
      kernel.model(
        codes.byteOffset,
        voltages.byteOffset,
        residualsAt,
        from,
        to,
        innovationsAt(index),
        channel.innovationShift,
        segments.pairsEnd,
      );
    }
    segments.pairsEnd = kernel.endOfPairs();
    if (segments.pairsEnd - layout.pairs >= SEGMENT_PAIRS * PAIR_BYTES)
      closeSegment(kernel, layout, segments);
  }
}

function closeSegment(kernel: Kernel, layout: Layout, segments: Segments): void {
  if (segments.pairsEnd === layout.pairs) return;
  const end = layout.pieces;
  const start = kernel.push(layout.pairs, segments.pairsEnd, end);
  segments.done.push(new Uint8Array(kernel.memory.buffer, start, end - start).slice());
  segments.pairsEnd = layout.pairs;
}
