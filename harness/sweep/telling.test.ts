/** The order of a round that is not going to be completed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { SAME_AGAIN } from '../run/columns.js';
import type { TimingRunPlan } from './plan.js';
import { mostTellingFirst } from './telling.js';

const registry = makeRegistry(builtInStages);
const recordings = syntheticRecordings({ implant: 2, probe: 0 });

function run(id: string, recording: number, alias = ''): TimingRunPlan {
  const planned = { id, aliases: [], chain: parseChain(id, registry) };
  return { alias, round: 0, cell: { planned, recording: recordings[recording], versions: '', plugins: [] } };
}

const FACTS: Readonly<Record<string, { readonly ratio: number; readonly onceMs: number }>> = {
  raw: { ratio: 1, onceMs: 1 },
  rice: { ratio: 2, onceMs: 4 },
  huffman: { ratio: 2, onceMs: 5 },
  rans: { ratio: 3, onceMs: 9 },
  arithmetic: { ratio: 2.5, onceMs: 50 },
};

const known = ({ planned: { id } }: TimingRunPlan['cell']) => FACTS[id];
const named = (runs: readonly TimingRunPlan[]) =>
  runs.map(({ cell, alias }) => `${cell.planned.id}${alias} ${recordings.indexOf(cell.recording)}`);

test('yours and what is timed twice, then what nothing is smaller and quicker than, then the rest; by recording', () => {
  const round = [
    ...['raw', 'arithmetic', 'rice', 'huffman', 'rans'].map(id => run(id, 0)),
    run('rice', 0, SAME_AGAIN),
    ...['rans', 'huffman'].map(id => run(id, 1)),
  ];
  assert.deepEqual(named(mostTellingFirst(round, new Set(['huffman']), known)), [
    ...['rice 0', 'huffman 0', 'ricea/a 0'],
    ...['rans 0', 'raw 0', 'arithmetic 0'],
    ...['huffman 1', 'rans 1'],
  ]);
});

test('no run is lost or made twice', () => {
  const some = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(FACTS)), fc.constantFrom(0, 1), fc.constantFrom('', SAME_AGAIN)),
  );
  fc.assert(
    fc.property(some, given => {
      const round = given.map(([id, recording, alias]) => run(id, recording, alias));
      const ordered = mostTellingFirst(round, new Set(['rans']), known);
      assert.deepEqual(named(ordered).toSorted(), named(round).toSorted());
    }),
  );
});
