/**
 * How the bits of coder and compressors are spread over channels and time. Where an entropy coder has many samples in
 * one word, no bit of a stream belongs to a sample; so each channel is coded alone, the beginnings of it one longer than
 * the other, and a stretch of time gets what the stream grows by. Of one channel they add up to the coder's stream if
 * there are no compressors.
 */
import { channelsOf } from '../../codecs/bytes/shape.js';
import type { Isolation, Samples } from '../../codecs/codec.js';
import type { Entropies, Piece } from '../processes/tasks.js';

const STRETCHES = 10;
/** A stretch of fewer frames is more head than samples. */
const LEAST_FRAMES = 1024;
/** Of a program, which takes a tenth of a second or more to start. */
const MOST_STARTS = 16;

/** Where stretches of time end: one where there are too few frames for more. */
export function stretchEnds(frames: number): number[] {
  const count = frames < STRETCHES * LEAST_FRAMES ? 1 : STRETCHES;
  return Array.from({ length: count }, (_, t) => Math.round(((t + 1) * frames) / count));
}

/** Whether the calls that pieces take are few enough. */
export function arePiecesAffordable(
  isolation: Isolation | undefined,
  channels: number,
  stretches: number,
): boolean {
  return isolation !== 'process' || channels * stretches <= MOST_STARTS;
}

/** Coder and compressors on some input, and what that input takes by the references. */
export interface Coding {
  readonly encode: (input: Samples) => Promise<Uint8Array>;
  readonly input: Samples;
  readonly ends: readonly number[];
  readonly entropies: readonly (readonly Entropies[])[];
}

/** @param onStep called as each of channels × stretches is done */
export async function piecesOf(
  { encode, input, ends, entropies }: Coding,
  onStep: () => void,
): Promise<Piece[][]> {
  const pieces: Piece[][] = [];
  for (const [c, channel] of channelsOf(input).entries()) {
    const own: Piece[] = [];
    let [start, before] = [0, 0];
    for (const [t, end] of ends.entries()) {
      const { length } = await encode({ data: channel.slice(0, end), channels: 1 });
      own.push({ samples: end - start, spent: 8 * (length - before), ...entropies[c][t] });
      [start, before] = [end, length];
      onStep();
    }
    pieces.push(own);
  }
  return pieces;
}
