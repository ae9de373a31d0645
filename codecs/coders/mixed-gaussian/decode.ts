/** How mixed-gaussian decodes a piece. */
import { reserve } from '../../bytes/wasm.js';
import { type Block, type Channel, type CodedChannel, LAGS, MEANS, TAPS_PER_REFERENCE } from './head.js';
import {
  beginModel,
  CHUNK,
  fillStart,
  type Kernel,
  type Layout,
  layOutPiece,
  SEGMENT_PAIRS,
  silence,
  tapsOf,
  type Workspace,
} from './memory.js';

/** @param parts where each channel's codes go */
export function decodePiece(
  kernel: Kernel,
  layout: Layout,
  channels: readonly Channel[],
  segments: Uint8Array,
  parts: readonly Int16Array[],
): void {
  // the segments lie behind all arrays; memory does not shrink, so a second call finds the room
  const workspace = layOutPiece(kernel, layout, channels.length, parts[0].length);
  const at = workspace.end;
  reserve(kernel, at + segments.length + 16);
  const views = layOutPiece(kernel, layout, channels.length, parts[0].length);
  new Uint8Array(kernel.memory.buffer, at, segments.length).set(segments);
  kernel.feed(at, at + segments.length);
  let open = false;
  const openSegment = () => {
    if (!open && !kernel.beginSegment()) throw new Error('no segment where one should begin');
    open = true;
  };
  const closeSegment = () => {
    if (open && !kernel.segmentEnds()) throw new Error('a segment does not end where it should');
    open = false;
  };
  for (const [index, channel] of channels.entries()) {
    const own = { ...views, channel: index };
    if (channel.kind === 'coded') beginChannel(kernel, layout, own, channel);
    else silence(kernel, own);
    for (let from = 0; from < views.frames; from += CHUNK) {
      const to = Math.min(views.frames, from + CHUNK);
      openSegment();
      if (!decodeChunk(kernel, layout, own, channel, from, to)) {
        throw new Error(`segments end or go astray in channel ${index}, frames ${from} to ${to}`);
      }
      if (kernel.pairsTaken() >= SEGMENT_PAIRS) closeSegment();
    }
    parts[index].set(views.codes);
  }
  closeSegment();
  if (kernel.bytesLeft() !== 0) throw new Error(`${kernel.bytesLeft()} bytes behind the last segment`);
}

function beginChannel(kernel: Kernel, layout: Layout, workspace: Workspace, channel: CodedChannel): void {
  const { start, mean, historyShift } = channel;
  beginModel(kernel, layout, channel);
  const first = (start - mean) >> historyShift;
  fillStart(kernel, workspace, first);
  // as an int16, like all history
  kernel.beginMeans((first << 16) >> 16);
}

function decodeChunk(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  channel: Channel,
  from: number,
  to: number,
): boolean {
  if (channel.kind === 'raw') return Boolean(kernel.takeCodes(workspace.codes.byteOffset, from, to));
  const { blockFrames, blocks } = channel;
  for (let at = from; at < to; ) {
    const block = blockFrames === 0 ? 0 : Math.floor(at / blockFrames);
    const end = blockFrames === 0 ? to : Math.min(to, (block + 1) * blockFrames);
    if (!decodeBlock(kernel, layout, workspace, channel, blocks[block], at, end)) return false;
    at = end;
  }
  return true;
}

function decodeBlock(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  channel: CodedChannel,
  { coefficients, shift }: Block,
  from: number,
  to: number,
): boolean {
  const { historyShift, mean, profile, references } = channel;
  const { codes, historyAt, residualsAt } = workspace;
  loadCoefficients(kernel, layout, coefficients, references.length * TAPS_PER_REFERENCE);
  predictFromReferences(kernel, layout, workspace, references, coefficients, from, to);
  return Boolean(
    kernel.decode(
      codes.byteOffset,
      historyAt(workspace.channel),
      historyShift,
      layout.lags,
      layout.smooth,
      residualsAt,
      from,
      to,
      shift - historyShift,
      mean,
      layout.tables[profile ? 1 : 0].voltages,
    ),
  );
}

const FIRST_LAGS = 2;

/** Puts the channel's own coefficients where the kernel has them: the last sample's last, and those of the means. */
function loadCoefficients(
  kernel: Kernel,
  layout: Layout,
  coefficients: Int32Array,
  ofReferences: number,
): void {
  const { buffer } = kernel.memory;
  const lags = new Int16Array(buffer, layout.lags, LAGS);
  const smooth = new Int32Array(buffer, layout.smooth, MEANS);
  const later = FIRST_LAGS + MEANS + ofReferences;
  for (let k = 0; k < LAGS; k++) {
    lags[LAGS - 1 - k] = coefficients[k < FIRST_LAGS ? k : later + k - FIRST_LAGS] ?? 0;
  }
  for (let k = 0; k < MEANS; k++) smooth[k] = coefficients[FIRST_LAGS + k] ?? 0;
}

/** Writes what other channels say of frames from .. to - 1 where their residuals will stand. */
function predictFromReferences(
  kernel: Kernel,
  layout: Layout,
  workspace: Workspace,
  references: readonly number[],
  coefficients: Int32Array,
  from: number,
  to: number,
): void {
  const { buffer } = kernel.memory;
  const first = FIRST_LAGS + MEANS;
  const addresses = references.flatMap(reference => tapsOf(workspace.historyAt(reference)));
  const own = coefficients.subarray(first, first + addresses.length);
  new Uint32Array(buffer, layout.features, addresses.length).set(addresses);
  new Int32Array(buffer, layout.coefficients, own.length).set(own);
  kernel.predict(layout.features, layout.coefficients, own.length, from, to, workspace.residualsAt);
}
