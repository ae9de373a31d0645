import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows, soundRatios } from './cells.js';
import { resultKey } from './key.js';
import type { LogLine } from './log.js';
import { totalRows } from './totals.js';

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

describe('sound cells', () => {
  const soundness = (...lines: LogLine[]) =>
    [exactLine(), exactLine({ versions: 'v2' })].map(line =>
      soundRatios(cellRows(lines)).has(resultKey(line)),
    );

  test('are those whose last exact result is right, with the versions of that', () => {
    assert.deepEqual(soundness(exactLine()), [true, false]);
    assert.deepEqual(soundness(exactLine(), exactLine({ versions: 'v2' })), [false, true]);
    assert.deepEqual(soundness(exactLine(), exactLine({ status: 'timeout' })), [false, false]);
    assert.deepEqual(soundness(exactLine({ status: 'oom' }), exactLine()), [true, false]);
  });

  test('unless a process run failed: of the chain itself, not of its a/a copy', () => {
    const failed = timingLine({ status: 'error', error: 'gone', encodeNs: [], decodeNs: [] });
    assert.deepEqual(soundness(exactLine(), failed), [false, false]);
    assert.deepEqual(soundness(exactLine(), failed, timingLine()), [true, false]);
    assert.deepEqual(soundness(exactLine(), { ...failed, alias: 'a/a' }), [true, false]);
    assert.deepEqual(soundness(exactLine(), { ...failed, versions: 'v0' }), [true, false]);
  });
});
