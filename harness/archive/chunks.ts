/** How streams are cut into chunks, and the rest of files into pieces. */
import { piecesOf, type Range, uncovered } from './covered.js';
import { PIECE_BYTES, type Plan, type PlannedStream } from './format.js';

/** Chunks of a stream. */
export function chunksOf({ frames, chunkFrames }: PlannedStream): number {
  return Math.ceil(frames / chunkFrames);
}

/** Frames of a chunk: the first, and how many. */
export function framesOf(
  { frames, chunkFrames }: PlannedStream,
  k: number,
): readonly [first: number, count: number] {
  const first = k * chunkFrames;
  return [first, Math.min(chunkFrames, frames - first)];
}

/** What no stream covers of a file, in pieces. */
export function restOf({ files, streams }: Plan, file: number): Generator<readonly Range[]> {
  return piecesOf(uncovered(file, files[file].bytes, streams), PIECE_BYTES);
}
