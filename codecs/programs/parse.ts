/** A declaration out of a JSON file, read strictly: what is not understood is refused, in one line with file and key. */

import type { Family } from '../codec.js';
import { messageOf, oneLine } from '../errors.js';
import type { Command, Need, ProgramChoice, ProgramDeclaration, ProgramParameter } from './declaration.js';

type Fields = Readonly<Record<string, unknown>>;

const FAMILIES = [
  'copy',
  'packing',
  'entropy',
  'prediction',
  'grid',
  'dictionary',
  'block-sorting',
] as const satisfies readonly Family[];

/**
 * @param file its name, for messages
 * @throws Error such as `my-program.json: encode: want a list of texts`
 */
export function parseDeclaration(text: string, file: string): ProgramDeclaration {
  try {
    return declarationOf(objectOf('declaration', JSON.parse(text)));
  } catch (cause) {
    throw new Error(`${file}: ${oneLine(messageOf(cause))}`, { cause });
  }
}

function declarationOf(fields: Fields): ProgramDeclaration {
  const { $schema, name, summary, family, input, encode, decode, ...more } = fields;
  const { version, parameters, loss, rates, mostChannels, extension, install, needs, ...unknown } = more;
  refuseUnknown('', unknown);
  return {
    name: textOf('name', name),
    summary: textOf('summary', summary),
    family: family === undefined ? 'dictionary' : wordOf('family', family, FAMILIES),
    input: wordOf('input', input, ['wav', 'pcm']),
    encode: listOf('encode', encode, textOf),
    decode: listOf('decode', decode, textOf),
    ...(version !== undefined && { version: listOf('version', version, textOf) }),
    ...(parameters !== undefined && { parameters: tableOf('parameters', parameters, parameterOf) }),
    ...(loss !== undefined && { loss: wordOf('loss', loss, ['free']) }),
    ...(rates !== undefined && { rates: listOf('rates', rates, integerAt) }),
    ...(mostChannels !== undefined && { mostChannels: countOf('mostChannels', mostChannels) }),
    ...(extension !== undefined && { extension: textOf('extension', extension) }),
    ...(install !== undefined && { install: textOf('install', install) }),
    ...(needs !== undefined && { needs: needOf(objectOf('needs', needs)) }),
  };
}

function needOf({ command, output, ...unknown }: Fields): Need {
  refuseUnknown('needs.', unknown);
  return { command: listOf('needs.command', command, textOf), output: textOf('needs.output', output) };
}

function parameterOf(key: string, value: unknown): ProgramParameter {
  const fields = objectOf(key, value);
  return wordOf(`${key}.type`, fields.type, ['integer', 'choice']) === 'integer'
    ? integerOf(key, fields)
    : choiceOf(key, fields);
}

function integerOf(key: string, fields: Fields): ProgramParameter {
  const { type, minimum, maximum, default: standard, sweep, meaning, decimals, ...unknown } = fields;
  refuseUnknown(`${key}.`, unknown);
  const value = integerAt(`${key}.default`, standard);
  return {
    type: 'integer',
    minimum: integerAt(`${key}.minimum`, minimum),
    maximum: integerAt(`${key}.maximum`, maximum),
    default: value,
    sweep: sweep === undefined ? [value] : listOf(`${key}.sweep`, sweep, integerAt),
    meaning: meaning === undefined ? '' : textOf(`${key}.meaning`, meaning),
    ...(decimals !== undefined && { decimals: integerAt(`${key}.decimals`, decimals) }),
  };
}

function choiceOf(key: string, fields: Fields): ProgramChoice {
  const { type, choices, default: standard, sweep, meaning, arguments: table, ...unknown } = fields;
  refuseUnknown(`${key}.`, unknown);
  const words = listOf(`${key}.choices`, choices, textOf);
  return {
    type: 'choice',
    choices: words,
    default: textOf(`${key}.default`, standard),
    sweep: sweep === undefined ? words : listOf(`${key}.sweep`, sweep, textOf),
    meaning: meaning === undefined ? '' : textOf(`${key}.meaning`, meaning),
    ...(table !== undefined && {
      arguments: tableOf<Command>(`${key}.arguments`, table, (at, list) => listOf(at, list, textOf)),
    }),
  };
}

function refuseUnknown(prefix: string, unknown: Fields): void {
  const [key] = Object.keys(unknown);
  if (key !== undefined) throw new Error(`${prefix}${key}: no such key`);
}

function objectOf(key: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${key}: want an object`);
  }
  return { ...value };
}

function textOf(key: string, value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${key}: want a text`);
  return value;
}

function integerAt(key: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Error(`${key}: want a whole number`);
  return value;
}

function countOf(key: string, value: unknown): number {
  const count = integerAt(key, value);
  if (count < 1) throw new Error(`${key}: ${count} is less than 1`);
  return count;
}

function wordOf<const Word extends string>(key: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find(known => known === value);
  if (word === undefined) throw new Error(`${key}: want one of ${words.join(', ')}`);
  return word;
}

function listOf<T>(key: string, value: unknown, item: (key: string, value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Error(`${key}: want a list`);
  return value.map((element, index) => item(`${key}[${index}]`, element));
}

function tableOf<T>(
  key: string,
  value: unknown,
  item: (key: string, value: unknown) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(objectOf(key, value)).map(([name, element]) => [name, item(`${key}.${name}`, element)]),
  );
}
