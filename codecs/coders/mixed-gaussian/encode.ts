/** How mixed-gaussian encodes a piece: chooses for each channel, models its codes, and codes them backwards. */

import { concatenate } from '../../bytes/stream.js';
import { type Frame, fitBlocks, fitFirst, frameChannel, meanMagnitude, refineTwice } from './fit.js';
import { type Channel, type CodedChannel, headBits } from './head.js';
import {
  beginModel,
  CHUNK,
  type Kernel,
  type Layout,
  layOutPiece,
  SEGMENT_PAIRS,
  type Workspace,
} from './memory.js';

const PAIR_BYTES = 8;
/** What is tried one behind the other, each with the best of those before it. */
const TRIALS = [{ step: 0, pace: 10 }, { step: 7 }, { step: 6 }, { pace: 6 }] as const;
/** Settings are compared on so many stretches of a channel. */
const STRETCHES = 8;
const STRETCH_FRAMES = 8192;
/** A channel is shorter coded than as it is if the compared frames take fewer bits a sample than these, … */
const SURE_BITS = 12;
/** … residuals are small on the average of all frames, since a normal density of 1024 codes takes 12 bits, … */
const SURE_MAGNITUDE = 2 ** 14;
/** … and four bits a sample are more than the head. */
const SURE_FRAMES = 4096;

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
): EncodedPiece {
  const workspace = layOutPiece(kernel, layout, codes.length, codes[0].length);
  const segments: Segments = { pairsEnd: layout.pairs, done: [] };
  const channels = codes.map((channel, index) => {
    const own = { ...workspace, channel: index };
    own.codes.set(channel);
    const chosen = chooseChannel(kernel, layout, own, hasProfile);
    writeChannel(kernel, layout, own, chosen, segments);
    return chosen;
  });
  closeSegment(kernel, layout, segments);
  return { channels, segments: concatenate(segments.done) };
}

function chooseChannel(kernel: Kernel, layout: Layout, workspace: Workspace, hasProfile: boolean): Channel {
  const { profile, frame } = chooseConverter(kernel, layout, workspace, hasProfile);
  refineTwice(kernel, layout, workspace, frame);
  const fitted = fitBlocks(kernel, layout, workspace, frame);
  const magnitude = meanMagnitude(workspace.residuals);
  const chosen = { profile, ...frame, magnitude, references: [], ...fitted } as const;
  return chooseModel(kernel, layout, workspace, { kind: 'coded', ...chosen, ...TRIALS[0] });
}

/** Tries one setting behind the other; all of the channel is looked at only if it may be sent as it is. */
function chooseModel(kernel: Kernel, layout: Layout, workspace: Workspace, first: CodedChannel): Channel {
  let best = first;
  let bestBits = Number.POSITIVE_INFINITY;
  for (const trial of TRIALS) {
    const tried = { ...best, ...trial };
    const bits = bitsPerSample(kernel, layout, workspace, tried, STRETCHES);
    if (bits < bestBits) {
      best = tried;
      bestBits = bits;
    }
  }
  const { frames } = workspace;
  if (bestBits < SURE_BITS && best.magnitude < SURE_MAGNITUDE && frames >= SURE_FRAMES) return best;
  const whole = Math.ceil(frames / STRETCH_FRAMES);
  const bits = frames * bitsPerSample(kernel, layout, workspace, best, whole);
  return bits + headBits(workspace.channel, frames, best) < 16 * frames ? best : { kind: 'raw' };
}

interface Converter {
  readonly profile: boolean;
  readonly frame: Frame;
}

/** Compares the uniform quantiser and the profile by a first fit; leaves that of the better one in the workspace. */
function chooseConverter(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  hasProfile: boolean,
): Converter {
  const uniform = fitConverter(kernel, layout, workspace, false);
  if (!hasProfile) return uniform;
  const uniformBits = bitsWith(kernel, layout, workspace, uniform);
  const profiled = fitConverter(kernel, layout, workspace, true);
  if (bitsWith(kernel, layout, workspace, profiled) < uniformBits) return profiled;
  return fitConverter(kernel, layout, workspace, false);
}

function fitConverter(kernel: Kernel, layout: Layout, workspace: Workspace, profile: boolean): Converter {
  const frame = frameChannel(kernel, workspace, layout.tables[profile ? 1 : 0].voltages);
  fitFirst(kernel, layout, workspace, frame);
  return { profile, frame };
}

function bitsWith(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  { profile, frame }: Converter,
): number {
  const magnitude = meanMagnitude(workspace.residuals);
  const rest = { references: [], blockFrames: 0, blocks: [] };
  const channel = { kind: 'coded', profile, ...frame, magnitude, ...rest, ...TRIALS[0] } as const;
  return bitsPerSample(kernel, layout, workspace, channel, STRETCHES / 4);
}

/** What the model takes for some stretches, spread over the channel; for all of it if that is not longer. */
function bitsPerSample(
  kernel: Kernel,
  layout: Layout,
  { frames, codes, voltages, residualsAt }: Workspace,
  channel: CodedChannel,
  stretches: number,
): number {
  beginModel(kernel, layout, channel);
  const length = Math.min(STRETCH_FRAMES, Math.ceil(frames / stretches));
  let bits = 0;
  let counted = 0;
  for (let k = 0; k < stretches; k++) {
    const from = Math.floor((k * frames) / stretches);
    const to = Math.min(frames, from + length);
    bits += kernel.model(codes.byteOffset, voltages.byteOffset, residualsAt, from, to, 0);
    counted += to - from;
  }
  return bits / 256 / counted;
}

function writeChannel(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  channel: Channel,
  segments: Segments,
): void {
  const { frames, codes, voltages, residualsAt } = workspace;
  if (channel.kind === 'coded') beginModel(kernel, layout, channel);
  for (let from = 0; from < frames; from += CHUNK) {
    const to = Math.min(frames, from + CHUNK);
    if (channel.kind === 'raw') kernel.bypass(codes.byteOffset, from, to, segments.pairsEnd);
    else {
      kernel.model(codes.byteOffset, voltages.byteOffset, residualsAt, from, to, segments.pairsEnd);
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
