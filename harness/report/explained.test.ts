/** What `ncb explain --json` wrote, as a page reads it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { parseExplained, readExplained } from './explained.js';
import { explanation } from './explained.test.kit.js';

const READ = {
  chain: 'levels+rice+zstd',
  headline: 'levels+rice+zstd: 4.6 bits a sample',
  recordings: 2,
  samples: 1000,
  givenBits: 6000,
  transforms: [{ stage: 'levels', sideBits: 40, order0Bits: 6000, normalBits: 6100, predictedBits: 4700 }],
  coder: { stage: 'rice', bits: 4560, parts: [{ name: 'words', bits: 4560 }] },
  compressors: [{ stage: 'zstd', bits: 4480 }],
};

test('one chain, and two against each other', () => {
  const one = explanation('levels+rice+zstd');
  assert.deepEqual(parseExplained(JSON.stringify(one), 'f'), [READ]);
  const two = { sentence: 'less', difference: {}, chains: [one, explanation('b')] };
  assert.deepEqual(
    parseExplained(JSON.stringify(two), 'f').map(({ chain }) => chain),
    ['levels+rice+zstd', 'b'],
  );
});

test('a coder whose stream is not ours has no parts', () => {
  const one = explanation('flac');
  const foreign = { ...one, all: { ...one.all, coder: { ...one.all.coder, parts: null } } };
  assert.deepEqual(parseExplained(JSON.stringify(foreign), 'f')[0].coder.parts, []);
});

test('of a run whose folder has none, nothing', t => {
  const folder = temporaryFolder(t);
  assert.deepEqual(readExplained(folder), []);
  writeFileSync(join(folder, 'explain.json'), JSON.stringify(explanation('levels+rice+zstd')));
  assert.deepEqual(readExplained(folder), [READ]);
  writeFileSync(join(folder, 'cells.csv'), '');
  assert.deepEqual(readExplained(join(folder, 'cells.csv')), [READ]);
});

test('anything else is refused in one line that names the file and what is wrong', () => {
  const one = explanation('a');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{', /^Error: f: not what ncb explain --json writes: /],
    ['null', /: the file is no object$/],
    ['[]', /: the file is no object$/],
    ['{"chains":[1]}', /: chains\[0\] is no object$/],
    ['{"chains":{}}', /: chains is no list$/],
    [JSON.stringify({ ...one, chain: 3 }), /: chain is no text$/],
    [JSON.stringify({ ...one, all: { ...one.all, samples: '1' } }), /: all\.samples is no number$/],
    [JSON.stringify({ ...one, all: { ...one.all, coder: null } }), /: all\.coder is no object$/],
  ];
  for (const [text, error] of cases) assert.throws(() => parseExplained(text, 'f'), error);
});
