/** Words and figures that the tables of an explanation share. */
import type { ExplainedRecording } from '../../../harness/explain/explain.js';
import { formatFixed } from '../shared/terminal.js';

/** Rows that are shown of recordings and channels. */
export const WORST = 5;

const WIDTH = 80;

/** Lines of at most 80 characters, broken at spaces; a longer word has a line of its own. */
export function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** Bits a sample, with as many decimals as an explanation has everywhere. */
export function bits(sum: number, samples: number): string {
  const each = formatFixed(sum / samples, 3);
  return each === '-0.000' ? '0.000' : each;
}

/** Seconds of a single recording; of several that differ in length, their share. */
export function stretchName(recordings: readonly ExplainedRecording[], t: number, count: number): string {
  if (recordings.length > 1) return `${(100 * t) / count} to ${(100 * (t + 1)) / count} %`;
  const [{ recording, firstFrame }] = recordings;
  const at = (share: number) => ((firstFrame + share * recording.frames) / recording.sampleRateHz).toFixed(2);
  return `${at(t / count)} to ${at((t + 1) / count)} s`;
}
