/** What a page's figures are made of, apart from the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from '../run/cells.js';
import { totalsOf } from '../run/pareto.js';
import { reportData } from './data.js';
import { frontOf } from './front.js';
import type { ReportRun } from './model.js';
import { quantile } from './quantile.js';
import { packSizes, unpackSizes } from './sizes.js';
import { stageSteps } from './stages.js';

function reportRun(lines: Parameters<typeof cellRows>[0]): ReportRun {
  const cells = cellRows(lines);
  const totals = totalsOf(cells);
  const run = { path: 'run', name: 'run', cells, totals, environment: null };
  return reportData([run], new Date(0)).runs[0];
}

const sized = (chain: string, encodedBytes: number) => exactLine({ chain, encodedBytes });

test('sizes come back as they were', () => {
  const size = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 2 }));
  fc.assert(fc.property(fc.array(size), sizes => assert.deepEqual(unpackSizes(packSizes(sizes)), sizes)));
  const many = Array.from({ length: 50_000 }, (_, i) => i);
  assert.deepEqual(unpackSizes(packSizes(many)), many);
});

test('the front holds what no other point reaches, and nothing else', () => {
  const point = fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(fc.array(point), points => {
      const front = frontOf(points);
      for (const { x, y } of points) assert.ok(front.some(best => best.x >= x && best.y >= y));
      for (const [i, best] of front.entries()) {
        assert.ok(!points.some(({ x, y }) => x >= best.x && y >= best.y && (x > best.x || y > best.y)));
        if (i > 0) assert.ok(front[i - 1].x < best.x && front[i - 1].y > best.y);
      }
    }),
  );
});

test('quantiles, by hand', () => {
  assert.deepEqual(
    [0, 0.25, 0.5, 0.75, 1].map(share => quantile([4, 1, 3, 2], share)),
    [1, 1.75, 2.5, 3.25, 4],
  );
  assert.equal(quantile([7], 0.25), 7);
});

test('a chain is built up from its coder, by the chains that the run holds', () => {
  const run = reportRun([
    sized('levels+delta+shuffle+zstd', 500),
    sized('delta+shuffle+zstd', 1000),
    sized('shuffle', 4000),
    sized('mine+zstd', 800),
  ]);
  const of = (name: string) => stageSteps(run.chains.find(({ chain }) => chain === name)!, run.chains);
  assert.deepEqual(of('levels+delta+shuffle+zstd'), {
    steps: [
      { adds: 'shuffle', chain: 'shuffle', bitsPerSample: 16 },
      { adds: 'zstd, delta', chain: 'delta+shuffle+zstd', bitsPerSample: 4 },
      { adds: 'levels', chain: 'levels+delta+shuffle+zstd', bitsPerSample: 2 },
    ],
    missing: ['shuffle+zstd'],
  });
  // a stage of a plugin, which must be the coder
  assert.deepEqual(of('mine+zstd').missing, ['mine']);
});

test('a shorter chain over other samples is no step', () => {
  const twice = [sized('rans', 900), exactLine({ chain: 'rans', recording: 'b.wav', recordingSha256: 'bb' })];
  const run = reportRun([sized('delta+rans', 800), ...twice]);
  assert.deepEqual(stageSteps(run.chains.find(({ chain }) => chain === 'delta+rans')!, run.chains).missing, [
    'rans',
  ]);
});

test('failures stand once a message; aliases share a row; the a/a copy has none', () => {
  const failed = { chain: 'bad', status: 'error', error: 'why' } as const;
  const run = reportRun([
    exactLine({ ...failed, recording: 'a.wav' }),
    exactLine({ ...failed, recording: 'b.wav', recordingSha256: 'bb' }),
    exactLine(),
    timingLine(),
    timingLine({ alias: 'a/a', encodeNs: [3e6] }),
    { type: 'alias', chain: 'delta+rice', alias: 'one' },
    { type: 'alias', chain: 'delta+rice', alias: 'two' },
  ]);
  assert.deepEqual(run.failures, [
    { chain: 'bad', status: 'error', error: 'why', recordings: ['a.wav', 'b.wav'] },
  ]);
  assert.deepEqual(
    run.chains.map(({ chain, aliases, encodeXrt }) => [chain, aliases, encodeXrt]),
    [
      ['delta+rice', ['one', 'two'], 500],
      ['bad', [], null],
    ],
  );
  const [, apart] = run.facts.find(([label]) => label === 'A/a difference') ?? assert.fail('not there');
  assert.match(apart, /^delta\+rice timed twice .*: encode 50\.0 % apart, decode 0\.0 %$/);
});
