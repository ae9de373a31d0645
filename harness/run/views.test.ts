/** The CSVs of a log in which something may have been lost. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exactLine, qualityWhere, temporaryFolder } from '../common/testing.test.kit.js';
import type { Limit } from '../quality/limits.js';
import type { LimitRow } from './columns.js';
import { readLimits, readQuality } from './csv.js';
import { pooledLimits } from './limits.js';
import { loadRun } from './load.js';
import { type FlickerLine, type LogLine, openLog } from './log.js';
import { writeViews } from './views.js';

const quality = qualityWhere(type => (type === 'integer' ? 3 : 0.5));
const LOST = { kind: 'bounded', greatestError: 1, quality } as const;
const LIMIT: Limit = { counted: 'all', level: 0.5, bits_per_sample: 3, rmse: 0.5, band_rmse_sigma: null };

function floorLine(given: Partial<FlickerLine> = {}): FlickerLine {
  return {
    type: 'flicker-floor',
    recording: 'a.wav',
    recordingSha256: 'aa',
    samples: 2000,
    quality,
    ...given,
  };
}

function append(folder: string, ...lines: readonly LogLine[]): void {
  const log = openLog(folder);
  for (const line of lines) log.append(line);
  log.close();
}

test('what was measured of a loss goes with the last cell that has it', t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'quality.csv');
  append(folder, exactLine({ lost: LOST }));
  writeViews(folder);
  assert.equal(readQuality(path).length, 1);
  append(folder, exactLine({ status: 'timeout', error: 'over 1 s' }));
  const { totals } = writeViews(folder);
  assert.ok(!existsSync(path));
  assert.equal(totals[0].band_rmse_sigma, null);
  assert.deepEqual(loadRun(folder).quality, []);
});

test('R(D) of the last session stands in limits.csv; logs from before it was known have none', t => {
  const folder = temporaryFolder(t);
  append(folder, exactLine({ lost: LOST }), floorLine());
  writeViews(folder);
  assert.ok(!existsSync(join(folder, 'limits.csv')));
  append(folder, floorLine({ limits: [LIMIT] }), floorLine({ limits: [{ ...LIMIT, level: 0.7 }] }));
  writeViews(folder);
  const wanted = { recording: 'a.wav', recording_sha256: 'aa', samples: 2000, ...LIMIT, level: 0.7 };
  assert.deepEqual(readLimits(join(folder, 'limits.csv')), [wanted]);
  assert.deepEqual(loadRun(folder).limits, [wanted]);
});

test('over recordings bits are sums over sums, and one whose bits are spent has its last error', () => {
  const row = (recording: string, samples: number, point: readonly number[]): LimitRow => {
    const [level, bits_per_sample, rmse] = point;
    const facts = { recording, recording_sha256: recording, samples, counted: 'all' } as const;
    return { ...facts, level, bits_per_sample, rmse, band_rmse_sigma: rmse };
  };
  const rows = [
    ...[
      [1, 4, 1],
      [2, 3, 2],
      [4, 0, 3],
    ].map(point => row('a', 1000, point)),
    ...[
      [2, 5, 2],
      [4, 4, 4],
      [8, 0, 7],
    ].map(point => row('b', 3000, point)),
  ];
  assert.deepEqual(
    pooledLimits(rows, 'all').map(({ bits_per_sample: bits, rmse }) => [bits, Math.round(rmse ** 2 * 2)]),
    [
      [4.5, 8],
      [3, 25],
      [0, 58],
    ].map(([bits, squares]) => [bits, squares]),
  );
  assert.deepEqual(pooledLimits(rows, 'band'), []);
});
