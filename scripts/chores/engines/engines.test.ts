import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { codeAll } from './codings.js';
import { createHash as standIn } from './stand-ins.js';
import { differencesOf, formatEngines } from './table.js';

test('the SHA-256 of the browser is that of Node', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, k) => 7 * k);
    const parts = [bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)];
    const own = standIn('sha256');
    for (const part of parts) own.update(part);
    assert.equal(own.digest('hex'), createHash('sha256').update(bytes).digest('hex'));
  }
});

test('engines that make other bytes, or decode others, are named with the chain', async () => {
  const digests = await codeAll(['levels+rice', 'delta+huffman']);
  assert.notEqual(digests[0].streams, digests[1].streams);
  assert.equal(digests[0].decoded, digests[1].decoded);
  const first = { engine: 'Node 1', machine: 'V8 1', digests };
  const bent = [
    { ...digests[0], streams: '00' },
    { ...digests[1], decoded: '00' },
  ];
  assert.deepEqual(differencesOf([first, { ...first, engine: 'Node 2' }]), []);
  assert.deepEqual(differencesOf([first, { ...first, engine: 'Node 2', digests: bent }]), [
    'Node 2: levels+rice: other streams than Node 1',
    'Node 2: delta+huffman: other decoded samples than Node 1',
  ]);
  assert.deepEqual(differencesOf([first, { ...first, engine: 'Node 2', digests: [] }]).length, 2);
  const [, , row, other] = formatEngines([first, { ...first, engine: 'Node 2', digests: bent }]).split('\n');
  assert.match(row, /^\| Node 1 \| V8 1 \| 2 \| `[0-9a-f]{64}` \| `[0-9a-f]{16}` \| 0 \|$/);
  assert.match(other, /\| 2 \|$/);
});
