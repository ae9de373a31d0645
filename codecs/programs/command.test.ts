import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillCommand } from './command.js';
import type { ProgramParameter } from './declaration.js';

const files = {
  in: 'samples.wav',
  out: 'stream.bin',
  here: '/the/folder',
  frames: 9,
  rate: 19531,
  codec_rate: 24000,
};
const choice = { type: 'choice', default: 'a', sweep: [], meaning: '' } as const;
const parameters: Record<string, ProgramParameter> = {
  level: { type: 'integer', minimum: 0, maximum: 9, default: 1, sweep: [], meaning: '' },
  mode: { ...choice, choices: ['a', 'b'], arguments: { a: [], b: ['-b', '{in}'] } },
  bps: { type: 'integer', minimum: 0, maximum: 900, default: 1, sweep: [], meaning: '', decimals: 2 },
  word: { ...choice, choices: ['a; rm -rf "$HOME"'] },
};
const values = { level: 7, bps: 205, mode: 'b', word: 'a; rm -rf "$HOME"' };

function fill(...command: string[]) {
  return fillCommand(command, parameters, values, files);
}

test('placeholders are filled in wherever they stand, each argument staying one', () => {
  const filled = fill('x', '-{level}{level}', '{here}/x.py', '--to={out}', '{in}', '{}', '{word}');
  assert.deepEqual(filled.arguments, [
    '-77',
    '/the/folder/x.py',
    '--to=stream.bin',
    'samples.wav',
    '{}',
    'a; rm -rf "$HOME"',
  ]);
  assert.deepEqual([filled.readsInput, filled.writesOutput], [false, false]);
});

test('a number of tenths or hundredths stands as one, and what is known of the samples too', () => {
  const { arguments: filled } = fill('x', '-b{bps}', '{rate}:{codec_rate}', '-n', '{frames}');
  assert.deepEqual(filled, ['-b2.05', '19531:24000', '-n', '9']);
});

test('a choice with lists becomes its list, word by word', () => {
  assert.deepEqual(fill('x', '{mode}', '-').arguments, ['-b', '{in}', '-']);
  assert.deepEqual(fillCommand(['x', '{mode}'], parameters, { ...values, mode: 'a' }, files).arguments, []);
});

test('a choice without a list is not looked for among what every object has', () => {
  const choice = { type: 'choice', choices: ['constructor'], sweep: [], meaning: '' } as const;
  const odd = { mode: { ...choice, default: 'constructor', arguments: {} } } as const;
  assert.deepEqual(fillCommand(['x', '{mode}'], odd, { mode: 'constructor' }, files).arguments, [
    'constructor',
  ]);
});

test('without names of files the program is a pipe', () => {
  const { readsInput, writesOutput } = fill('x', '-{level}');
  assert.deepEqual([readsInput, writesOutput], [true, true]);
});
