/** Thresholds learned from converters whose thresholds are known. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeLength } from './code-length.js';
import { uniformQuantiser } from './converter.js';
import { profileOf, recordThrough, unevenThresholds } from './converter.test.kit.js';
import { learnConverter } from './learn.js';
import { anchor, fitPattern } from './pattern.js';

const CODES = 128;
const FIRST = -CODES / 2;
/** Codes around the middle, each of which comes some thousand times. */
const WELL_SEEN = { from: 40, to: 88 };

/** Root mean square of what learned thresholds miss; what shifts or stretches them all is no fault. */
function missedBy(learned: Float64Array, truth: readonly number[]): number {
  const known = Float64Array.from(truth);
  const weights = known.map((_, k) => Number(k >= WELL_SEEN.from && k < WELL_SEEN.to));
  const anchored = learned.slice();
  anchor(anchored, known, weights);
  const squares = anchored.map((threshold, k) => weights[k] * (threshold - truth[k]) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square) / (WELL_SEEN.to - WELL_SEEN.from));
}

function recordings(thresholds: readonly number[], count: number): Int16Array[] {
  const converter = profileOf('known', thresholds);
  return Array.from({ length: count }, (_, k) => recordThrough(converter, 40_000, k + 1));
}

describe('learning', () => {
  const uneven = unevenThresholds(CODES, 8);
  const uniform = uniformQuantiser(FIRST, CODES);
  const channels = recordings(uneven, 8);
  const learned = learnConverter(channels.slice(0, 5), FIRST, CODES);

  test('finds thresholds that are half a step off, to a 15th of a step', () => {
    assert.ok(missedBy(uniform.thresholds, uneven) > 3, 'the uniform quantiser does not have them');
    const missed = missedBy(learned.thresholds, uneven);
    assert.ok(missed < 1.1, `${missed} units`);
  });

  test('makes other recordings of the converter smaller', () => {
    const others = channels.slice(5);
    const gain = (codeLength(others, uniform) - codeLength(others, learned)) / 120_000;
    assert.ok(gain > 0.02, `${gain} bits a sample`);
  });

  test('gives the same thresholds for the same channels', () => {
    assert.deepEqual(learnConverter(channels.slice(0, 5), FIRST, CODES), learned);
  });

  test('leaves a uniform quantiser as it is', () => {
    const { thresholds } = learnConverter(recordings([...uniform.thresholds], 5), FIRST, CODES);
    const missed = missedBy(thresholds, [...uniform.thresholds]);
    assert.ok(missed < 1.1, `${missed} units`);
  });

  test('takes no notice of clipped stretches', () => {
    const clipped = channels.slice(0, 5).map(codes => codes.slice());
    for (const codes of clipped) codes.fill(FIRST + CODES - 1, 8192, 16_384);
    const missed = missedBy(learnConverter(clipped, FIRST, CODES).thresholds, uneven);
    assert.ok(missed < 1.1, `${missed} units`);
  });

  test('whole units that never fall come out of whatever goes in', () => {
    const odd = {
      nothing: [],
      'an empty channel': [new Int16Array(0)],
      'one sample': [Int16Array.of(3)],
      'a constant': [new Int16Array(9000).fill(-64)],
      'a square wave': [Int16Array.from({ length: 9000 }, (_, i) => ((i >> 5) & 1 ? 63 : -64))],
      'a ramp': [Int16Array.from({ length: 9000 }, (_, i) => (i % 128) - 64)],
      'two codes': [Int16Array.from({ length: 9000 }, (_, i) => ((i * i) % 7) & 1)],
    };
    for (const [name, given] of Object.entries(odd)) {
      const { thresholds } = learnConverter(given, FIRST, CODES);
      for (const [k, threshold] of thresholds.entries()) {
        assert.ok(Number.isInteger(threshold) && Math.abs(threshold) < 32768, `${name}: ${threshold}`);
        assert.ok(k === 0 || threshold >= thresholds[k - 1], `${name}: ${threshold} at ${k}`);
      }
    }
  });
});

test('a pattern of bit weights is found for all thresholds from a few of them', () => {
  const { thresholds: uniform } = uniformQuantiser(FIRST, CODES);
  const errors = [2, -1, 4, -3, 0, 5, -8];
  const wrong = uniform.map((threshold, code) =>
    errors.reduce((sum, error, bit) => sum + ((code >> bit) & 1) * error, threshold),
  );
  // all are known in the middle, one in nine elsewhere
  const weights = uniform.map((_, code) => (Math.abs(code - 64) < 9 || code % 9 === 0 ? 1 : 0));
  const fitted = fitPattern(wrong, uniform, weights, 1e-6);
  for (let code = 0; code < CODES; code++) assert.ok(Math.abs(fitted[code] - wrong[code]) < 1e-3);
});
