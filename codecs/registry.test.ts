import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInStages, makeRegistry } from './registry.js';

const ENTROPY_CODERS = [
  'rice',
  'huffman',
  'rans',
  'arithmetic',
  'mdct',
  'spikes',
  'live-spikes',
  'events',
  'counts',
  'power',
  'gaussian-rans',
  'lms-range',
  'lpc-gaussian',
  'middle-out',
  'mixed-gaussian',
];

test('coders that end in an entropy coder of our own say so, and what they are put together from', () => {
  const registry = makeRegistry(builtInStages);
  for (const name of ENTROPY_CODERS) {
    const { family, parts } = registry.get(name) ?? assert.fail(name);
    assert.equal(family, 'entropy', name);
    for (const part of Object.values(parts ?? assert.fail(name))) assert.match(part, /^[^.]{3,80}$/, name);
  }
  const declared = builtInStages.filter(({ parts }) => parts !== undefined).map(({ name }) => name);
  assert.deepEqual(declared, ENTROPY_CODERS);
});
