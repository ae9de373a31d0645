import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { makeCellQueue } from './cell-queue.js';
import type { SweepCell } from './plan.js';

const [first, second] = syntheticRecordings({ implant: 2, probe: 0 });
const chain = parseChain('raw', makeRegistry(builtInStages));

function cells(count: number, recording = first): SweepCell[] {
  return Array.from({ length: count }, (_, k) => {
    const id = `${recording.name} ${k}`;
    return { planned: { id, chain, aliases: [] }, recording, versions: '', plugins: [] };
  });
}

function sizes(queue: { take: () => SweepCell[] }): number[] {
  const taken: number[] = [];
  for (let next = queue.take(); next.length > 0; next = queue.take()) taken.push(next.length);
  return taken;
}

describe('cells are taken', () => {
  test('in order, of one recording at a time', () => {
    const given = [...cells(3), ...cells(2, second)];
    assert.deepEqual(sizes(makeCellQueue(given, () => 0, 1)), [3, 2]);
    const all = makeCellQueue(given, () => 0, 1);
    assert.deepEqual([...all.take(), ...all.take()], given);
  });

  test('a second together, one at least, and less at the end', () => {
    assert.deepEqual(sizes(makeCellQueue(cells(3), () => 1e6, 1)), [1, 1, 1]);
    const taken = sizes(makeCellQueue(cells(1000), () => 10, 2));
    assert.equal(taken[0], 100);
    assert.equal(taken.at(-1), 1);
    assert.deepEqual(
      taken.toSorted((a, b) => b - a),
      taken,
    );
  });

  test('again, if they are given back', () => {
    const given = cells(4);
    const queue = makeCellQueue(given, () => 0.1, 1);
    assert.equal(queue.size(), 4);
    const taken = queue.take();
    queue.giveBack(taken);
    assert.deepEqual(queue.take(), taken);
    queue.giveBack(taken.slice(1));
    const rest: SweepCell[] = [];
    while (queue.size() > 0) rest.push(...queue.take());
    assert.deepEqual(rest, given.slice(1));
    assert.equal(queue.waitingMs(), 0);
  });
});
