/** A sorter that is a program: what it finds of units whose times are known. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Samples } from '../../../codecs/codec.js';
import { matchSpikes } from '../../../harness/quality/spikes.js';
import { parseSpikes, readSpikesText } from '../../../harness/recordings/spikes-file.js';
import type { TrueUnit } from '../../../harness/recordings/units.js';
import { encodeWav } from '../../../harness/recordings/write.js';

/**
 * Sorts samples.
 * @param command the program and its arguments, separated by spaces: `{input}` is a WAV file, `{output}` the spikes file
 * that it writes, `{seed}` a number
 * @throws Error in one line if it fails, or what it writes is no such file
 */
export function runSorter(command: string, samples: Samples, rateHz: number, seed: number): TrueUnit[] {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-sorter-'));
  try {
    const [input, output] = ['input.wav', 'output.spikes.csv'].map(name => join(folder, name));
    writeFileSync(input, encodeWav(samples, rateHz));
    const places: Readonly<Record<string, string>> = { input, output, seed: String(seed) };
    const [program, ...args] = command
      .split(' ')
      .map(word => word.replaceAll(/\{(input|output|seed)\}/g, (_, name) => places[name]));
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`--sorter ended with ${status ?? error?.message}: ${stderr?.trim()}`);
    const { channels, data } = samples;
    return parseSpikes('output.spikes.csv', readSpikesText(output), {
      channels,
      frames: data.length / channels,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Right / (right + missed + wrong) over units, each beside the one found that agrees with it best; the best pairs first,
 * none twice. Null without units.
 */
export function accuracyOf(
  units: readonly TrueUnit[],
  found: readonly TrueUnit[],
  rateHz: number,
): number | null {
  const pairs = units.flatMap(unit =>
    found.map(other => {
      const right = matchSpikes(unit.spikes, other.spikes, rateHz).filter(partner => partner >= 0).length;
      const either = unit.spikes.length + other.spikes.length - right;
      return { unit, other, right, either };
    }),
  );
  pairs.sort((a, b) => b.right / b.either - a.right / a.either);
  const [taken, used] = [new Set<TrueUnit>(), new Set<TrueUnit>()];
  let [right, either] = [0, 0];
  for (const pair of pairs) {
    if (taken.has(pair.unit) || used.has(pair.other)) continue;
    taken.add(pair.unit);
    used.add(pair.other);
    right += pair.right;
    either += pair.either;
  }
  for (const unit of units) if (!taken.has(unit)) either += unit.spikes.length;
  return either === 0 ? null : right / either;
}
