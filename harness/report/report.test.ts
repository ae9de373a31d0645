/** What a page's figures are made of, apart from the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { onMachine } from '../run/load.js';
import { quantile } from '../stats/quantile.js';
import { reportRun } from './data.js';
import { frontOf } from './front.js';
import { chainIn, reportOf, runOf, sized, timed } from './report.test.kit.js';
import { packSizes, unpackSizes } from './sizes.js';
import { answers, standingText, tradeoffSummary } from './summary.js';

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

test('failures stand once a message; aliases share a row; the a/a copy has none', () => {
  const failed = { chain: 'bad', status: 'error', error: 'why' } as const;
  const run = reportOf([
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

test('of several machines, one at a time, and which others there are', () => {
  const machine = (name: string) => ({
    ...{ machine: name, hosts: ['h'], cpu_model: name, cores: 2, memory_bytes: 1 },
    ...{ platform: 'p', kernel: 'k', node: '20', v8: '11' },
  });
  const on = (name: string) => ({ type: 'session', startedAt: '', commandLine: '', machine: name }) as const;
  const lines = [
    ...[on('one'), ...timed('rice', 800, 1), on('two')],
    ...[timingLine({ chain: 'rice', encodeNs: [2e6], decodeNs: [1e6] })],
  ];
  const run = runOf(lines, { machine: 'one', machines: ['one', 'two'].map(machine) });
  const facts = ['one', 'two'].map(name => {
    const page = reportRun(onMachine(run, name));
    return [
      page.chains[0].encodeXrt,
      new Map(page.facts).get('Machine'),
      new Map(page.facts).get('Processor'),
    ];
  });
  assert.deepEqual(facts, [
    [1000, 'one; also timed on two (--machine)', 'one, 2 cores'],
    [500, 'two; also timed on one (--machine)', 'two, 2 cores'],
  ]);
});

test('what the built-in stages of a run do is told, of others and of names of objects nothing', () => {
  const { stages } = reportOf([sized('delta+rice', 800), sized('constructor', 900), sized('mine+zstd', 950)]);
  assert.deepEqual(Object.keys(stages).sort(), ['delta', 'rice', 'zstd']);
  assert.match(stages.rice, /Golomb-Rice/);
});

test('the answers: the smallest, what is faster at nearly its size, yours, and what everybody knows', () => {
  const run = reportOf([
    ...timed('slow', 1000, 10),
    ...timed('near', 1100, 1),
    ...timed('mine', 1250, 2),
    ...timed('levels+flac', 1500, 4),
    ...timed('far', 3000, 0.1),
    { type: 'given', chain: 'mine' },
  ]);
  assert.deepEqual(
    answers(run).map(({ question, codec, text, isYours }) => [question, codec, text, isYours]),
    [
      ['Smallest', 'slow', 'ratio 4.000, encodes 100×, decodes 1,000× real time', false],
      ['Fastest within 10 %', 'near', 'ratio 3.636, encodes 1,000×, decodes 1,000× real time', false],
      [
        'Yours',
        'mine',
        '3rd of 5, +25.0 % to the smallest, ratio 3.200, encodes 500×, decodes 1,000× real time, beaten at everything by near',
        true,
      ],
      [
        'Best well-known',
        'levels+FLAC',
        'ratio 2.667, encodes 250×, decodes 1,000× real time, +50.0 % to the smallest',
        false,
      ],
    ],
  );
});

test('the answers of a run without speeds, of one where all failed, and of one whose smallest is known', () => {
  assert.deepEqual(
    answers(reportOf([sized('only', 1000)])).map(({ text }) => text),
    ['ratio 4.000'],
  );
  assert.deepEqual(answers(reportOf([exactLine({ status: 'error' })])), []);
  const known = answers(reportOf([sized('flac', 1000), sized('raw+xz', 1100)]));
  assert.deepEqual(
    known.map(({ question, codec }) => [question, codec]),
    [
      ['Smallest', 'flac'],
      ['Best well-known', 'xz'],
    ],
  );
});

test('a chain over fewer recordings is no answer, and yours has no rank then', () => {
  const elsewhere = { recording: 'b.wav', recordingSha256: 'bb' };
  const run = reportOf([
    exactLine({ chain: 'all', encodedBytes: 2000 }),
    exactLine({ chain: 'all', encodedBytes: 2000, ...elsewhere }),
    exactLine({ chain: 'mine', encodedBytes: 1000 }),
    exactLine({ chain: 'broken', encodedBytes: 1000 }),
    exactLine({ chain: 'broken', status: 'error', error: 'why', ...elsewhere }),
    { type: 'given', chain: 'mine' },
    { type: 'given', chain: 'broken' },
  ]);
  assert.equal(answers(run)[0].codec, 'all');
  assert.equal(standingText(chainIn(run, 'mine')), 'not ranked: measured on fewer recordings');
  assert.equal(standingText(chainIn(run, 'broken')), 'not ranked: failed on 1 recording');
});

test('more of yours than the head has room for are counted', () => {
  const mine = ['mine:k=1', 'mine:k=2', 'mine:k=3', 'mine:k=4', 'mine:k=5'];
  const run = reportOf([
    sized('other', 900),
    ...mine.flatMap((chain, i) => [sized(chain, 1000 + i), { type: 'given', chain } as const]),
  ]);
  const yours = answers(run).filter(({ isYours }) => isYours);
  assert.equal(yours.length, 3);
  assert.match(yours[2].text, /^4th of 6, \+11\.3 % to the smallest, ratio 3\.992, and 2 more of yours$/);
});

test('a chart in words: its front by falling ratio', () => {
  const run = reportOf([...timed('a', 1000, 10), ...timed('b', 1100, 1), ...timed('c', 1200, 5)]);
  assert.equal(
    tradeoffSummary(run, 'encode'),
    '3 chains. On the front of ratio and encode speed, by falling ratio: a (4.000 at 100), b (3.636 at 1,000).',
  );
});
