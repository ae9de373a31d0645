/**
 * What a plugin exports as a stage, looked at field by field: the types in a plugin's source are taken out unchecked,
 * and one in JavaScript has none.
 */
import { existsSync } from 'node:fs';
import type { Family, Stage, StageKind } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { LOSS_KINDS } from '../../codecs/loss.js';
import { nearest, suggest } from '../common/near.js';

type Fields = Readonly<Record<string, unknown>>;

const KINDS: readonly unknown[] = ['transform', 'coder', 'compressor'] satisfies StageKind[];

/** The compiler misses a family that is not here. */
const FAMILIES: Readonly<Record<Family, true>> = {
  copy: true,
  packing: true,
  entropy: true,
  prediction: true,
  grid: true,
  dictionary: true,
  'block-sorting': true,
};

const LOSSES: readonly unknown[] = LOSS_KINDS.filter(kind => kind !== 'none');

/** Whether something that is exported is meant as a stage, right or wrong. */
export function isMeantAsStage(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false;
  return (
    ('open' in value && typeof value.open === 'function') || ('kind' in value && KINDS.includes(value.kind))
  );
}

/** @throws Error such as `stage mine: family "magic" unknown, want one of copy, packing …` */
export function checkStageFields(value: object): asserts value is Stage {
  const fields: Fields = { ...value };
  const { name } = fields;
  if (typeof name !== 'string' || !/^(exec:)?[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`stage name ${JSON.stringify(name)}: want lower-case letters, digits and dashes`);
  }
  try {
    checkFacts(fields);
    for (const [key, parameter] of Object.entries(objectOf('parameters', fields.parameters))) {
      checkParameter(key, objectOf(`parameter ${key}`, parameter));
    }
  } catch (cause) {
    throw new Error(`stage ${name}: ${messageOf(cause)}`, { cause });
  }
}

function checkFacts(fields: Fields): void {
  const { kind, family, summary, packages, modelBytes, loss, isolation, wasm, version, open } = fields;
  checkWord('kind', kind, KINDS);
  checkWord('family', family, Object.keys(FAMILIES));
  want(typeof summary === 'string' && !summary.includes('\n'), 'summary', summary, 'a text of one line');
  const areNames = Array.isArray(packages) && packages.every(name => typeof name === 'string');
  want(areNames, 'packages', packages, 'a list of names');
  want(
    modelBytes === undefined || typeof modelBytes === 'function' || (isWhole(modelBytes) && modelBytes >= 0),
    'modelBytes',
    modelBytes,
    'a number of bytes, or a function',
  );
  if (loss !== undefined) checkLoss(kind, objectOf('loss', loss));
  const { errorPassedOn, live } = fields;
  want(
    errorPassedOn === undefined || (kind === 'transform' && typeof errorPassedOn === 'function'),
    'errorPassedOn',
    errorPassedOn,
    'a function, of a transform, or nothing',
  );
  want(live === undefined || typeof live === 'function', 'live', live, 'a function, or nothing');
  want(isolation === undefined || isolation === 'process', 'isolation', isolation, '"process", or nothing');
  if (wasm !== undefined) checkModules(wasm);
  want(version === undefined || typeof version === 'function', 'version', version, 'a function, or nothing');
  want(typeof open === 'function', 'open', open, 'a function');
}

/** Files of WebAssembly, each of which has to be there. */
function checkModules(modules: unknown): void {
  const wanted = "a list of file: URLs, such as new URL('./mine.wasm', import.meta.url).href";
  const isFile = (module: unknown) => typeof module === 'string' && module.startsWith('file:');
  want(Array.isArray(modules) && modules.length > 0 && modules.every(isFile), 'wasm', modules, wanted);
  for (const module of Array.isArray(modules) ? modules : []) {
    want(existsSync(new URL(module)), 'wasm', module, 'a file that is there');
  }
}

function checkLoss(of: unknown, { kind, greatestError, idempotent }: Fields): void {
  want(of !== 'compressor', 'loss', kind, 'nothing: bytes are compressed without loss');
  checkWord('loss.kind', kind, LOSSES);
  want(
    typeof greatestError === (kind === 'bounded' ? 'function' : 'undefined'),
    'loss.greatestError',
    greatestError,
    kind === 'bounded' ? 'a function of the values of parameters' : `nothing where the loss is ${kind}`,
  );
  const isAnswer = idempotent === undefined || typeof idempotent === 'boolean';
  want(isAnswer, 'loss.idempotent', idempotent, 'true, false, or nothing');
}

function checkParameter(key: string, fields: Fields): void {
  want(/^[a-z][a-z0-9_]*$/.test(key), 'parameter', key, 'lower-case letters, digits and underscores');
  const { type, meaning } = fields;
  checkWord(`${key}.type`, type, ['integer', 'choice']);
  want(typeof meaning === 'string', `${key}.meaning`, meaning, 'a text');
  if (type === 'integer') checkInteger(key, fields);
  else checkChoice(key, fields);
}

function checkInteger(key: string, { minimum, maximum, default: standard, sweep }: Fields): void {
  for (const [field, value] of Object.entries({ minimum, maximum })) {
    want(isWhole(value), `${key}.${field}`, value, 'a whole number');
  }
  const isWithin = (value: unknown) =>
    isWhole(value) && isWhole(minimum) && isWhole(maximum) && value >= minimum && value <= maximum;
  checkValues(key, standard, sweep, isWithin, `a whole number from ${minimum} to ${maximum}`);
}

function checkChoice(key: string, { choices, default: standard, sweep }: Fields): void {
  // other characters have a meaning in the id of a chain
  const areWords =
    Array.isArray(choices) &&
    choices.length > 0 &&
    choices.every(word => typeof word === 'string' && /^[^\s,+=:/]+$/.test(word));
  want(areWords, `${key}.choices`, choices, 'a list of words');
  const isChoice = (value: unknown) => Array.isArray(choices) && choices.includes(value);
  checkValues(key, standard, sweep, isChoice, `one of ${String(choices).replaceAll(',', ', ')}`);
}

function checkValues(
  key: string,
  standard: unknown,
  sweep: unknown,
  isRight: (value: unknown) => boolean,
  wanted: string,
): void {
  want(isRight(standard), `${key}.default`, standard, wanted);
  want(Array.isArray(sweep), `${key}.sweep`, sweep, 'a list');
  for (const value of Array.isArray(sweep) ? sweep : []) want(isRight(value), `${key}.sweep`, value, wanted);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function objectOf(field: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${field} ${shown(value)}: want an object`);
}

function checkWord(field: string, value: unknown, words: readonly unknown[]): void {
  if (words.includes(value)) return;
  const near = nearest(String(value), words.map(String));
  throw new Error(`${field} ${shown(value)} unknown${suggest(near, `want one of ${words.join(', ')}`)}`);
}

function want(isRight: boolean, field: string, value: unknown, wanted: string): void {
  if (!isRight) throw new Error(`${field} ${shown(value)}: want ${wanted}`);
}

const LONGEST = 60;

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
