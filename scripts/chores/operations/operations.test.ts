/** That counts which are committed can be had again, and that the guide shows what they make. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parseChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { watchWebAssembly } from '../../../harness/instrument/watch.js';
import { countOperations } from '../../../harness/measure/operations.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { showsPart } from '../shared/guide-part.js';
import { CHAINS, PROBE_CHAINS, syntheticSet } from './chains.js';
import { type CountedRow, formatCounted, OPERATIONS_FILE, readCounted } from './rows.js';
import { formatOperations, OPERATIONS_PART } from './table.js';

const committed = readCounted(join(packageRoot, OPERATIONS_FILE));

test('the guide shows what the counts make', () => {
  assert.ok(
    showsPart(OPERATIONS_PART, formatOperations(committed)),
    '`npm run operations -- --readme` makes it anew',
  );
});

test('every chain is in the counts, and no other', () => {
  const inSet = (set: string) => [...new Set(committed.filter(row => row.set === set).map(row => row.chain))];
  for (const set of ['challenge', 'implant']) assert.deepEqual(inSet(set), CHAINS);
  assert.deepEqual(inSet('probe'), PROBE_CHAINS);
});

test('what is written is read again', t => {
  const path = join(temporaryFolder(t), 'operations.csv');
  writeFileSync(path, formatCounted(committed));
  assert.deepEqual(readCounted(path), committed);
});

describe('counts over synthetic recordings come out the same', () => {
  const recounted = [
    'levels+delta+rice',
    'levels+lpc+rice',
    'levels+quantize:step=5+gaussian-rans',
    'levels+lms-range:profile=neuralink',
    'levels+counts:filter=forwards',
  ];
  const registry = makeRegistry(builtInStages);
  const watch = watchWebAssembly();
  after(watch.end);
  for (const id of recounted) {
    test(id, async () => {
      const samples = await loadSamples(syntheticSet('implant')[0]);
      const { stages } = await countOperations(parseChain(id, registry), samples, watch);
      for (const direction of ['encode', 'decode'] as const) {
        const row = committed.find(
          own => own.set === 'implant' && own.chain === id && own.direction === direction,
        );
        assert.ok(row !== undefined);
        if (row.unsupported !== '') continue;
        assert.equal(row.samples, samples.data.length);
        const counted = stages.map(stage => ({
          stage: stage.stage,
          operations: stage[direction].operations,
        }));
        assert.deepEqual(row.stages, counted, '`npm run operations -- --synthetic` makes them anew');
      }
    });
  }
});

test('levels stands apart, but where nothing is behind it', () => {
  const add = { kind: 'add', type: 'integer', bits: 32, lanes: 1, count: 10 } as const;
  const row: CountedRow = {
    ...{ set: 'implant', chain: 'levels+rice', direction: 'encode', samples: 10, unsupported: '' },
    stages: [
      { stage: 'levels', operations: [{ ...add, count: 70 }] },
      { stage: 'rice', operations: [add, { ...add, kind: 'multiply', operandBits: [16, 23], lanes: 4 }] },
    ],
  };
  const text = formatOperations([
    row,
    { ...row, direction: 'decode', stages: [], samples: 0, unsupported: 'rice: draws' },
    { ...row, chain: 'levels+raw', stages: [row.stages[0], { stage: 'raw', operations: [] }] },
  ]);
  assert.match(text, /^\| `levels\+rice` \| 1 \| 4 of 16 × 23 \| 0 \| 4\.6 to 4\.6 \|.* - \|$/m);
  assert.match(text, /^\| `levels\+raw` \| 7 \| 0 \| 0 \| 0\.7 to 0\.7 \|/m);
  assert.match(text, /^- `raw`: samples are copied, and nothing else is done \(encode\)$/m);
  assert.match(text, /^- `rice`: draws \(decode\)$/m);
});
