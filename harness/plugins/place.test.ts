import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { formatPlace, placeOf, saidWithPlace, watchPlugin } from './place.js';

function withStack(...frames: readonly string[]): Error {
  const error = new Error('lost');
  error.stack = ['Error: lost', ...frames.map(frame => `    at ${frame}`)].join('\n');
  return error;
}

// any file that is there and none of this package's compiled ones
const FILE = join(process.cwd(), 'package.json');

test('without a plugin no error has a place', () => {
  assert.equal(placeOf(withStack(`${FILE}:7:32`)), undefined);
});

test('the first frame in a file of a plugin counts', () => {
  watchPlugin('/somewhere/mine.ts');
  const package_ = join(process.cwd(), 'node_modules', 'esbuild', 'package.json');
  const places: Record<string, Error> = {
    'package.json:1:2': withStack(`${FILE}:1:2`),
    'package.json:3:4': withStack(`Object.encode [as x] (${FILE}:3:4)`, `open (${FILE}:9:9)`),
    'package.json:5:6': withStack('node:internal/modules/run:1:1', `async file://${FILE}:5:6`),
    'package.json:7:8': withStack(
      'eval (eval at encode (/nowhere/a.js:3:4), <anonymous>:1:7)',
      `f (${FILE}:7:8)`,
    ),
    'package.json:9:1': withStack(`of a package (${package_}:1:1)`, `f (${FILE}:9:1)`),
  };
  for (const [place, error] of Object.entries(places)) assert.equal(placeOf(error), place);
});

test('a package is a plugin if it is given as one', () => {
  const file = join(process.cwd(), 'node_modules', 'esbuild', 'package.json');
  const error = withStack(`f (${file}:1:1)`);
  assert.equal(placeOf(error), undefined);
  watchPlugin('esbuild');
  assert.equal(placeOf(error), join('node_modules', 'esbuild', 'package.json:1:1'));
});

test('an error of ours has none, nor what is none', () => {
  assert.equal(placeOf(new Error('ours')), undefined);
  assert.equal(placeOf('a text'), undefined);
  assert.equal(placeOf(undefined), undefined);
});

test('an error that resists is put in words all the same', () => {
  const hostile = Object.defineProperties(new Error('lost'), {
    stack: {
      get() {
        throw new Error('no');
      },
    },
    cause: {
      get() {
        throw new Error('no');
      },
    },
  });
  assert.equal(saidWithPlace(hostile), 'lost');
});

test('the cause of an error is looked at behind it', () => {
  const cause = withStack(`f (${FILE}:1:1)`);
  assert.equal(saidWithPlace(new Error('mine: lost', { cause })), 'mine: lost (package.json:1:1)');
});

test('files below the working folder are named from there, others in full', () => {
  assert.equal(formatPlace(join(process.cwd(), 'a', 'b.ts'), 1, 2), `a${sep}b.ts:1:2`);
  assert.equal(formatPlace('/elsewhere/b.ts', 1, 2), '/elsewhere/b.ts:1:2');
});
