/**
 * Run lengths: of equal neighbours one is kept. All kept samples stand together, as a compressor likes them.
 *
 *   shape | varint n | n bytes of lengths | kept samples, int16 little-endian
 *
 *   lengths   until all samples are there, two varints in turn: how many kept samples come, at least one; how often the
 *             last of them is repeated, at most 2^22 times
 *
 * A run of three or more is kept as one sample. Noise costs two varints in all. A pair of lengths with its sample takes
 * four bytes, so a stream of n bytes makes a decoder allocate no more than n / 4 such runs.
 */

import { packNumbers } from '../bytes/numbers.js';
import { type Cursor, readShape, readVarint, shapeOf } from '../bytes/shape.js';
import { bytesOf, joinStream, takeSamples, takeWithLength, withLength } from '../bytes/stream.js';
import { defineCoder, type Samples } from '../codec.js';

const SHORTEST_RUN = 3;
const MOST_REPEATS = 2 ** 22;

interface Run {
  readonly kept: number;
  readonly repeats: number;
}

/** The sample behind the run that starts at `start`, or behind as much of it as one pair of lengths can hold. */
function runEnd(data: Int16Array, start: number): number {
  const limit = Math.min(data.length, start + 1 + MOST_REPEATS);
  const value = data[start];
  let end = start + 1;
  while (end < limit && data[end] === value) end++;
  return end;
}

function encode(samples: Samples): Uint8Array {
  const { data } = samples;
  const kept = new Int16Array(data.length);
  const lengths: number[] = [];
  let keptCount = 0;
  let start = 0;
  const writeRun = (literalsEnd: number, end: number) => {
    kept.set(data.subarray(start, literalsEnd), keptCount);
    lengths.push(literalsEnd - start, end - literalsEnd);
    keptCount += literalsEnd - start;
    start = end;
  };
  for (let at = 0, end = 0; at < data.length; at = end) {
    end = runEnd(data, at);
    if (end - at >= SHORTEST_RUN) writeRun(at + 1, end);
  }
  if (start < data.length) writeRun(data.length, data.length);
  return joinStream(
    shapeOf(samples),
    [],
    [withLength(packNumbers(lengths)), bytesOf(kept.subarray(0, keptCount))],
  );
}

/** @throws Error unless the runs hold just as many samples as the shape says */
function readRuns(bytes: Uint8Array, length: number): Run[] {
  const cursor: Cursor = { bytes, at: 0 };
  const runs: Run[] = [];
  let total = 0;
  while (total < length) {
    const run = { kept: readVarint(cursor), repeats: readVarint(cursor) };
    if (run.kept < 1) throw new Error('repeats without a sample');
    if (run.repeats > MOST_REPEATS) throw new Error(`${run.repeats} repeats over ${MOST_REPEATS}`);
    total += run.kept + run.repeats;
    runs.push(run);
  }
  if (total > length) throw new Error(`lengths hold ${total} samples where the shape says ${length}`);
  if (cursor.at < bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the lengths`);
  return runs;
}

function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const runs = readRuns(takeWithLength(cursor), channels * frames);
  const keptCount = runs.reduce((sum, { kept }) => sum + kept, 0);
  const given = takeSamples(cursor, { channels: 1, frames: keptCount });
  const data = new Int16Array(channels * frames);
  const output = bytesOf(data);
  let from = 0;
  let at = 0;
  for (const { kept, repeats } of runs) {
    output.set(given.subarray(2 * from, 2 * (from + kept)), 2 * at);
    from += kept;
    at += kept;
    data.fill(data[at - 1], at, at + repeats);
    at += repeats;
  }
  return { data, channels };
}

export const runLength = defineCoder({
  name: 'run-length',
  family: 'packing',
  summary: 'runs of equal samples kept as one, all else as it is; made to stand before a compressor',
  open: () => ({ encode, decode }),
});
