/** That the guide shows what the figures that are committed make, and what is made of figures that are known. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { exactLine, qualityWhere, temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import type { LimitRow } from '../../../harness/run/columns.js';
import type { LogLine } from '../../../harness/run/log.js';
import { totalsOf } from '../../../harness/run/pareto.js';
import { collectQuality } from '../../../harness/run/quality.js';
import { showsPart } from '../shared/guide-part.js';
import { CURVE_CHAINS } from './chains.js';
import { CURVE_FILE, CURVE_FOLDER, curveRows, formatCurveCsv, LIMIT, readCurve } from './rows.js';
import { CURVE_PART, formatCurve, formatMeaning, MEANING_PART } from './tables.js';

test('the guide shows what the figures make', () => {
  const curve = {
    rows: readCurve(join(packageRoot, CURVE_FILE)),
    environment: JSON.parse(readFileSync(join(packageRoot, CURVE_FOLDER, 'env.json'), 'utf8')),
  };
  const again = '`npm run curve -- --readme` makes it anew';
  assert.ok(showsPart(CURVE_PART, formatCurve(curve)), again);
  assert.ok(showsPart(MEANING_PART, formatMeaning(curve)), again);
});

test('every chain is one', () => {
  const registry = makeRegistry(builtInStages);
  for (const chain of CURVE_CHAINS) parseChain(chain, registry);
});

test('rows are of all recordings, with what R(D) says for their errors', t => {
  const lossy = { kind: 'bounded', greatestError: 1, quality: qualityWhere(() => 0.5) } as const;
  // the signal is 10 times as large as half a code
  const floor = qualityWhere((_, name) => (name === 'snr_db' ? 20 : 0.5));
  const lines: LogLine[] = [
    {
      ...{ type: 'flicker-floor', recording: 'a', recordingSha256: 'aa', samples: 2000 },
      quality: floor,
    },
    exactLine({ chain: 'rice', encodedBytes: 1000 }),
    exactLine({ chain: 'quantize+rice', encodedBytes: 500, lost: lossy }),
  ];
  const quality = collectQuality();
  for (const line of lines) quality.add(line);
  const cells = cellRows(lines);
  const limits = [
    [2, 0.25],
    [1, 0.5],
    [0.06, 2],
    [0.005, 4],
  ].map(([bits, error]): LimitRow => {
    const origin = { recording: 'a', recording_sha256: 'aa', samples: 2000 };
    return {
      ...origin,
      counted: 'all',
      level: error,
      bits_per_sample: bits,
      rmse: error,
      band_rmse_sigma: null,
    };
  });
  const run = { path: '', name: '', cells, quality: quality.rows(), limits, environment: null };
  const rows = curveRows({ ...run, totals: totalsOf(cells, run.quality) });
  const path = join(temporaryFolder(t), 'curve.csv');
  writeFileSync(path, formatCurveCsv(rows));
  const read = readCurve(path);
  const [exact, coarse, tight] = ['rice', 'quantize+rice', LIMIT].map(
    name => read.find(({ chain }) => chain === name) ?? assert.fail(name),
  );
  assert.deepEqual([exact.chain, exact.loss, exact.rmse, exact.lossy], ['rice', 'none', null, null]);
  assert.deepEqual([coarse.rmse, coarse.rd_bits, coarse.rd_band_bits], [0.5, 1, null]);
  assert.equal((coarse.lossy ?? 0) + (coarse.decoding_safe ?? 0) + (coarse.not_judged ?? 0), 1);
  // 0.05 bits lie 2 / 11 of the way from 0.06 to 0.005, so that the error is 2 * 2^(2 / 11) of a signal of 5
  const expected = 20 * Math.log10(5 / (2 * 2 ** (2 / 11)));
  assert.ok(Math.abs((tight.snr_db ?? 0) - expected) < 1e-6, String(tight.snr_db));
});
