/**
 * A program that can stand in a chain: plain data, in TypeScript or in a JSON file.
 *
 *   name          the stage is exec:NAME
 *   summary       one line
 *   family        as of any stage; default: dictionary
 *   input         'wav' (int16) or 'pcm' (int16 little-endian, interleaved, no header)
 *   encode        command to encode: the program, then its arguments, as a list. No shell ever sees it
 *   decode        command to decode
 *   version       command whose output has the version in it
 *   parameters    as a stage declares them; `sweep` and `meaning` may be left out
 *   mostChannels  the most channels the program takes: samples of more go through it channel by channel
 *   extension     of the file that encode writes; default: bin
 *   install       how to get the program, for the message where it is missing
 *
 * Commands run in an empty folder of their own. Placeholders in their arguments:
 *
 *   {in} {out}    file to read, file to write: samples.wav or samples.pcm to stream.EXTENSION, that to
 *                 decoded.wav or decoded.pcm. Without {in} the program reads standard input, without {out} it
 *                 writes to standard output
 *   {here}        folder of the JSON file, where relative paths of programs begin too
 *   {KEY}         value of a parameter. A choice may have `arguments`, a list for each of its values: then {KEY}
 *                 stands alone and becomes that list
 */
import type { ChoiceParameter, Family, IntegerParameter } from '../codec.js';

/** A choice whose values may each stand for several arguments, or none. */
export interface ProgramChoice extends ChoiceParameter {
  readonly arguments?: Readonly<Record<string, readonly string[]>>;
}

export type ProgramParameter = IntegerParameter | ProgramChoice;

/** The program, then its arguments. */
export type Command = readonly string[];

export interface ProgramDeclaration {
  readonly name: string;
  readonly summary: string;
  readonly family: Family;
  readonly input: 'wav' | 'pcm';
  readonly encode: Command;
  readonly decode: Command;
  readonly version?: Command;
  readonly parameters?: Readonly<Record<string, ProgramParameter>>;
  readonly mostChannels?: number;
  readonly extension?: string;
  readonly install?: string;
}

/** Names that no parameter may take. */
const TAKEN = ['in', 'out', 'here'];

/** Every `{word}` in an argument. */
export const PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g;

/**
 * Checks what types cannot.
 * @throws Error that names the key which is wrong
 */
export function checkDeclaration(declaration: ProgramDeclaration): void {
  const { encode, decode, version = ['-'], parameters = {}, extension = 'bin' } = declaration;
  for (const [key, command] of Object.entries({ encode, decode, version })) checkCommand(key, command);
  if (!/^[a-z0-9]{1,8}$/.test(extension)) {
    throw new Error(`extension ${JSON.stringify(extension)}: want up to 8 lower-case letters and digits`);
  }
  for (const [key, parameter] of Object.entries(parameters)) {
    if (TAKEN.includes(key)) throw new Error(`parameters.${key}: {${key}} means something else`);
    checkArguments(key, parameter);
  }
  const used = new Set([
    ...checkPlaceholders('encode', encode, parameters),
    ...checkPlaceholders('decode', decode, parameters),
  ]);
  for (const key of Object.keys(parameters)) {
    if (!used.has(key)) throw new Error(`parameters.${key}: no command has {${key}}`);
  }
}

function checkCommand(key: string, command: Command): void {
  if (command.length === 0 || command[0] === '') throw new Error(`${key}: names no program`);
  if (command.some(argument => argument.includes('\0'))) throw new Error(`${key}: has a NUL character`);
}

function checkArguments(key: string, parameter: ProgramParameter): void {
  if (parameter.type !== 'choice' || parameter.arguments === undefined) return;
  const given = Object.keys(parameter.arguments).sort().join();
  if (given !== [...parameter.choices].sort().join()) {
    throw new Error(`parameters.${key}.arguments: want a list for each of ${parameter.choices.join(', ')}`);
  }
}

/** @returns the placeholders of a command */
function checkPlaceholders(
  key: string,
  [program, ...rest]: Command,
  parameters: Readonly<Record<string, ProgramParameter>>,
): string[] {
  const named: string[] = [];
  if (program.replaceAll('{here}', '').match(PLACEHOLDER)) {
    throw new Error(`${key}: the program ${program} may hold no placeholder but {here}`);
  }
  for (const argument of rest) {
    for (const [placeholder, word] of argument.matchAll(PLACEHOLDER)) {
      const parameter = Object.hasOwn(parameters, word) ? parameters[word] : undefined;
      if (parameter === undefined && !TAKEN.includes(word)) {
        throw new Error(`${key}: ${placeholder} is no parameter, nor {in}, {out} or {here}`);
      }
      if (parameter?.type === 'choice' && parameter.arguments !== undefined && argument !== placeholder) {
        throw new Error(`${key}: ${placeholder} stands for a list and must be an argument of its own`);
      }
      named.push(word);
    }
  }
  return named;
}
