/** A run of a few cells in which every column has a value somewhere and, if it may, none somewhere. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exactLine, figuresOf, qualityWhere, timingLine } from '../common/testing.test.kit.js';
import { TRUTH_FIGURES, UNIT_FIGURES } from '../quality/unit-figures.js';
import { cellRows } from './cells.js';
import { type LimitRow, SAME_AGAIN } from './columns.js';
import { writeCells, writeLimits, writeQuality, writeTotals, writeUnits } from './csv.js';
import { describeEnvironment } from './environment.js';
import type { LogLine } from './log.js';
import { totalsOf } from './pareto.js';
import { collectQuality } from './quality.js';

// one process run alone, which is no number
export const LINES: readonly LogLine[] = [
  { type: 'session', startedAt: '', commandLine: '', machine: 'some-2c-linux-x64' },
  { type: 'given', chain: 'rice' },
  { type: 'refused', name: 'torn.wav', status: 'error', reason: 'torn' },
  exactLine({ encodedBytes: 900 }),
  timingLine({ quiet: true }),
  timingLine({ alias: SAME_AGAIN }),
  exactLine({ chain: 'rice', encodedBytes: 700 }),
  timingLine({ chain: 'rice', encodeNs: [1e5 / 3], decodeNs: [1e5] }),
  exactLine({ chain: 'raw', encodedBytes: 4004, recording: '=b, c.wav' }),
  exactLine({ chain: 'huffman', status: 'error', error: '-5 says "no",\nand more' }),
  exactLine({
    chain: 'quantize+rice',
    lost: {
      ...{ kind: 'bounded', greatestError: 1, quality: qualityWhere(some) },
      truth: {
        all: figuresOf(TRUTH_FIGURES, some),
        units: [
          { unit: 'a', ...figuresOf(UNIT_FIGURES, some), spikes: 3 },
          { unit: 'b', ...figuresOf(UNIT_FIGURES, () => null), spikes: 3 },
        ],
      },
    },
  }),
  exactLine({
    chain: 'quantize+huffman',
    lost: { kind: 'free', greatestError: null, quality: qualityWhere(() => null) },
  }),
  { type: 'start-up', startNs: [1e6] },
];

/** Of a recording, and no cell's. */
export const FLOOR: LogLine = {
  ...{ type: 'flicker-floor', recording: 'a.wav', recordingSha256: 'aa', samples: 2000 },
  quality: qualityWhere(some),
  limits: [{ counted: 'all', level: 0.5, bits_per_sample: 2.5, rmse: 0.5, band_rmse_sigma: null }],
};

function some(type: string): number {
  return type === 'integer' ? 3 : 0.5;
}

const collected = collectQuality();
for (const line of LINES) collected.add(line);

export const CELLS = cellRows(LINES);
export const QUALITIES = collected.rows();
export const UNITS = collected.units();
const LIMITS = [0.5, null].map((error): LimitRow => {
  const origin = { recording: 'a', recording_sha256: 'aa', samples: 2000 };
  return { ...origin, counted: 'all', level: 0.5, bits_per_sample: 2.5, rmse: 0.5, band_rmse_sigma: error };
});

const CSV_NAMES = ['cells.csv', 'totals.csv', 'quality.csv', 'units.csv', 'limits.csv'];

/** @returns paths of the CSVs, in the order of their names */
export function writeCsvs(folder: string): string[] {
  const paths = CSV_NAMES.map(name => join(folder, name));
  writeCells(paths[0], CELLS);
  writeTotals(paths[1], totalsOf(CELLS, QUALITIES));
  writeQuality(paths[2], QUALITIES);
  writeUnits(paths[3], UNITS);
  writeLimits(paths[4], LIMITS);
  return paths;
}

/** The CSVs, and what says where they are from. */
export function writeRun(folder: string): void {
  writeCsvs(folder);
  const environment = describeEnvironment({
    ...{ command_line: 'ncb sweep', settings: { rounds: 3 }, package_version: '1.0.0' },
    ...{ recordings: 2, recordings_sha256: 'aa', refused: [{ name: 'torn.wav' }] },
  });
  writeFileSync(join(folder, 'env.json'), `${JSON.stringify(environment, null, 2)}\n`);
}
