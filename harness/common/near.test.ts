import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeRandom } from '../../codecs/random.js';
import { editDistance, nearest, suggest } from './near.js';

/** The definition, word for word: slow, since it has no table. */
function distanceByDefinition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [aRest, bRest] = [a.slice(0, -1), b.slice(0, -1)];
  const ways = [
    distanceByDefinition(aRest, b) + 1,
    distanceByDefinition(a, bRest) + 1,
    distanceByDefinition(aRest, bRest) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    ways.push(distanceByDefinition(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...ways);
}

describe('the distance of two words', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['', '', 0],
    ['', 'rice', 4],
    ['rice', 'rice', 0],
    ['lcp', 'lpc', 1],
    ['lcp', 'lz4', 2],
    ['hufman', 'huffman', 1],
    ['zsdt', 'zstd', 1],
    ['ca', 'abc', 3],
  ];
  for (const [a, b, distance] of cases) {
    test(`${a} to ${b}`, () => {
      assert.deepEqual([editDistance(a, b), editDistance(b, a)], [distance, distance]);
    });
  }

  test('is that of its definition', () => {
    const random = makeRandom(1);
    const word = () => Array.from({ length: random() % 6 }, () => 'abc'[random() % 3]).join('');
    for (let k = 0; k < 300; k++) {
      const [a, b] = [word(), word()];
      assert.equal(editDistance(a, b), distanceByDefinition(a, b), `${a}, ${b}`);
    }
  });
});

describe('the nearest names', () => {
  const NAMES = ['lpc', 'lz4', 'rice', 'rans', 'gaussian-rans', 'lpc-gaussian', 'exec:flac', 'flac', 'zstd'];
  const cases: Record<string, readonly string[]> = {
    lcp: ['lpc'],
    RICE: ['rice'],
    zstdd: ['zstd'],
    gaussian: ['gaussian-rans', 'lpc-gaussian'],
    'gausian-rans': ['gaussian-rans'],
    lpz: ['lpc'],
    xyzzy: [],
    q: [],
    '': [],
  };
  for (const [written, expected] of Object.entries(cases)) {
    test(JSON.stringify(written), () => assert.deepEqual(nearest(written, NAMES), expected));
  }

  test('of none', () => assert.deepEqual(nearest('rice', []), []));
});

test('the end of a message', () => {
  assert.equal(suggest([], 'there are none'), ', there are none');
  assert.equal(suggest(['lpc'], 'there are 60'), ', did you mean lpc? There are 60');
  assert.equal(suggest(['a', 'b'], 'want 1'), ', did you mean a or b? Want 1');
});
