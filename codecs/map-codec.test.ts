import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Codec } from './codec.js';
import { makeCodec, mapCodec } from './map-codec.js';

/** Writes words as their numbers of letters, and notes when it begins and ends. */
function counterOf(asynchronous: boolean, log: string[]): Codec<string, number> {
  const encode = (word: string) => {
    if (word === '') throw new Error('no letters');
    log.push(word);
    return word.length;
  };
  const decode = (length: number) => 'x'.repeat(length);
  if (!asynchronous) return { encode, decode };
  return {
    asynchronous,
    encode: async word => {
      log.push(`begin ${word}`);
      await new Promise(resolve => setTimeout(resolve, 1));
      return encode(word);
    },
    decode: async length => decode(length),
  };
}

/** A codec of sentences by one of words. */
function bySentence(codec: Codec<string, number>): Codec<string, string> {
  return mapCodec<string, number, string, string>(
    codec,
    sentence => ({ pieces: sentence.split(' '), join: lengths => lengths.join('-') }),
    lengths => ({ pieces: lengths.split('-').map(Number), join: words => words.join(' ') }),
  );
}

test('pieces of a synchronous codec are coded at once', () => {
  const log: string[] = [];
  const codec = bySentence(counterOf(false, log));
  assert.notEqual(codec.asynchronous, true);
  assert.equal(codec.encode('one three two'), '3-5-3');
  assert.equal(codec.decode('3-5-3'), 'xxx xxxxx xxx');
  assert.deepEqual(log, ['one', 'three', 'two']);
  assert.throws(() => codec.encode('a  b'), /^Error: no letters$/);
});

test('those of an asynchronous one are, one after the other', async () => {
  const log: string[] = [];
  const codec = bySentence(counterOf(true, log));
  assert.equal(codec.asynchronous, true);
  assert.equal(await codec.encode('one three'), '3-5');
  assert.equal(await codec.decode('3-5'), 'xxx xxxxx');
  assert.deepEqual(log, ['begin one', 'one', 'begin three', 'three']);
  await assert.rejects(async () => codec.encode('a  b'), /^Error: no letters$/);
  assert.equal(log.at(-1), 'begin ', 'nothing begins behind one that failed');
});

test('what cutting throws is a rejection of an asynchronous codec', async () => {
  const cut = () => {
    throw new Error('torn');
  };
  const codec = mapCodec(counterOf(true, []), cut, cut);
  const promised = codec.decode('');
  await assert.rejects(async () => promised, /^Error: torn$/);
});

test('a promise where none was announced is an error', () => {
  const codec = makeCodec<string, number>(
    false,
    async word => word.length,
    () => '',
  );
  assert.throws(() => codec.encode('one'), /a promise without saying that it is asynchronous/);
});
