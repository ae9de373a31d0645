import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRandom } from '../../random.js';
import { relatedLeads } from './samples.test.kit.js';
import { computeTopology, loadTopologyKernel, type Topology } from './topology.js';
import { decodeTopology, encodeTopology } from './topology-stream.js';

test('a tree grows along what leads have in common, and keeps the sign', async () => {
  const kernel = await loadTopologyKernel();
  const tree = computeTopology(kernel, relatedLeads(4000, 7), 3, 'tree');
  assert.deepEqual(tree[0], { lead: 0, peers: [] });
  assert.equal(tree[1].lead, 2);
  assert.equal(tree[2].lead, 4);
  assert.equal(tree[2].peers[0].lead, 2);
  assert.ok(tree[2].peers[0].weight < 0, 'the fifth lead is the third upside down');
  assert.deepEqual(tree.map(({ lead }) => lead).sort(), [0, 1, 2, 3, 4, 5, 6]);
  const file = computeTopology(kernel, relatedLeads(4000, 7), 2, 'file');
  assert.deepEqual(
    file.map(({ lead, peers }) => [lead, peers.length]),
    [0, 1, 2, 3, 4, 5, 6].map(lead => [lead, Math.min(2, lead)]),
  );
});

test('two leads that are one, and their opposite', async () => {
  const kernel = await loadTopologyKernel();
  const { data } = relatedLeads(500, 1);
  const three = Int16Array.from([...data, ...data, ...data.map(code => -code)]);
  const [, second, third] = computeTopology(kernel, { data: three, channels: 3 }, 3, 'tree');
  assert.deepEqual(second, { lead: 1, peers: [{ lead: 0, weight: 31 }] });
  assert.deepEqual(third.peers, [
    { lead: 0, weight: -31 },
    { lead: 1, weight: -31 },
  ]);
});

/** Any order, any peers before a lead, weights that do not grow. */
function anyTopology(channels: number, most: number, seed: number): Topology {
  const random = makeRandom(seed);
  const below = (end: number) => (random() & 0xffff) % end;
  const left = Array.from({ length: channels }, (_, lead) => lead);
  const order: number[] = [];
  return Array.from({ length: channels }, () => {
    const [lead] = left.splice(below(left.length), 1);
    const before = order.slice();
    const weights = Array.from({ length: Math.min(most, before.length) }, () => below(32)).sort(
      (a, b) => b - a,
    );
    const peers = weights.map(weight => ({
      lead: before.splice(below(before.length), 1)[0],
      weight: weight > 0 && below(2) === 1 ? -weight : weight,
    }));
    order.push(lead);
    return { lead, peers };
  });
}

test('any topology is written and read', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      (channels, most, seed) => {
        const topology = anyTopology(channels, most, seed + 1);
        const bytes = encodeTopology(topology, most, 'tree');
        assert.deepEqual(decodeTopology(bytes, channels, most, 'tree'), topology);
      },
    ),
    { numRuns: 60 },
  );
});

test('bytes that are no topology throw or give another', () => {
  const topology = anyTopology(30, 3, 1);
  const bytes = encodeTopology(topology, 3, 'tree');
  for (let length = 0; length < bytes.length; length++) {
    try {
      assert.notDeepEqual(decodeTopology(bytes.subarray(0, length), 30, 3, 'tree'), topology);
    } catch (thrown) {
      assert.match(String(thrown), /^Error: topology/);
    }
  }
  const random = makeRandom(9);
  for (let run = 0; run < 50; run++) {
    const bent = bytes.map(byte => ((random() & 15) === 0 ? random() & 0xff : byte));
    try {
      const read = decodeTopology(bent, 30, 3, 'tree');
      assert.deepEqual(
        read.map(({ lead }) => lead).sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, k) => k),
      );
    } catch (thrown) {
      assert.match(String(thrown), /^Error: topology/);
    }
  }
});
