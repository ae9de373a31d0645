import assert from 'node:assert/strict';
import { test } from 'node:test';
import { octaveLogs, octaveSteps } from './octave-tables.js';

const MANTISSAS = Array.from({ length: 256 }, (_, k) => k);

test('logarithms are those of Math.log2, rounded down', () => {
  const logs = MANTISSAS.map(k => Math.floor(256 * Math.log2(1 + k / 256)));
  assert.deepEqual(octaveLogs(), Uint16Array.from(logs));
});

test('eighths of an octave are those of the middles', () => {
  const steps = MANTISSAS.map(k => Math.floor(8 * Math.log2(1 + (k + 0.5) / 256)));
  assert.deepEqual(octaveSteps(), Uint8Array.from(steps));
});
