/** What changed between two runs, in a sentence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeHeadline, changesOf, rankOf } from './changes.js';
import type { ComparedChain, ComparedTime, TimeVerdict } from './model.js';

function compared(more: Partial<ComparedChain> = {}): ComparedChain {
  return {
    chain: 'a',
    scope: 'recording',
    recordings: 2,
    rawBytes: 4000,
    baseBytes: 1000,
    otherBytes: 1000,
    size: 'same',
    modelSize: 'same',
    newlyFailed: 0,
    newlyOk: 0,
    encode: null,
    decode: null,
    ...more,
  };
}

function time(verdict: TimeVerdict, ratio = 1): ComparedTime {
  return { baseXrt: 100, otherXrt: 100 / ratio, ratio, low: ratio, high: ratio, verdict };
}

const smaller = (otherBytes: number) => compared({ size: 'smaller', otherBytes });
const same = compared({ encode: time('same'), decode: time('same') });

test('what changed, by how much at most, and what did not', () => {
  const chains = [
    smaller(990),
    smaller(988),
    compared({ encode: time('slower', 1.31), decode: time('slower', 1.2) }),
    ...Array.from({ length: 40 }, () => same),
  ];
  assert.equal(
    changeHeadline(chains),
    '1 chain slower by up to ×1.31, 2 smaller by up to 1.20 %; 40 the same.',
  );
});

test('every kind of change, the worst first', () => {
  const chains = [
    compared({ encode: time('faster', 0.5) }),
    compared({ size: 'larger', otherBytes: 1100 }),
    compared({ newlyFailed: 1, size: null }),
    compared({ newlyOk: 1 }),
    compared({ modelSize: 'larger' }),
  ];
  assert.equal(
    changeHeadline(chains),
    '1 chain newly failed on some recording, 2 larger by up to 10.00 %, 1 newly ok on some recording, 1 faster by up to ×2.00.',
  );
  assert.deepEqual(chains.map(rankOf), [5, 1, 0, 3, 1]);
});

test('one chain may have changed in several ways', () => {
  const both = compared({
    size: 'smaller',
    otherBytes: 900,
    encode: time('slower', 2),
    decode: time('faster', 0.9),
  });
  assert.deepEqual(changesOf(both), ['slower', 'smaller', 'faster']);
});

test('a change of a few bytes, or of the model alone, is one', () => {
  const few = compared({ size: 'larger', baseBytes: 10_000_000, otherBytes: 10_000_001 });
  assert.equal(changeHeadline([few]), '1 chain larger by up to 0.00001 %.');
  assert.equal(changeHeadline([compared({ modelSize: 'smaller' })]), '1 chain smaller in its model only.');
});

test('unclear and unjudged speeds are no change, and are not called the same', () => {
  const chains = [
    same,
    compared({ encode: time('unclear', 1.5) }),
    compared({ encode: time('withheld', 3) }),
    compared({ decode: time('untested', 3) }),
    compared({ size: null }),
  ];
  assert.equal(
    changeHeadline(chains),
    'No change that can be told from noise, of 5 chains: 1 the same, 2 of the same size, speed not judged, 1 of the same size, speed unclear, 1 over no recording that is ok in both.',
  );
});

test('how much larger is said of those that are, not of those whose model is', () => {
  const mixed = compared({ size: 'smaller', otherBytes: 500, modelSize: 'larger' });
  const chains = [mixed, compared({ size: 'larger', otherBytes: 1010 })];
  assert.match(changeHeadline(chains), /^2 chains larger by up to 1\.00 %, 1 smaller by up to 50\.00 %\.$/);
});

test('nothing in common', () => {
  assert.equal(changeHeadline([]), 'No chain on a recording is in both.');
});
