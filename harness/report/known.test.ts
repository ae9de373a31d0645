/** Which chain stands for a well-known codec, and which chains of a chart are named. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../common/testing.test.kit.js';
import { wellKnown } from './known.js';
import { leadingChains, namedChains } from './named.js';
import { reportOf, sized, timed } from './report.test.kit.js';

const namesIn = (lines: Parameters<typeof reportOf>[0]) =>
  [...wellKnown(reportOf(lines).chains)].map(([{ chain }, name]) => [chain, name]);

test('the plainest chain stands for a codec, of equally plain ones the smallest', () => {
  assert.deepEqual(
    namesIn([
      sized('levels+delta+shuffle+zstd', 500),
      sized('levels+raw+zstd:level=22', 600),
      sized('raw+zstd', 700),
      sized('levels+flac:level=8', 800),
      sized('flac', 900),
    ]),
    [
      ['levels+raw+zstd:level=22', 'levels+zstd'],
      ['levels+flac:level=8', 'levels+FLAC'],
    ],
  );
});

test('where other stages make another codec of it, the chain is named as it is', () => {
  assert.deepEqual(namesIn([sized('delta+shuffle+xz:preset=9', 500)]), [
    ['delta+shuffle+xz:preset=9', 'delta+shuffle+xz:preset=9'],
  ]);
});

test('one that starts a program stands for its codec only where no other does', () => {
  const program = (chain: string, encodedBytes: number) =>
    exactLine({ chain, encodedBytes, isolation: 'process' });
  assert.deepEqual(
    namesIn([program('exec:flac', 500), sized('flac', 600), program('levels+exec:wavpack:level=high', 700)]),
    [
      ['flac', 'FLAC'],
      ['levels+exec:wavpack:level=high', 'levels+WavPack'],
    ],
  );
});

test('names of objects, and codecs before the last stage, are none', () => {
  assert.deepEqual(namesIn([sized('constructor', 500), sized('toString', 600), sized('flac+zip', 700)]), []);
});

test('yours, the answers and the well-known lead, each once', () => {
  const lines = [
    ...timed('smallest', 500, 10),
    ...timed('mine', 520, 5),
    ...timed('levels+flac', 540, 1),
    ...timed('raw+bzip2', 700, 9),
    ...timed('raw', 4000, 0.1),
    { type: 'given', chain: 'mine' } as const,
  ];
  assert.deepEqual(
    leadingChains(reportOf(lines).chains).map(({ name, as }) => [name, as]),
    [
      ['mine', 'yours'],
      ['smallest', 'headline'],
      ['levels+FLAC', 'headline'],
      ['bzip2', 'known'],
    ],
  );
});

test('a chain over fewer recordings is not named as the smallest', () => {
  const elsewhere = { recording: 'b.wav', recordingSha256: 'bb' };
  const all = [exactLine({ chain: 'all' }), exactLine({ chain: 'all', ...elsewhere })];
  const { chains } = reportOf([...all, sized('fewer', 100)]);
  assert.deepEqual(
    leadingChains(chains).map(({ name }) => name),
    ['all'],
  );
});

test('of many chains the leading ones, the copy and the front are named, of few all', () => {
  const many = Array.from({ length: 20 }, (_, i) => timed(`rice:k=${i}`, 600 + i, 5));
  const { chains } = reportOf([...timed('small', 500, 50), ...many.flat(), ...timed('raw', 4000, 0.1)]);
  const onFront = chains.filter(({ chain }) => chain === 'rice:k=3');
  const names = (shown: typeof chains) => [...namedChains(shown, onFront).values()].map(({ name }) => name);
  assert.deepEqual(names(chains), ['small', 'raw', 'rice:k=3']);
  assert.equal(names(chains.slice(0, 10)).length, 10);
});
