import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDeclaration } from './parse.js';
import { defineProgram } from './program.js';

const LEAST = {
  name: 'mine',
  summary: 'a test',
  input: 'pcm',
  encode: ['cp', '{in}', '{out}'],
  decode: ['cp', '{in}', '{out}'],
};

const LEVEL = { type: 'integer', minimum: 1, maximum: 9, default: 6 };
const MODE = { type: 'choice', choices: ['slow', 'fast'], default: 'slow' };

function parse(declaration: unknown) {
  return parseDeclaration(JSON.stringify(declaration), 'mine.json');
}

/** A declaration whose encode takes one parameter more. */
function withParameter(parameter: unknown, argument = '-{level}') {
  return { ...LEAST, encode: ['cp', argument, '{in}', '{out}'], parameters: { level: parameter } };
}

describe('a declaration', () => {
  test('needs little', () => {
    const stage = defineProgram(parse(LEAST));
    assert.equal(stage.name, 'exec:mine');
    assert.equal(stage.family, 'dictionary');
    assert.equal(stage.isolation, 'process');
    assert.deepEqual(stage.parameters, {});
  });

  test('fills in what a parameter leaves out, and keeps argument lists to itself', () => {
    const table = { slow: ['-s', '1'], fast: [] };
    const stage = defineProgram(parse(withParameter({ ...MODE, arguments: table }, '{level}')));
    assert.deepEqual(stage.parameters, {
      level: { ...MODE, sweep: ['slow', 'fast'], meaning: '' },
    });
    const integer = defineProgram(parse(withParameter(LEVEL)));
    assert.deepEqual(integer.parameters, { level: { ...LEVEL, sweep: [6], meaning: '' } });
  });

  test('may lose something, want a rate of its own, and a program that was built for it', () => {
    const stage = defineProgram(
      parse({
        ...withParameter({ ...LEVEL, decimals: 1 }, '-q{level}:{codec_rate}'),
        ...{ loss: 'free', rates: [8000, 48000], needs: { command: ['cp', '--help'], output: 'copy' } },
      }),
    );
    assert.deepEqual(stage.loss, { kind: 'free' });
    assert.deepEqual(stage.parameters, { level: { ...LEVEL, sweep: [6], meaning: '' } });
  });

  const refused: Record<string, [unknown, RegExp]> = {
    'a list': [[], /^mine\.json: declaration: want an object$/],
    null: [null, /^mine\.json: declaration: want an object$/],
    'no name': [{ ...LEAST, name: undefined }, /^mine\.json: name: want a text$/],
    'a key that is not known': [{ ...LEAST, encoder: [] }, /^mine\.json: encoder: no such key$/],
    'a key of every object': [
      JSON.parse(JSON.stringify(LEAST).replace('{', '{"__proto__":1,')),
      /^mine\.json: __proto__: no such key$/,
    ],
    'a command as one text': [{ ...LEAST, encode: 'cp {in} {out}' }, /^mine\.json: encode: want a list$/],
    'a number among arguments': [{ ...LEAST, encode: ['cp', 9] }, /^mine\.json: encode\[1\]: want a text$/],
    'another input': [{ ...LEAST, input: 'mp3' }, /^mine\.json: input: want one of wav, pcm$/],
    'another family': [{ ...LEAST, family: 'magic' }, /^mine\.json: family: want one of copy, /],
    'no channels': [{ ...LEAST, mostChannels: 0 }, /^mine\.json: mostChannels: 0 is less than 1$/],
    'a bound, which no program has': [{ ...LEAST, loss: 'bounded' }, /^mine\.json: loss: want one of free$/],
    'a need of another key': [{ ...LEAST, needs: { status: 0 } }, /needs\.status: no such key$/],
    'half a channel': [{ ...LEAST, mostChannels: 1.5 }, /^mine\.json: mostChannels: want a whole number$/],
    'a parameter of no type': [
      withParameter({ default: 1 }),
      /^mine\.json: parameters\.level\.type: want one of integer, choice$/,
    ],
    'a range in words': [
      withParameter({ ...LEVEL, maximum: '9' }),
      /^mine\.json: parameters\.level\.maximum: want a whole number$/,
    ],
    'an integer with choices': [
      withParameter({ ...LEVEL, choices: [] }),
      /^mine\.json: parameters\.level\.choices: no such key$/,
    ],
    'arguments that are no lists': [
      withParameter({ ...MODE, arguments: { slow: '-s' } }),
      /^mine\.json: parameters\.level\.arguments\.slow: want a list$/,
    ],
  };
  for (const [name, [declaration, message]] of Object.entries(refused)) {
    test(`${name} is refused`, () => assert.throws(() => parse(declaration), { message }));
  }

  test('what is not JSON is refused with the name of its file', () => {
    assert.throws(() => parseDeclaration('{', 'mine.json'), /^Error: mine\.json: /);
  });

  const senseless: Record<string, [unknown, RegExp]> = {
    'a name in capitals': [{ ...LEAST, name: 'Mine' }, /stage name "exec:Mine"/],
    'an empty command': [{ ...LEAST, decode: [] }, /^decode: names no program$/],
    'a placeholder of nothing': [
      { ...LEAST, encode: ['cp', '{level}'] },
      /^encode: \{level\} is no parameter/,
    ],
    'a program by placeholder': [
      { ...LEAST, encode: ['{in}', '{out}'] },
      /^encode: the program \{in\} may hold no placeholder/,
    ],
    'a parameter that is not used': [
      { ...LEAST, parameters: { level: LEVEL } },
      /^parameters\.level: no command has \{level\}$/,
    ],
    'a parameter called in': [
      { ...LEAST, parameters: { in: LEVEL } },
      /^parameters\.in: \{in\} means something/,
    ],
    'a default out of range': [
      withParameter({ ...LEVEL, default: 10 }),
      /exec:mine: level 10 out of range 1\.\.9/,
    ],
    'a list inside an argument': [
      withParameter({ ...MODE, arguments: { slow: [], fast: [] } }),
      /^encode: \{level\} stands for a list/,
    ],
    'a value without its list': [
      withParameter({ ...MODE, arguments: { slow: [] } }, '{level}'),
      /^parameters\.level\.arguments: want a list for each of slow, fast$/,
    ],
    'rates that nothing has': [{ ...LEAST, rates: [8000] }, /^rates: no command has \{codec_rate\}$/],
    'a rate of none': [
      { ...LEAST, encode: ['cp', '{codec_rate}', '{in}', '{out}'] },
      /rates: \{codec_rate\} is one of them, and there are none$/,
    ],
    'rates that fall': [
      { ...LEAST, encode: ['cp', '{codec_rate}', '{in}', '{out}'], rates: [48000, 8000] },
      /rates: 48000, 8000: want numbers over 0, rising$/,
    ],
    'a need of no command': [
      { ...LEAST, needs: { command: [], output: 'x' } },
      /needs\.command: names no program$/,
    ],
    'too many decimals': [
      withParameter({ ...LEVEL, decimals: 7 }),
      /parameters\.level\.decimals: 7 out of range 0\.\.6$/,
    ],
    'an extension with a path': [{ ...LEAST, extension: '../x' }, /^extension "\.\.\/x"/],
  };
  for (const [name, [declaration, message]] of Object.entries(senseless)) {
    test(`${name} is refused`, () => assert.throws(() => defineProgram(parse(declaration)), { message }));
  }
});
