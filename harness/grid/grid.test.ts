import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isolationOf } from '../../codecs/chain.js';
import { parseChain, printStage } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { draw, shuffled } from '../common/shuffle.js';
import { expandAxis, familyOf, planChains } from './grid.js';
import { PRESETS, type PresetName, presetGrids } from './presets.js';

const registry = makeRegistry(builtInStages);

function expand(axis: string, kind: 'transform' | 'coder' | 'compressor' = 'transform'): string[] {
  return expandAxis(axis, kind, registry).map(stages => stages.map(printStage).join('+'));
}

describe('axes', () => {
  test('commas part entries, slashes values, dots ranges', () => {
    assert.deepEqual(expand('none,delta,delta:order=2/3'), [
      'none',
      'delta',
      'delta:order=2',
      'delta:order=3',
    ]);
    assert.deepEqual(expand('zstd:level=1..3/19', 'compressor'), [
      'zstd:level=1',
      'zstd:level=2',
      'zstd',
      'zstd:level=19',
    ]);
  });

  test('a comma before key= goes on with the parameters of the entry', () => {
    const axis = 'lpc:order=8/32,block=4096,delta';
    assert.deepEqual(expand(axis), ['lpc:block=4096,order=8', 'lpc:block=4096,order=32', 'delta']);
  });

  test('a star takes the values that the stage declares', () => {
    const { parameters } = registry.get('delta') ?? assert.fail('delta');
    assert.equal(parameters.order.sweep.length, expand('delta:order=*').length);
    assert.deepEqual(expand('delta:*'), expand('delta:order=*'));
  });

  test('a program keeps its prefix', () => {
    assert.deepEqual(expand('exec:flac:level=0/8,exhaustive=yes,exec:alac,exec:zpaq:*', 'coder'), [
      'exec:flac:exhaustive=yes,level=0',
      'exec:flac:exhaustive=yes,level=8',
      'exec:alac',
      'exec:zpaq',
      'exec:zpaq:method=3',
      'exec:zpaq:method=5',
    ]);
  });

  test('an entry may be several stages', () => {
    assert.deepEqual(expand('levels+delta:order=1/2'), ['levels+delta', 'levels+delta:order=2']);
  });

  const wrong: Record<string, RegExp> = {
    rice: /--transforms rice: rice is a coder, not a transform/,
    'delta:order=3..1': /--transforms delta:order=3\.\.1: range 3\.\.1 wants its ends in order/,
    'delta:order=1..9': /delta: order 4 out of range/,
    'delta:order=': /order "" is not a whole number/,
    'delta:constructor=*': /delta: no parameter "constructor"/,
    nosuch: /no stage "nosuch"/,
  };
  for (const [axis, message] of Object.entries(wrong)) {
    test(`${axis} is refused`, () => assert.throws(() => expand(axis), message));
  }
});

describe('the grid', () => {
  test('is the product of its axes, each chain once, the baseline first', () => {
    const grid = { transforms: 'none,delta', coders: 'raw,rice', compressors: 'none,bzip2' };
    const ids = planChains([grid, grid], ['delta+rice', 'delta:order=2+rice'], registry).map(
      chain => chain.id,
    );
    assert.deepEqual(ids, [
      'raw',
      'raw+bzip2',
      'rice',
      'rice+bzip2',
      'delta+raw',
      'delta+raw+bzip2',
      'delta+rice',
      'delta+rice+bzip2',
      'delta:order=2+rice',
    ]);
  });

  test('presets hold only chains that exist; full has 150 or more', () => {
    const count = (name: PresetName) =>
      planChains(presetGrids(name, []), PRESETS[name].chains, registry, PRESETS[name].named).length;
    for (const name of Object.keys(PRESETS) as PresetName[]) assert.ok(count(name) > 10, name);
    assert.ok(count('full') >= 150, `${count('full')} chains`);
  });

  test('a chain keeps every name it was given, and is planned once', () => {
    const named = [
      { alias: 'huff', chain: 'huffman' },
      { alias: 'entropy', chain: 'huffman:limit=13' },
      { alias: 'huff', chain: 'huffman' },
    ];
    assert.deepEqual(
      planChains([], ['huffman', 'rice'], registry, named).map(({ id, aliases }) => [id, ...aliases]),
      [['raw'], ['huffman', 'huff', 'entropy'], ['rice']],
    );
  });

  test('no grid of a preset starts a program, but those that lose something in lossy', () => {
    for (const name of Object.keys(PRESETS) as PresetName[]) {
      if (name === 'lossy') continue;
      for (const { chain } of planChains(presetGrids(name, []), PRESETS[name].chains, registry)) {
        assert.equal(isolationOf(chain), 'in-process');
      }
    }
  });

  test('a plugged stage joins the axis of its kind at its swept values', () => {
    const delta = registry.get('delta') ?? assert.fail('delta');
    const [alone, compressed] = presetGrids('quick', [{ ...delta, name: 'mine' }]);
    assert.match(alone.transforms, /,mine:\*$/);
    assert.match(compressed.transforms, /,mine:\*$/);
    assert.doesNotMatch(alone.coders + compressed.compressors, /mine/);
  });
});

test('the family of a chain is that of the last stage that does more than copy', () => {
  const families: Record<string, string> = {
    raw: 'copy',
    'delta+raw': 'prediction',
    'delta+rice': 'entropy',
    'delta+shuffle': 'packing',
    'delta+rice+zstd': 'dictionary',
    'raw+bzip2': 'block-sorting',
  };
  for (const [id, family] of Object.entries(families)) {
    assert.equal(familyOf(parseChain(id, registry)), family, id);
  }
});

describe('seeded draws', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);

  test('the same seed draws the same items, in their old order', () => {
    const drawn = draw(items, 7, 3);
    assert.deepEqual(drawn, draw(items, 7, 3));
    assert.deepEqual(
      drawn,
      drawn.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(drawn).size, 7);
    assert.notDeepEqual(drawn, draw(items, 7, 4));
  });

  test('a draw of more than there is takes all; a shuffle keeps all', () => {
    assert.deepEqual(draw(items, 99, 1), items);
    assert.deepEqual(
      shuffled(items, 5).toSorted((a, b) => a - b),
      items,
    );
    assert.notDeepEqual(shuffled(items, 5), items);
  });
});
