import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { totalRows } from './totals.js';

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
