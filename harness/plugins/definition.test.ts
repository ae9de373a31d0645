/** Definitions with one field wrong: each is one line that says what would be right. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInStages } from '../../codecs/registry.js';
import { checkStageFields, isMeantAsStage } from './definition.js';

const INTEGER = { type: 'integer', minimum: 0, maximum: 9, default: 3, sweep: [1, 9], meaning: 'effort' };
const CHOICE = { type: 'choice', choices: ['fast', 'small'], default: 'fast', sweep: ['fast'], meaning: '' };

const RIGHT = {
  kind: 'coder',
  name: 'mine',
  family: 'entropy',
  summary: 'a test',
  parameters: { level: INTEGER, mode: CHOICE },
  packages: [],
  open: () => undefined,
};

function withParameters(parameters: unknown) {
  return { ...RIGHT, parameters };
}

const FAMILIES = 'copy, packing, entropy, prediction, grid, dictionary, block-sorting';

describe('a wrong field is refused', () => {
  const cases: Record<string, readonly [object, string]> = {
    'an unknown family': [
      { ...RIGHT, family: 'magic' },
      `stage mine: family "magic" unknown, want one of ${FAMILIES}`,
    ],
    'a family misspelt': [
      { ...RIGHT, family: 'entropie' },
      `stage mine: family "entropie" unknown, did you mean entropy? Want one of ${FAMILIES}`,
    ],
    'no family': [
      { ...RIGHT, family: undefined },
      `stage mine: family undefined unknown, want one of ${FAMILIES}`,
    ],
    'an inherited word': [
      { ...RIGHT, family: 'toString' },
      `stage mine: family "toString" unknown, want one of ${FAMILIES}`,
    ],
    'an unknown kind': [
      { ...RIGHT, kind: 'codec' },
      'stage mine: kind "codec" unknown, did you mean coder? Want one of transform, coder, compressor',
    ],
    'a name in capitals': [
      { ...RIGHT, name: 'My Codec' },
      'stage name "My Codec": want lower-case letters, digits and dashes',
    ],
    'a name that is a number': [
      { ...RIGHT, name: 7 },
      'stage name 7: want lower-case letters, digits and dashes',
    ],
    'a summary of two lines': [
      { ...RIGHT, summary: 'a\nb' },
      'stage mine: summary "a\\nb": want a text of one line',
    ],
    'WebAssembly that is no list': [
      { ...RIGHT, wasm: 'mine.wasm' },
      `stage mine: wasm "mine.wasm": want a list of file: URLs, such as new URL('./mine.wasm', import.meta.url).href`,
    ],
    'WebAssembly that is not there': [
      { ...RIGHT, wasm: ['file:///nowhere/mine.wasm'] },
      'stage mine: wasm "file:///nowhere/mine.wasm": want a file that is there',
    ],
    'packages that are no list': [
      { ...RIGHT, packages: 'zstd' },
      'stage mine: packages "zstd": want a list of names',
    ],
    'model bytes in words': [
      { ...RIGHT, modelBytes: 'few' },
      'stage mine: modelBytes "few": want a number of bytes, or a function',
    ],
    'figures of an implant that are no function': [
      { ...RIGHT, live: { stateBytes: 4 } },
      'stage mine: live {"stateBytes":4}: want a function, or nothing',
    ],
    'another isolation': [
      { ...RIGHT, isolation: 'thread' },
      'stage mine: isolation "thread": want "process", or nothing',
    ],
    'a version that is no function': [
      { ...RIGHT, version: '1.0' },
      'stage mine: version "1.0": want a function, or nothing',
    ],
    'nothing to open': [{ ...RIGHT, open: undefined }, 'stage mine: open undefined: want a function'],
    'parameters in a list': [
      withParameters([INTEGER]),
      'stage mine: parameters [{"type":"integer","minimum":0,"maximum":9,"default":3,"swee…: want an object',
    ],
    'no parameters': [withParameters(undefined), 'stage mine: parameters undefined: want an object'],
    'a parameter that is nothing': [
      withParameters({ level: null }),
      'stage mine: parameter level null: want an object',
    ],
    'a parameter with dashes': [
      withParameters({ 'my-level': INTEGER }),
      'stage mine: parameter "my-level": want lower-case letters, digits and underscores',
    ],
    'an unknown type': [
      withParameters({ level: { ...INTEGER, type: 'number' } }),
      'stage mine: level.type "number" unknown, want one of integer, choice',
    ],
    'no meaning': [
      withParameters({ level: { ...INTEGER, meaning: undefined } }),
      'stage mine: level.meaning undefined: want a text',
    ],
    'no least value': [
      withParameters({ level: { ...INTEGER, minimum: undefined } }),
      'stage mine: level.minimum undefined: want a whole number',
    ],
    'a greatest value that is none': [
      withParameters({ level: { ...INTEGER, maximum: Number.POSITIVE_INFINITY } }),
      'stage mine: level.maximum null: want a whole number',
    ],
    'a default out of range': [
      withParameters({ level: { ...INTEGER, default: 12 } }),
      'stage mine: level.default 12: want a whole number from 0 to 9',
    ],
    'nothing to sweep': [
      withParameters({ level: { ...INTEGER, sweep: undefined } }),
      'stage mine: level.sweep undefined: want a list',
    ],
    'a swept value out of range': [
      withParameters({ level: { ...INTEGER, sweep: [3, 10] } }),
      'stage mine: level.sweep 10: want a whole number from 0 to 9',
    ],
    'choices that are none': [
      withParameters({ mode: { ...CHOICE, choices: [] } }),
      'stage mine: mode.choices []: want a list of words',
    ],
    'a choice that no id can hold': [
      withParameters({ mode: { ...CHOICE, choices: ['fast', 'a+b'] } }),
      'stage mine: mode.choices ["fast","a+b"]: want a list of words',
    ],
    'a default that is no choice': [
      withParameters({ mode: { ...CHOICE, default: 'best' } }),
      'stage mine: mode.default "best": want one of fast, small',
    ],
    'a swept value that is no choice': [
      withParameters({ mode: { ...CHOICE, sweep: ['best'] } }),
      'stage mine: mode.sweep "best": want one of fast, small',
    ],
  };
  for (const [name, [definition, message]] of Object.entries(cases)) {
    test(name, () => {
      assert.throws(() => checkStageFields(definition), { message });
    });
  }
});

test('what is right passes, and every built-in stage', () => {
  for (const stage of [RIGHT, ...builtInStages]) {
    assert.ok(isMeantAsStage(stage));
    checkStageFields(stage);
  }
});

test('what is meant as a stage', () => {
  const stages = [{ name: 'a', open: () => 0 }, { name: 'A', kind: 'coder' }, RIGHT];
  const others = [
    null,
    undefined,
    'coder',
    () => 0,
    {},
    { name: 'a' },
    { name: 'a', kind: 'of blue' },
    { open: 1 },
  ];
  assert.deepEqual(stages.map(isMeantAsStage), [true, true, true]);
  assert.deepEqual(
    others.map(isMeantAsStage),
    others.map(() => false),
  );
});
