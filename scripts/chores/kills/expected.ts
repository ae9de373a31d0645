/** What the commands make where nothing is killed. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { encodeWav } from '../../../harness/recordings/write.js';
import { CLI } from '../shared/cli.js';
import { type Expected, encodeArguments, OLDER, shareArguments, sweepArguments } from './victims.js';

/** Recordings of a second or two: each chain takes milliseconds, a command a second. */
const RECORDINGS = 6;
const CHANNELS = 2;
const RATE_HZ = 20_000;
const FRAMES = 40_000;

/**
 * Makes recordings, and has the commands make their results of them.
 * @param folder that is made
 * @throws Error if a command fails
 */
export async function expectedResults(folder: string): Promise<Expected> {
  const [recordings, results] = [join(folder, 'recordings'), join(folder, 'results')];
  mkdirSync(recordings, { recursive: true });
  mkdirSync(results);
  for (let number = 0; number < RECORDINGS; number++) {
    const data = Int16Array.from({ length: CHANNELS * FRAMES }, (_, i) => waveAt(i, number));
    writeFileSync(join(recordings, `${number}.wav`), encodeWav({ data, channels: CHANNELS }, RATE_HZ));
  }
  for (const args of [
    sweepArguments(recordings),
    encodeArguments(recordings),
    ...shareArguments(recordings),
  ]) {
    await promisify(execFile)(process.execPath, [CLI, ...args], { cwd: results });
  }
  writeFileSync(join(results, OLDER), 'an older archive, which was something else\n');
  return { recordings, results };
}

/** A wave and some bits of noise. */
function waveAt(i: number, number: number): number {
  const noise = (Math.imul(i + number, 0x9e3779b1) >>> 27) - 16;
  return Math.round(500 * Math.sin(i / (11 + number))) + noise;
}
