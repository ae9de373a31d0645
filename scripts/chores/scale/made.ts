/** Runs of any size as a sweep writes them: real chains, recordings that are not there, figures by a seed. */
import { join } from 'node:path';
import { parseChain, printChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { makeWords, uniform } from '../../../harness/common/random.js';
import { cellRows } from '../../../harness/run/cells.js';
import { type CellRow, SAME_AGAIN } from '../../../harness/run/columns.js';
import { viewCells, writeCells, writeTotals } from '../../../harness/run/csv.js';
import { describeEnvironment } from '../../../harness/run/environment.js';
import { SUMMED } from '../../../harness/run/judged.js';
import type { ExactLine, LogLine, TimingLine } from '../../../harness/run/log.js';
import { totalsOf } from '../../../harness/run/pareto.js';
import { ownVersion } from '../../../harness/run/versions.js';

/** How many chains on how many recordings. */
export interface Shape {
  readonly chains: number;
  readonly recordings: number;
}

/** Recordings that are timed, and rounds: more than the presets do. */
const TIMED = 2;
const ROUNDS = 5;
const RATE_HZ = 30_000;
const VERSIONS = `neural-codec-bench@${ownVersion()} @bokuweb/zstd-wasm@0.0.27`;

const CODERS = ['rice', 'rans', 'huffman', 'rice+zstd', 'rans+zstd:level=19'];
const MOST_ORDER = 32;

/** Ids of so many chains, sorted. */
export function chainsOf(count: number): string[] {
  const registry = makeRegistry(builtInStages);
  const ids = Array.from({ length: count }, (_, k) => {
    const coder = CODERS[k % CODERS.length];
    const order = 1 + (Math.floor(k / CODERS.length) % MOST_ORDER);
    const block = 256 * (1 + Math.floor(k / (CODERS.length * MOST_ORDER)));
    return printChain(parseChain(`lpc:block=${block},order=${order}+${coder}`, registry));
  });
  return ids.sort();
}

interface RecordingFacts {
  readonly name: string;
  readonly sha256: string;
  readonly frames: number;
}

const recordings: RecordingFacts[] = [];

/** A recording, the same each time. */
export function recordingAt(index: number): RecordingFacts {
  recordings[index] ??= makeRecording(index);
  return recordings[index];
}

function makeRecording(index: number): RecordingFacts {
  const words = makeWords(index, 1, 1);
  const sha256 = Array.from({ length: 8 }, () => words().toString(16).padStart(8, '0')).join('');
  const name = `session-${String(index).padStart(6, '0')}/probe.ap.bin@${index}.000s`;
  return { name, sha256, frames: 60_000 + (words() % 300_000) };
}

/**
 * Writes cells.csv, totals.csv and env.json of a run, chain by chain.
 * @param seed of its figures: of another seed sizes and times are a little other ones
 */
export function makeRun(folder: string, shape: Shape, seed: number): void {
  makeFolder(folder);
  const environment = describeEnvironment({
    command_line: 'npm run scale',
    settings: {},
    package_version: ownVersion(),
    recordings: shape.recordings,
    recordings_sha256: recordingAt(shape.recordings).sha256,
    refused: [],
  });
  writeFileBeside(join(folder, 'env.json'), `${JSON.stringify(environment, null, 2)}\n`);
  const cells = join(folder, 'cells.csv');
  writeCells(cells, rowsOf(shape, seed));
  writeTotals(join(folder, 'totals.csv'), totalsOf(viewCells(cells, SUMMED)));
}

function* rowsOf({ chains, recordings }: Shape, seed: number): Generator<CellRow> {
  for (const [index, chain] of chainsOf(chains).entries()) {
    yield* cellRows(linesOf(chain, index, recordings, seed));
  }
}

/** What the log of a sweep says of a chain; the first is timed twice. */
function* linesOf(chain: string, index: number, recordings: number, seed: number): Generator<LogLine> {
  const words = makeWords(index, seed, 0);
  const about = (value: number, scatter: number) => value * (1 + scatter * (uniform(words) - 0.5));
  const ratio = 2 + (index % 97) / 50;
  const encodeNs = 1e6 * (1 + (index % 89));
  for (let r = 0; r < recordings; r++) {
    const line = exactLineOf(chain, r, size => Math.round(about(size / ratio, 0.01)));
    yield line;
    if (r >= TIMED) continue;
    for (let round = 0; round < ROUNDS; round++) {
      for (const alias of index === 0 ? ['', SAME_AGAIN] : ['']) {
        yield timingLineOf(line, alias, round, () => Math.round(about(encodeNs, 0.05)));
      }
    }
  }
}

/** The exact pass of a cell. */
function exactLineOf(chain: string, recording: number, encoded: (rawBytes: number) => number): ExactLine {
  const { name, sha256, frames } = recordingAt(recording);
  return {
    type: 'exact',
    ...{ chain, recording: name, recordingSha256: sha256, scope: 'recording', family: 'prediction' },
    versions: VERSIONS,
    ...{ isolation: 'in-process', modelBytes: 0, channels: 4, frames, sampleRateHz: RATE_HZ },
    ...{ status: 'ok', error: '', encodedBytes: encoded(frames * 8), timeoutS: 60, memoryMb: 1024 },
  };
}

function timingLineOf(cell: ExactLine, alias: string, round: number, ns: () => number): TimingLine {
  const { chain, recording, recordingSha256, versions, scope } = cell;
  return {
    type: 'timing',
    ...{ chain, recording, recordingSha256, versions, scope, alias, round, status: 'ok', error: '' },
    ...{ timeMs: 200, encodeNs: [ns()], decodeNs: [ns()], peakRssBytes: 80e6 + round, quiet: true },
  };
}
