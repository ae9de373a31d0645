import assert from 'node:assert/strict';
import { test } from 'node:test';
import { n1Differences, n1HuffmanSize } from './n1-huffman.js';

test('sizes are those that n1-codec itself gives', () => {
  const sizes = (samples: Int16Array) => {
    const { payloadBytes, tableBytes } = n1HuffmanSize(samples);
    return [payloadBytes, tableBytes];
  };
  // taken from its compress_huffman; among so many equal counts the table's bytes hang on the order of its heap
  const uneven = Int16Array.from({ length: 1000 }, (_, i) => (((i * i * 79) >> 3) % 97) - 40);
  assert.deepEqual(sizes(uneven), [797, 1413]);
  assert.deepEqual(sizes(Int16Array.from({ length: 1000 }, (_, i) => (i % 50) - 25)), [725, 792]);
  assert.deepEqual(sizes(Int16Array.of(1, 1, 2)), [11, 20]);
  assert.deepEqual(sizes(new Int16Array(9).fill(5)), [12, 10]);
  assert.throws(() => n1HuffmanSize(new Int16Array(0)), /no samples/);
});

test('differences start from the first sample and wrap', () => {
  assert.deepEqual([...n1Differences(Int16Array.of(-32768, 32767, 7))], [0, -1, -32760]);
  assert.equal(n1Differences(new Int16Array(0)).length, 0);
});
