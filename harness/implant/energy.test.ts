/** That the energy of a chain is that of blocks as they are sent, in the processes that count. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { energiesOf } from './energy.js';

const ID = 'levels+delta+huffman';

test('blocks take more than a whole recording, and progress is told', async () => {
  const [recording] = syntheticRecordings({ implant: 1, probe: 0 });
  const steps: number[][] = [];
  const energyOf = async (blockFrames: number) => {
    const known = await energiesOf([{ id: ID, plugins: [] }], [recording], {
      plugged: { stages: [], sources: new Map(), models: [] },
      ...{ nodeNm: 45, blockFrames, jobs: 1, signal: new AbortController().signal },
      onCounted: (done, total) => steps.push([done, total]),
    });
    return known.get(ID)?.energy?.ceilingPj ?? 0;
  };
  const [blocks, whole] = [await energyOf(16), await energyOf(recording.frames)];
  // a table of codes for every 16 samples
  assert.ok(whole > 0 && blocks > 2 * whole, `${blocks} pJ in blocks, ${whole} pJ whole`);
  assert.deepEqual(steps.slice(0, 2), [
    [0, 1],
    [1, 1],
  ]);
});
