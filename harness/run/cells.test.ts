import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { withParetoFront } from './pareto.js';
import { type BareTotal, totalRows } from './totals.js';

describe('rows of cells', () => {
  test('a cell with three process runs: the median of medians, least and greatest', () => {
    const runs = [
      timingLine(),
      timingLine({ round: 1, encodeNs: [5e6], peakRssBytes: 3e8 }),
      timingLine({ round: 2, encodeNs: [3e6, 4e6] }),
    ];
    const [row, ...rest] = cellRows([exactLine(), ...runs]);
    assert.deepEqual(rest, []);
    assert.equal(row.raw_bytes, 4000);
    assert.equal(row.ratio, 5);
    assert.equal(row.bits_per_sample, 3.2);
    assert.deepEqual([row.encode_ns, row.encode_ns_min, row.encode_ns_max], [3.5e6, 2e6, 5e6]);
    assert.equal(row.timing_runs, 3);
    // one second of recording in 3.5 ms and in 4 ms
    assert.equal(row.encode_xrt, 1e9 / 3.5e6);
    assert.equal(row.decode_xrt, 250);
    assert.equal(row.decode_mb_per_s, 1);
    assert.equal(row.peak_rss_bytes, 3e8);
  });

  test('the a/a copy is a row of its own, with the same bytes', () => {
    const again = timingLine({ alias: 'a/a', decodeNs: [5e6] });
    const rows = cellRows([exactLine(), timingLine(), again]);
    assert.deepEqual(
      rows.map(row => [row.alias, row.encoded_bytes, row.decode_ns]),
      [
        ['', 800, 4e6],
        ['a/a', 800, 5e6],
      ],
    );
  });

  test('a chain of two names has a row for each, of the same figures, and none without', () => {
    const names = ['zstd', 'zstd_numcodecs', 'zstd'];
    const rows = cellRows([
      exactLine(),
      ...names.map(alias => ({ type: 'alias', chain: 'delta+rice', alias }) as const),
      exactLine({ chain: 'raw' }),
      timingLine(),
      timingLine({ alias: 'a/a' }),
    ]);
    assert.deepEqual(
      rows.map(row => [row.chain, row.alias, row.encoded_bytes, row.timing_runs]),
      [
        ['delta+rice', 'a/a', 800, 1],
        ['delta+rice', 'zstd', 800, 1],
        ['delta+rice', 'zstd_numcodecs', 800, 1],
        ['raw', '', 800, 0],
      ],
    );
  });

  test('isolation is as the log says; in-process where an old log does not', () => {
    const lines = [exactLine(), exactLine({ chain: 'exec:flac', isolation: 'process' })];
    assert.deepEqual(
      cellRows(lines).map(row => row.isolation),
      ['in-process', 'process'],
    );
    assert.deepEqual(
      totalRows(cellRows(lines)).map(row => row.isolation),
      ['in-process', 'process'],
    );
  });

  test('what failed has no figures, and says why', () => {
    const [row] = cellRows([
      exactLine({ status: 'mismatch', error: 'sample 3', encodedBytes: 0 }),
      timingLine(),
    ]);
    assert.deepEqual(
      [row.status, row.error, row.ratio, row.encode_xrt],
      ['mismatch', 'sample 3', null, null],
    );
  });

  test('a cell that fails while it is timed is a failed cell', () => {
    const crash = timingLine({
      round: 1,
      status: 'timeout',
      error: 'stopped after 60 s',
      encodeNs: [],
      decodeNs: [],
    });
    const [row] = cellRows([exactLine(), timingLine(), crash]);
    assert.deepEqual([row.status, row.error, row.ratio], ['timeout', 'timing: stopped after 60 s', null]);
  });

  test('of a cell measured anew the last result stands, with the timings of its versions only', () => {
    const [row] = cellRows([
      exactLine(),
      timingLine(),
      exactLine({ versions: 'v2', encodedBytes: 500 }),
      timingLine({ versions: 'v2', decodeNs: [8e6] }),
    ]);
    assert.deepEqual([row.ratio, row.decode_ns, row.timing_runs], [8, 8e6, 1]);
  });

  test('a round that was run twice counts once', () => {
    const [row] = cellRows([exactLine(), timingLine(), timingLine({ decodeNs: [6e6] })]);
    assert.deepEqual([row.timing_runs, row.decode_ns], [1, 6e6]);
  });
});

