/** Which bytes of a file streams cover, and which they do not. */
import type { PlannedRun, PlannedStream } from './format.js';

/** From one byte to before another. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether one channel of a run lies behind the other within each block. */
export function isPlanar({ channels, blockFrames, frameBytes, channelBytes }: RunShape): boolean {
  return channels > 1 && frameBytes === 2 && channelBytes === 2 * blockFrames;
}

type RunShape = Omit<PlannedRun, 'file'>;

/** Whether a run covers each of its blocks as a whole, the last as far as it goes. */
export function isDense(run: RunShape, frames: number): boolean {
  if (isPlanar(run)) return frames % run.blockFrames === 0;
  return run.frameBytes === 2 * run.channels && (run.channels === 1 || run.channelBytes === 2);
}

/** What a run covers, block by block. */
function* blocksOf(
  { channels, offset, blockFrames, blockBytes }: PlannedRun,
  frames: number,
): Generator<Range> {
  for (let first = 0, from = offset; first < frames; first += blockFrames, from += blockBytes) {
    const taken = Math.min(blockFrames, frames - first);
    yield { from, to: from + 2 * channels * taken };
  }
}

/**
 * What no stream covers of a file, in order.
 * @throws Error if two streams cover the same, or what is not there
 */
export function* uncovered(file: number, bytes: number, streams: readonly PlannedStream[]): Generator<Range> {
  const runs = streams.flatMap(({ runs, frames }) =>
    runs.filter(run => run.file === file).map(run => blocksOf(run, frames)),
  );
  const next = runs.map(blocks => ({ blocks, range: take(blocks) }));
  let at = 0;
  for (;;) {
    let first: (typeof next)[number] | undefined;
    for (const one of next) {
      if (one.range !== undefined && (first?.range === undefined || one.range.from < first.range.from))
        first = one;
    }
    if (first?.range === undefined) break;
    const { from, to } = first.range;
    if (from < at || to > bytes)
      throw new Error(`streams cover bytes ${from} to ${to} of a file of ${bytes} twice`);
    if (from > at) yield { from: at, to: from };
    at = to;
    first.range = take(first.blocks);
  }
  if (at < bytes) yield { from: at, to: bytes };
}

function take(blocks: Generator<Range>): Range | undefined {
  const { value, done } = blocks.next();
  return done === true ? undefined : value;
}

/** The same in pieces of so many bytes, each of several ranges; the last may have fewer. */
export function* piecesOf(ranges: Iterable<Range>, pieceBytes: number): Generator<readonly Range[]> {
  let piece: Range[] = [];
  let room = pieceBytes;
  for (const { from, to } of ranges) {
    for (let at = from; at < to; ) {
      const end = Math.min(to, at + room);
      piece.push({ from: at, to: end });
      room -= end - at;
      at = end;
      if (room > 0) continue;
      yield piece;
      [piece, room] = [[], pieceBytes];
    }
  }
  if (piece.length > 0) yield piece;
}