describe('totals', () => {
  const other = { recordingSha256: 'bb', recording: 'b.wav' };
  const lines = [
    exactLine(),
    timingLine(),
    exactLine({ ...other, frames: 3000, encodedBytes: 4000 }),
    exactLine({ recordingSha256: 'cc', recording: 'c.wav', status: 'error', error: 'torn' }),
  ];

  test('are sums over sums of the cells that are ok', () => {
    const [row] = totalRows(cellRows(lines));
    assert.deepEqual([row.recordings, row.ok, row.failed], [3, 2, 1]);
    assert.equal(row.ratio, 16000 / 4800);
    assert.equal(row.ratio_geomean, Math.exp((Math.log(5) + Math.log(3)) / 2));
    assert.equal(row.duration_s, 4);
  });

  test('speeds are over the recordings that were timed', () => {
    const [row] = totalRows(cellRows(lines));
    assert.deepEqual([row.timed_recordings, row.timed_duration_s], [1, 1]);
    assert.equal(row.encode_xrt, 500);
    assert.equal(row.decode_xrt, 250);
    // two channels, decode is the slower
    assert.equal(row.channels_realtime, 500);
  });

  test('one stream of all has a total of its own', () => {
    const set = exactLine({
      recording: '(solid: 2 recordings)',
      frames: 4000,
      encodedBytes: 4000,
      scope: 'solid',
    });
    const rows = totalRows(cellRows([set, ...lines]));
    assert.deepEqual(
      rows.map(row => [row.scope, row.recordings, row.raw_bytes, row.encoded_bytes]),
      [
        ['recording', 3, 16000, 4800],
        ['solid', 1, 16000, 4000],
      ],
    );
  });

  test('without timing there is no speed', () => {
    const [row] = totalRows(cellRows([exactLine()]));
    assert.deepEqual(
      [row.encode_s, row.decode_xrt, row.channels_realtime, row.peak_rss_bytes],
      [null, null, null, null],
    );
  });
});

describe('the Pareto front', () => {
  const [base] = totalRows(cellRows([exactLine(), timingLine()]));
  const total = (
    chain: string,
    ratio: number,
    encode: number,
    decode: number,
    more: Partial<BareTotal> = {},
  ) => ({
    ...base,
    chain,
    ratio,
    encode_xrt: encode,
    decode_xrt: decode,
    ...more,
  });

  test('a chain that another beats at everything names the best of those', () => {
    const rows = withParetoFront([
      total('slow', 2, 10, 10),
      total('small', 4, 20, 20),
      total('fast', 3, 90, 90),
      total('same as slow', 2, 10, 10),
    ]);
    assert.deepEqual(
      rows.map(row => [row.chain, row.on_pareto_front, row.dominated_by]),
      [
        ['slow', false, 'small'],
        ['small', true, ''],
        ['fast', true, ''],
        ['same as slow', false, 'small'],
      ],
    );
  });

  test('chains that start programs have a front of their own', () => {
    const rows = withParetoFront([
      total('ours', 4, 90, 90),
      total('program', 3, 9, 9, { isolation: 'process' }),
      total('slower program', 3, 8, 9, { isolation: 'process' }),
      total('slow', 2, 1, 1),
    ]);
    assert.deepEqual(
      rows.map(row => [row.on_pareto_front, row.dominated_by]),
      [
        [true, ''],
        [true, ''],
        [false, 'program'],
        [false, 'ours'],
      ],
    );
  });

  test('equals do not push each other off', () => {
    const rows = withParetoFront([total('a', 2, 10, 10), total('b', 2, 10, 10)]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, true],
    );
  });

  test('one stream of all is a rival of such only', () => {
    const rows = withParetoFront([
      total('a', 2, 10, 10, { ok: 3 }),
      total('a', 9, 99, 99, { scope: 'solid' }),
      total('b', 8, 88, 88, { scope: 'solid' }),
    ]);
    assert.deepEqual(
      rows.map(row => [row.on_pareto_front, row.dominated_by]),
      [
        [true, ''],
        [true, ''],
        [false, 'a'],
      ],
    );
  });

  test('nor does a chain that was measured or timed on fewer recordings than others', () => {
    const rows = withParetoFront([
      total('all', 2, 10, 10, { ok: 3, timed_recordings: 2 }),
      total('fewer', 9, 99, 99, { ok: 2, timed_recordings: 2 }),
      total('fewer timed', 9, 99, 99, { ok: 3, timed_recordings: 1 }),
    ]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, null, null],
    );
  });

  test('what failed, was not timed or is the a/a copy takes no part', () => {
    const rows = withParetoFront([
      total('ok', 2, 10, 10),
      total('failed', 9, 99, 99, { failed: 1 }),
      total('untimed', 9, 99, 99, { encode_xrt: null }),
      total('again', 9, 99, 99, { alias: 'a/a' }),
    ]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, null, null, null],
    );
  });
});
